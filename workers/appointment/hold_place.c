/* hold_place (S53, S55, A14, N13): decided by the owner of (office, section, day). The day's row
 * says what is taken; it is written with every place given out, so that of two who give out the
 * last one at once one meets the other at its version. That a person has one open appointment for
 * a matter in the whole city stands in a row of the person's own, which offices meet at in the same
 * way. Source: docs/rules 5.11, docs/appointments.md. */
#include "gen/appointment/hold_place.h"

#include <string.h>

#include "workers/appointment/booking.h"
#include "workers/appointment/day.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/issue.h"

#define SECOND_US INT64_C(1000000)
#define HOUR_US (INT64_C(3600) * SECOND_US)

static bool is_offered(const OfficeSection *plan, int32_t matter) {
    for (size_t i = 0; i < plan->n_matter; i++)
        if (plan->matter[i] == matter) return true;
    return false;
}

static verdict check_time(const context *ctx, const booking_terms *terms, const HoldPlace *in) {
    if (day_minute(in->slot) < 0) return refuse(E_FORM, "slot");
    const int32_t ahead = date_diff(ctx->today, in->date);
    if (ahead < 0) return refuse(E_SLOT_PAST, "date");
    if (day_us(in->date, in->slot) <= ctx->received_at_us) return refuse(E_SLOT_PAST, "slot");
    bool within = ahead >= terms->of[TERM_DAYS_LEAST] && ahead <= terms->of[TERM_DAYS_MOST];
    return within ? accept() : (verdict){E_RANGE, "date", "days_ahead"};
}

/* Lapsed ones count as held within the hour: else all places could be held over and over. */
static verdict check_person(const context *ctx, const booking_terms *terms, view *rows,
                            const HoldPlace *in) {
    const int64_t now = ctx->received_at_us;
    const ActiveBooking *active = find_active_booking(rows, in->person_no, in->matter);
    const row_list all = list_booking_by_person_no(rows, in->person_no);
    int32_t open = 0, held = 0;
    if (active && (!active->until_us || active->until_us > now))
        return refuse(E_APPT_LIMIT, "matter");
    if (booking_blocked_until(terms, rows, all) > now) return refuse(E_APPT_BLOCKED, "person_no");
    for (size_t i = 0; i < all.n; i++) {
        const Booking *row = (const Booking *) all.row[i];
        open += booking_is_open(row, now);
        held += row->held_at_us > now - HOUR_US;
    }
    if (open >= terms->of[TERM_OPEN_MOST])
        return (verdict){E_APPT_LIMIT, "person_no", "bookings_open"};
    return held >= terms->of[TERM_HOLDS_HOUR] ? (verdict){E_APPT_LIMIT, "person_no", "holds_hour"}
                                              : accept();
}

static verdict check_places(const context *ctx, view *rows, const HoldPlace *in,
                            const OfficeSection *plan, const DayState *day) {
    const int32_t kind = day_kind(rows, in->date);
    const int32_t capacity = day_capacity(plan, kind, in->date, in->slot, false);
    if (kind == DAY_UNKNOWN) return refuse(E_PARAM_MISSING, "date");
    if (capacity <= 0) return (verdict){E_NOT_FOUND, "slot", "no_such_time"};
    const day_use used = day_used((const TakenPlace *const *) day->taken, day->n_taken, in->slot,
                                  false, ctx->received_at_us);
    return day_left(capacity, used) > 0 ? accept() : refuse(E_SLOT_FULL, "slot");
}

static verdict give(const context *ctx, view *rows, const booking_terms *terms, const HoldPlace *in,
                    booking_day *at, changes *out) {
    char booking_no[SERIAL_CASE_SIZE];
    PlaceHeld event = PLACE_HELD_INIT;
    TakenPlace place;
    status s = issue_number(ctx, rows, &event.issued, booking_no);
    if (s != OK) return refuse(s, NULL);
    event.until_us = ctx->received_at_us + terms->of[TERM_HOLD_S] * SECOND_US;
    event.number = day_take(at->day, &place, in->slot, event.until_us, false);
    at->place = &place;
    event.booking_no = booking_no;
    event.office_no = in->office_no;
    event.section = in->section;
    event.date = in->date;
    event.slot = in->slot;
    event.person_no = in->person_no;
    event.matter = in->matter;
    event.business_no = in->business_no;
    event.shard = (int32_t) ctx->shard;
    event.day = &at->day;
    event.n_day = 1;
    emit_place_held(out, &event);
    booking_reply(ctx, rows, at, booking_no, BOOKING_HELD, event.until_us, out);
    return accept();
}

verdict appointment_hold_place(const context *ctx, view *rows, const HoldPlace *in, changes *out) {
    booking_terms terms;
    booking_day at = {find_office_section(rows, in->office_no, in->section), NULL, NULL};
    status s = terms_read(ctx, &terms);
    if (s != OK) return refuse(s, NULL);
    verdict v = check_time(ctx, &terms, in);
    if (!refused(v)) v = check_person(ctx, &terms, rows, in);
    if (refused(v)) return v;
    if (!at.plan) return refuse(E_NOT_FOUND, "section");
    if (!is_offered(at.plan, in->matter))
        return (verdict){E_CODE_VALUE, "matter", "matter_elsewhere"};
    s = day_state(ctx, rows, at.plan, in->date, 1, &at.day);
    if (s != OK) return refuse(s, NULL);
    v = check_places(ctx, rows, in, at.plan, at.day);
    return refused(v) ? v : give(ctx, rows, &terms, in, &at, out);
}
