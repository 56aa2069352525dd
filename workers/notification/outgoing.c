/* outgoing: says what became of a text to a phone. */
#include "workers/notification/outgoing.h"

void outgoing_settle(const char *outgoing_no, Notification__OutgoingState state,
                     const char *failure, changes *out) {
    OutgoingSettled event = OUTGOING_SETTLED_INIT;
    event.outgoing_no = lend(outgoing_no);
    event.state = state;
    event.failure = lend(failure);
    emit_outgoing_settled(out, &event);
}

void outgoing_give_up(const Outgoing *text, changes *out) {
    if (text->state == QUEUED) outgoing_settle(text->outgoing_no, EXPIRED, "", out);
    if (text->state == SENDING) outgoing_settle(text->outgoing_no, SEND_FAILED, "unanswered", out);
}

verdict outgoing_reply(const char *outgoing_no, Notification__OutgoingState state, changes *out) {
    OutgoingOutcome reply = OUTGOING_OUTCOME_INIT;
    reply.outgoing_no = lend(outgoing_no);
    reply.state = state;
    changes_reply(out, &reply.base);
    return accept();
}
