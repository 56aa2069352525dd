/* list_account_sheets (S61): the actor's own sheets of accounts, which are no unit's. Source:
 * docs/rules 2.18. */
#include "gen/roster/list_account_sheets.h"
#include "workers/roster/roster.h"

verdict roster_list_account_sheets(const context *ctx, view *rows, const ListAccountSheets *in,
                                   changes *out) {
    row_key key = key_roster_file_by_filer_unit_no(ctx->actor.account_no, "");
    const roster_cut cut = {in->limit, in->after, in->before, true};
    return roster_list(rows, &key, &cut, out);
}
