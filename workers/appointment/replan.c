/* replan: finds the appointments that a new plan has no place for, and other times for them. */
#include "workers/appointment/replan.h"

#include "workers/appointment/booking.h"
#include "workers/appointment/day.h"
#include "workers/rules/calendar/date.h"

enum { SHOWN_MAX = 200 };

/* Rows of days that are there, and new ones for the days that can be booked: a place that is given
 * out at the same time by the old plan then meets this one at the row's version. */
status replan_days(replan *r, const booking_terms *terms) {
    status s = OK;
    r->last = date_add(r->ctx->today, terms->of[TERM_DAYS_MOST]);
    for (int32_t ahead = 0; s == OK && ahead < REPLAN_DAYS; ahead++) {
        const int32_t date = date_add(r->ctx->today, ahead);
        const BookingDay *row =
            find_booking_day(r->rows, r->plan->office_no, r->plan->section, date);
        const row_list booked = list_booking_by_office_no_section_date(r->rows, r->plan->office_no,
                                                                       r->plan->section, date);
        (void) day_kind(r->rows, date); /* noted now, so that all days are loaded at once */
        r->room_moved += booked.n;
        if (!row && ahead > terms->of[TERM_DAYS_MOST] + 1) continue;
        s = day_state(r->ctx, r->rows, r->plan, date, 0, &r->day[r->n_day]);
        r->n_day += s == OK;
    }
    return s;
}

static bool is_ahead(const replan *r, const DayState *day, const TakenPlace *place) {
    return day_us(day->date, place->slot) > r->ctx->received_at_us;
}

/* Whether the plan has no place for it: as many of its time were given out before as there are. */
static bool is_lost(const replan *r, const DayState *day, size_t at) {
    const TakenPlace *place = day->taken[at];
    const int32_t kind = day_kind(r->rows, day->date);
    int32_t before = 0;
    if (!is_ahead(r, day, place)) return false;
    for (size_t i = 0; i < at; i++)
        before += day->taken[i]->slot == place->slot && day->taken[i]->counter == place->counter;
    return before >= day_capacity(r->plan, kind, day->date, place->slot, place->counter);
}

static const Booking *booking_of(const replan *r, const DayState *day, int64_t number) {
    const row_list all =
        list_booking_by_office_no_section_date(r->rows, day->office_no, day->section, day->date);
    for (size_t i = 0; i < all.n; i++) {
        const Booking *row = (const Booking *) all.row[i];
        if (row->number == number && booking_is_open(row, r->ctx->received_at_us)) return row;
    }
    return NULL;
}

size_t replan_lost(const replan *r) {
    size_t n = 0;
    for (size_t d = 0; d < r->n_day; d++)
        for (size_t i = 0; i < r->day[d]->n_taken; i++)
            n += is_lost(r, r->day[d], i) && booking_of(r, r->day[d], r->day[d]->taken[i]->number);
    return n;
}

/* The first free time of a day behind `after_us`, -1 for none. */
static int32_t free_slot(const replan *r, const DayState *day, int64_t after_us) {
    const int32_t kind = day_kind(r->rows, day->date);
    int32_t slot[DAY_SLOTS_MAX];
    size_t n = day_slots(r->plan, kind, day->date, slot);
    for (size_t i = 0; i < n; i++)
        if (day_us(day->date, slot[i]) > after_us &&
            day_free(r->ctx, r->rows, r->plan, day, slot[i], false) > 0)
            return slot[i];
    return -1;
}

/* The list of a day's places with one more; the former list stays as it was. */
static status widen(const replan *r, DayState *day) {
    TakenPlace **wider = arena_alloc(view_arena(r->rows), (day->n_taken + 2) * sizeof *wider);
    if (!wider) return E_ARENA;
    for (size_t i = 0; i < day->n_taken; i++) wider[i] = day->taken[i];
    day->taken = wider;
    return OK;
}

static status note_moved(replan *r, const Booking *row, const DayState *to, const TakenPlace *place,
                         const char *reason) {
    BookingMoved *event = arena_alloc(view_arena(r->rows), sizeof *event);
    if (!event || r->n_moved == r->room_moved) return E_ARENA;
    *event = (BookingMoved) BOOKING_MOVED_INIT;
    event->booking_no = row->booking_no;
    event->person_no = row->person_no;
    event->date = to->date;
    event->slot = place->slot;
    event->number = place->number;
    event->due_at_us = row->state == BOOKING_HELD ? row->until_us : date_us(to->date, 0) + DAY_US;
    event->reason = lend(reason);
    r->moved[r->n_moved++] = event;
    return OK;
}

static status move_one(replan *r, const Booking *row, int64_t until_us, const char *reason) {
    const int64_t after_us = day_us(row->date, row->slot);
    for (size_t d = 0; d < r->n_day && r->day[d]->date <= r->last; d++) {
        DayState *to = r->day[d];
        const int32_t slot = free_slot(r, to, after_us);
        if (slot < 0) continue;
        TakenPlace *place = arena_alloc(view_arena(r->rows), sizeof *place);
        status s = place ? widen(r, to) : E_ARENA;
        if (s != OK) return s;
        day_take(to, place, slot, until_us, false);
        return note_moved(r, row, to, place, reason);
    }
    return E_SLOT_FULL;
}

/* Takes the place at `at` out of its day; what only cools there goes without a trace. */
static status drop(replan *r, DayState *day, size_t at, const char *reason) {
    const TakenPlace *place = day->taken[at];
    const Booking *row = booking_of(r, day, place->number);
    for (size_t i = at; i + 1 < day->n_taken; i++) day->taken[i] = day->taken[i + 1];
    day->n_taken--;
    return row ? move_one(r, row, place->until_us, reason) : OK;
}

status replan_move(replan *r, const char *reason) {
    status s = OK;
    r->moved = arena_alloc(view_arena(r->rows), (r->room_moved + 1) * sizeof *r->moved);
    if (!r->moved) return E_ARENA;
    for (size_t d = 0; s == OK && d < r->n_day; d++)
        for (size_t i = r->day[d]->n_taken; s == OK && i-- > 0;)
            if (is_lost(r, r->day[d], i)) s = drop(r, r->day[d], i, reason);
    return s;
}

status replan_shown(const replan *r, MoveShown ***out, size_t *n) {
    const size_t most = r->n_moved < SHOWN_MAX ? r->n_moved : SHOWN_MAX;
    MoveShown *line = arena_alloc(view_arena(r->rows), (most + 1) * sizeof *line);
    *out = arena_alloc(view_arena(r->rows), (most + 1) * sizeof **out);
    if (!line || !*out) return E_ARENA;
    for (*n = 0; *n < most; ++*n) {
        const BookingMoved *moved = r->moved[*n];
        const Booking *row = find_booking(r->rows, moved->booking_no);
        line[*n] = (MoveShown) MOVE_SHOWN_INIT;
        line[*n].booking_no = moved->booking_no;
        line[*n].date = row ? row->date : 0;
        line[*n].slot = row ? row->slot : 0;
        line[*n].to_date = moved->date;
        line[*n].to_slot = moved->slot;
        (*out)[*n] = &line[*n];
    }
    return OK;
}
