/* causes: what the acts on causes and on the tickets tied to them have in common. Source:
 * docs/tickets.md. */
#ifndef HALL_WORKERS_TICKET_CAUSES_H
#define HALL_WORKERS_TICKET_CAUSES_H

#include "gen/ticket/cause.h"
#include "proto/runtime/decide.h"

/* cause_in_hand: the cause, where the asker's body of the city looks into it and nobody answered
 * it. Errors: E_NOT_FOUND; E_FORBIDDEN (cause_elsewhere); E_CASE_STATE (cause_over). */
verdict cause_in_hand(const context *ctx, view *rows, const char *cause_no,
                      const Cause **out) MUST_CHECK;

/* cause_shown: a cause as offices see it, with how many tickets wait and were answered. */
CauseShown cause_shown(view *rows, const Cause *cause);

/* cause_tie: the tie of a ticket that still waits for its cause; NULL for none. */
const TicketTie *cause_tie(view *rows, const char *ticket_no);

/* cause_reply: the reply of an act. */
verdict cause_reply(const char *cause_no, Ticket__CauseState state, changes *out);

#endif
