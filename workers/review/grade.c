/* grade: gathers what is recorded of a unit: cases, files, trainings, credit, acts. */
#include "workers/review/grade.h"

#include <stdio.h>
#include <string.h>

#include "gen/identity/rows.h"
#include "gen/review/grade_unit.h"
#include "gen/roster/rows.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

enum { FILES_MOST = 1000 };

/* The day of the latest fact of each kind, and its document. */
typedef struct dated {
    int32_t on[GRADE_KINDS + 1];
    const char *reference[GRADE_KINDS + 1];
} dated;

static void later(dated *of, Review__GradeKind kind, int32_t on, const char *reference) {
    if (on < of->on[kind]) return;
    of->on[kind] = on;
    of->reference[kind] = reference;
}

/* The latest cases that the unit's operators filed and somebody, or the system, decided; those that
 * others filed for the unit are neither read nor push its own out. */
static void gather_cases(view *rows, const char *unit_no, grade_facts *facts, dated *of) {
    row_list found = list_case_by_unit_no_filer_role_newest_first_up_to(
        rows, unit_no, KERNEL__ROLE__UNIT_OPERATOR, -1, GRADE_CASES);
    for (size_t i = 0; i < found.n; i++) {
        const Case *file = (const Case *) found.row[i];
        facts->n_cases++;
        facts->n_rejected += file->state == REJECTED || file->state == APPLY_FAILED;
        later(of, GRADE_REJECTS, date_from_us(file->decided_at_us), "");
    }
}

/* Numbers of files begin with their day. */
static void gather_files(view *rows, const char *unit_no, int32_t since, grade_facts *facts,
                         dated *of) {
    char after[16];
    snprintf(after, sizeof after, "%08d", since);
    row_key key = key_roster_file_by_unit_no(unit_no);
    key.limit = FILES_MOST;
    row_key_after_text(&key, after);
    row_list found = view_list(rows, &key);
    for (size_t i = 0; i < found.n; i++) {
        const RosterFile *file = (const RosterFile *) found.row[i];
        if (file->state != FINISHED || file->dry_run) continue;
        facts->n_rows += file->n_rows;
        facts->n_failed += file->n_failed;
        later(of, GRADE_FAILED_ROWS, date_from_us(file->finished_at_us), "");
    }
}

bool grade_is_operator(view *rows, const char *unit_no, const Account *account) {
    if (!account || account->role != KERNEL__ROLE__UNIT_OPERATOR || account->disabled) return false;
    const UnitGrant *held = find_unit_grant(rows, account->account_no, unit_no);
    return !strcmp(account->unit_no, unit_no) || (held && !held->ended);
}

static void count_operator(view *rows, const char *unit_no, const Account *account, int32_t since,
                           grade_facts *facts, dated *of) {
    if (!grade_is_operator(rows, unit_no, account)) return;
    const Training *one = find_training(rows, unit_no, account->account_no);
    facts->n_operators++;
    if (!one || one->trained_on < since) return;
    facts->n_trained++;
    later(of, GRADE_TRAINING, one->trained_on, one->reference_no);
}

/* Of the operators, by their account or by a grant for this unit as well, those trained in time. */
static void gather_training(view *rows, const char *unit_no, int32_t since, grade_facts *facts,
                            dated *of) {
    row_list own = list_account_by_unit_no(rows, unit_no);
    row_list granted = list_unit_grant_by_unit_no(rows, unit_no);
    for (size_t i = 0; i < own.n; i++)
        count_operator(rows, unit_no, (const Account *) own.row[i], since, facts, of);
    for (size_t i = 0; i < granted.n; i++) {
        const UnitGrant *held = (const UnitGrant *) granted.row[i];
        const Account *account = find_account(rows, held->account_no);
        if (account && strcmp(account->unit_no, unit_no) != 0)
            count_operator(rows, unit_no, account, since, facts, of);
    }
}

static void gather_credit(view *rows, const char *unit_no, int32_t since, int32_t year_ago,
                          grade_facts *facts, dated *of) {
    const UnitCredit *credit = find_unit_credit(rows, unit_no);
    if (credit) later(of, GRADE_CREDIT, credit->graded_on, credit->reference_no);
    if (credit && credit->graded_on >= since) facts->grade = credit->grade;
    row_list acts = list_dishonest_act_by_unit_no(rows, unit_no);
    for (size_t i = 0; i < acts.n; i++) {
        const DishonestAct *act = (const DishonestAct *) acts.row[i];
        if (act->committed_on < year_ago) continue;
        facts->n_acts++;
        later(of, GRADE_DISHONEST, act->committed_on, act->reference_no);
    }
}

static void counted(const grade_facts *facts, Review__GradeKind kind, GradeInput *out) {
    switch (kind) {
    case GRADE_REJECTS:
        out->n = facts->n_rejected;
        out->n_of = facts->n_cases;
        break;
    case GRADE_FAILED_ROWS:
        out->n = facts->n_failed;
        out->n_of = facts->n_rows;
        break;
    case GRADE_TRAINING:
        out->n = facts->n_trained;
        out->n_of = facts->n_operators;
        break;
    case GRADE_CREDIT:
        out->n = facts->grade;
        break;
    case GRADE_DISHONEST:
        out->n = facts->n_acts;
        break;
    default:
        break;
    }
}

verdict grade_unit_now(const context *ctx, view *rows, const char *unit_no, unit_grade *out) {
    grade_facts facts = {.grade = 0};
    dated of = {{0}, {NULL}};
    int32_t year_ago = date_add(ctx->today, -GRADE_YEAR_DAYS);
    int32_t since = date_add(ctx->today, -GRADE_TRAINED_DAYS);
    gather_cases(rows, unit_no, &facts, &of);
    gather_files(rows, unit_no, year_ago, &facts, &of);
    gather_training(rows, unit_no, since, &facts, &of);
    gather_credit(rows, unit_no, since, year_ago, &facts, &of);
    status s = grade_compute(ctx->params, period_from_date(ctx->today), &facts, &out->scores);
    if (s != OK) return (verdict){s, NULL, NULL};
    for (int kind = 1; kind <= GRADE_KINDS; kind++) {
        GradeInput *item = out->list[kind - 1] = &out->item[kind - 1];
        *item = (GradeInput) GRADE_INPUT_INIT;
        item->unit_no = lend(unit_no);
        item->kind = (Review__GradeKind) kind;
        counted(&facts, item->kind, item);
        item->points = out->scores.points[kind];
        item->weight = out->scores.weight[kind];
        item->share = out->scores.share[kind];
        item->dated = of.on[kind];
        item->reference_no = lend(of.reference[kind] ? of.reference[kind] : "");
        item->of_credit = grade_of_credit(item->kind);
    }
    return accept();
}

int grade_false_filings(const context *ctx, view *rows, const char *unit_no, const char *beside) {
    row_list acts = list_dishonest_act_by_unit_no(rows, unit_no);
    int32_t year_ago = date_add(ctx->today, -GRADE_YEAR_DAYS);
    int n = 0;
    for (size_t i = 0; i < acts.n; i++) {
        const DishonestAct *act = (const DishonestAct *) acts.row[i];
        n += act->kind == GRADE_FALSE_FILING && act->committed_on >= year_ago &&
             strcmp(act->reference_no, beside) != 0;
    }
    return n;
}

verdict grade_date(const context *ctx, int32_t date, const char *field) {
    if (!date_valid(date)) return refuse(E_DATE, field);
    return date <= ctx->today ? accept() : refuse(E_RANGE, field);
}

void grade_fact_reply(const char *unit_no, const char *reference_no, changes *out) {
    FactRecorded reply = FACT_RECORDED_INIT;
    reply.unit_no = lend(unit_no);
    reply.reference_no = lend(reference_no);
    changes_reply(out, &reply.base);
}

void grade_reply(const char *unit_no, bool vip, int64_t vip_since_us, changes *out) {
    GradeShown reply = GRADE_SHOWN_INIT;
    reply.unit_no = lend(unit_no);
    reply.vip = vip;
    reply.vip_since_us = vip_since_us;
    changes_reply(out, &reply.base);
}
