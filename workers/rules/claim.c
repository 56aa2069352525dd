/* claim: decides whose a case is: the reviewer's who holds it, or the filer's. */
#include "workers/rules/claim.h"

#include <string.h>

#include "gen/identity/rows.h"
#include "gen/review/rows.h"
#include "workers/rules/reviewer.h"

bool claim_lives(view *rows, const Case *file, int64_t now_us) {
    if (!file->claimed_by[0]) return false;
    const Token *token = find_token(rows, file->claim_token);
    bool away = reviewer_away(rows, file->claimed_by, now_us);
    return !away && file->claimed_until_us > now_us && token && !token->revoked &&
           token->expires_at_us > now_us;
}

bool claim_is_own(const context *ctx, view *rows, const Case *file) {
    return !strcmp(file->claimed_by, ctx->actor.account_no) &&
           claim_lives(rows, file, ctx->received_at_us);
}

bool claim_is_filers(const actor *who, const Case *file) {
    if (!strcmp(file->filer, who->account_no)) return true;
    return who->role == KERNEL__ROLE__UNIT_OPERATOR && file->filer_role == who->role &&
           file->unit_no[0] && !strcmp(file->unit_no, who->unit_no);
}
