/* move_unit: another district's office looks after a unit from now on. What is open about it goes
 * along in pieces (settle_unit_move.c), so that a large unit holds nobody up. Source:
 * docs/cases.md.
 */
#include "gen/enrolment/move_unit.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "proto/runtime/fold.h"
#include "workers/rules/reviewer.h"

/* Somebody must be there who looks after it. */
static bool has_office(view *rows, const char *district_code) {
    const Account *found[REVIEWERS_MAX];
    size_t n = reviewers_of(rows, KERNEL__ROLE__DISTRICT_ADMIN, district_code, found);
    n += reviewers_of(rows, KERNEL__ROLE__DISTRICT_OPERATOR, district_code, found);
    return strlen(district_code) == 6 && n;
}

static verdict check(view *rows, const MoveUnit *in, const Unit *unit) {
    const UnitMove *last = find_unit_move(rows, in->unit_no);
    bool office = has_office(rows, in->to_district);
    if (!unit) return refuse(E_NOT_FOUND, "unit_no");
    if (!strcmp(unit->district_code, in->to_district))
        return (verdict){E_DUP_ROW, "to_district", "same_district"};
    if (!office) return (verdict){E_NOT_FOUND, "to_district", "no_district"};
    if (last && last->due_at_us) return (verdict){E_CASE_STATE, "unit_no", "still_moving"};
    return fold_is_blank(in->reason, strlen(in->reason)) ? refuse(E_REQUIRED, "reason") : accept();
}

verdict enrolment_move_unit(const context *ctx, view *rows, const MoveUnit *in, changes *out) {
    (void) ctx;
    const Unit *unit = find_unit(rows, in->unit_no);
    verdict v = check(rows, in, unit);
    if (refused(v)) return v;
    UnitMoved event = UNIT_MOVED_INIT;
    event.unit_no = unit->unit_no;
    event.from_district = unit->district_code;
    event.district_code = in->to_district;
    event.reason = in->reason;
    emit_unit_moved(out, &event);
    UnitMoveShown reply = UNIT_MOVE_SHOWN_INIT;
    reply.unit_no = unit->unit_no;
    reply.from_district = unit->district_code;
    reply.to_district = in->to_district;
    changes_reply(out, &reply.base);
    return accept();
}
