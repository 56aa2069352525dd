/* create_root (S61): the account from which all others come. There is none to make it, so whoever
 * runs the hall does, once. */
#include "gen/identity/create_root.h"
#include "workers/identity/account.h"

verdict identity_create_root(const context *ctx, view *rows, const CreateRoot *in, changes *out) {
    row_list roots = list_account_by_role_district_code(rows, KERNEL__ROLE__SETTLEMENT_CENTER, "");
    if (roots.n) return (verdict){E_FORBIDDEN, NULL, "root_exists"};
    const new_account root = {.login_name = in->login_name,
                              .unit_no = "",
                              .district_code = "",
                              .community_code = "",
                              .role = KERNEL__ROLE__SETTLEMENT_CENTER,
                              .document_type = in->document_type,
                              .document_no = in->document_no,
                              .name = in->name,
                              .mobile = "",
                              .code = in->code};
    return account_make(ctx, rows, &root, out);
}
