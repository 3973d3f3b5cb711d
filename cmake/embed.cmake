# Writes the text of FROM into the C file TO, as the string prelude_source.
file(READ ${FROM} text)
string(REPLACE "\\" "\\\\" text "${text}")
string(REPLACE "\"" "\\\"" text "${text}")
string(REPLACE "\n" "\\n\"\n    \"" text "${text}")
file(WRITE ${TO} "#include \"interp/prelude.h\"\n\nconst char prelude_source[] =\n    \"${text}\";\n")
