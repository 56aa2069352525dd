/* causes: finds a cause for the body that looks into it, counts its tickets, makes the reply. */
#include "workers/ticket/causes.h"

#include "workers/ticket/ticket.h"

verdict cause_in_hand(const context *ctx, view *rows, const char *cause_no, const Cause **out) {
    const Cause *cause = find_cause(rows, cause_no);
    if (!cause) return refuse(E_NOT_FOUND, "cause_no");
    if (cause->desk != ticket_desk(ctx->actor.role))
        return (verdict){E_FORBIDDEN, "cause_no", "cause_elsewhere"};
    if (cause->state != CAUSE_OPEN) return (verdict){E_CASE_STATE, "cause_no", "cause_over"};
    *out = cause;
    return accept();
}

static int64_t count(view *rows, const Cause *cause, bool done) {
    row_key key = key_ticket_tie_by_cause_no_done(cause->cause_no, done);
    key.count = true;
    return view_count(rows, &key);
}

CauseShown cause_shown(view *rows, const Cause *cause) {
    CauseShown out = CAUSE_SHOWN_INIT;
    field_copy_named(&cause->base, &out.base);
    out.waiting = count(rows, cause, false);
    out.answered = count(rows, cause, true);
    return out;
}

const TicketTie *cause_tie(view *rows, const char *ticket_no) {
    const TicketTie *tie = find_ticket_tie(rows, ticket_no);
    return tie && !tie->done ? tie : NULL;
}

verdict cause_reply(const char *cause_no, Ticket__CauseState state, changes *out) {
    CauseChanged reply = CAUSE_CHANGED_INIT;
    reply.cause_no = lend(cause_no);
    reply.state = state;
    changes_reply(out, &reply.base);
    return accept();
}
