/* confirm_place (A14): the held place is booked. A hold counts up to its second: from then on the
 * place is free for others, and a late confirmation is refused. */
#include "gen/appointment/confirm_place.h"

#include "workers/appointment/booking.h"
#include "workers/appointment/day.h"
#include "workers/rules/calendar/date.h"

verdict appointment_confirm_place(const context *ctx, view *rows, const ConfirmPlace *in,
                                  changes *out) {
    const Booking *row = find_booking(rows, in->booking_no);
    booking_day at;
    if (!row) return refuse(E_NOT_FOUND, "booking_no");
    bool held = row->state == BOOKING_HELD && row->until_us > ctx->received_at_us;
    bool was_held = row->state == BOOKING_HELD || row->state == BOOKING_LAPSED;
    if (!held && was_held) return (verdict){E_SLOT_PAST, "booking_no", "hold_over"};
    if (!held) return refuse(E_CASE_STATE, "booking_no");
    if (day_us(row->date, row->slot) <= ctx->received_at_us) return refuse(E_SLOT_PAST, "slot");
    verdict v = booking_day_of(ctx, rows, row, &at);
    if (refused(v)) return v;
    at.place->until_us = 0;
    PlaceBooked event = PLACE_BOOKED_INIT;
    event.booking_no = row->booking_no;
    event.person_no = row->person_no;
    event.matter = row->matter;
    event.due_at_us = date_us(row->date, 0) + DAY_US;
    event.day = &at.day;
    event.n_day = 1;
    emit_place_booked(out, &event);
    booking_reply(ctx, rows, &at, row->booking_no, BOOKING_BOOKED, 0, out);
    return accept();
}
