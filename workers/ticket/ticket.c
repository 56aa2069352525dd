/* ticket: finds a ticket for an office, tells levels and their times, and makes the reply. */
#include "workers/ticket/ticket.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/rules/deadline.h"
#include "workers/rules/holder.h"
#include "workers/rules/service.h"

/* ---- who ------------------------------------------------------------------------------------- */

Ticket__TicketDesk ticket_desk(Kernel__Role role) {
    switch (role) {
    case KERNEL__ROLE__DISTRICT_OPERATOR:
    case KERNEL__ROLE__DISTRICT_ADMIN:
        return DISTRICT_DESK;
    case KERNEL__ROLE__SETTLEMENT_CENTER:
        return CENTRE_DESK;
    case KERNEL__ROLE__INFO_CENTER:
        return INFO_DESK;
    default:
        return DESK_NONE;
    }
}

Ticket__TicketDesk ticket_city(Kernel__QuestionCategory category) {
    return category == KERNEL__QUESTION_CATEGORY__ASK_SYSTEM ? INFO_DESK : CENTRE_DESK;
}

/* S51: whose district it is was looked at before; of the city it is seen where it lies. */
verdict ticket_seen(const context *ctx, view *rows, const char *ticket_no, const Ticket **out) {
    const Ticket *ticket = find_ticket(rows, ticket_no);
    Ticket__TicketDesk desk = ticket_desk(ctx->actor.role);
    bool city = desk == CENTRE_DESK || desk == INFO_DESK;
    if (!ticket || (city && desk != ticket->desk)) return refuse(E_NOT_FOUND, "ticket_no");
    *out = ticket;
    return accept();
}

bool ticket_waits(const Ticket *ticket) {
    return ticket->state == TICKET_OPEN || ticket->state == TICKET_REOPENED ||
           ticket->state == TICKET_ESCALATED;
}

verdict ticket_in_hand(const context *ctx, view *rows, const char *ticket_no, const Ticket **out) {
    const Ticket *ticket = NULL;
    verdict v = ticket_seen(ctx, rows, ticket_no, &ticket);
    if (refused(v)) return v;
    if (!ticket_waits(ticket)) return (verdict){E_CASE_STATE, "ticket_no", "ticket_over"};
    if (ticket->desk != ticket_desk(ctx->actor.role)) /* S52: each level in its turn */
        return (verdict){E_CASE_STATE, "ticket_no", "ticket_elsewhere"};
    if (holder_is_one(rows, ctx->actor.account_no, ticket->filer))
        return (verdict){E_MAKER_CHECKER, "ticket_no", "ticket_own"};
    *out = ticket;
    return accept();
}

/* ---- until when ------------------------------------------------------------------------------ */

status ticket_days_us(const context *ctx, view *rows, int32_t group, int64_t *out) {
    int32_t days = 0;
    status s = service_number(ctx, group, &days);
    if (s == OK) *out = deadline_after(rows, ctx->received_at_us, days);
    return s;
}

status ticket_due_us(const context *ctx, view *rows, Ticket__TicketKind kind, int64_t *out) {
    static const int32_t own[] = {[CORRECTION_REQUEST] = SERVICE_CORRECTION_DAYS,
                                  [OBJECTION] = SERVICE_OBJECTION_DAYS,
                                  [LOOK_QUESTION] = SERVICE_LOOK_DAYS};
    int32_t group = kind < sizeof own / sizeof own[0] && own[kind] ? own[kind] : SERVICE_LEVEL_DAYS;
    return ticket_days_us(ctx, rows, group, out);
}

/* ---- what ------------------------------------------------------------------------------------ */

verdict ticket_says(const char *text, const char *field) {
    return fold_is_blank(text, strlen(text)) ? refuse(E_REQUIRED, field) : accept();
}

void ticket_reply(const char *ticket_no, Ticket__TicketState state, Ticket__TicketDesk desk,
                  int64_t due_at_us, changes *out) {
    TicketChanged reply = TICKET_CHANGED_INIT;
    reply.ticket_no = lend(ticket_no);
    reply.state = state;
    reply.desk = desk;
    reply.due_at_us = due_at_us;
    changes_reply(out, &reply.base);
}
