/* call_next (A16, A17): the desks of a section share one line. A desk that is a turn ahead of
 * another open one waits for it, so the turns of open desks differ by one at most. */
#include "gen/appointment/call_next.h"

#include "workers/appointment/queue.h"

static verdict may_call(const QueueState *queue, const DeskLoad *desk, row_list day, int32_t no) {
    if (!desk || !desk->open) return (verdict){E_CASE_STATE, "desk", "desk_closed"};
    if (queue_at_desk(day, no)) return (verdict){E_CASE_STATE, "desk", "desk_busy"};
    bool ahead = desk->turns > queue_fewest(queue, no, desk->turns);
    return ahead ? (verdict){E_CASE_STATE, "desk", "desk_ahead"} : accept();
}

verdict appointment_call_next(const context *ctx, view *rows, const CallNext *in, changes *out) {
    const row_list day =
        list_booking_by_office_no_section_date(rows, in->office_no, in->section, in->date);
    QueueState *queue;
    verdict v = queue_may(ctx, in->office_no, in->date);
    if (refused(v)) return v;
    status s = queue_state(rows, in->office_no, in->section, in->date, &queue);
    if (s != OK) return refuse(s, NULL);
    DeskLoad *desk = queue_desk(queue, in->desk);
    v = may_call(queue, desk, day, in->desk);
    if (refused(v)) return v;
    const Booking *next = queue_next(day);
    if (!next) return (verdict){E_NOT_FOUND, "section", "nobody_waits"};
    desk->called++;
    desk->turns++;
    BookingCalled event = BOOKING_CALLED_INIT;
    event.booking_no = next->booking_no;
    event.desk = in->desk;
    event.queue = &queue;
    event.n_queue = 1;
    emit_booking_called(out, &event);
    queue_reply(next, next->ticket, BOOKING_CALLED, in->desk, out);
    return accept();
}
