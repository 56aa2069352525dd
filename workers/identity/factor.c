/* factor: tries a code. A step of the authenticator's clock before and one after count as well; the
 * next three only tell that the clock is wrong, and count as failures: who guesses one that is yet
 * to come may use it later. One that was used tells nothing and counts for nothing. */
#include "workers/identity/factor.h"

#include <string.h>

#include "gen/identity/confirm_acts.h"
#include "gen/identity/end_confirmation.h"
#include "gen/identity/set_factor.h"
#include "proto/runtime/crypt/crypt.h"
#include "workers/identity/account.h"
#include "workers/identity/certificate.h"
#include "workers/rules/figure.h"

enum { WINDOW = 1, WINDOW_CLOCK = 4, FAILURES_A_DAY = 10, DIGITS = 6, HASH_SIGNS = 32 };

/* A new hall has no figures yet, and its first account needs a factor to propose any. */
bool factor_demanded(const context *ctx, Kernel__Role role) {
    const param *row;
    status s = figure_find(ctx, PARAM_LOGIN, (int32_t) role, ctx->today, &row);
    return s == OK ? row->rate > 0 : role != KERNEL__ROLE__PERSON;
}

/* ---- recovery codes ------------------------------------------------------------------------ */

/* The start of the hash is enough: a code is tried against a few, ten times a day. */
static bool hash_code(const context *ctx, view *rows, const char *account_no, const char *code,
                      char out[HASH_SIGNS + 1]) {
    const char *text = arena_printf(view_arena(rows), "recovery %s %s", account_no, code);
    ProtobufCBinaryData hash = {0, NULL};
    if (text) hash = ctx->search_hash(ctx, rows, text);
    if (hash.len < HASH_SIGNS / 2) return false;
    crypt_hex(hash.data, HASH_SIGNS / 2, out);
    return true;
}

char *factor_codes(const context *ctx, view *rows, const char *account_no, size_t n,
                   char *const *code) {
    char *out = arena_alloc(view_arena(rows), n * (HASH_SIGNS + 1) + 1);
    if (!out) return NULL;
    char *at = out;
    for (size_t i = 0; i < n; i++) {
        if (i) *at++ = ' ';
        if (!hash_code(ctx, rows, account_no, code[i], at)) return NULL;
        at += HASH_SIGNS;
    }
    *at = '\0';
    return out;
}

/* The list without the code; NULL when it is not in it. */
static char *without_code(const context *ctx, view *rows, const Factor *factor, const char *code) {
    char hash[HASH_SIGNS + 1];
    if (!hash_code(ctx, rows, factor->account_no, code, hash)) return NULL;
    char *list = arena_printf(view_arena(rows), "%s", factor->recovery_codes);
    char *found = list ? strstr(list, hash) : NULL;
    if (!found) return NULL;
    const char *rest = found + HASH_SIGNS;
    rest += *rest == ' ';
    memmove(found, rest, strlen(rest) + 1);
    return list;
}

/* ---- a try --------------------------------------------------------------------------------- */

static int32_t failures_of(const context *ctx, const Factor *factor) {
    return factor->failed_on == ctx->today ? factor->failures_today : 0;
}

static verdict miss(const context *ctx, const factor_of *whose, const char *why, changes *out) {
    const Factor *factor = whose->factor;
    FactorMissed event = FACTOR_MISSED_INIT;
    event.account_no = factor->account_no;
    event.failed_on = ctx->today;
    event.failures_today = failures_of(ctx, factor) + 1;
    emit_factor_missed(out, &event);
    const verdict v = {E_AUTH_FACTOR, "code", why};
    return whose->token ? account_missed(whose->token, v, out) : v;
}

static verdict use_step(const context *ctx, const factor_of *whose, const char *code,
                        changes *out) {
    const Factor *factor = whose->factor;
    int64_t now = ctx->received_at_us / CRYPT_TOTP_STEP_US;
    int64_t step = crypt_totp_find(factor->secret, now, WINDOW_CLOCK, code);
    if (step < 0 || step < now - WINDOW || step > now + WINDOW)
        return miss(ctx, whose, step < 0 ? "wrong_factor" : "factor_clock", out);
    if (step <= factor->step) return (verdict){E_AUTH_FACTOR, "code", "factor_used"};
    FactorUsed event = FACTOR_USED_INIT;
    event.account_no = factor->account_no;
    event.step = step;
    emit_factor_used(out, &event);
    return accept();
}

verdict factor_try(const context *ctx, view *rows, const factor_of *whose, const char *code,
                   changes *out) {
    const Factor *factor = whose->factor;
    if (!factor) return (verdict){E_AUTH_FACTOR, NULL, "no_factor"};
    if (failures_of(ctx, factor) >= FAILURES_A_DAY)
        return (verdict){E_AUTH_FACTOR, NULL, "factor_spent"};
    if (strlen(code) == DIGITS) return use_step(ctx, whose, code, out);
    char *left = without_code(ctx, rows, factor, code);
    if (!left) return miss(ctx, whose, "wrong_factor", out);
    RecoveryCodeUsed event = RECOVERY_CODE_USED_INIT;
    event.account_no = factor->account_no;
    event.secret = factor->secret;
    event.recovery_codes = left;
    emit_recovery_code_used(out, &event);
    return accept();
}

void factor_forget(view *rows, const char *account_no, changes *out) {
    row_list pending = list_confirmation_by_account_no(rows, account_no);
    for (size_t i = 0; i < pending.n; i++) {
        const Confirmation *one = (const Confirmation *) pending.row[i];
        ConfirmationEnded event = CONFIRMATION_ENDED_INIT;
        event.account_no = one->account_no;
        event.act = one->act;
        emit_confirmation_ended(out, &event);
    }
}

void factor_remove(view *rows, const char *account_no, changes *out) {
    certificate_remove(rows, account_no, out);
    factor_forget(rows, account_no, out);
    if (!find_factor(rows, account_no)) return;
    FactorRemoved event = FACTOR_REMOVED_INIT;
    event.account_no = lend(account_no);
    emit_factor_removed(out, &event);
}
