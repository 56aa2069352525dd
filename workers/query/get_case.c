/* get_case (S36, A3, A25): one case with its content, its history and what changed since the
 * submission before. Content is unmasked for the filer's side and for the reviewer who claimed the
 * case only. */
#include <string.h>

#include "gen/query/get_case.h"
#include "gen/query/list_cases.h"
#include "gen/review/rows.h"
#include "workers/query/cases.h"
#include "workers/query/content.h"
#include "workers/rules/claim.h"

static bool sees_all(const context *ctx, view *rows, const Case *file) {
    const actor *who = &ctx->actor;
    if (who->role == KERNEL__ROLE__UNIT_OPERATOR || !strcmp(file->filer, who->account_no))
        return true;
    return claim_is_own(ctx, rows, file);
}

static bool is_submission(const CaseStep *step) {
    return !strcmp(step->what, "submitted") || !strcmp(step->what, "resubmitted");
}

/* Content of the submission before the one now kept; "" when there was none. A change kept since
 * the last submission is compared with that one. */
static const char *content_before(row_list steps) {
    const char *last = "", *before = "";
    for (size_t i = 0; i < steps.n; i++) {
        const CaseStep *step = (const CaseStep *) steps.row[i];
        if (!strcmp(step->what, "redrafted")) before = last;
        if (!is_submission(step)) continue;
        before = last;
        last = step->content;
    }
    return before;
}

static status show_steps(row_list steps, arena *a, CaseShown *out) {
    StepShown *shown = arena_alloc(a, (steps.n + 1) * sizeof *shown);
    out->step = arena_alloc(a, (steps.n + 1) * sizeof *out->step);
    if (!shown || !out->step) return E_ARENA;
    for (size_t i = 0; i < steps.n; i++) {
        const CaseStep *step = (const CaseStep *) steps.row[i];
        shown[i] = (StepShown) STEP_SHOWN_INIT;
        shown[i].step = step->step;
        shown[i].what = step->what;
        shown[i].actor = step->actor;
        shown[i].at_us = step->at_us;
        shown[i].reason = step->reason;
        shown[i].paper_no = step->paper_no;
        out->step[out->n_step++] = &shown[i];
    }
    return OK;
}

static status show_content(const context *ctx, view *rows, const Case *file, row_list steps,
                           CaseShown *out) {
    const command_type *command = catalog_command(file->method);
    arena *a = view_arena(rows);
    if (!command) /* a business that this version no longer has: its history is still shown */
        return OK;
    content what = {command->input, content_open(command, file->content, a),
                    content_open(command, content_before(steps), a), sees_all(ctx, rows, file)};
    return content_show(&what, a, &out->content, &out->n_content);
}

verdict query_get_case(const context *ctx, view *rows, const GetCase *in, changes *out) {
    const Case *file = find_case(rows, in->case_no);
    row_list steps = list_case_step_by_case_no(rows, in->case_no);
    if (!file || !cases_visible(&ctx->actor, file)) return refuse(E_NOT_FOUND, "case_no");
    CaseShown reply = CASE_SHOWN_INIT;
    CaseLine line = cases_line(ctx, rows, file);
    reply.line = &line;
    reply.submission = file->submission;
    reply.failure = (status) file->failure;
    reply.failure_field = file->failure_field;
    status s = show_steps(steps, view_arena(rows), &reply);
    if (s == OK) s = show_content(ctx, rows, file, steps, &reply);
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
