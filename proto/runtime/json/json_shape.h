/* json_shape: a parsed JSON text held against the message it shall become: names, kinds and lists,
 * with the path of the fault. libprotobuf would take an object for a list and "yes" for true, and
 * says only roughly where it stopped. Inner header of json. */
#ifndef HALL_RUNTIME_JSON_SHAPE_H
#define HALL_RUNTIME_JSON_SHAPE_H

#include <jansson.h>

#include "proto/runtime/catalog.h"
#include "proto/runtime/json/json.h"

/* json_shape: OK, E_UNKNOWN_FIELD, E_CODE_VALUE or E_MALFORMED with `fault` filled; paths use the
 * proto's names, an unknown name as it was written. A coded number may be given by its label or
 * another name of it (code_find); it is replaced by the number, and *changed says so. */
status json_shape(const message_type *type, json_t *object, arena *a, bool *changed,
                  json_fault *fault) MUST_CHECK;

/* json_shape_fault: fills `fault` without a line; returns `code`. */
status json_shape_fault(json_fault *fault, status code, const char *field, const char *text);

#endif
