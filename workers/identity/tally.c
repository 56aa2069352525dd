/* tally: counts wrong passwords and locks for a while. */
#include "workers/identity/tally.h"

#include <string.h>

#include "gen/identity/login.h"
#include "workers/rules/calendar/date.h"

enum {
    FAILURES_PER_LOCK = 5,
    FAILURES_PER_DAY = 10,
    FAILURES_OF_STRANGERS = 50, /* a day, of all addresses that the account does not know */
    FAILURES_OF_ADDRESS = 20,   /* a day, of one that tries what is of no account */
    KNOWN_DAYS = 90
};

/* Nobody's login names: each stands for all whom strangers name. */
static const char *const ledgers[] = {[TALLY_OLD_QUERY] = ":old-query", [TALLY_CARD] = ":card"};

static const int64_t lock_us = INT64_C(15) * 60 * 1000000;

static void source_of(const context *ctx, char source[NETWORK_BYTES]) {
    bool there = ctx->source_address && ctx->source_address[0];
    network_of(there ? ctx->source_address : "-", source);
}

login_try login_try_of(const context *ctx, view *rows, const char *account_no,
                       ProtobufCBinaryData device_hash) {
    login_try t = {.account = find_account(rows, account_no)};
    source_of(ctx, t.source);
    t.device = device_hash.len ? find_device(rows, account_no, device_hash) : NULL;
    t.place = find_login_source(rows, account_no, t.source);
    return t;
}

static tally tally_of(const login_try *t) {
    const Device *d = t->device;
    const LoginSource *p = t->place;
    if (d) return (tally){d->failures, d->failed_on, d->failures_today, d->locked_until_us};
    if (p) return (tally){p->failures, p->failed_on, p->failures_today, p->locked_until_us};
    return (tally){.failures = 0};
}

static int32_t today_of(const context *ctx, int32_t failed_on, int32_t today) {
    return failed_on == ctx->today ? today : 0;
}

bool tally_full(const context *ctx, const tally *t) {
    return today_of(ctx, t->failed_on, t->today) >= FAILURES_PER_DAY;
}

static bool is_known(const context *ctx, const login_try *t) {
    return t->device || (t->place && t->place->seen_at_us &&
                         t->place->seen_at_us > ctx->received_at_us - KNOWN_DAYS * DAY_US);
}

bool tally_spent(const context *ctx, const login_try *t) {
    const tally own = tally_of(t);
    if (tally_full(ctx, &own)) return true;
    const Account *a = t->account;
    return !is_known(ctx, t) &&
           today_of(ctx, a->failed_on, a->failures_today) >= FAILURES_OF_STRANGERS;
}

bool tally_locked(const context *ctx, const login_try *t) {
    return tally_of(t).locked_until_us > ctx->received_at_us;
}

tally tally_more(const context *ctx, const tally *t) {
    tally next = {.failed_on = ctx->today, .today = today_of(ctx, t->failed_on, t->today) + 1};
    if ((t->failures + 1) % FAILURES_PER_LOCK == 0)
        next.locked_until_us = ctx->received_at_us + lock_us;
    else if (t->locked_until_us > ctx->received_at_us)
        next.locked_until_us = t->locked_until_us;
    return next;
}

static void device_fails(const login_try *t, const tally *next, changes *out) {
    DeviceFailed event = DEVICE_FAILED_INIT;
    event.account_no = t->account->account_no;
    event.device_hash = t->device->device_hash;
    event.locked_until_us = next->locked_until_us;
    event.failed_on = next->failed_on;
    event.failures_today = next->today;
    emit_device_failed(out, &event);
}

static void source_fails(const char *account_no, const char *source, const tally *next,
                         changes *out) {
    SourceFailed event = SOURCE_FAILED_INIT;
    event.account_no = lend(account_no);
    event.source = lend(source);
    event.locked_until_us = next->locked_until_us;
    event.failed_on = next->failed_on;
    event.failures_today = next->today;
    emit_source_failed(out, &event);
}

tally_strangers tally_strangers_of(const context *ctx, view *rows, tally_kind kind,
                                   ProtobufCBinaryData about) {
    tally_strangers t = {.kind = kind};
    source_of(ctx, t.source);
    t.place = find_login_source(rows, ledgers[kind], t.source);
    if (about.len == CRYPT_HASH_BYTES) {
        crypt_hex(about.data, about.len, t.whom);
        t.named = find_login_source(rows, ledgers[kind], t.whom);
    }
    return t;
}

static int32_t failed_today(const context *ctx, const LoginSource *p) {
    return p ? today_of(ctx, p->failed_on, p->failures_today) : 0;
}

bool tally_strangers_full(const context *ctx, const tally_strangers *t) {
    return failed_today(ctx, t->place) >= FAILURES_OF_ADDRESS ||
           failed_today(ctx, t->named) >= FAILURES_OF_STRANGERS;
}

static void one_more(const context *ctx, const char *ledger, const char *of, const LoginSource *p,
                     changes *out) {
    const tally next = {.failed_on = ctx->today, .today = failed_today(ctx, p) + 1};
    source_fails(ledger, of, &next, out);
}

void tally_strangers_failed(const context *ctx, const tally_strangers *t, changes *out) {
    one_more(ctx, ledgers[t->kind], t->source, t->place, out);
    if (t->whom[0]) one_more(ctx, ledgers[t->kind], t->whom, t->named, out);
}

static void strangers_fail(const context *ctx, const login_try *t, changes *out) {
    const Account *a = t->account;
    LoginFailed event = LOGIN_FAILED_INIT;
    event.account_no = a->account_no;
    event.failed_on = ctx->today;
    event.failures_today = today_of(ctx, a->failed_on, a->failures_today) + 1;
    emit_login_failed(out, &event);
}

verdict tally_fail(const context *ctx, const login_try *t, changes *out) {
    const tally so_far = tally_of(t), next = tally_more(ctx, &so_far);
    if (t->device)
        device_fails(t, &next, out);
    else
        source_fails(t->account->account_no, t->source, &next, out);
    if (!is_known(ctx, t)) strangers_fail(ctx, t, out);
    return refuse(E_LOGIN, NULL);
}

/* Once a day, and where there are failures to forget, is enough. */
void tally_seen(const context *ctx, const login_try *t, changes *out) {
    const LoginSource *p = t->place;
    if (p && !p->failures && p->seen_at_us > ctx->received_at_us - DAY_US) return;
    SourceSeen event = SOURCE_SEEN_INIT;
    event.account_no = t->account->account_no;
    event.source = lend(t->source);
    emit_source_seen(out, &event);
}
