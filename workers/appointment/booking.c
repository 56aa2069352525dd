/* booking: finds what is open, what blocks, and the place of a booking in its day. */
#include "workers/appointment/booking.h"

#include <string.h>

#include "workers/appointment/day.h"
#include "workers/rules/calendar/date.h"

enum { MINUTE_S = 60 };

bool booking_is_open(const Booking *row, int64_t now_us) {
    if (row->state == BOOKING_HELD) return row->until_us > now_us;
    return row->state == BOOKING_BOOKED || row->state == BOOKING_ARRIVED ||
           row->state == BOOKING_CALLED;
}

/* Who waited until the day was over and was never called did not miss anything. */
static bool was_missed(const Booking *row) {
    return row->state == BOOKING_MISSED && (!row->ticket || row->called_at_us);
}

/* Dates of the missed ones, ascending. */
static size_t missed_dates(row_list all, int32_t *out) {
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) {
        const Booking *row = (const Booking *) all.row[i];
        if (!was_missed(row)) continue;
        size_t at = n++;
        for (; at > 0 && out[at - 1] > row->date; at--) out[at] = out[at - 1];
        out[at] = row->date;
    }
    return n;
}

/* docs/rules 5.11: so many of them within so many days block from the day after the last. */
int64_t booking_blocked_until(const booking_terms *terms, view *rows, row_list all) {
    const size_t misses = (size_t) terms->of[TERM_MISSES];
    int32_t *date = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *date), last = 0;
    size_t n = date ? missed_dates(all, date) : 0;
    for (size_t i = misses; misses && i <= n; i++)
        if (date_diff(date[i - misses], date[i - 1]) <= terms->of[TERM_MISSES_DAYS])
            last = date[i - 1];
    return last ? date_us(date_add(last, 1 + terms->of[TERM_BLOCKED_DAYS]), 0) : 0;
}

int64_t booking_until_us(const booking_terms *terms, const Booking *row) {
    return day_us(row->date, row->slot) - terms->of[TERM_CANCEL_MINUTES] * MINUTE_S * SECOND_US;
}

verdict booking_may_go(const context *ctx, const booking_terms *terms, const Booking *row) {
    const int64_t now = ctx->received_at_us;
    if (row->state == BOOKING_HELD)
        return row->until_us > now ? accept() : (verdict){E_SLOT_PAST, "booking_no", "hold_over"};
    if (row->state != BOOKING_BOOKED) return refuse(E_CASE_STATE, "booking_no");
    return now <= booking_until_us(terms, row)
               ? accept()
               : (verdict){E_SLOT_PAST, "booking_no", "cancel_late"};
}

void booking_cool(const context *ctx, const booking_terms *terms, const Booking *row,
                  TakenPlace *place) {
    uint8_t seed[CRYPT_HASH_BYTES];
    day_seed(ctx, row->office_no, row->section, row->date, seed);
    const int32_t cooling_s = day_cooling_s(seed, row->booking_no, terms->of[TERM_COOL_LEAST_S],
                                            terms->of[TERM_COOL_MOST_S]);
    place->until_us = ctx->received_at_us + cooling_s * SECOND_US;
}

status booking_freed(view *rows, const Booking *row, OpenMatter ***out, size_t *n) {
    const ActiveBooking *active = find_active_booking(rows, row->person_no, row->matter);
    OpenMatter *matter = arena_alloc(view_arena(rows), sizeof *matter);
    *out = arena_alloc(view_arena(rows), sizeof **out);
    if (!matter || !*out) return E_ARENA;
    *matter = (OpenMatter) OPEN_MATTER_INIT;
    matter->person_no = row->person_no;
    matter->matter = row->matter;
    (*out)[0] = matter;
    *n = active && !strcmp(active->booking_no, row->booking_no);
    return OK;
}

verdict booking_day_of(const context *ctx, view *rows, const Booking *row, booking_day *out) {
    out->plan = find_office_section(rows, row->office_no, row->section);
    if (!out->plan) return refuse(E_NOT_FOUND, "section");
    status s = day_state(ctx, rows, out->plan, row->date, 0, &out->day);
    if (s != OK) return refuse(s, NULL);
    out->place = day_place(out->day, row->number);
    return out->place ? accept() : (verdict){E_SLOT_PAST, "booking_no", "hold_over"};
}

void booking_reply(const context *ctx, view *rows, const booking_day *at, const char *booking_no,
                   Appointment__BookingState state, int64_t until_us, changes *out) {
    BookingReply reply = BOOKING_REPLY_INIT;
    reply.booking_no = lend(booking_no);
    reply.state = state;
    reply.until_us = until_us;
    reply.left = day_free(ctx, rows, at->plan, at->day, at->place->slot, at->place->counter);
    changes_reply(out, &reply.base);
}
