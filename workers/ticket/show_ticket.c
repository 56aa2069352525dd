/* show_ticket (S50, S52): a ticket with its whole path, which is read from the log, and the time at
 * each level. */
#include <string.h>

#include "gen/identity/rows.h"
#include "gen/ticket/rows.h"
#include "gen/ticket/show_ticket.h"
#include "proto/runtime/view/history.h"
#include "workers/rules/calendar/date.h"
#include "workers/ticket/causes.h"
#include "workers/ticket/lines.h"
#include "workers/ticket/ticket.h"

/* What an event is called as a step, and what of it a step shows. moves: it lies at the desk in the
 * event from then on. inner: shown to offices only. */
typedef struct step_kind {
    const char *event, *what, *text;
    bool moves, inner;
} step_kind;

static const step_kind kinds[] = {
    {"ticket.TicketOpened", "opened", NULL, true, false},
    {"ticket.TicketAnswered", "answered", "answer", false, false},
    {"ticket.TicketAnsweredTogether", "answered", "answer", false, false},
    {"ticket.TicketTied", "tied", NULL, false, true},
    {"ticket.TicketUntied", "untied", NULL, false, true},
    {"ticket.TicketPassedUp", "passed_up", "note", true, false},
    {"ticket.TicketSentBack", "sent_back", "note", true, false},
    {"ticket.TicketEscalated", "escalated", NULL, true, false},
    {"ticket.TicketOverdue", "overdue", NULL, false, false},
    {"ticket.TicketReopened", "reopened", "note", true, false},
    {"ticket.TicketRated", "rated", "note", false, false},
    {"ticket.TicketEnded", "ended", NULL, false, false},
};

static bool to_office(const context *ctx) {
    return ticket_desk(ctx->actor.role) != DESK_NONE;
}

static const step_kind *kind_of(const context *ctx, const history_event *e) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (!strcmp(e->type->name, kinds[i].event))
            return kinds[i].inner && !to_office(ctx) ? NULL : &kinds[i];
    return NULL; /* of another service: a look, a message */
}

static int64_t number_in(const history_event *e, const char *field) {
    int at = catalog_field(e->type->message, field);
    return at < 0 ? 0 : field_number(e->event, (unsigned) at);
}

static const char *text_in(const history_event *e, const char *field) {
    return catalog_field(e->type->message, field) < 0
               ? ""
               : field_named(e->type->message, e->event, field);
}

/* ---- the path -------------------------------------------------------------------------------- */

/* An office's people are named to offices; to the sender the office answers. */
static bool names_actor(const context *ctx, const history_event *e) {
    return to_office(ctx) || !strcmp(e->actor, ctx->actor.account_no);
}

/* Who answered a cause answered its tickets; the clock took the answer to them. */
static const char *actor_of(const context *ctx, const history_event *e) {
    const char *answered_by = text_in(e, "answered_by");
    if (!names_actor(ctx, e)) return "";
    return answered_by[0] ? answered_by : e->actor;
}

static void add_step(const context *ctx, const history_event *e, const step_kind *kind,
                     TicketShown *out, TicketStep *step) {
    *step = (TicketStep) TICKET_STEP_INIT;
    step->what = lend(kind->what);
    step->at_us = e->received_at_us;
    step->actor = lend(actor_of(ctx, e));
    step->text = lend(kind->text ? field_named(e->type->message, e->event, kind->text) : "");
    step->rating = (int32_t) number_in(e, "rating");
    bool answers = !strcmp(kind->what, "answered") && to_office(ctx);
    if (answers) step->reply_no = lend(text_in(e, "reply_no"));
    if (answers) step->reply_edition = (int32_t) number_in(e, "reply_edition");
    step->desk = (Ticket__TicketDesk) number_in(e, "desk");
    out->step[out->n_step++] = step;
}

/* An answer stops the time, and so does the end; opened again it goes on. */
static void add_level(const history_event *e, const step_kind *kind, TicketShown *out,
                      TicketLevel *level) {
    TicketLevel *last = out->n_level ? out->level[out->n_level - 1] : NULL;
    bool stops = kind->moves || !strcmp(kind->what, "answered");
    if (stops && last && !last->until_us) last->until_us = e->received_at_us;
    if (!kind->moves) return;
    *level = (TicketLevel) TICKET_LEVEL_INIT;
    level->desk = (Ticket__TicketDesk) number_in(e, "desk");
    level->since_us = e->received_at_us;
    out->level[out->n_level++] = level;
}

static void count_levels(const context *ctx, TicketShown *out) {
    for (size_t i = 0; i < out->n_level; i++) {
        TicketLevel *level = out->level[i];
        int64_t until_us = level->until_us ? level->until_us : ctx->received_at_us;
        level->seconds = (until_us - level->since_us) / SECOND_US;
    }
}

static bool show_path(const context *ctx, view *rows, const char *ticket_no, TicketShown *out) {
    history steps = view_history(rows, ticket_no);
    arena *a = view_arena(rows);
    TicketStep *step = arena_alloc(a, (steps.n + 1) * sizeof *step);
    TicketLevel *level = arena_alloc(a, (steps.n + 1) * sizeof *level);
    out->step = arena_alloc(a, (steps.n + 1) * sizeof *out->step);
    out->level = arena_alloc(a, (steps.n + 1) * sizeof *out->level);
    if (!step || !level || !out->step || !out->level) return false;
    for (size_t i = 0; i < steps.n; i++) {
        const step_kind *kind = kind_of(ctx, &steps.event[i]);
        if (!kind) continue;
        add_step(ctx, &steps.event[i], kind, out, &step[i]);
        add_level(&steps.event[i], kind, out, &level[i]);
    }
    count_levels(ctx, out);
    return true;
}

/* ---- the files ------------------------------------------------------------------------------- */

static bool show_files(view *rows, const char *ticket_no, TicketShown *out) {
    row_list all = list_ticket_attachment_by_ticket_no(rows, ticket_no);
    TicketFile *file = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *file);
    out->file = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *out->file);
    if (!file || !out->file) return false;
    for (size_t i = 0; i < all.n; i++) {
        const TicketAttachment *one = (const TicketAttachment *) all.row[i];
        const Scan *scan = find_scan(rows, one->scan_no);
        if (!scan) continue;
        file[i] = (TicketFile) TICKET_FILE_INIT;
        file[i].scan_no = scan->scan_no;
        file[i].form = scan->form;
        file[i].file_bytes = scan->file_bytes;
        out->file[out->n_file++] = &file[i];
    }
    return true;
}

/* Offices see to which cause it is tied; the sender, where that is shown to all. */
static void show_cause(const context *ctx, view *rows, const char *ticket_no, TicketShown *out) {
    const TicketTie *tie = find_ticket_tie(rows, ticket_no);
    const Cause *cause = tie ? find_cause(rows, tie->cause_no) : NULL;
    if (!cause || !(cause->shown || to_office(ctx))) return;
    out->cause_no = cause->cause_no;
    out->cause_zh = cause->title_zh;
    out->cause_en = cause->title_en;
}

verdict ticket_show_ticket(const context *ctx, view *rows, const ShowTicket *in, changes *out) {
    const Ticket *ticket = NULL;
    verdict v = ticket_seen(ctx, rows, in->ticket_no, &ticket);
    if (refused(v)) return v;
    const TicketText *words = find_ticket_text(rows, ticket->ticket_no);
    TicketLine line = ticket_line(ctx, rows, ticket), *lines[] = {&line};
    TicketShown reply = TICKET_SHOWN_INIT;
    reply.ticket = lines;
    reply.n_ticket = 1;
    reply.text = words ? words->text : lend("");
    reply.page = ticket->page;
    reply.code = ticket->code;
    reply.look_no = ticket->look_no;
    reply.language = ticket->language;
    reply.closes_at_us = ticket->closes_at_us;
    reply.reopen_until_us = ticket->reopen_until_us;
    show_cause(ctx, rows, ticket->ticket_no, &reply);
    bool room = show_path(ctx, rows, ticket->ticket_no, &reply);
    room &= show_files(rows, ticket->ticket_no, &reply);
    if (!room) return refuse(E_ARENA, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
