/* ask_account_code (B05): a code to the reserved mobile for one account. Source:
 * docs/rules 5.10, 2.11. */
#include "gen/enrolment/ask_account_code.h"

#include "workers/enrolment/account_code.h"
#include "workers/enrolment/data_change.h"

verdict enrolment_ask_account_code(const context *ctx, view *rows, const AskAccountCode *in,
                                   changes *out) {
    char *account = NULL;
    mobile_code_ask ask = {.use = CODE_USE_CONFIRM_ACT, .about = "变更待遇发放账户", .known = true};
    verdict v = account_code_mobile(ctx, rows, in->person_no, &ask.mobile);
    if (!refused(v)) v = data_account(rows, in->bank_account, &account, out);
    if (refused(v)) return v;
    ask.bound_to = account_code_bound(rows, in->person_no, account);
    if (!ask.bound_to) return refuse(E_ARENA, NULL);
    mobile_code_sent sent;
    v = mobile_code_send(ctx, rows, &ask, out, &sent);
    if (refused(v)) return v;
    AccountCodeAsked reply = ACCOUNT_CODE_ASKED_INIT;
    reply.code_no = lend(sent.code_no);
    reply.expires_at_us = sent.expires_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
