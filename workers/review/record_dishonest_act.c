/* record_dishonest_act (S28): a dishonest act of a unit, once for each document. Source: 经办条例
 * art. 45; docs/rules 6.4. */
#include "gen/review/record_dishonest_act.h"
#include "gen/enrolment/rows.h"
#include "workers/review/grade.h"

verdict review_record_dishonest_act(const context *ctx, view *rows, const RecordDishonestAct *in,
                                    changes *out) {
    const Unit *unit = find_unit(rows, in->unit_no);
    if (!unit) return refuse(E_NOT_FOUND, "unit_no");
    verdict v = grade_date(ctx, in->committed_on, "committed_on");
    if (refused(v)) return v;
    if (find_dishonest_act(rows, in->unit_no, in->reference_no))
        return (verdict){E_DUP_ROW, "reference_no", "act_recorded"};
    DishonestActRecorded event = DISHONEST_ACT_RECORDED_INIT;
    event.unit_no = in->unit_no;
    event.kind = in->kind;
    event.committed_on = in->committed_on;
    event.reference_no = in->reference_no;
    emit_dishonest_act_recorded(out, &event);
    grade_fact_reply(in->unit_no, in->reference_no, out);
    return accept();
}
