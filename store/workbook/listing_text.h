/* listing_text: a field of a message as people read it in a table. Internal to this folder. */
#ifndef HALL_ROSTER_LISTING_TEXT_H
#define HALL_ROSTER_LISTING_TEXT_H

#include "proto/runtime/arena.h"
#include "proto/runtime/catalog.h"

/* listing_text: "" for what is not there; members of a list are divided by "; ", the fields of a
 * message in it by blanks. NULL without memory. Bytes are not shown. */
const char *listing_text(const message_type *type, const ProtobufCMessage *message, unsigned field,
                         arena *a);

/* listing_time: as people write it, in the time of Beijing; "" for 0. NULL without memory. */
const char *listing_time(int64_t us, arena *a);

#endif
