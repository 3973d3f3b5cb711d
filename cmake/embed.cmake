# Writes the text of FROM into the C file TO, as the string prelude_source.
include(${CMAKE_CURRENT_LIST_DIR}/c_string.cmake)
file(READ ${FROM} text)
c_string(text "${text}")
file(WRITE ${TO} "#include \"interp/prelude.h\"\n\nconst char prelude_source[] =\n    ${text};\n")
