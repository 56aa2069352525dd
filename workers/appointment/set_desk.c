/* set_desk (A17): who opens a desk has it until somebody else opens it (handover) or it is closed
 * (break). One that was closed while others worked is given their turns: it owes nothing. */
#include "gen/appointment/set_desk.h"

#include "workers/appointment/queue.h"

static void open_desk(const context *ctx, const QueueState *queue, DeskLoad *desk) {
    const int64_t fewest = queue_fewest(queue, desk->desk, desk->turns);
    if (!desk->open && fewest > desk->turns) desk->turns = fewest;
    desk->open = true;
    desk->account_no = lend(ctx->actor.account_no);
}

verdict appointment_set_desk(const context *ctx, view *rows, const SetDesk *in, changes *out) {
    const OfficeSection *plan = find_office_section(rows, in->office_no, in->section);
    QueueState *queue;
    DeskLoad made;
    verdict v = queue_may(ctx, in->office_no, in->date);
    if (refused(v)) return v;
    if (!plan) return refuse(E_NOT_FOUND, "section");
    if (in->desk > plan->desks) return refuse(E_RANGE, "desk");
    status s = queue_state(rows, in->office_no, in->section, in->date, &queue);
    if (s != OK) return refuse(s, NULL);
    DeskLoad *desk = queue_desk(queue, in->desk);
    if (!desk) desk = queue_add_desk(queue, &made, in->desk);
    if (in->open)
        open_desk(ctx, queue, desk);
    else
        desk->open = false;
    DeskSet event = DESK_SET_INIT;
    event.office_no = in->office_no;
    event.desk_no = in->desk;
    event.open = in->open;
    event.queue = &queue;
    event.n_queue = 1;
    emit_desk_set(out, &event);
    queue_reply(NULL, 0, BOOKING_NONE, in->desk, out);
    return accept();
}
