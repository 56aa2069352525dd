/* day: what a day of a section offers and what of it is taken. Capacity is computed each time from
 * the plan (opening hours, closed days, desks) and the holidays; a taken place that has run out
 * counts as free at its very second, whether or not anybody did something about it. Pure.
 *
 * Invariant: left = max(0, capacity - taken), so it is never negative and never above capacity.
 * Source: docs/appointments.md. */
#ifndef HALL_APPOINTMENT_DAY_H
#define HALL_APPOINTMENT_DAY_H

#include "gen/appointment/rows.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/decide.h"

enum {
    DAY_UNKNOWN = -1,       /* the year's holidays are not known yet */
    DAY_HOLIDAY = 0,        /* a weekday that is free; 1 to 7 are days of the week */
    DAY_WORKED_WEEKEND = 8, /* opens by the hours of weekday 8 */
    DAY_SLOTS_MAX = 288
};

/* day_kind: of a date, by the holidays of the hall. */
int32_t day_kind(view *rows, int32_t date);

/* day_minute: of a time of day in the form 930; -1 when it is none. day_us: that moment of a day.
 */
int32_t day_minute(int32_t slot);
int64_t day_us(int32_t date, int32_t slot);

/* day_closed: why the plan closes this date, NULL when it does not. */
const ClosedDay *day_closed(const OfficeSection *plan, int32_t date);

/* day_slots: the times at which places begin, ascending; how many. */
size_t day_slots(const OfficeSection *plan, int32_t kind, int32_t date, int32_t out[DAY_SLOTS_MAX]);

/* day_has: whether places begin at that time. day_capacity: places of a time, of those for
 * everybody or of those kept for the counter; 0 for a time at which none begins. */
bool day_has(const OfficeSection *plan, int32_t kind, int32_t date, int32_t slot);
int32_t day_capacity(const OfficeSection *plan, int32_t kind, int32_t date, int32_t slot,
                     bool counter);

/* What is taken of a time at a moment. */
typedef struct day_use {
    int32_t booked, held; /* held: also what cools after it was given back */
} day_use;
day_use day_used(const TakenPlace *const *taken, size_t n, int32_t slot, bool counter,
                 int64_t now_us);

/* day_left: see the invariant. */
int32_t day_left(int32_t capacity, day_use used);

/* day_free: places left of a time of `day` as it is now, by this plan. */
int32_t day_free(const context *ctx, view *rows, const OfficeSection *plan, const DayState *day,
                 int32_t slot, bool counter);

/* day_state: the whole of a day as the next event states it: what is taken and has not run out,
 * with room for `more` places. A day that has no row yet begins. Errors: E_ARENA. */
status day_state(const context *ctx, view *rows, const OfficeSection *plan, int32_t date,
                 size_t more, DayState **out) MUST_CHECK;

/* day_take: gives the next place out until that moment; its number. `day` has the room. */
int64_t day_take(DayState *day, TakenPlace *place, int32_t slot, int64_t until_us, bool counter);

/* day_place: the place of this number, NULL for none; the caller may change it. */
TakenPlace *day_place(const DayState *day, int64_t number);

/* day_seed: of a day's draws, from the key of the hall; SM3 of it is its commitment. */
void day_seed(const context *ctx, const char *office_no, const char *section, int32_t date,
              uint8_t out[CRYPT_HASH_BYTES]);

/* day_cooling_s: after how many seconds the place of this booking is free again: the first four
 * bytes of SM3(seed | number), as a share of 2^32, between the bounds (both included). */
int32_t day_cooling_s(const uint8_t seed[CRYPT_HASH_BYTES], const char *booking_no, int32_t least,
                      int32_t most);

#endif
