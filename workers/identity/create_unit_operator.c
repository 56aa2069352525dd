/* create_unit_operator (S61): the district of the unit makes it; the relation is checked before. */
#include "gen/identity/create_unit_operator.h"
#include "workers/identity/account.h"
#include "workers/identity/unit_letter.h"
#include "workers/identity/unit_operator.h"
#include "workers/rules/unit_files.h"

/* Who has left: an operator of this very unit, of whom its letter says so. */
static verdict check_replaced(view *rows, const CreateUnitOperator *in, const Account *former) {
    if (!in->letter_no[0]) return refuse(E_REQUIRED, "letter_no");
    if (!in->scan_no[0]) return refuse(E_REQUIRED, "scan_no");
    bool there = former && unit_files_by(rows, former, in->unit_no);
    return there ? accept() : refuse(E_NOT_FOUND, "replaces");
}

static verdict replace(const context *ctx, view *rows, const CreateUnitOperator *in,
                       const Account *former, changes *out) {
    const char *reason = arena_printf(view_arena(rows), "单位函件%s", in->letter_no);
    if (!reason) return refuse(E_ARENA, NULL);
    unit_operator_leaves(ctx, rows, former, in->unit_no, reason, out);
    return accept();
}

verdict identity_create_unit_operator(const context *ctx, view *rows, const CreateUnitOperator *in,
                                      changes *out) {
    const new_account one = {.login_name = in->login_name,
                             .unit_no = in->unit_no,
                             .district_code = ctx->actor.district_code,
                             .community_code = "",
                             .role = KERNEL__ROLE__UNIT_OPERATOR,
                             .document_type = in->document_type,
                             .document_no = in->document_no,
                             .name = in->name,
                             .mobile = in->mobile,
                             .document_until = in->document_until,
                             .code = NULL};
    const appointment by = {in->login_name, in->unit_no, in->letter_no, in->scan_no};
    const Account *former = in->replaces[0] ? find_account(rows, in->replaces) : NULL;
    verdict v = in->replaces[0] ? check_replaced(rows, in, former) : accept();
    if (!refused(v) && in->scan_no[0]) v = unit_letter_keep(ctx, rows, &by, out);
    if (!refused(v) && former) v = replace(ctx, rows, in, former, out);
    return refused(v) ? v : account_make(ctx, rows, &one, out);
}
