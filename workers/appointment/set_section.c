/* set_section (A18): the plan of a section is replaced as a whole; what it said before stays as a
 * revision. Appointments that the new plan has no place for are moved by rule (replan.h), or the
 * plan is refused. Source: docs/rules 5.11. */
#include "gen/appointment/set_section.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/appointment/day.h"
#include "workers/appointment/replan.h"
#include "workers/rules/calendar/date.h"

static bool is_code(const char *text) {
    for (; *text; text++)
        if (!(*text >= 'A' && *text <= 'Z') && !(*text >= '0' && *text <= '9')) return false;
    return true;
}

static verdict check_hour(const SetSection *in, size_t at) {
    const OpeningHour *hour = in->hour[at];
    if (day_minute(hour->opens) < 0) return refuse(E_FORM, "opens");
    if (day_minute(hour->closes) < 0) return refuse(E_FORM, "closes");
    if (hour->opens >= hour->closes) return (verdict){E_RANGE, "closes", "ends_before_start"};
    for (size_t i = 0; i < at; i++) {
        const OpeningHour *other = in->hour[i];
        if (other->weekday == hour->weekday && other->opens < hour->closes &&
            hour->opens < other->closes)
            return (verdict){E_DUP_ROW, "opens", "hours_overlap"};
    }
    return accept();
}

static verdict check_closed(const SetSection *in, size_t at) {
    const ClosedDay *day = in->closed[at];
    if (!date_valid(day->date)) return refuse(E_DATE, "date");
    if (fold_is_blank(day->reason, strlen(day->reason))) return refuse(E_REQUIRED, "reason");
    for (size_t i = 0; i < at; i++)
        if (in->closed[i]->date == day->date) return (verdict){E_DUP_ROW, "date", "day_twice"};
    return accept();
}

static void note(view *rows, const char *list, size_t i, verdict why, changes *out) {
    if (!refused(why)) return;
    const char *path = arena_printf(view_arena(rows), "%s[%zu].%s", list, i, why.field);
    changes_fault(out, path ? (verdict){why.code, path, why.reason} : refuse(E_ARENA, NULL));
}

static void check(view *rows, const SetSection *in, changes *out) {
    const struct {
        const char *name, *text;
    } said[] = {{"name_zh", in->name_zh}, {"name_en", in->name_en}, {"reason", in->reason}};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (fold_is_blank(said[i].text, strlen(said[i].text)))
            changes_fault(out, refuse(E_REQUIRED, said[i].name));
    if (!is_code(in->section)) changes_fault(out, refuse(E_FORM, "section"));
    if (in->kept_for_counter > in->desks) changes_fault(out, refuse(E_RANGE, "kept_for_counter"));
    for (size_t i = 0; i < in->n_hour; i++) note(rows, "hour", i, check_hour(in, i), out);
    for (size_t i = 0; i < in->n_closed; i++) note(rows, "closed", i, check_closed(in, i), out);
}

static OfficeSection plan_of(const context *ctx, const SetSection *in, const OfficeSection *old) {
    OfficeSection plan = OFFICE_SECTION_INIT;
    plan.office_no = lend(ctx->actor.district_code);
    plan.section = in->section;
    plan.desks = in->desks;
    plan.kept_for_counter = in->kept_for_counter;
    plan.slot_minutes = in->slot_minutes;
    plan.hour = in->hour;
    plan.n_hour = in->n_hour;
    plan.closed = in->closed;
    plan.n_closed = in->n_closed;
    plan.revision = old ? old->revision + 1 : 1;
    return plan;
}

static void tell(const context *ctx, const SetSection *in, replan *r, changes *out) {
    SectionSet event = SECTION_SET_INIT;
    event.office_no = r->plan->office_no;
    event.section = in->section;
    event.revision = r->plan->revision;
    event.name_zh = in->name_zh;
    event.name_en = in->name_en;
    event.desks = in->desks;
    event.kept_for_counter = in->kept_for_counter;
    event.slot_minutes = in->slot_minutes;
    event.matter = in->matter;
    event.n_matter = in->n_matter;
    event.hour = in->hour;
    event.n_hour = in->n_hour;
    event.closed = in->closed;
    event.n_closed = in->n_closed;
    event.reason = in->reason;
    event.open_at_us = date_us(ctx->today, 0) + DAY_US;
    event.day = r->day;
    event.n_day = r->n_day;
    emit_section_set(out, &event);
    for (size_t i = 0; i < r->n_moved; i++) emit_booking_moved(out, r->moved[i]);
}

verdict appointment_set_section(const context *ctx, view *rows, const SetSection *in,
                                changes *out) {
    const OfficeSection *old = find_office_section(rows, ctx->actor.district_code, in->section);
    const OfficeSection plan = plan_of(ctx, in, old);
    replan r = {.ctx = ctx, .rows = rows, .plan = &plan};
    booking_terms terms;
    status s = terms_read(ctx, &terms);
    if (s != OK) return refuse(s, NULL);
    check(rows, in, out);
    if (changes_at_fault(out)) return accept();
    s = replan_days(&r, &terms);
    if (s != OK) return refuse(s, NULL);
    if (!in->moves && replan_lost(&r)) return (verdict){E_CASE_STATE, "hour", "hours_booked"};
    s = replan_move(&r, in->reason);
    if (s != OK) return (verdict){s, "hour", s == E_SLOT_FULL ? "nowhere_to_move" : NULL};
    SectionReply reply = SECTION_REPLY_INIT;
    s = replan_shown(&r, &reply.move, &reply.n_move);
    if (s != OK) return refuse(s, NULL);
    tell(ctx, in, &r, out);
    reply.office_no = plan.office_no;
    reply.section = in->section;
    reply.revision = plan.revision;
    reply.moved = (int32_t) r.n_moved;
    changes_reply(out, &reply.base);
    return accept();
}
