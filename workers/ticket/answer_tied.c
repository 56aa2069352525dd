/* answer_tied (S52): a ticket gets the answer of its cause, in the language of its sender. One that
 * was answered meanwhile keeps its answer, and nobody answers what he sent himself. */
#include "gen/ticket/answer_tied.h"

#include "workers/rules/holder.h"
#include "workers/rules/service.h"
#include "workers/ticket/causes.h"
#include "workers/ticket/ticket.h"

static verdict leave(const Ticket *ticket, changes *out) {
    TieLapsed event = TIE_LAPSED_INIT;
    event.ticket_no = ticket->ticket_no;
    emit_tie_lapsed(out, &event);
    ticket_reply(ticket->ticket_no, ticket->state, ticket->desk, ticket->due_at_us, out);
    return accept();
}

static verdict answer(const context *ctx, view *rows, const Ticket *ticket, const Cause *cause,
                      changes *out) {
    TicketAnsweredTogether event = TICKET_ANSWERED_TOGETHER_INIT;
    event.ticket_no = ticket->ticket_no;
    event.desk = ticket->desk;
    event.cause_no = cause->cause_no;
    event.answered_by = cause->answered_by;
    event.answer = ticket->language == ENGLISH ? cause->answer_en : cause->answer_zh;
    status s = ticket_days_us(ctx, rows, SERVICE_END_DAYS, &event.closes_at_us);
    if (s != OK) return refuse(s, NULL);
    emit_ticket_answered_together(out, &event);
    ticket_reply(ticket->ticket_no, TICKET_ANSWERED, ticket->desk, 0, out);
    return accept();
}

verdict ticket_answer_tied(const context *ctx, view *rows, const AnswerTied *in, changes *out) {
    const TicketTie *tie = cause_tie(rows, in->ticket_no);
    const Ticket *ticket = find_ticket(rows, in->ticket_no);
    const Cause *cause = tie ? find_cause(rows, tie->cause_no) : NULL;
    if (!tie || !ticket || !cause) return refuse(E_NOT_FOUND, "ticket_no");
    bool due = tie->answer_at_us && tie->answer_at_us <= ctx->received_at_us;
    if (!due || cause->state != CAUSE_ANSWERED) return refuse(E_CASE_STATE, "ticket_no");
    bool own = holder_is_one(rows, cause->answered_by, ticket->filer);
    return own || !ticket_waits(ticket) ? leave(ticket, out)
                                        : answer(ctx, rows, ticket, cause, out);
}
