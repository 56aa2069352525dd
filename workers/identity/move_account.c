/* move_account (S61): to another place of the same level, within the branch of whoever moves it. */
#include "gen/identity/move_account.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "workers/identity/account.h"
#include "workers/identity/claims.h"
#include "workers/identity/program_key.h"
#include "workers/identity/unit_operator.h"
#include "workers/rules/tree.h"
#include "workers/rules/unit_files.h"

static verdict only(const MoveAccount *in, const char *wanted, const char *field) {
    if (!wanted[0]) return refuse(E_REQUIRED, field);
    int n = (in->to_unit[0] != 0) + (in->to_community[0] != 0) + (in->to_district[0] != 0);
    return n == 1 ? accept() : refuse(E_FORM, field);
}

/* Another unit of the district, where the holder has no account yet. */
static verdict to_unit(const context *ctx, view *rows, const Account *account,
                       const MoveAccount *in, AccountMoved *event) {
    verdict v = only(in, in->to_unit, "to_unit");
    if (refused(v)) return v;
    const Unit *unit = find_unit(rows, in->to_unit);
    if (!unit || strcmp(unit->district_code, ctx->actor.district_code) != 0)
        return refuse(E_LEVEL, "to_unit");
    event->unit_no = unit->unit_no;
    return !unit_files_by(rows, account, in->to_unit) &&
                   account_free_at(rows, account, in->to_unit, "")
               ? accept()
               : (verdict){E_DUP_ROW, "to_unit", "held_already"};
}

static verdict to_community(const context *ctx, view *rows, const Account *account,
                            const MoveAccount *in, AccountMoved *event) {
    verdict v = only(in, in->to_community, "to_community");
    if (refused(v)) return v;
    if (strncmp(in->to_community, ctx->actor.district_code, 6) != 0)
        return refuse(E_LEVEL, "to_community");
    event->community_code = in->to_community;
    return account_free_at(rows, account, "", in->to_community)
               ? accept()
               : (verdict){E_DUP_ROW, "to_community", "held_already"};
}

static verdict to_district(const MoveAccount *in, AccountMoved *event) {
    verdict v = only(in, in->to_district, "to_district");
    if (!refused(v) && strlen(in->to_district) != 6) v = refuse(E_FORM, "to_district");
    event->district_code = in->to_district;
    return v;
}

static verdict place(const context *ctx, view *rows, const Account *account, const MoveAccount *in,
                     AccountMoved *event) {
    switch (account->role) {
    case KERNEL__ROLE__UNIT_OPERATOR:
        return to_unit(ctx, rows, account, in, event);
    case KERNEL__ROLE__COMMUNITY_OPERATOR:
        return to_community(ctx, rows, account, in, event);
    case KERNEL__ROLE__DISTRICT_ADMIN:
        return to_district(in, event);
    default: /* staff of a district: MoveStaff, above both districts; the city's belong to the city
              */
        return (verdict){E_LEVEL, "account_no", "moves_nowhere"};
    }
}

verdict identity_move_account(const context *ctx, view *rows, const MoveAccount *in, changes *out) {
    const Account *account = find_account(rows, in->account_no);
    if (!account) return refuse(E_NOT_FOUND, "account_no");
    AccountMoved event = ACCOUNT_MOVED_INIT;
    event.account_no = account->account_no;
    event.unit_no = account->unit_no;
    event.district_code = account->district_code;
    event.community_code = account->community_code;
    event.reason = in->reason;
    verdict v = place(ctx, rows, account, in, &event);
    if (refused(v)) return v;
    emit_account_moved(out, &event);
    AccountMovedShown reply = ACCOUNT_MOVED_SHOWN_INIT;
    reply.account_no = in->account_no;
    reply.sessions = account_end_sessions(ctx, rows, in->account_no, NULL, out);
    reply.cases = claims_release(rows, in->account_no, out);
    account_end_keys(rows, in->account_no, "moved", out);
    changes_reply(out, &reply.base);
    return accept();
}
