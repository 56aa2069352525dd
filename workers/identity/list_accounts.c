/* list_accounts (S61): what the level above may make, reset and disable. */
#include "gen/identity/list_accounts.h"
#include "gen/identity/rows.h"
#include "workers/identity/account_line.h"
#include "workers/rules/page.h"
#include "workers/rules/tree.h"

/* A district administrator lists his own district, whatever he asks for. */
static const char *district_of(const context *ctx, const ListAccounts *in) {
    bool centre = ctx->actor.role == KERNEL__ROLE__SETTLEMENT_CENTER;
    return centre || account_sees_all(ctx) ? in->district_code : ctx->actor.district_code;
}

verdict identity_list_accounts(const context *ctx, view *rows, const ListAccounts *in,
                               changes *out) {
    if (!account_sees_all(ctx) && tree_upper(in->role) != ctx->actor.role)
        return refuse(E_LEVEL, "role");
    row_key key = account_key(in->role, district_of(ctx, in), in->state);
    page shown = page_of(rows, key, in->limit, in->after);
    AccountList reply = ACCOUNT_LIST_INIT;
    AccountShown *line = page_lines(rows, &shown, sizeof *line, (void ***) &reply.account);
    if (!line) return refuse(E_ARENA, NULL);
    const Account *row = NULL;
    for (size_t i = 0; i < shown.found.n; i++) {
        row = (const Account *) shown.found.row[i];
        if (account_is(row, in->state)) line[reply.n_account++] = account_line(row);
    }
    if (shown.full) reply.next = row->account_no;
    changes_reply(out, &reply.base);
    return accept();
}
