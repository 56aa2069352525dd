/* words: what the values of enums are called, of all that the methods of a door take or answer:
 * {"words":{"PENDING":["待审核","pending review"]},"codes":{"purpose":[["01","业务办理",...]]}}.
 * The names of values are one of a kind in the whole contract. */
#ifndef HALL_WEB_WORDS_H
#define HALL_WEB_WORDS_H

#include <jansson.h>

#include "adapters/web/door/route.h"

/* words_of_door: a new reference. */
json_t *words_of_door(door_kind kind);

#endif
