/* open_ticket (S49, S50): what somebody asks gets a number and lies with his own district: a unit's
 * or a community's own, a person's that of his last unit or community. Source: docs/tickets.md. */
#include <string.h>

#include "gen/query/rows.h"
#include "gen/ticket/open_ticket.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/district.h"
#include "workers/rules/issue.h"
#include "workers/rules/scan.h"
#include "workers/rules/service.h"
#include "workers/rules/spell.h"
#include "workers/ticket/ticket.h"

/* ---- whose ----------------------------------------------------------------------------------- */

static const char *district_of(const actor *who, view *rows) {
    switch (who->role) {
    case KERNEL__ROLE__UNIT_OPERATOR:
        return district_of_unit(rows, who->unit_no);
    case KERNEL__ROLE__PERSON:
        return district_of_person(rows, who->person_no);
    default:
        return spell_community_district(rows, who->community_code);
    }
}

/* ---- what ------------------------------------------------------------------------------------ */

/* An address of the portal without numbers: what was typed, or whose record was shown, is not in
 * it. */
static bool is_page(const char *text) {
    for (const char *c = text; *c; c++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/:._-", *c)) return false;
    return !text[0] || text[0] == '/';
}

static void check_screen(const OpenTicket *in, changes *out) {
    status code;
    if (in->method[0] && !catalog_command(in->method))
        changes_fault(out, refuse(E_CODE_VALUE, "method"));
    if (!is_page(in->page)) changes_fault(out, (verdict){E_FORM, "page", "page_numbers"});
    if (in->code[0] && !status_find(in->code, &code))
        changes_fault(out, refuse(E_CODE_VALUE, "code"));
}

static void check_look(const context *ctx, view *rows, const OpenTicket *in, changes *out) {
    if ((in->kind == LOOK_QUESTION) != (in->look_no[0] != '\0')) {
        changes_fault(out, refuse(in->look_no[0] ? E_CODE_VALUE : E_REQUIRED, "look_no"));
    } else if (in->look_no[0]) {
        const char *own = ctx->actor.role == KERNEL__ROLE__PERSON ? ctx->actor.person_no : "";
        const Look *look = find_look(rows, own, in->look_no);
        bool hidden = look && look->timing == DELAYED && look->shown_from_us > ctx->received_at_us;
        if (!look || hidden) changes_fault(out, refuse(E_NOT_FOUND, "look_no"));
    }
}

/* Each was handed in by the sender himself. */
static void check_attachments(const context *ctx, view *rows, const OpenTicket *in, changes *out) {
    for (size_t i = 0; i < in->n_attachment; i++) {
        const char *scan_no = in->attachment[i];
        verdict v = scan_nameable(ctx, rows, scan_no);
        if (!find_attachment_holder(rows, ctx->actor.account_no, scan_no) || refused(v))
            changes_fault(out, (verdict){E_NOT_FOUND, "attachment", "scan_unknown"});
        for (size_t k = 0; k < i; k++)
            if (!strcmp(in->attachment[k], scan_no))
                changes_fault(out, refuse(E_DUP_ROW, "attachment"));
    }
}

static Kernel__QuestionCategory category_of(const OpenTicket *in) {
    const command_type *about = in->category ? NULL : catalog_command(in->method);
    return about ? about->question : in->category;
}

static void check(const context *ctx, view *rows, const OpenTicket *in, changes *out) {
    if (!category_of(in)) changes_fault(out, refuse(E_REQUIRED, "category"));
    changes_fault(out, ticket_says(in->title, "title"));
    changes_fault(out, ticket_says(in->text, "text"));
    check_screen(in, out);
    check_look(ctx, rows, in, out);
    check_attachments(ctx, rows, in, out);
}

/* ---- how often ------------------------------------------------------------------------------- */

static verdict count(const context *ctx, view *rows, TicketOpened *event) {
    const TicketTally *sent = find_ticket_tally(rows, ctx->actor.account_no);
    int32_t an_hour = 0, a_day = 0;
    status s = service_number(ctx, SERVICE_TICKETS_AN_HOUR, &an_hour);
    if (s == OK) s = service_number(ctx, SERVICE_TICKETS_A_DAY, &a_day);
    if (s != OK) return refuse(s, NULL);
    event->hour_us = ctx->received_at_us - ctx->received_at_us % HOUR_US;
    event->day = ctx->today;
    event->in_hour = sent && sent->hour_us == event->hour_us ? sent->in_hour + 1 : 1;
    event->in_day = sent && sent->day == event->day ? sent->in_day + 1 : 1;
    bool many = event->in_hour > an_hour || event->in_day > a_day;
    return many ? (verdict){E_TOO_OFTEN, NULL, "tickets_many"} : accept();
}

/* ---- the event ------------------------------------------------------------------------------- */

static status list_attachments(view *rows, const OpenTicket *in, TicketOpened *event) {
    AttachedScan *one = arena_alloc(view_arena(rows), (in->n_attachment + 1) * sizeof *one);
    event->attachment =
        arena_alloc(view_arena(rows), (in->n_attachment + 1) * sizeof *event->attachment);
    if (!one || !event->attachment) return E_ARENA;
    for (size_t i = 0; i < in->n_attachment; i++) {
        one[i] = (AttachedScan) ATTACHED_SCAN_INIT;
        one[i].scan_no = in->attachment[i];
        event->attachment[event->n_attachment++] = &one[i];
    }
    event->attachments = (int32_t) in->n_attachment;
    return OK;
}

static void tell_screen(const OpenTicket *in, TicketOpened *event) {
    event->kind = in->kind;
    event->category = category_of(in);
    event->method = in->method;
    event->page = in->page;
    event->code = in->code;
    event->look_no = in->look_no;
    event->language = in->language;
    event->title = in->title;
    event->text = in->text;
}

verdict ticket_open_ticket(const context *ctx, view *rows, const OpenTicket *in, changes *out) {
    const actor *who = &ctx->actor;
    char ticket_no[SERIAL_CASE_SIZE];
    TicketOpened event = TICKET_OPENED_INIT;
    check(ctx, rows, in, out);
    verdict v = count(ctx, rows, &event);
    event.district_code = lend(district_of(who, rows));
    if (refused(v)) return v;
    if (!event.district_code[0]) return (verdict){E_NOT_FOUND, "person_no", "ticket_no_district"};
    if (changes_at_fault(out)) return accept();
    status s = issue_number(ctx, rows, &event.number, ticket_no);
    if (s == OK) s = list_attachments(rows, in, &event);
    if (s == OK) s = ticket_due_us(ctx, rows, in->kind, &event.due_at_us);
    if (s != OK) return refuse(s, NULL);
    tell_screen(in, &event);
    event.ticket_no = ticket_no;
    event.desk = DISTRICT_DESK;
    event.unit_no = lend(who->role == KERNEL__ROLE__UNIT_OPERATOR ? who->unit_no : "");
    event.person_no = lend(who->role == KERNEL__ROLE__PERSON ? who->person_no : "");
    event.filer = lend(who->account_no);
    event.filer_role = who->role;
    event.shard = (int32_t) ctx->shard;
    emit_ticket_opened(out, &event);
    ticket_reply(ticket_no, TICKET_OPEN, DISTRICT_DESK, event.due_at_us, out);
    return accept();
}
