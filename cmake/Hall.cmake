# House rules of the build: language level, warnings, sanitizers, and the functions by which a room
# declares its library, its programs and its tests.

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

set(HALL_SANITIZE "" CACHE STRING "sanitizers to build with, e.g. address,undefined")
option(HALL_FUZZ "build the libFuzzer targets (clang only)" OFF)
option(HALL_COVERAGE "instrument for branch coverage" OFF)

add_compile_definitions(_GNU_SOURCE)
add_compile_options(-fno-strict-aliasing -fstack-protector-strong)
add_link_options(-Wl,-z,relro,-z,now)
if(HALL_SANITIZE)
  add_compile_options(-fsanitize=${HALL_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HALL_SANITIZE})
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_definitions(_FORTIFY_SOURCE=2)
endif()
if(HALL_COVERAGE)
  add_compile_options(--coverage -O0)
  add_link_options(--coverage)
endif()

# Warnings for our own sources; generated protobuf-c code is built without them.
add_library(hall_warnings INTERFACE)
target_compile_options(hall_warnings INTERFACE
  -Wall -Wextra -Werror -Wshadow -Wformat=2 -Wundef
  $<$<COMPILE_LANGUAGE:C>:-Wconversion -Wno-sign-conversion -Wstrict-prototypes
    -Wmissing-prototypes -Wvla -Wwrite-strings>)

find_package(PkgConfig REQUIRED)
foreach(lib libprotobuf-c libzmq libczmq libpq libmicrohttpd jansson libzip expat libseccomp
        libsodium liboath libsystemd libcrypto libgcrypt protobuf zlib icu-i18n cairo-pdf pangocairo)
  string(REPLACE "-" "_" name ${lib})
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${lib})
endforeach()

# hall_library(name SOURCES ... LIBS ...): a room's static library, sources relative to the folder.
function(hall_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  target_link_libraries(${name} PUBLIC ${arg_LIBS} PRIVATE hall_warnings)
endfunction()

# hall_program(name SOURCES ... LIBS ...)
function(hall_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} hall_warnings)
endfunction()

# hall_checks(name FILE...): the labels check:ROW of a test. A test that performs what a row of functions
# demands says so in the words of its own source, "S10 (check)"; see tools/rows.py.
function(hall_checks name)
  get_test_property(${name} LABELS labels)
  foreach(file ${ARGN})
    if(NOT file MATCHES "\\.(py|c|json)$" OR NOT EXISTS ${file})
      continue()
    endif()
    file(READ ${file} text)
    string(REGEX MATCHALL "[SAN][0-9]+ \\(check\\)" marks "${text}")
    list(TRANSFORM marks REPLACE "^(.*) .*$" "check:\\1")
    list(APPEND labels ${marks})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endforeach()
  list(REMOVE_DUPLICATES labels)
  set_tests_properties(${name} PROPERTIES LABELS "${labels}")
endfunction()

# hall_unit_test(name SOURCES ... LIBS ... LABELS ... [TIMEOUT s]): one cmocka program, one ctest.
function(hall_unit_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  target_link_libraries(${name} PRIVATE ${arg_LIBS} cmocka hall_warnings)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "unit;${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
    ENVIRONMENT "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tsan.supp")
  list(TRANSFORM arg_SOURCES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  hall_checks(${name} ${arg_SOURCES})
endfunction()

# hall_script_test(name COMMAND ... LABELS ... [TIMEOUT s]): a story told by a script.
function(hall_script_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "COMMAND;LABELS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  add_test(NAME ${name} COMMAND ${arg_COMMAND} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES
    LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} COST ${arg_TIMEOUT} # the long ones begin first
    ENVIRONMENT "HALL_BIN=${CMAKE_BINARY_DIR}/bin;HALL_BUILD=${CMAKE_BINARY_DIR}")
  hall_checks(${name} ${arg_COMMAND})
endfunction()
