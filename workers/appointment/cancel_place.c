/* cancel_place (A15, N13): the place cools for a time that is drawn from the day's seed and the
 * booking's number, so that nobody can foresee when it is free again, and everybody can check it
 * once the seed is revealed. Source: docs/rules 5.11. */
#include "gen/appointment/cancel_place.h"

#include "workers/appointment/booking.h"
#include "workers/appointment/day.h"
#include "workers/rules/calendar/date.h"

enum { MINUTE_S = 60 };

static verdict may_cancel(const context *ctx, const booking_terms *terms, const Booking *row) {
    const int64_t now = ctx->received_at_us;
    const int64_t last_us =
        day_us(row->date, row->slot) - terms->of[TERM_CANCEL_MINUTES] * MINUTE_S * SECOND_US;
    if (row->state == BOOKING_HELD)
        return row->until_us > now ? accept() : (verdict){E_SLOT_PAST, "booking_no", "hold_over"};
    if (row->state != BOOKING_BOOKED) return refuse(E_CASE_STATE, "booking_no");
    return now <= last_us ? accept() : (verdict){E_SLOT_PAST, "booking_no", "cancel_late"};
}

verdict appointment_cancel_place(const context *ctx, view *rows, const CancelPlace *in,
                                 changes *out) {
    const Booking *row = find_booking(rows, in->booking_no);
    BookingCancelled event = BOOKING_CANCELLED_INIT;
    uint8_t seed[CRYPT_HASH_BYTES];
    booking_terms terms;
    booking_day at;
    if (!row) return refuse(E_NOT_FOUND, "booking_no");
    status s = terms_read(ctx, &terms);
    if (s == OK) s = booking_freed(rows, row, &event.freed, &event.n_freed);
    if (s != OK) return refuse(s, NULL);
    verdict v = may_cancel(ctx, &terms, row);
    if (!refused(v)) v = booking_day_of(ctx, rows, row, &at);
    if (refused(v)) return v;
    day_seed(ctx, row->office_no, row->section, row->date, seed);
    const int32_t cooling_s = day_cooling_s(seed, row->booking_no, terms.of[TERM_COOL_LEAST_S],
                                            terms.of[TERM_COOL_MOST_S]);
    at.place->until_us = ctx->received_at_us + cooling_s * SECOND_US;
    event.booking_no = row->booking_no;
    event.person_no = row->person_no;
    event.cooled_at_us = at.place->until_us;
    event.day = &at.day;
    event.n_day = 1;
    emit_booking_cancelled(out, &event);
    booking_reply(ctx, rows, &at, row->booking_no, BOOKING_CANCELLED, 0, out);
    return accept();
}
