/* openapi: the OpenAPI 3.1 document of one door, generated from the catalogue: what has a route
 * there, nothing else. Titles, comments, code tables and errors come from the contract. Pure but
 * for memory. */
#ifndef HALL_WEB_OPENAPI_H
#define HALL_WEB_OPENAPI_H

#include <jansson.h>

#include "adapters/web/door/route.h"

/* openapi_text: made on first use, kept until the program ends. */
const char *openapi_text(door_kind door);

/* openapi_schema: makes sure that `type` and all it holds stand in `schemas`; returns a new
 * reference
 * {"$ref": ...}. openapi_field: the schema of one field as such. Inner parts of openapi. */
json_t *openapi_schema(json_t *schemas, const message_type *type);
json_t *openapi_field(json_t *schemas, const message_type *type, unsigned field);

/* openapi_hidden: a field the adapter fills in by itself (token_hash). */
bool openapi_hidden(const message_type *type, unsigned field);

#endif
