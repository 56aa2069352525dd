/* day: computes what a day of a section offers, and the next state of its row. */
#include "workers/appointment/day.h"

#include <stdio.h>
#include <string.h>

#include "gen/collection/rows.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/sample.h"

enum { HUNDRED = 100, HOUR_MINUTES = 60, DAY_MINUTES = 1440 };
int32_t day_kind(view *rows, int32_t date) {
    const int32_t year = date / (HUNDRED * HUNDRED);
    const HolidayYear *known = find_holiday_year(rows, year);
    const Holiday *exception = find_holiday(rows, year, date);
    if (!known) return DAY_UNKNOWN;
    if (exception) return exception->works ? DAY_WORKED_WEEKEND : DAY_HOLIDAY;
    return date_weekday(date);
}

int32_t day_minute(int32_t slot) {
    int32_t minute = slot / HUNDRED * HOUR_MINUTES + slot % HUNDRED;
    bool sound = slot >= 0 && slot % HUNDRED < HOUR_MINUTES && minute <= DAY_MINUTES;
    return sound ? minute : -1;
}

static int32_t slot_at(int32_t minute) {
    return minute / HOUR_MINUTES * HUNDRED + minute % HOUR_MINUTES;
}

int64_t day_us(int32_t date, int32_t slot) {
    return date_us(date, 0) + day_minute(slot) * MINUTE_US;
}

const ClosedDay *day_closed(const OfficeSection *plan, int32_t date) {
    for (size_t i = 0; i < plan->n_closed; i++)
        if (plan->closed[i]->date == date) return plan->closed[i];
    return NULL;
}

/* The hours of a plan stand in any order and do not overlap. */
static size_t put_sorted(int32_t *out, size_t n, int32_t slot) {
    size_t at = n;
    for (; at > 0 && out[at - 1] > slot; at--) out[at] = out[at - 1];
    out[at] = slot;
    return n + 1;
}

size_t day_slots(const OfficeSection *plan, int32_t kind, int32_t date,
                 int32_t out[DAY_SLOTS_MAX]) {
    size_t n = 0;
    if (kind <= DAY_HOLIDAY || plan->slot_minutes <= 0 || day_closed(plan, date)) return 0;
    for (size_t i = 0; i < plan->n_hour; i++) {
        const OpeningHour *hour = plan->hour[i];
        if (hour->weekday != kind) continue;
        const int32_t end = day_minute(hour->closes);
        for (int32_t at = day_minute(hour->opens); at + plan->slot_minutes <= end;
             at += plan->slot_minutes)
            if (n < DAY_SLOTS_MAX) n = put_sorted(out, n, slot_at(at));
    }
    return n;
}

bool day_has(const OfficeSection *plan, int32_t kind, int32_t date, int32_t slot) {
    int32_t slots[DAY_SLOTS_MAX];
    size_t n = day_slots(plan, kind, date, slots);
    for (size_t i = 0; i < n; i++)
        if (slots[i] == slot) return true;
    return false;
}

int32_t day_capacity(const OfficeSection *plan, int32_t kind, int32_t date, int32_t slot,
                     bool counter) {
    if (!day_has(plan, kind, date, slot)) return 0;
    return counter ? plan->kept_for_counter : plan->desks - plan->kept_for_counter;
}

day_use day_used(const TakenPlace *const *taken, size_t n, int32_t slot, bool counter,
                 int64_t now_us) {
    day_use used = {0, 0};
    for (size_t i = 0; i < n; i++) {
        if (taken[i]->slot != slot || taken[i]->counter != counter) continue;
        used.booked += taken[i]->until_us == 0;
        used.held += taken[i]->until_us > now_us;
    }
    return used;
}

int32_t day_left(int32_t capacity, day_use used) {
    int32_t left = capacity - used.booked - used.held;
    return left > 0 ? left : 0;
}

int32_t day_free(const context *ctx, view *rows, const OfficeSection *plan, const DayState *day,
                 int32_t slot, bool counter) {
    const day_use used = day_used((const TakenPlace *const *) day->taken, day->n_taken, slot,
                                  counter, ctx->received_at_us);
    return day_left(day_capacity(plan, day_kind(rows, day->date), day->date, slot, counter), used);
}

/* ---- the next state of a day ---------------------------------------------------------------- */

static status copy_taken(view *rows, const BookingDay *day, size_t more, int64_t now_us,
                         DayState *out) {
    size_t n = day ? day->n_taken : 0;
    TakenPlace *place = arena_alloc(view_arena(rows), (n + 1) * sizeof *place);
    out->taken = arena_alloc(view_arena(rows), (n + more + 1) * sizeof *out->taken);
    if (!place || !out->taken) return E_ARENA;
    for (size_t i = 0; i < n; i++) {
        const TakenPlace *old = day->taken[i];
        if (old->until_us && old->until_us <= now_us) continue;
        place[i] = *old;
        out->taken[out->n_taken++] = &place[i];
    }
    return OK;
}

static status commit_to(const context *ctx, view *rows, DayState *out) {
    uint8_t seed[CRYPT_HASH_BYTES], *hash = arena_alloc(view_arena(rows), CRYPT_HASH_BYTES);
    if (!hash) return E_ARENA;
    day_seed(ctx, out->office_no, out->section, out->date, seed);
    sample_commitment(seed, hash);
    out->commitment = (ProtobufCBinaryData){CRYPT_HASH_BYTES, hash};
    return OK;
}

status day_state(const context *ctx, view *rows, const OfficeSection *plan, int32_t date,
                 size_t more, DayState **out) {
    const BookingDay *day = find_booking_day(rows, plan->office_no, plan->section, date);
    DayState *state = arena_alloc(view_arena(rows), sizeof *state);
    if (!state) return E_ARENA;
    *state = (DayState) DAY_STATE_INIT;
    state->office_no = plan->office_no;
    state->section = plan->section;
    state->date = date;
    state->n_given = day ? day->n_given : 0;
    state->revision = plan->revision;
    state->settle_at_us = date_us(date, 0) + DAY_US;
    status s = copy_taken(rows, day, more, ctx->received_at_us, state);
    if (s == OK) s = commit_to(ctx, rows, state);
    if (s == OK) *out = state;
    return s;
}

int64_t day_take(DayState *day, TakenPlace *place, int32_t slot, int64_t until_us, bool counter) {
    *place = (TakenPlace) TAKEN_PLACE_INIT;
    place->slot = slot;
    place->number = ++day->n_given;
    place->until_us = until_us;
    place->counter = counter;
    day->taken[day->n_taken++] = place;
    return place->number;
}

TakenPlace *day_place(const DayState *day, int64_t number) {
    for (size_t i = 0; i < day->n_taken; i++)
        if (day->taken[i]->number == number) return day->taken[i];
    return NULL;
}

/* ---- draws ---------------------------------------------------------------------------------- */

void day_seed(const context *ctx, const char *office_no, const char *section, int32_t date,
              uint8_t out[CRYPT_HASH_BYTES]) {
    enum { TEXT_BYTES = 64 };
    char text[TEXT_BYTES];
    int bytes = snprintf(text, sizeof text, "hall-booking-seed %.6s %.8s %08d", office_no, section,
                         (int) date);
    crypt_hmac_sm3(ctx->sample_key, CRYPT_KEY_BYTES, text, (size_t) bytes, out);
}

int32_t day_cooling_s(const uint8_t seed[CRYPT_HASH_BYTES], const char *booking_no, int32_t least,
                      int32_t most) {
    const uint64_t lot = sample_lot(seed, booking_no), width = (uint64_t) (most - least) + 1;
    return least + (int32_t) (lot * width >> 32);
}
