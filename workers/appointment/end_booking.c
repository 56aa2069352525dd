/* end_booking (A14, A16): the clock closes a hold that ran out and an appointment to which nobody
 * came. What was confirmed, cancelled or moved meanwhile has another time and is left alone. */
#include "gen/appointment/end_booking.h"

#include "workers/appointment/booking.h"

verdict appointment_end_booking(const context *ctx, view *rows, const EndBooking *in,
                                changes *out) {
    const Booking *row = find_booking(rows, in->booking_no);
    OpenMatter **freed;
    size_t n_freed;
    if (!row) return refuse(E_NOT_FOUND, "booking_no");
    bool due = row->due_at_us && row->due_at_us <= ctx->received_at_us;
    if (!due) return refuse(E_CASE_STATE, "booking_no");
    status s = booking_freed(rows, row, &freed, &n_freed);
    if (s != OK) return refuse(s, NULL);
    BookingReply reply = BOOKING_REPLY_INIT;
    reply.booking_no = row->booking_no;
    if (row->state == BOOKING_HELD) {
        HoldLapsed event = HOLD_LAPSED_INIT;
        event.booking_no = row->booking_no;
        event.person_no = row->person_no;
        event.freed = freed;
        event.n_freed = n_freed;
        emit_hold_lapsed(out, &event);
        reply.state = BOOKING_LAPSED;
    } else {
        BookingMissed event = BOOKING_MISSED_INIT;
        event.booking_no = row->booking_no;
        event.person_no = row->person_no;
        event.freed = freed;
        event.n_freed = n_freed;
        emit_booking_missed(out, &event);
        reply.state = BOOKING_MISSED;
    }
    changes_reply(out, &reply.base);
    return accept();
}
