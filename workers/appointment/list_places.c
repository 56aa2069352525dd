/* list_places (S53, S55): places left = capacity less booked less held, of each time that can be
 * booked now. Served from the hot copy; docs/appointments.md. */
#include "gen/appointment/list_places.h"

#include "workers/appointment/day.h"
#include "workers/appointment/terms.h"
#include "workers/rules/calendar/date.h"

enum { CLOSED_MAX = TERM_DAYS_WALL + 1, PLACES_MAX = 5000 };

typedef struct listing {
    const context *ctx;
    view *rows;
    const OfficeSection *plan;
    PlaceList reply;
    bool full; /* the arena is */
} listing;

static void add_place(listing *to, const BookingDay *day, int32_t date, int32_t slot,
                      int32_t capacity) {
    PlaceShown *line = arena_alloc(view_arena(to->rows), sizeof *line);
    if (!line || to->reply.n_place == PLACES_MAX) {
        to->full = true;
        return;
    }
    day_use used = {0, 0};
    if (day)
        used = day_used((const TakenPlace *const *) day->taken, day->n_taken, slot, false,
                        to->ctx->received_at_us);
    *line = (PlaceShown) PLACE_SHOWN_INIT;
    line->date = date;
    line->slot = slot;
    line->capacity = capacity;
    line->booked = used.booked;
    line->held = used.held;
    line->left = day_left(capacity, used);
    to->reply.place[to->reply.n_place++] = line;
}

static void add_closed(listing *to, int32_t date) {
    DayClosedShown *line = arena_alloc(view_arena(to->rows), sizeof *line);
    const ClosedDay *why = day_closed(to->plan, date);
    if (!line) {
        to->full = true;
        return;
    }
    *line = (DayClosedShown) DAY_CLOSED_SHOWN_INIT;
    line->date = date;
    line->reason = why ? why->reason : lend("");
    to->reply.closed[to->reply.n_closed++] = line;
}

static void add_day(listing *to, int32_t date) {
    const BookingDay *day =
        find_booking_day(to->rows, to->plan->office_no, to->plan->section, date);
    const int32_t kind = day_kind(to->rows, date);
    const int32_t capacity = to->plan->desks - to->plan->kept_for_counter;
    int32_t slot[DAY_SLOTS_MAX];
    size_t n = day_slots(to->plan, kind, date, slot);
    if (!n) add_closed(to, date);
    for (size_t i = 0; i < n; i++)
        if (day_us(date, slot[i]) > to->ctx->received_at_us)
            add_place(to, day, date, slot[i], capacity);
}

verdict appointment_list_places(const context *ctx, view *rows, const ListPlaces *in,
                                changes *out) {
    listing to = {ctx, rows, find_office_section(rows, in->office_no, in->section), PLACE_LIST_INIT,
                  false};
    booking_terms terms;
    status s = terms_read(ctx, &terms);
    if (s != OK) return refuse(s, NULL);
    if (!to.plan) return refuse(E_NOT_FOUND, "section");
    to.reply.place = arena_alloc(view_arena(rows), PLACES_MAX * sizeof *to.reply.place);
    to.reply.closed = arena_alloc(view_arena(rows), CLOSED_MAX * sizeof *to.reply.closed);
    if (!to.reply.place || !to.reply.closed) return refuse(E_ARENA, NULL);
    for (int32_t ahead = terms.of[TERM_DAYS_LEAST]; ahead <= terms.of[TERM_DAYS_MOST]; ahead++) {
        const int32_t date = date_add(ctx->today, ahead);
        if (!in->date || in->date == date) add_day(&to, date);
    }
    if (to.full) return refuse(E_ARENA, NULL);
    changes_reply(out, &to.reply.base);
    return accept();
}
