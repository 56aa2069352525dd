/* ticket: what the acts on tickets have in common: who may act on one now, until when, and the
 * reply. Source: docs/tickets.md. */
#ifndef HALL_WORKERS_TICKET_TICKET_H
#define HALL_WORKERS_TICKET_TICKET_H

#include "gen/ticket/rows.h"
#include "proto/runtime/decide.h"

/* ticket_desk: the desk at which an officer of this role sits; DESK_NONE for others.
 * ticket_city: the body of the city to which questions of this category belong at last. */
Ticket__TicketDesk ticket_desk(Kernel__Role role);
Ticket__TicketDesk ticket_city(Kernel__QuestionCategory category);

/* ticket_seen: the ticket, where the asker sees it: its sender, the sender's district, and of the
 * city the body with which it lies. Whose it is the relation has looked at. Errors: E_NOT_FOUND. */
verdict ticket_seen(const context *ctx, view *rows, const char *ticket_no,
                    const Ticket **out) MUST_CHECK;

/* ticket_in_hand: and it waits for this very desk, and is not the officer's own. Errors besides:
 * E_CASE_STATE (ticket_elsewhere, ticket_over), E_MAKER_CHECKER. */
verdict ticket_in_hand(const context *ctx, view *rows, const char *ticket_no,
                       const Ticket **out) MUST_CHECK;

/* ticket_waits: nobody has answered it yet. */
bool ticket_waits(const Ticket *ticket);

/* ticket_due_us: by when a level that gets the ticket now answers it; 0 where the working days of
 * that time are not known. Errors: E_PARAM_MISSING. */
status ticket_due_us(const context *ctx, view *rows, Ticket__TicketKind kind,
                     int64_t *out) MUST_CHECK;

/* ticket_days_us: the end of so many working days after now, as the figure `group` says
 * (service.h); 0 and errors as before. */
status ticket_days_us(const context *ctx, view *rows, int32_t group, int64_t *out) MUST_CHECK;

/* ticket_says: what is sent has to say something. Errors: E_REQUIRED. */
verdict ticket_says(const char *text, const char *field) MUST_CHECK;

void ticket_reply(const char *ticket_no, Ticket__TicketState state, Ticket__TicketDesk desk,
                  int64_t due_at_us, changes *out);

#endif
