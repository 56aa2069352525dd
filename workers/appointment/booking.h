/* booking: what the acts on one booking share. */
#ifndef HALL_APPOINTMENT_BOOKING_H
#define HALL_APPOINTMENT_BOOKING_H

#include "gen/appointment/rows.h"
#include "proto/runtime/decide.h"
#include "workers/appointment/terms.h"

/* booking_is_open: it is booked and not over, or held and the hold has not run out. */
bool booking_is_open(const Booking *row, int64_t now_us);

/* booking_blocked_until: until when missed appointments keep their person from booking, from all
 * of the person's bookings; 0: they do not. Source: docs/rules 5.11. */
int64_t booking_blocked_until(const booking_terms *terms, view *rows, row_list all);

/* booking_until_us: the last moment at which a booked one can be given back or changed.
 * booking_may_go: whether it can be now. Errors: E_SLOT_PAST the hold is over, or it is too close
 * to its time; E_CASE_STATE it is neither held nor booked. Source: docs/rules 5.11. */
int64_t booking_until_us(const booking_terms *terms, const Booking *row);
verdict booking_may_go(const context *ctx, const booking_terms *terms,
                       const Booking *row) MUST_CHECK;

/* booking_cool: the place is given back: free again after a time that is drawn from the day's seed
 * and the booking's number, so that nobody can foresee it, and everybody can check it once the seed
 * is revealed (A15, N13). */
void booking_cool(const context *ctx, const booking_terms *terms, const Booking *row,
                  TakenPlace *place);

/* booking_freed: the person's matter, where this booking is the one that stands for it; *n is 0
 * where another has taken over. Errors: E_ARENA. */
status booking_freed(view *rows, const Booking *row, OpenMatter ***out, size_t *n) MUST_CHECK;

/* What an act on a booking writes: the state of its day, and its place in it. */
typedef struct booking_day {
    const OfficeSection *plan;
    DayState *day;
    TakenPlace *place;
} booking_day;

/* booking_day_of: errors: E_NOT_FOUND the plan is gone; E_SLOT_PAST the place is another's now;
 * E_ARENA. */
verdict booking_day_of(const context *ctx, view *rows, const Booking *row,
                       booking_day *out) MUST_CHECK;

/* booking_reply: the state after the act, with what is left free at its time. */
void booking_reply(const context *ctx, view *rows, const booking_day *at, const char *booking_no,
                   Appointment__BookingState state, int64_t until_us, changes *out);

#endif
