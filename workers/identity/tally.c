/* tally: counts wrong passwords and locks for a while. */
#include "workers/identity/tally.h"

#include "gen/identity/login.h"

enum { FAILURES_PER_LOCK = 5, FAILURES_PER_DAY = 10 };

static const int64_t lock_us = INT64_C(15) * 60 * 1000000;

tally tally_of(const Account *account, const Device *device) {
    return device ? (tally){device->failures, device->failed_on, device->failures_today,
                            device->locked_until_us}
                  : (tally){account->failures, account->failed_on, account->failures_today,
                            account->locked_until_us};
}

bool tally_spent(const context *ctx, const tally *t) {
    return t->failed_on == ctx->today && t->today >= FAILURES_PER_DAY;
}

static tally one_more(const context *ctx, const tally *t) {
    tally next = {.failed_on = ctx->today};
    next.today = t->failed_on == ctx->today ? t->today + 1 : 1;
    if ((t->failures + 1) % FAILURES_PER_LOCK == 0)
        next.locked_until_us = ctx->received_at_us + lock_us;
    else if (t->locked_until_us > ctx->received_at_us)
        next.locked_until_us = t->locked_until_us;
    return next;
}

verdict tally_fail(const context *ctx, const Account *account, const Device *device, const tally *t,
                   changes *out) {
    const tally next = one_more(ctx, t);
    if (device) {
        DeviceFailed event = DEVICE_FAILED_INIT;
        event.account_no = account->account_no;
        event.device_hash = device->device_hash;
        event.locked_until_us = next.locked_until_us;
        event.failed_on = next.failed_on;
        event.failures_today = next.today;
        emit_device_failed(out, &event);
    } else {
        LoginFailed event = LOGIN_FAILED_INIT;
        event.account_no = account->account_no;
        event.locked_until_us = next.locked_until_us;
        event.failed_on = next.failed_on;
        event.failures_today = next.today;
        emit_login_failed(out, &event);
    }
    return refuse(E_LOGIN, NULL);
}
