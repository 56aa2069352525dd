/* open_days (N13): the days that come within reach get their rows before anybody can book them,
 * with the hash of the seed of their draws. Days that have one stay as they are. */
#include "gen/appointment/open_days.h"

#include "workers/appointment/day.h"
#include "workers/appointment/terms.h"
#include "workers/rules/calendar/date.h"

verdict appointment_open_days(const context *ctx, view *rows, const OpenDays *in, changes *out) {
    const OfficeSection *plan = find_office_section(rows, in->office_no, in->section);
    DayState *day[TERM_DAYS_WALL + 2];
    DaysOpened event = DAYS_OPENED_INIT;
    booking_terms terms;
    if (!plan) return refuse(E_NOT_FOUND, "section");
    if (!plan->open_at_us || plan->open_at_us > ctx->received_at_us)
        return refuse(E_CASE_STATE, "section");
    status s = terms_read(ctx, &terms);
    if (s != OK) return refuse(s, NULL);
    for (int32_t ahead = 0; s == OK && ahead <= terms.of[TERM_DAYS_MOST] + 1; ahead++) {
        const int32_t date = date_add(ctx->today, ahead);
        if (find_booking_day(rows, plan->office_no, plan->section, date)) continue;
        s = day_state(ctx, rows, plan, date, 0, &day[event.n_day]);
        event.n_day += s == OK;
    }
    if (s != OK) return refuse(s, NULL);
    event.office_no = plan->office_no;
    event.section = plan->section;
    event.open_at_us = date_us(ctx->today, 0) + DAY_US;
    event.day = day;
    emit_days_opened(out, &event);
    SectionReply reply = SECTION_REPLY_INIT;
    reply.office_no = plan->office_no;
    reply.section = plan->section;
    reply.revision = plan->revision;
    changes_reply(out, &reply.base);
    return accept();
}
