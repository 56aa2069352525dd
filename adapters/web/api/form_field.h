/* form_field: one field of a form. Inner part of forms. */
#ifndef HALL_WEB_FORM_FIELD_H
#define HALL_WEB_FORM_FIELD_H

#include <jansson.h>

#include "proto/runtime/catalog.h"

/* form_fields: those of a message in their order, without what the door fills in by itself; the
 * code tables they use are added to `codes`. `named` says which records the fields of an input
 * name; `list` is the field through which the message is reached, -1 for the input itself. */
json_t *form_fields(const message_type *type, const command_type *named, int list, json_t *codes);

/* form_text: {"zh", "en"}; NULL for an empty pair. form_set: sets what is not NULL. */
json_t *form_text(text_pair text);
void form_set(json_t *object, const char *name, json_t *value);

#endif
