/* show_branch (S61, S62): the tree of accounts, one branch at a time, and where one account stands
 * in it. */
#include "gen/identity/show_branch.h"

#include "gen/identity/rows.h"
#include "workers/identity/account_line.h"
#include "workers/rules/tree.h"

enum { ROLES = KERNEL__ROLE__AUDIT_ADMIN + 1 };

static bool of_district(Kernel__Role role) {
    return role == KERNEL__ROLE__DISTRICT_ADMIN || tree_upper(role) == KERNEL__ROLE__DISTRICT_ADMIN;
}

static bool has_accounts(Kernel__Role role) {
    return role == KERNEL__ROLE__SETTLEMENT_CENTER || tree_upper(role) != KERNEL__ROLE__ROLE_NONE;
}

static bool is_below(const context *ctx, Kernel__Role role, const char *district) {
    bool seen = account_sees_all(ctx) ? has_accounts(role) : tree_upper(role) == ctx->actor.role;
    return seen && of_district(role) == (district[0] != '\0');
}

static int64_t how_many(view *rows, Kernel__Role role, const char *district,
                        Identity__AccountState state) {
    row_key key = account_key(role, district, state);
    return view_count(rows, &key);
}

static BranchRole count_role(view *rows, Kernel__Role role, const char *district) {
    BranchRole out = BRANCH_ROLE_INIT;
    out.role = role;
    out.total = how_many(rows, role, district, ACCOUNT_ANY);
    out.waiting = how_many(rows, role, district, ACCOUNT_WAITING);
    out.asleep = how_many(rows, role, district, ACCOUNT_ASLEEP);
    out.disabled = how_many(rows, role, district, ACCOUNT_DISABLED);
    return out;
}

/* A district administrator's branch is the district, whatever he asks for. */
static char *district_of(const context *ctx, const ShowBranch *in) {
    return lend(ctx->actor.district_code[0] ? ctx->actor.district_code : in->district_code);
}

verdict identity_show_branch(const context *ctx, view *rows, const ShowBranch *in, changes *out) {
    BranchRole counted[ROLES], *list[ROLES];
    Branch reply = BRANCH_INIT;
    AccountShown found;
    reply.district_code = district_of(ctx, in);
    reply.role = list;
    for (int role = 1; role < ROLES; role++) {
        if (!is_below(ctx, (Kernel__Role) role, reply.district_code)) continue;
        counted[role] = count_role(rows, (Kernel__Role) role, reply.district_code);
        list[reply.n_role++] = &counted[role];
    }
    const Account *account = in->account_no[0] ? find_account(rows, in->account_no) : NULL;
    if (in->account_no[0] && !account) return refuse(E_NOT_FOUND, "account_no");
    if (account) {
        found = account_line(account);
        reply.account = &found;
    }
    changes_reply(out, &reply.base);
    return accept();
}
