/* compute_grade (F08, S28): the scores of a unit as they would be graded now; nothing changes. Both
 * who proposes a grade and who approves it see what it rests on. Source: docs/rules 6.4. */
#include "gen/review/compute_grade.h"
#include "gen/enrolment/rows.h"
#include "workers/review/grade.h"

verdict review_compute_grade(const context *ctx, view *rows, const ComputeGrade *in, changes *out) {
    const Unit *unit = find_unit(rows, in->unit_no);
    unit_grade now;
    verdict v = grade_unit_now(ctx, rows, in->unit_no, &now);
    if (!unit) return refuse(E_NOT_FOUND, "unit_no");
    if (refused(v)) return v;
    GradeComputed reply = GRADE_COMPUTED_INIT;
    reply.unit_no = unit->unit_no;
    reply.operator_score = now.scores.operator_score;
    reply.operator_least = now.scores.operator_least;
    reply.credit_score = now.scores.credit_score;
    reply.credit_least = now.scores.credit_least;
    reply.vip = now.scores.vip;
    reply.item = now.list;
    reply.n_item = GRADE_KINDS;
    changes_reply(out, &reply.base);
    return accept();
}
