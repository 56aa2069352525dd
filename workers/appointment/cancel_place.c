/* cancel_place (A15, N13): the place is given back and cools (booking.h). Source: docs/rules 5.11.
 */
#include "gen/appointment/cancel_place.h"

#include "workers/appointment/booking.h"

verdict appointment_cancel_place(const context *ctx, view *rows, const CancelPlace *in,
                                 changes *out) {
    const Booking *row = find_booking(rows, in->booking_no);
    BookingCancelled event = BOOKING_CANCELLED_INIT;
    booking_terms terms;
    booking_day at;
    if (!row) return refuse(E_NOT_FOUND, "booking_no");
    status s = terms_read(ctx, &terms);
    if (s == OK) s = booking_freed(rows, row, &event.freed, &event.n_freed);
    if (s != OK) return refuse(s, NULL);
    verdict v = booking_may_go(ctx, &terms, row);
    if (!refused(v)) v = booking_day_of(ctx, rows, row, &at);
    if (refused(v)) return v;
    booking_cool(ctx, &terms, row, at.place);
    event.booking_no = row->booking_no;
    event.person_no = row->person_no;
    event.cooled_at_us = at.place->until_us;
    event.day = &at.day;
    event.n_day = 1;
    emit_booking_cancelled(out, &event);
    booking_reply(ctx, rows, &at, row->booking_no, BOOKING_CANCELLED, 0, out);
    return accept();
}
