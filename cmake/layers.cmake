include(CheckCCompilerFlag)

# Values are moved as two words on purpose (runtime/value/value.h); compilers would join the two again.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fno-tree-slp-vectorize)
else()
  add_compile_options(-fno-slp-vectorize)
endif()

# gcc for x86 copies whatever has 16 bytes at once, too, and a struct of some hundred, an op for instance, it clears by `rep stos`, which
# takes longer to begin than the clearing takes.
function(add_tuning name)
  check_c_compiler_flag(${ARGN} ${name})
  if(${name})
    add_compile_options(${ARGN})
  endif()
endfunction()
add_tuning(tune_words -mtune-ctrl=^sse_unaligned_load_optimal,^sse_unaligned_store_optimal)
add_tuning(tune_memset -mmemset-strategy=unrolled_loop:256:noalign,libcall:-1:noalign)
add_tuning(tune_memcpy -mmemcpy-strategy=unrolled_loop:256:noalign,libcall:-1:noalign)
# Steps are short and call one another, so where functions begin decides about some of their time (3 % of a run in virtual time).
add_tuning(tune_functions -falign-functions=32)

# A layer is a folder that is one library. Its headers are included as "folder/name.h"; they are reached through a
# folder of links that only the layers named in USES are given, so an #include that the design forbids does not compile.
function(add_layer name)
  cmake_parse_arguments(LAYER "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  set(view ${CMAKE_BINARY_DIR}/include/${name})
  file(MAKE_DIRECTORY ${view})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${view}/${name} SYMBOLIC)
  add_library(${name} STATIC ${LAYER_SOURCES})
  target_include_directories(${name} PUBLIC ${view})
  target_link_libraries(${name} PUBLIC ${LAYER_USES} PRIVATE ${LAYER_LIBRARIES})
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes)
endfunction()
