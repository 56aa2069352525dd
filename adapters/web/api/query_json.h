/* query_json: the parameters of a GET become the JSON form of the query's input message, so that
 * both ways in share one mapping (proto/runtime/json/json.h). Pure. */
#ifndef HALL_WEB_QUERY_JSON_H
#define HALL_WEB_QUERY_JSON_H

#include "adapters/web/door/parameter.h"
#include "proto/runtime/arena.h"
#include "proto/runtime/catalog.h"

/* query_json: field names in either spelling (unit_no, unitNo); a repeated field takes repeated
 * parameters; enums by name or number; bool true, false, 1, 0.
 * out     in the arena
 * errors  E_UNKNOWN_FIELD, E_FORM (no number, no bool, a single field given twice, a sub-message),
 *         E_ARENA; then `field` names the parameter (borrowed). */
status query_json(const message_type *type, const parameter *given, size_t n, arena *a,
                  const char **out, const char **field) MUST_CHECK;

#endif
