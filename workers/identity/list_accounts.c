/* list_accounts (S61): what the level above may make, reset and disable. */
#include "gen/identity/list_accounts.h"
#include "gen/identity/rows.h"
#include "workers/rules/page.h"
#include "workers/rules/tree.h"

static AccountShown show_account(const Account *row) {
    AccountShown out = ACCOUNT_SHOWN_INIT;
    out.account_no = row->account_no;
    out.unit_no = row->unit_no;
    out.community_code = row->community_code;
    out.disabled = row->disabled;
    out.asleep = row->asleep;
    out.must_change_password = row->must_change_password;
    out.code_expires_at_us = row->code_expires_at_us;
    out.made_by = row->made_by;
    return out;
}

/* The administrator of security looks at all accounts and changes none. */
static bool sees_all(const context *ctx) {
    return ctx->actor.role == KERNEL__ROLE__SECURITY_ADMIN;
}

/* A district administrator lists his own district, whatever he asks for. */
static const char *district_of(const context *ctx, const ListAccounts *in) {
    bool centre = ctx->actor.role == KERNEL__ROLE__SETTLEMENT_CENTER;
    return centre || sees_all(ctx) ? in->district_code : ctx->actor.district_code;
}

verdict identity_list_accounts(const context *ctx, view *rows, const ListAccounts *in,
                               changes *out) {
    if (!sees_all(ctx) && tree_upper(in->role) != ctx->actor.role) return refuse(E_LEVEL, "role");
    row_key key = key_account_by_role_district_code(in->role, district_of(ctx, in));
    page shown = page_of(rows, key, in->limit, in->after);
    AccountList reply = ACCOUNT_LIST_INIT;
    AccountShown *line = page_lines(rows, &shown, sizeof *line, (void ***) &reply.account);
    if (!line) return refuse(E_ARENA, NULL);
    for (; reply.n_account < shown.found.n; reply.n_account++)
        line[reply.n_account] = show_account((const Account *) shown.found.row[reply.n_account]);
    if (shown.full) reply.next = line[reply.n_account - 1].account_no;
    changes_reply(out, &reply.base);
    return accept();
}
