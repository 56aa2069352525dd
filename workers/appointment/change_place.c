/* change_place (S53, A15, N13): another time for a booked appointment. The new place is taken and
 * the old one cools in one decision, so that nobody who is refused has lost what he had. Both days
 * are written; whoever gives out a place of either at the same time meets this one at the row's
 * version. Source: docs/rules 5.11. */
#include "gen/appointment/change_place.h"

#include <string.h>

#include "workers/appointment/booking.h"
#include "workers/appointment/day.h"
#include "workers/appointment/wish.h"
#include "workers/rules/calendar/date.h"

/* The place that it has, and the one that it gets; of one day both stand in one state. */
typedef struct exchange {
    booking_day old, new;
    DayState *day[2];
    size_t n_day;
} exchange;

static bool is_day_of(const Booking *row, const ChangePlace *in) {
    return !strcmp(row->office_no, in->office_no) && !strcmp(row->section, in->section) &&
           row->date == in->date;
}

static verdict may_change(const context *ctx, const booking_terms *terms, const Booking *row,
                          const ChangePlace *in) {
    if (row->state != BOOKING_BOOKED) return refuse(E_CASE_STATE, "booking_no");
    verdict v = booking_may_go(ctx, terms, row);
    if (refused(v)) return v;
    if (is_day_of(row, in) && row->slot == in->slot)
        return (verdict){E_CASE_STATE, "slot", "same_time"};
    return row->n_changed < terms->of[TERM_CHANGES]
               ? accept()
               : (verdict){E_APPT_LIMIT, "booking_no", "changes_many"};
}

static verdict find_places(const context *ctx, const booking_terms *terms, view *rows,
                           const Booking *row, const ChangePlace *in, exchange *e) {
    const wish what = {.office_no = in->office_no,
                       .section = in->section,
                       .person_no = row->person_no,
                       .date = in->date,
                       .slot = in->slot,
                       .matter = row->matter,
                       .ahead = terms->of[TERM_DAYS_LEAST],
                       .again = true};
    verdict v = wish_check(ctx, terms, rows, &what, &e->new);
    if (refused(v)) return v;
    if (day_free(ctx, rows, e->new.plan, e->new.day, in->slot, false) <= 0)
        return refuse(E_SLOT_FULL, "slot");
    e->day[e->n_day++] = e->new.day;
    if (!is_day_of(row, in)) {
        v = booking_day_of(ctx, rows, row, &e->old);
        if (!refused(v)) e->day[e->n_day++] = e->old.day;
        return v;
    }
    e->old = e->new;
    e->old.place = day_place(e->new.day, row->number);
    return e->old.place ? accept() : (verdict){E_SLOT_PAST, "booking_no", "hold_over"};
}

static void tell(const Booking *row, const ChangePlace *in, exchange *e, changes *out) {
    PlaceChanged event = PLACE_CHANGED_INIT;
    event.booking_no = row->booking_no;
    event.person_no = row->person_no;
    event.office_no = in->office_no;
    event.section = in->section;
    event.date = in->date;
    event.slot = in->slot;
    event.number = e->new.place->number;
    event.due_at_us = date_us(in->date, 0) + DAY_US;
    event.cooled_at_us = e->old.place->until_us;
    event.changes = 1;
    event.day = e->day;
    event.n_day = e->n_day;
    emit_place_changed(out, &event);
}

verdict appointment_change_place(const context *ctx, view *rows, const ChangePlace *in,
                                 changes *out) {
    const Booking *row = find_booking(rows, in->booking_no);
    exchange e = {.n_day = 0};
    booking_terms terms;
    TakenPlace taken;
    if (!row) return refuse(E_NOT_FOUND, "booking_no");
    status s = terms_read(ctx, &terms);
    if (s != OK) return refuse(s, NULL);
    verdict v = may_change(ctx, &terms, row, in);
    if (!refused(v)) v = find_places(ctx, &terms, rows, row, in, &e);
    if (refused(v)) return v;
    booking_cool(ctx, &terms, row, e.old.place);
    day_take(e.new.day, &taken, in->slot, 0, false);
    e.new.place = &taken;
    tell(row, in, &e, out);
    booking_reply(ctx, rows, &e.new, row->booking_no, BOOKING_BOOKED, 0, out);
    return accept();
}
