# Every handler, and the table that names them all: a handler that is missing is a link error.
file(GLOB handler_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/workers/*/*.c)
list(FILTER handler_sources EXCLUDE REGEX "/workers/(rules|engine|agents)/")
hall_library(hall_handlers SOURCES ${handler_sources} ${CMAKE_BINARY_DIR}/gen/handlers.c
  LIBS hall_rules hall_proto)
set_source_files_properties(${CMAKE_BINARY_DIR}/gen/handlers.c PROPERTIES GENERATED TRUE)
add_dependencies(hall_handlers hall_gen)
