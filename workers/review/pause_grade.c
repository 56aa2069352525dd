/* pause_grade (S28): the clock says that a year passed without a new grade: nothing of the unit is
 * decided by the system until it is graded. Source: docs/rules 6.4. */
#include "gen/review/pause_grade.h"
#include "gen/enrolment/rows.h"
#include "workers/review/grade.h"

verdict review_pause_grade(const context *ctx, view *rows, const PauseGrade *in, changes *out) {
    const Unit *unit = find_unit(rows, in->unit_no);
    if (!unit) return refuse(E_NOT_FOUND, "unit_no");
    bool due = unit->review_due_at_us && unit->review_due_at_us <= ctx->received_at_us;
    if (!due) return refuse(E_CASE_STATE, "unit_no"); /* graded anew meanwhile */
    GradePaused event = GRADE_PAUSED_INIT;
    event.unit_no = unit->unit_no;
    event.paused = PAUSED_NO_REVIEW;
    event.paused_at_us = ctx->received_at_us;
    if (unit->paused == PAUSED_FALSE_FILING) { /* the graver reason stays, and since when */
        event.paused = unit->paused;
        event.paused_at_us = unit->paused_at_us;
    }
    emit_grade_paused(out, &event);
    grade_reply(unit->unit_no, unit->vip, unit->vip_since_us, out);
    return accept();
}
