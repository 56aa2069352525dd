/* create_account (S61, S62): one level below the actor's own and no other. */
#include <string.h>

#include "gen/identity/create_account.h"
#include "workers/identity/account.h"
#include "workers/rules/tree.h"

/* The district of a new account is its maker's, but for an administrator of one. */
static verdict place_of(const context *ctx, const CreateAccount *in, const char **district) {
    bool of_district = in->role == KERNEL__ROLE__DISTRICT_ADMIN;
    *district = of_district ? in->district_code : ctx->actor.district_code;
    if (of_district && strlen(in->district_code) != 6) return refuse(E_FORM, "district_code");
    if (!of_district && in->district_code[0] && strcmp(in->district_code, *district) != 0)
        return refuse(E_LEVEL, "district_code");
    bool community = in->role == KERNEL__ROLE__COMMUNITY_OPERATOR;
    if (community != (in->community_code[0] != '\0'))
        return refuse(community ? E_REQUIRED : E_FORM, "community_code");
    if (community && strncmp(in->community_code, *district, 6) != 0)
        return refuse(E_LEVEL, "community_code");
    return accept();
}

verdict identity_create_account(const context *ctx, view *rows, const CreateAccount *in,
                                changes *out) {
    const char *district = "";
    if (tree_upper(in->role) != ctx->actor.role) return refuse(E_LEVEL, "role");
    if (in->role == KERNEL__ROLE__UNIT_OPERATOR) /* CreateUnitOperator, which names the unit */
        return refuse(E_CODE_VALUE, "role");
    verdict v = place_of(ctx, in, &district);
    if (refused(v)) return v;
    const new_account one = {.login_name = in->login_name,
                             .unit_no = "",
                             .district_code = district,
                             .community_code = in->community_code,
                             .role = in->role,
                             .document_type = in->document_type,
                             .document_no = in->document_no,
                             .name = in->name,
                             .mobile = in->mobile,
                             .document_until = in->document_until,
                             .code = NULL};
    return account_make(ctx, rows, &one, out);
}
