/* login: a password becomes a token of 8 hours. A wrong password and an unknown account get the
 * same answer in the same time. A failure is a fact although the answer is a refusal: the runner
 * stores the events of a refused command when the command is `secret`, and keeps its answer.
 * Source: docs/rules 2.9; GB/T 22239 8.1.4.1 b. */
#include <string.h>

#include "gen/identity/login.h"
#include "gen/identity/rows.h"
#include "proto/runtime/crypt/crypt.h"

enum { FAILURES_PER_LOCK = 5, FAILURES_PER_DAY = 10 };

static const int64_t session_us = INT64_C(8) * 3600 * 1000000;
static const int64_t lock_us = INT64_C(15) * 60 * 1000000;

/* Verified when there is no such account, so that the answer takes as long. Nobody's password. */
static const char nobody_hash[] = "$argon2id$v=19$m=65536,t=2,p=1$B1eq11rMGh1DAnDqT77GZA"
                                  "$/GeTPQbVYZIIuro/qyC2BdR3O0k2Dm2V7Vq8NRzibWo";

/* docs/rules 2.9: 5 failures lock 15 minutes, 10 in a day lock until reset. */
static verdict fail(const context *ctx, const Account *account, changes *out) {
    LoginFailed event = LOGIN_FAILED_INIT;
    event.account_no = account->account_no;
    event.failed_on = ctx->today;
    event.failures_today = account->failed_on == ctx->today ? account->failures_today + 1 : 1;
    event.locked = event.failures_today >= FAILURES_PER_DAY;
    if ((account->failures + 1) % FAILURES_PER_LOCK == 0)
        event.locked_until_us = ctx->received_at_us + lock_us;
    emit_login_failed(out, &event);
    return refuse(E_LOGIN, NULL);
}

static verdict start_session(const context *ctx, const Account *account, const Login *in,
                             changes *out) {
    SessionStarted event = SESSION_STARTED_INIT;
    event.account_no = account->account_no;
    event.token_hash = in->token_hash;
    event.role = account->role;
    event.unit_no = account->unit_no;
    event.district_code = account->district_code;
    event.community_code = account->community_code;
    event.person_no = account->person_no;
    event.expires_at_us = ctx->received_at_us + session_us;
    event.must_change_password = account->must_change_password;
    emit_session_started(out, &event);
    LoggedIn reply = LOGGED_IN_INIT;
    reply.account_no = account->account_no;
    reply.role = account->role;
    reply.unit_no = account->unit_no;
    reply.district_code = account->district_code;
    reply.person_no = account->person_no;
    reply.expires_at_us = event.expires_at_us;
    reply.must_change_password = account->must_change_password;
    changes_reply(out, &reply.base);
    return accept();
}

verdict identity_login(const context *ctx, view *rows, const Login *in, changes *out) {
    const Account *account = find_account(rows, in->account_no);
    bool token_used = find_token(rows, in->token_hash);
    if (view_missing(rows)) /* this run is void: spare it the slow hash */
        return refuse(E_NOT_READY, NULL);
    if (in->token_hash.len != CRYPT_HASH_BYTES || token_used) return refuse(E_FORM, "token_hash");
    if (account && (account->locked || account->locked_until_us > ctx->received_at_us))
        return refuse(E_AUTH_LOCKED, NULL);
    bool right =
        crypt_password_verify(account ? account->password_hash : nobody_hash, in->password);
    if (!account) return refuse(E_LOGIN, NULL);
    return right ? start_session(ctx, account, in, out) : fail(ctx, account, out);
}
