/* outgoing: what the acts on texts to phones share. */
#ifndef HALL_NOTIFICATION_OUTGOING_H
#define HALL_NOTIFICATION_OUTGOING_H

#include "gen/notification/rows.h"
#include "proto/runtime/decide.h"

/* outgoing_settle: says what became of the text; number and text are destroyed. failure: a word,
 * "" for none. */
void outgoing_settle(const char *outgoing_no, Notification__OutgoingState state,
                     const char *failure, changes *out);

/* outgoing_give_up: its time is over; what was settled before stays so. */
void outgoing_give_up(const Outgoing *text, changes *out);

/* outgoing_reply: the answer of an act on a text. */
verdict outgoing_reply(const char *outgoing_no, Notification__OutgoingState state, changes *out);

#endif
