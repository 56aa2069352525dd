/* factor: the second factor of an account: codes of its authenticator, each taken once, and its
 * recovery codes. Source: docs/rules 2.13. */
#ifndef HALL_IDENTITY_FACTOR_H
#define HALL_IDENTITY_FACTOR_H

#include "gen/identity/rows.h"
#include "proto/runtime/decide.h"

/* Whose code is tried: the factor is NULL for an account without one, the token at a login. */
typedef struct factor_of {
    const Factor *factor;
    const Token *token;
} factor_of;

/* factor_try: takes `code` and notes it as used, or a wrong one as missed, which ends the session
 * at last (E_TOKEN).
 * result  E_AUTH_FACTOR with a reason: no_factor, wrong_factor, factor_used, factor_clock,
 * factor_spent. */
verdict factor_try(const context *ctx, view *rows, const factor_of *whose, const char *code,
                   changes *out);

/* factor_demanded: whether logins of this kind of account need a second factor: as the figures say
 * (PARAM_LOGIN), and where they say nothing, of everybody but persons. Source: docs/rules 2.13. */
bool factor_demanded(const context *ctx, Kernel__Role role);

/* factor_codes: the keyed hashes of recovery codes as one text in the arena; NULL without memory.
 */
char *factor_codes(const context *ctx, view *rows, const char *account_no, size_t n,
                   char *const *code);

/* factor_forget: what the holder confirmed and did not send yet is worth nothing. factor_remove:
 * the account's factor goes with it, if it has one, and its certificate. */
void factor_forget(view *rows, const char *account_no, changes *out);
void factor_remove(view *rows, const char *account_no, changes *out);

#endif
