/* get_unit (Q04, S28): a unit's data, and why it is VIP or not: both scores with their thresholds,
 * and every input with its date and share. */
#include "gen/query/get_unit.h"
#include "gen/enrolment/rows.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/grade.h"

enum { MEMBER_CONTRIBUTING = 1 };

static GradeInput input_of(const GradeItem *row) {
    GradeInput out = GRADE_INPUT_INIT;
    out.unit_no = row->unit_no;
    out.kind = row->kind;
    out.n = row->n;
    out.n_of = row->n_of;
    out.points = row->points;
    out.weight = row->weight;
    out.share = row->share;
    out.dated = row->dated;
    out.reference_no = row->reference_no;
    out.of_credit = row->of_credit;
    return out;
}

verdict query_get_unit(const context *ctx, view *rows, const GetUnit *in, changes *out) {
    const Unit *unit = find_unit(rows, in->unit_no);
    row_key members = key_membership_by_unit_no_status(in->unit_no, MEMBER_CONTRIBUTING);
    int64_t n_members = view_count(rows, &members);
    row_list items = list_grade_item_by_unit_no(rows, in->unit_no);
    int32_t operator_least = 0, credit_least = 0, period = period_from_date(ctx->today);
    if (!unit) return refuse(E_NOT_FOUND, "unit_no");
    /* Without figures nothing is graded, but a unit can be looked at. */
    (void) !grade_figure(ctx->params, GRADE_OPERATOR_LEAST, period, &operator_least);
    (void) !grade_figure(ctx->params, GRADE_CREDIT_LEAST, period, &credit_least);
    GradeInput input[GRADE_KINDS];
    GradeInput *list[GRADE_KINDS];
    UnitShown reply = UNIT_SHOWN_INIT;
    reply.grade = list;
    for (; reply.n_grade < items.n && reply.n_grade < GRADE_KINDS; reply.n_grade++) {
        input[reply.n_grade] = input_of((const GradeItem *) items.row[reply.n_grade]);
        list[reply.n_grade] = &input[reply.n_grade];
    }
    reply.review_due_at_us = unit->review_due_at_us;
    reply.paused = unit->paused;
    reply.unit_no = unit->unit_no;
    reply.name = unit->name;
    reply.uscc = unit->uscc;
    reply.district_code = unit->district_code;
    reply.status = unit->status;
    reply.vip = unit->vip;
    reply.operator_score = unit->operator_score;
    reply.operator_least = operator_least;
    reply.credit_score = unit->credit_score;
    reply.credit_least = credit_least;
    reply.graded_at_us = unit->graded_at_us;
    reply.vip_since_us = unit->vip_since_us;
    reply.graded_by = unit->graded_by;
    reply.members = n_members;
    changes_reply(out, &reply.base);
    return accept();
}
