/* reading: what the acts share that mark messages as read. */
#ifndef HALL_NOTIFICATION_READING_H
#define HALL_NOTIFICATION_READING_H

#include "gen/notification/rows.h"
#include "proto/runtime/decide.h"

/* reading_say: the event that marks these messages as read (none for an empty list) and the reply
 * with their number. */
verdict reading_say(const context *ctx, view *rows, const Message *const *message, size_t n,
                    changes *out);

#endif
