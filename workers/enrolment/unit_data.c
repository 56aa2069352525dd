/* unit_data: see unit_data.h. Industry and class of risk are the row Unit's; the rest is a row of
 * its own, because it names people and an account. */
#include "workers/enrolment/unit_data.h"

#include <string.h>

#include "gen/enrolment/change_unit_info.h"
#include "workers/enrolment/data_change.h"

UnitInfoChanged unit_data_now(view *rows, const Unit *unit) {
    UnitInfoChanged event = UNIT_INFO_CHANGED_INIT;
    const UnitProfile *profile = find_unit_profile(rows, unit->unit_no);
    if (profile) field_copy_named(&profile->base, &event.base);
    field_copy_named(&unit->base, &event.base);
    return event;
}

bool unit_data_reviewed(const UnitInfoChanged *before, const UnitInfoChanged *after) {
    return before->bank != after->bank || strcmp(before->bank_account, after->bank_account) != 0 ||
           before->industry != after->industry || before->injury_class != after->injury_class;
}

int64_t unit_data_reviews(view *rows, const Unit *unit) {
    row_list kept = list_unit_version_by_unit_no(rows, unit->unit_no);
    UnitInfoChanged before = UNIT_INFO_CHANGED_INIT, now = unit_data_now(rows, unit);
    int64_t n = 0;
    for (size_t i = 0; i <= kept.n; i++) {
        UnitInfoChanged after = UNIT_INFO_CHANGED_INIT;
        field_copy_named(i < kept.n ? kept.row[i] : &now.base, &after.base);
        if (i && unit_data_reviewed(&before, &after)) n++;
        before = after;
    }
    return n;
}

static void keep_former(const context *ctx, view *rows, const Unit *unit, changes *out) {
    const UnitProfile *profile = find_unit_profile(rows, unit->unit_no);
    UnitFormerKept event = UNIT_FORMER_KEPT_INIT;
    if (profile) field_copy_named(&profile->base, &event.base);
    field_copy_named(&unit->base, &event.base);
    event.version_no = unit->version;
    event.method = lend(ctx->command->name);
    event.filed_by = lend(ctx->actor.account_no);
    event.filed_role = ctx->actor.role;
    emit_unit_former_kept(out, &event);
}

verdict unit_data_change(const context *ctx, view *rows, const Unit *unit,
                         const UnitInfoChanged *event, changes *out) {
    char *changed[DATA_FIELDS_MOST];
    UnitInfoChanged before = unit_data_now(rows, unit);
    UnitInfoShown reply = UNIT_INFO_SHOWN_INIT;
    reply.unit_no = unit->unit_no;
    reply.changed = changed;
    reply.n_changed = data_differing(&before.base, &event->base, changed);
    if (!reply.n_changed) return (verdict){E_DUP_ROW, NULL, "nothing_changed"};
    keep_former(ctx, rows, unit, out);
    UnitInfoChanged said = *event;
    said.own = ctx->actor.role == KERNEL__ROLE__UNIT_OPERATOR;
    emit_unit_info_changed(out, &said);
    changes_reply(out, &reply.base);
    return accept();
}
