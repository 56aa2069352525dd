/* get_unit (Q04, S28): a unit's data, and why it is VIP or not: both scores with their thresholds.
 */
#include "gen/query/get_unit.h"
#include "gen/enrolment/rows.h"
#include "workers/rules/grade.h"

enum { MEMBER_CONTRIBUTING = 1 };

verdict query_get_unit(const context *ctx, view *rows, const GetUnit *in, changes *out) {
    const Unit *unit = find_unit(rows, in->unit_no);
    row_key members = key_membership_by_unit_no_status(in->unit_no, MEMBER_CONTRIBUTING);
    int64_t n_members = view_count(rows, &members);
    (void) ctx;
    if (!unit) return refuse(E_NOT_FOUND, "unit_no");
    UnitShown reply = UNIT_SHOWN_INIT;
    reply.unit_no = unit->unit_no;
    reply.name = unit->name;
    reply.uscc = unit->uscc;
    reply.district_code = unit->district_code;
    reply.status = unit->status;
    reply.vip = unit->vip;
    reply.operator_score = unit->operator_score;
    reply.operator_least = GRADE_OPERATOR_LEAST;
    reply.credit_score = unit->credit_score;
    reply.credit_least = GRADE_CREDIT_LEAST;
    reply.graded_at_us = unit->graded_at_us;
    reply.vip_since_us = unit->vip_since_us;
    reply.graded_by = unit->graded_by;
    reply.members = n_members;
    changes_reply(out, &reply.base);
    return accept();
}
