/* get_case (S36, A3, A25): one case with its content, its history and what changed since the
 * submission before. */
#include <string.h>

#include "gen/query/get_case.h"
#include "gen/query/list_cases.h"
#include "gen/review/approve_in_bulk.h"
#include "gen/review/bulk.h"
#include "gen/review/objection.h"
#include "gen/review/rows.h"
#include "proto/runtime/json/json.h"
#include "proto/runtime/view/history.h"
#include "workers/query/cases.h"
#include "workers/query/content.h"
#include "workers/query/former.h"
#include "workers/rules/claim.h"
#include "workers/rules/kept_filing.h"

enum { RULES_SHOWN_MAX = 16 };

/* ---- the history, from the log ------------------------------------------------------------- */

static bool is(const history_event *e, const char *type) {
    return !strcmp(e->type->name, type);
}

static bool is_submission(const history_event *e) {
    return is(e, "review.CaseSubmitted") || is(e, "review.CaseResubmitted");
}

/* Other events carry the reason given before as well: it stays in the case's block. */
static bool gives_reason(const history_event *e) {
    return is(e, "review.CaseReturned") || is(e, "review.CaseRejected");
}

static const char *text_of(const history_event *e, const char *field) {
    return field_named(e->type->message, e->event, field);
}

/* A change kept since the last submission is its filer's side's alone, like any draft (A2):
 * everybody else (`own` is false) sees the case as it was submitted. */
static bool is_hidden(const history_event *e, bool own) {
    return !own && is(e, "review.CaseRedrafted");
}

/* What was submitted last, and before that: "" when there was none. The filer's side sees a change
 * kept since then, compared with that one. A closed case keeps its content in the log only. */
typedef struct contents {
    const char *now, *before;
} contents;

static contents contents_of(const Case *file, history steps, bool own) {
    const char *last = "", *before = "";
    for (size_t i = 0; i < steps.n; i++) {
        const history_event *e = &steps.event[i];
        if (own && is(e, "review.CaseRedrafted")) before = last;
        if (!is_submission(e)) continue;
        before = last;
        last = text_of(e, "content");
    }
    bool shown_as_kept = file->content[0] && (own || !last[0]);
    return (contents){shown_as_kept ? file->content : last, before};
}

/* "review.CaseApplyFailed" > "apply_failed", "review.PaperRecorded" > "paper_recorded". */
static const char *step_name(const event_type *type, arena *a) {
    const char *name = strchr(type->name, '.') + 1;
    if (!strncmp(name, "Case", 4)) name += 4;
    char *out = arena_alloc(a, 2 * strlen(name) + 1), *at = out;
    for (const char *c = name; out && *c; c++) {
        bool capital = *c >= 'A' && *c <= 'Z';
        if (capital && c > name) *at++ = '_';
        *at++ = (char) (capital ? *c - 'A' + 'a' : *c);
    }
    return out ? out : "";
}

static void show_bulk(const history_event *e, StepShown *step) {
    const Review__CaseBulkApproved *event = (const Review__CaseBulkApproved *) e->event;
    step->bulk_no = event->bulk_no;
    step->basis = event->basis;
    step->like_case = event->like_case;
}

static status show_steps(history steps, bool own, arena *a, CaseShown *out) {
    StepShown *shown = arena_alloc(a, (steps.n + 1) * sizeof *shown);
    out->step = arena_alloc(a, (steps.n + 1) * sizeof *out->step);
    if (!shown || !out->step) return E_ARENA;
    for (size_t i = 0; i < steps.n; i++) {
        const history_event *e = &steps.event[i];
        /* looks at the case are no steps */
        if (strncmp(e->type->name, "review.", 7) != 0 || is_hidden(e, own)) continue;
        StepShown *step = out->step[out->n_step] = &shown[i];
        *step = (StepShown) STEP_SHOWN_INIT;
        step->step = (int64_t) ++out->n_step;
        step->what = lend(step_name(e->type, a));
        step->actor = lend(e->actor);
        step->key_no = lend(e->key_no ? e->key_no : "");
        step->at_us = e->received_at_us;
        if (gives_reason(e)) step->reason = lend(text_of(e, "reason"));
        if (is(e, "review.PaperAsked")) step->reason = lend(text_of(e, "papers"));
        step->paper_no = lend(text_of(e, "paper_no"));
        if (is(e, "review.CaseBulkApproved")) show_bulk(e, step);
    }
    return OK;
}

static status show_content(view *rows, const Case *file, history steps, bool own, CaseShown *out) {
    const command_type *command = catalog_command(file->method);
    contents kept = contents_of(file, steps, own);
    arena *a = view_arena(rows);
    if (!command) /* a business that this version no longer has: its history is still shown */
        return OK;
    content what = {command->input, kept_filing_open(command, kept.now, a),
                    kept_filing_open(command, kept.before, a)};
    return content_show(&what, a, &out->content, &out->n_content);
}

/* ---- what a page needs besides --------------------------------------------------------------- */

/* The filer's side puts it back into the form: only while it may be corrected. */
static status show_input(const Case *file, bool own, arena *a, CaseShown *out) {
    const command_type *command = catalog_command(file->method);
    bool open = file->state == DRAFT || file->state == RETURNED;
    const ProtobufCMessage *kept =
        own && open && command ? kept_filing_open(command, file->content, a) : NULL;
    const char *text = "";
    status s = kept ? json_message(kept, JSON_PLAIN, a, &text) : OK;
    out->input_json = lend(text);
    return s;
}

static const Review__CaseApplied *decided_by_rules(history steps) {
    for (size_t i = steps.n; i > 0; i--)
        if (is(&steps.event[i - 1], "review.CaseApplied"))
            return (const Review__CaseApplied *) steps.event[i - 1].event;
    return NULL;
}

static RuleShown rule_shown(const char *key) {
    RuleShown out = RULE_SHOWN_INIT;
    out.rule = lend(key);
    out.text_zh = lend(status_reason(OK, key, false));
    out.text_en = lend(status_reason(OK, key, true));
    return out;
}

static status show_rules(history steps, arena *a, CaseShown *out) {
    const Review__CaseApplied *decided = decided_by_rules(steps);
    size_t n = decided ? decided->n_rule : 0;
    RuleShown *shown = arena_alloc(a, (n + 1) * sizeof *shown);
    out->rule = arena_alloc(a, (n + 1) * sizeof *out->rule);
    if (!shown || !out->rule) return E_ARENA;
    for (size_t i = 0; i < n; i++) {
        shown[i] = rule_shown(decided->rule[i]);
        out->rule[out->n_rule++] = &shown[i];
    }
    return OK;
}

/* The automatic rules that did not hold when this submission came (docs/rules 6.10). */
static status show_ground(view *rows, const Case *file, CaseShown *out) {
    const CaseGround *ground = find_case_ground(rows, file->case_no, file->submission);
    arena *a = view_arena(rows);
    char *text = arena_dup(a, ground ? ground->ground : ""), *rest = NULL;
    RuleShown *shown = arena_alloc(a, RULES_SHOWN_MAX * sizeof *shown);
    out->waits_for = arena_alloc(a, RULES_SHOWN_MAX * sizeof *out->waits_for);
    if (!text || !shown || !out->waits_for) return E_ARENA;
    for (char *key = strtok_r(text, ",", &rest); key && out->n_waits_for < RULES_SHOWN_MAX;
         key = strtok_r(NULL, ",", &rest)) {
        shown[out->n_waits_for] = rule_shown(key);
        out->waits_for[out->n_waits_for] = &shown[out->n_waits_for];
        out->n_waits_for++;
    }
    return OK;
}

static void show_office(const Case *file, CaseShown *out) {
    const command_type *command = catalog_command(file->method);
    bool centre = command && command->review.office == KERNEL__OFFICE__CENTRE;
    const char *whose = centre ? "review_centre" : "review_district";
    out->office_zh = lend(status_by(OK, whose, false));
    out->office_en = lend(status_by(OK, whose, true));
}

/* What was objected to it last, or whether a person was asked to look at it. */
static void show_objection(view *rows, const char *case_no, CaseShown *out) {
    const Objection *latest = find_objection(rows, case_no);
    if (!latest) return;
    out->objection = latest->state;
    out->human = latest->human;
}

/* A8: the correction that names this case as what it puts right. */
static void show_correction(view *rows, const Case *file, CaseShown *out) {
    row_list kept = former_of_person(rows, file->person_no);
    for (size_t i = 0; file->person_no[0] && i < kept.n; i++) {
        const PersonVersion *one = former_person(kept, i);
        if (!strcmp(one->corrects_case, file->case_no)) out->corrected_by = one->case_no;
    }
}

/* The entry of the last submission. */
static void show_receipt(history steps, ReceiptShown *receipt, CaseShown *out) {
    for (size_t i = 0; i < steps.n; i++) {
        const history_event *e = &steps.event[i];
        if (!is_submission(e)) continue;
        receipt->received_at_us = e->received_at_us;
        receipt->number = e->number;
        receipt->hash = e->hash;
        out->receipt = receipt;
    }
}

verdict query_get_case(const context *ctx, view *rows, const GetCase *in, changes *out) {
    const Case *file = find_case(rows, in->case_no);
    history steps = view_history(rows, in->case_no);
    if (!file || !cases_visible(&ctx->actor, file)) return refuse(E_NOT_FOUND, "case_no");
    CaseShown reply = CASE_SHOWN_INIT;
    CaseLine line = cases_line(ctx, rows, file);
    reply.line = &line;
    reply.submission = file->submission;
    reply.failure = (status) file->failure;
    reply.failure_field = file->failure_field;
    reply.version = file->version;
    ReceiptShown receipt = RECEIPT_SHOWN_INIT;
    show_receipt(steps, &receipt, &reply);
    show_office(file, &reply);
    show_objection(rows, file->case_no, &reply);
    show_correction(rows, file, &reply);
    reply.older_left_out = steps.n >= HISTORY_EVENTS_MAX;
    bool own = claim_is_filers(&ctx->actor, file);
    status s = show_steps(steps, own, view_arena(rows), &reply);
    if (s == OK) s = show_content(rows, file, steps, own, &reply);
    if (s == OK) s = show_input(file, own, view_arena(rows), &reply);
    if (s == OK) s = show_rules(steps, view_arena(rows), &reply);
    if (s == OK) s = show_ground(rows, file, &reply);
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
