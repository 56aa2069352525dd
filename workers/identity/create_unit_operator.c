/* create_unit_operator (S61): the district of the unit makes it; the relation is checked before. */
#include "gen/identity/create_unit_operator.h"
#include "workers/identity/account.h"

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
                             .code = in->code};
    return account_make(ctx, rows, &one, out);
}
