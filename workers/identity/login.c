/* login: a password becomes a token of 8 hours. A wrong password and an unknown account get the
 * same answer in the same time. A failure is a fact although the answer is a refusal: the runner
 * stores the events of a refused command when the command is `secret`, and keeps its answer.
 * Source: docs/rules 2.9; GB/T 22239 8.1.4.1 b. */
#include <string.h>

#include "gen/identity/login.h"
#include "gen/identity/rows.h"
#include "proto/runtime/crypt/crypt.h"
#include "workers/identity/account.h"
#include "workers/identity/certificate.h"
#include "workers/identity/factor.h"
#include "workers/identity/standing.h"
#include "workers/identity/tally.h"
#include "workers/rules/tree.h"

/* After a code was given, another login in the same browser needs none for so long. */
static const int64_t given_us = INT64_C(5) * 60 * 1000000;
static const int64_t session_us = INT64_C(8) * 3600 * 1000000;

/* Verified when there is no such account, so that the answer takes as long. Nobody's password. */
static const char *const nobody_hash[] = {
    [CRYPT_PASSWORD_ARGON2ID] = "$argon2id$v=19$m=65536,t=2,p=1$B1eq11rMGh1DAnDqT77GZA"
                                "$/GeTPQbVYZIIuro/qyC2BdR3O0k2Dm2V7Vq8NRzibWo",
    [CRYPT_PASSWORD_SM3] = "$pbkdf2-sm3$i=200000$B1eq11rMGh1DAnDqT77GZA"
                           "$/GeTPQbVYZIIuro/qyC2BdR3O0k2Dm2V7Vq8NRzibWo"};

static void see_device(const Account *account, const Login *in, changes *out) {
    if (in->device_hash.len != CRYPT_HASH_BYTES) return;
    DeviceSeen event = DEVICE_SEEN_INIT;
    event.account_no = account->account_no;
    event.device_hash = in->device_hash;
    emit_device_seen(out, &event);
}

static void tell_unknown(const Account *account, changes *out) {
    UnknownDeviceUsed event = UNKNOWN_DEVICE_USED_INIT;
    event.account_no = account->account_no;
    emit_unknown_device_used(out, &event);
}

/* The browser's former session: whose ever it was, this browser goes on in the new one alone. */
static void end_former(const context *ctx, view *rows, const Login *in, changes *out) {
    const Token *former = in->former_hash.len ? find_token(rows, in->former_hash) : NULL;
    if (former && account_session_lives(ctx, former)) account_end_session(former, out);
}

/* ---- the second factor ------------------------------------------------------------------------
 */

/* The account's factor, NULL for none; whether this login asks for it; and when it was given. */
typedef struct login_factor {
    const Factor *factor;
    bool demanded;
    int64_t given_at_us;
} login_factor;

static login_factor factor_of_login(const context *ctx, view *rows, const char *account_no) {
    const Account *account = find_account(rows, account_no);
    const Factor *factor = find_factor(rows, account_no);
    bool chosen = factor && factor->at_login;
    return (login_factor){factor, chosen || (account && factor_demanded(ctx, account->role)), 0};
}

/* In the browser's session of just before the holder gave a code: now he chooses another unit. */
static int64_t given_before(const context *ctx, view *rows, const Account *account,
                            const Login *in) {
    const Token *former = in->former_hash.len ? find_token(rows, in->former_hash) : NULL;
    bool own = former && !strcmp(former->account_no, account->account_no) &&
               account_session_lives(ctx, former);
    return own && former->factor_at_us + given_us > ctx->received_at_us ? former->factor_at_us : 0;
}

/* Asked for after the password, so that a stranger learns nothing of it. */
static verdict second_factor(const context *ctx, view *rows, const Account *account,
                             login_factor *asked, const Login *in, changes *out) {
    if (!asked->factor || !asked->demanded) return accept();
    asked->given_at_us = given_before(ctx, rows, account, in);
    if (asked->given_at_us) return accept();
    if (!in->factor[0]) return (verdict){E_AUTH_FACTOR, "factor", "confirm"};
    verdict v = factor_try(ctx, rows, &(factor_of){asked->factor, NULL}, in->factor, out);
    asked->given_at_us = ctx->received_at_us;
    return refused(v) ? (verdict){v.code, "factor", v.reason} : v;
}

/* Who files wakes his account by both factors; an office's is woken by the level above. */
static verdict wake(const context *ctx, view *rows, const Account *account, login_factor *asked,
                    const Login *in, changes *out) {
    if (!account->asleep) return second_factor(ctx, rows, account, asked, in, out);
    if (!asked->factor || !tree_wakes_itself(account->role))
        return (verdict){E_AUTH_LOCKED, NULL, "asleep"};
    asked->demanded = true;
    verdict v = second_factor(ctx, rows, account, asked, in, out);
    if (!refused(v)) account_wake(ctx, account, out);
    return v;
}

/* ---- the session ------------------------------------------------------------------------------
 */

/* What opens it: whose account, for which unit, and by what. */
typedef struct opening {
    const Account *account;
    const char *unit_no;
    const login_factor *proof;
} opening;

static bool from_browser(const context *ctx) {
    return ctx->channel && (!strcmp(ctx->channel, "browser") || !strcmp(ctx->channel, "kiosk"));
}

/* The unit of this session; NULL for one that is not the account's. */
static const char *unit_of(view *rows, const Account *account, const Login *in) {
    if (!in->for_unit[0] || !strcmp(in->for_unit, account->unit_no)) return account->unit_no;
    const UnitGrant *more = find_unit_grant(rows, account->account_no, in->for_unit);
    return more && !more->ended ? more->unit_no : NULL;
}

/* Those that may be chosen the next time. */
static void list_units(view *rows, const Account *account, const char *unit_no, LoggedIn *reply) {
    row_list more = list_unit_grant_by_account_no(rows, account->account_no);
    reply->other_unit = arena_alloc(view_arena(rows), (more.n + 1) * sizeof *reply->other_unit);
    if (!reply->other_unit) return;
    if (strcmp(unit_no, account->unit_no) != 0)
        reply->other_unit[reply->n_other_unit++] = account->unit_no;
    for (size_t i = 0; i < more.n; i++) {
        const UnitGrant *held = (const UnitGrant *) more.row[i];
        if (!held->ended && strcmp(held->unit_no, unit_no) != 0)
            reply->other_unit[reply->n_other_unit++] = held->unit_no;
    }
}

static verdict start_session(const context *ctx, view *rows, const opening *by, const Login *in,
                             changes *out) {
    const Account *account = by->account;
    end_former(ctx, rows, in, out);
    SessionStarted event = SESSION_STARTED_INIT;
    event.account_no = account->account_no;
    event.token_hash = in->token_hash;
    event.role = account->role;
    event.unit_no = lend(by->unit_no);
    event.district_code = account->district_code;
    event.community_code = account->community_code;
    event.person_no = account->person_no;
    event.expires_at_us = ctx->received_at_us + session_us;
    event.must_change_password = account->must_change_password;
    event.needs_factor = by->proof->demanded && !by->proof->factor;
    event.factor_at_us = by->proof->given_at_us;
    event.verified = standing_session(ctx, rows, account);
    if (from_browser(ctx))
        event.idle_until_us = account_idle_end(ctx, account->role, event.expires_at_us);
    event.source_address = lend(ctx->source_address ? ctx->source_address : "");
    event.channel = lend(ctx->channel ? ctx->channel : "");
    emit_session_started(out, &event);
    see_device(account, in, out);
    LoggedIn reply = LOGGED_IN_INIT;
    reply.account_no = account->account_no;
    reply.role = account->role;
    reply.unit_no = event.unit_no;
    reply.district_code = account->district_code;
    reply.community_code = account->community_code;
    reply.person_no = account->person_no;
    reply.expires_at_us = event.expires_at_us;
    reply.must_change_password = account->must_change_password;
    reply.verified = event.verified;
    reply.needs_factor = event.needs_factor;
    if (account->unit_no[0]) list_units(rows, account, by->unit_no, &reply);
    reply.idle_until_us = event.idle_until_us;
    changes_reply(out, &reply.base);
    return accept();
}

/* Asked for once it is known whether there is such an account, and in either case. */
static void find_document(view *rows, const Account *account) {
    static uint8_t nobodys[CRYPT_HASH_BYTES];
    bool known = account && account->document_hash.len;
    find_identity_document(rows, known ? account->document_hash
                                       : (ProtobufCBinaryData){sizeof nobodys, nobodys});
}

/* Whether the account exists or is locked is told to nobody but who knows the password; and a
 * password that is not to be tried takes as long to refuse as one that is. */
verdict identity_login(const context *ctx, view *rows, const Login *in, changes *out) {
    const login_try by = login_try_of(ctx, rows, in->account_no, in->device_hash);
    const Account *account = by.account;
    login_factor proof = factor_of_login(ctx, rows, in->account_no);
    bool fits = certificate_fits(rows, in->account_no, in->certificate_hash);
    bool token_used = find_token(rows, in->token_hash);
    if (in->former_hash.len) find_token(rows, in->former_hash);
    if (!view_missing(rows)) find_document(rows, account);
    if (in->for_unit[0]) find_unit_grant(rows, in->account_no, in->for_unit);
    list_unit_grant_by_account_no(rows, in->account_no);
    if (view_missing(rows)) /* this run is void: spare it the slow hash */
        return refuse(E_NOT_READY, NULL);
    if (in->token_hash.len != CRYPT_HASH_BYTES || token_used) return refuse(E_FORM, "token_hash");
    bool tried = account && !tally_spent(ctx, &by);
    bool right = crypt_password_verify(
        tried ? account->password_hash : nobody_hash[ctx->password_profile], in->password);
    if (!tried) return refuse(E_LOGIN, NULL);
    if (!right) return tally_fail(ctx, &by, out);
    if (account->disabled) return (verdict){E_AUTH_LOCKED, NULL, "disabled"};
    if (account->code_expires_at_us && account->code_expires_at_us <= ctx->received_at_us)
        return (verdict){E_AUTH_LOCKED, NULL, "code_expired"};
    if (account->locked || tally_locked(ctx, &by)) return refuse(E_AUTH_LOCKED, NULL);
    if (!fits) return (verdict){E_AUTH_FACTOR, NULL, "certificate"};
    const char *unit_no = unit_of(rows, account, in);
    if (!unit_no) return (verdict){E_FORBIDDEN, "for_unit", "relation"}; /* before a code is used */
    verdict v = wake(ctx, rows, account, &proof, in, out);
    if (refused(v)) return v;
    v = account_rehash(ctx, rows, account, in->password, out);
    if (refused(v)) return v;
    if (!account->asleep) account_used(ctx, account, out);
    if (!by.device) tell_unknown(account, out);
    tally_seen(ctx, &by, out);
    return start_session(ctx, rows, &(opening){account, unit_no, &proof}, in, out);
}
