/* inbox: whose messages an account reads. A box is a unit's, which all its operators share and
 * which stays when one of them leaves, a person's, or an account's own. */
#ifndef HALL_RULES_INBOX_H
#define HALL_RULES_INBOX_H

#include "proto/runtime/decide.h"

#define INBOX_BOXES_MAX 2u

/* inbox_box: "u:", "p:" or "a:" before the number, in the arena; NULL without memory. */
const char *inbox_box(view *rows, char kind, const char *number);

/* inbox_of: the boxes of the actor, the account's own first; how many. Fewer without memory. */
unsigned inbox_of(const actor *who, view *rows, const char *out[INBOX_BOXES_MAX]);

/* inbox_unread: how many messages the actor has not read. */
int64_t inbox_unread(const actor *who, view *rows);

#endif
