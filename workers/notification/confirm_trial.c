/* confirm_trial: the code of a trial was read on the phone. */
#include "gen/notification/confirm_trial.h"
#include "workers/rules/mobile_code.h"

verdict notification_confirm_trial(const context *ctx, view *rows, const ConfirmTrial *in,
                                   changes *out) {
    const mobile_code_typed typed = {.use = CODE_USE_TRIAL,
                                     .bound_to = ctx->actor.account_no,
                                     .code_no = in->code_no,
                                     .code = in->code};
    verdict v = mobile_code_check(ctx, rows, &typed, out);
    if (refused(v)) return v;
    TrialConfirmed reply = TRIAL_CONFIRMED_INIT;
    reply.code_no = in->code_no;
    changes_reply(out, &reply.base);
    return accept();
}
