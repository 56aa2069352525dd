/* bulk: the rule of bulk approval. Pure. */
#include "workers/review/bulk.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "proto/runtime/status.h"
#include "proto/runtime/view/history.h"
#include "workers/review/case.h"
#include "workers/rules/reviewer.h"

static verdict never(const char *reason) {
    return (verdict){E_BULK, "case_no", reason};
}

const command_type *bulk_business(const char *method) {
    const command_type *command = catalog_command(method);
    return command && command->review.bulk != KERNEL__BULK__ONE_BY_ONE ? command : NULL;
}

/* ---- what is judged one by one --------------------------------------------------------------- */

/* Why a filing of any unit waits, and no mark of risk: it is not of a VIP unit, or of one whose
 * grade is old. `text` begins with a key, `bytes` long. */
static bool is_plain_ground(const char *text, size_t bytes, bool vip) {
    static const char *const plain[] = {"graded_within_year", "unit_is_vip", "vip_for_90_days"};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (strlen(plain[i]) == bytes && !memcmp(plain[i], text, bytes)) return !vip || i == 0;
    return false;
}

/* docs/rules 6.3: what is never decided automatically, is not decided in bulk. A class that is
 * younger than 90 days is one only where there is a class. */
static bool is_risky(const char *ground) {
    bool vip = !strstr(ground, "unit_is_vip");
    while (*ground) {
        size_t bytes = strcspn(ground, ",");
        if (!is_plain_ground(ground, bytes, vip)) return true;
        ground += bytes + (ground[bytes] == ',');
    }
    return false;
}

/* A false filing may have been found since. */
static bool is_distrusted(view *rows, const char *unit_no) {
    const Unit *unit = unit_no[0] ? find_unit(rows, unit_no) : NULL;
    return unit && unit->paused == PAUSED_FALSE_FILING;
}

static verdict judged_alone(view *rows, const Case *file) {
    const CaseGround *ground = find_case_ground(rows, file->case_no, file->submission);
    bool distrusted = is_distrusted(rows, file->unit_no);
    if (case_by_many(file)) return never("bulk_many");
    if (file->paper_asked_at_us) return never("bulk_paper");
    if (!ground) return never("bulk_ground");
    if (file->level > 0 || distrusted || is_risky(ground->ground)) return never("bulk_risk");
    return accept();
}

/* ---- one case -------------------------------------------------------------------------------- */

static bool is_of_office(const context *ctx, const Case *file) {
    bool centre = ctx->actor.role == KERNEL__ROLE__SETTLEMENT_CENTER;
    return centre ? !file->district_code[0]
                  : ctx->actor.district_code[0] &&
                        !strcmp(file->district_code, ctx->actor.district_code);
}

/* As a claim asks it: nobody else holds the case, it was given to nobody else, and he is at work.
 */
static verdict is_free(const context *ctx, view *rows, const Case *file) {
    const char *own = ctx->actor.account_no;
    bool head = ctx->actor.role == KERNEL__ROLE__DISTRICT_ADMIN;
    bool offered = !head && reviewer_offer_lives(rows, file, ctx->received_at_us) &&
                   strcmp(file->offered_to, own) != 0;
    if (claim_lives(rows, file, ctx->received_at_us) && !claim_is_own(ctx, rows, file))
        return refuse(E_CASE_CLAIMED, "case_no");
    if (offered) return (verdict){E_CASE_CLAIMED, "case_no", "offered"};
    return reviewer_away(rows, own, ctx->received_at_us)
               ? (verdict){E_CASE_STATE, "case_no", "on_leave"}
               : accept();
}

verdict bulk_case(const context *ctx, view *rows, const bulk_chosen *chosen, const Case **out) {
    const Case *file = find_case(rows, chosen->case_no);
    if (!file || !is_of_office(ctx, file)) return refuse(E_NOT_FOUND, "case_no");
    verdict v = case_to_review(ctx, rows, chosen->case_no, &file);
    if (refused(v)) return v;
    if (strcmp(file->method, chosen->method) != 0) return never("bulk_other");
    if (!bulk_business(file->method)) return never("bulk_business");
    v = is_free(ctx, rows, file);
    if (refused(v)) return v;
    if (chosen->submission != file->submission) return refuse(E_VERSION, "submission");
    *out = file;
    return judged_alone(rows, file);
}

/* ---- opened, or equal by rule ---------------------------------------------------------------- */

static bool is_submission(const history_event *e) {
    return !strcmp(e->type->name, "review.CaseSubmitted") ||
           !strcmp(e->type->name, "review.CaseResubmitted");
}

static bool is_look_of(const history_event *e, const char *account_no) {
    return !strcmp(e->type->name, "query.RecordRead") &&
           !strcmp(field_named(e->type->message, e->event, "account_no"), account_no) &&
           !strcmp(field_named(e->type->message, e->event, "method"), "query.GetCase");
}

bool bulk_is_opened(const context *ctx, view *rows, const Case *file) {
    history steps = view_history(rows, file->case_no);
    bool opened = false;
    for (size_t i = 0; i < steps.n; i++) {
        if (is_submission(&steps.event[i])) opened = false;
        opened |= is_look_of(&steps.event[i], ctx->actor.account_no);
    }
    return opened;
}

static bool field_agrees(const message_type *type, const char *name, const bulk_kept *one,
                         const bulk_kept *other) {
    int at = catalog_field(type, name);
    unsigned field = (unsigned) at;
    if (at < 0) return false; /* cannot be: the generator has seen it */
    if (field_is_text(type, field))
        return !strcmp(field_text(one->input, field), field_text(other->input, field));
    return field_number(one->input, field) == field_number(other->input, field);
}

static bool grounds_agree(view *rows, const Case *one, const Case *other) {
    const CaseGround *a = find_case_ground(rows, one->case_no, one->submission),
                     *b = find_case_ground(rows, other->case_no, other->submission);
    return a && b && !a->warned && !b->warned && !strcmp(a->ground, b->ground);
}

bool bulk_is_alike(view *rows, const bulk_kept *one, const bulk_kept *other) {
    const Case *a = one->file, *b = other->file;
    const command_type *command = bulk_business(a->method);
    if (!command || command->review.bulk != KERNEL__BULK__IF_ALIKE) return false;
    if (!one->input || !other->input || strcmp(a->method, b->method) != 0) return false;
    if (!a->unit_no[0] || strcmp(a->unit_no, b->unit_no) != 0) return false;
    if (a->filer_role != KERNEL__ROLE__UNIT_OPERATOR || b->filer_role != a->filer_role)
        return false;
    if (a->submission != 1 || b->submission != 1 || !grounds_agree(rows, a, b)) return false;
    for (const char *const *name = command->review.alike; *name; name++)
        if (!field_agrees(command->input, *name, one, other)) return false;
    return true;
}

/* ---- what is shown --------------------------------------------------------------------------- */

BulkLine bulk_line(const BulkRun *run) {
    BulkLine out = BULK_LINE_INIT;
    const command_type *command = catalog_command(run->method);
    out.bulk_no = run->bulk_no;
    out.account_no = run->account_no;
    out.method = run->method;
    if (command) {
        out.method_zh = lend(command->title.zh);
        out.method_en = lend(command->title.en);
    }
    out.open = run->open;
    out.n_cases = run->n_cases;
    out.n_approved = run->n_approved;
    out.n_failed = run->n_failed;
    out.n_refused = run->n_refused;
    out.n_waiting = run->n_cases - run->n_approved - run->n_failed - run->n_refused;
    out.started_at_us = run->started_at_us;
    out.finished_at_us = run->finished_at_us;
    return out;
}

void bulk_tell(BulkOutcome *item) {
    if (item->status == OK) return;
    item->text_zh = lend(status_sentence((status) item->status, item->reason, false));
    item->text_en = lend(status_sentence((status) item->status, item->reason, true));
}
