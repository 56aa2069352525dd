/* put_to_sleep (S61): an account that nobody uses is closed before somebody else finds it. Its
 * holder is warned a week before. Source: docs/rules 2.10; GB/T 22239-2019 8.1.4.2. */
#include "gen/identity/put_to_sleep.h"
#include "workers/identity/account.h"
#include "workers/identity/program_key.h"

static void warn(const Account *account, changes *out) {
    AccountSleepsSoon event = ACCOUNT_SLEEPS_SOON_INIT;
    event.account_no = account->account_no;
    event.sleep_due_us = account->sleep_due_us + account_warning_us;
    emit_account_sleeps_soon(out, &event);
}

verdict identity_put_to_sleep(const context *ctx, view *rows, const PutToSleep *in, changes *out) {
    const Account *account = find_account(rows, in->account_no);
    if (!account || !account->sleep_due_us || account->sleep_due_us > ctx->received_at_us)
        return refuse(E_NOT_FOUND, "account_no");
    if (account->sleep_warned) {
        AccountSlept event = ACCOUNT_SLEPT_INIT;
        event.account_no = in->account_no;
        emit_account_slept(out, &event);
        account_end_keys(rows, in->account_no, "asleep", out);
    } else {
        warn(account, out);
    }
    PutToSleepShown reply = PUT_TO_SLEEP_SHOWN_INIT;
    reply.account_no = in->account_no;
    changes_reply(out, &reply.base);
    return accept();
}
