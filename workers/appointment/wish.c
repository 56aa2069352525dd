/* wish: holds a wish against plan, time and person. Lapsed holds count as held within the hour:
 * else all places could be held over and over. */
#include "workers/appointment/wish.h"

#include "workers/appointment/day.h"
#include "workers/rules/calendar/date.h"

static verdict check_time(const context *ctx, const booking_terms *terms, const wish *what) {
    const int32_t ahead = date_diff(ctx->today, what->date);
    if (day_minute(what->slot) < 0) return refuse(E_FORM, "slot");
    if (ahead < 0) return refuse(E_SLOT_PAST, "date");
    if (day_us(what->date, what->slot) <= ctx->received_at_us) return refuse(E_SLOT_PAST, "slot");
    bool within = ahead >= what->ahead && ahead <= terms->of[TERM_DAYS_MOST];
    return within ? accept() : (verdict){E_RANGE, "date", "days_ahead"};
}

static verdict check_person(const context *ctx, const booking_terms *terms, view *rows,
                            const wish *what) {
    const int64_t now = ctx->received_at_us;
    const ActiveBooking *active = find_active_booking(rows, what->person_no, what->matter);
    const row_list all = list_booking_by_person_no(rows, what->person_no);
    int32_t open = 0, held = 0;
    if (what->again)
        return booking_blocked_until(terms, rows, all) > now ? refuse(E_APPT_BLOCKED, "person_no")
                                                             : accept();
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

static bool is_offered(const OfficeSection *plan, int32_t matter) {
    for (size_t i = 0; i < plan->n_matter; i++)
        if (plan->matter[i] == matter) return true;
    return false;
}

verdict wish_check(const context *ctx, const booking_terms *terms, view *rows, const wish *what,
                   booking_day *at) {
    const int32_t kind = day_kind(rows, what->date);
    *at = (booking_day){find_office_section(rows, what->office_no, what->section), NULL, NULL};
    verdict v = check_time(ctx, terms, what);
    if (!refused(v)) v = check_person(ctx, terms, rows, what);
    if (refused(v)) return v;
    if (!at->plan) return refuse(E_NOT_FOUND, "section");
    if (!is_offered(at->plan, what->matter))
        return (verdict){E_CODE_VALUE, "matter", "matter_elsewhere"};
    if (kind == DAY_UNKNOWN) return refuse(E_PARAM_MISSING, "date");
    if (!day_has(at->plan, kind, what->date, what->slot))
        return (verdict){E_NOT_FOUND, "slot", "no_such_time"};
    status s = day_state(ctx, rows, at->plan, what->date, 1, &at->day);
    return s == OK ? accept() : refuse(s, NULL);
}
