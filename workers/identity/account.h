/* account: what the acts on accounts share: making one for a natural person, its one-time code and
 * its passwords, the end of its sessions. Source: docs/rules 2.9, 2.10. */
#ifndef HALL_IDENTITY_ACCOUNT_H
#define HALL_IDENTITY_ACCOUNT_H

#include "gen/enrolment/rows.h"
#include "gen/identity/rows.h"
#include "proto/runtime/decide.h"

/* Whose account it is to be, and what for. The texts are the input's. code: NULL where the hall
 * makes it; mobile: a contact, "" for none; document_until: 0 for ever, or not said. */
typedef struct new_account {
    const char *login_name, *unit_no, *district_code, *community_code;
    Kernel__Role role;
    int32_t document_type;
    const char *document_no, *name, *mobile, *code;
    int32_t document_until;
} new_account;

/* account_make: decides, says AccountCreated and replies. */
verdict account_make(const context *ctx, view *rows, const new_account *a, changes *out);

/* account_free_at: whether the holder of the account has no other account that lives at this unit
 * or community. */
bool account_free_at(view *rows, const Account *account, const char *unit_no,
                     const char *community_code);

/* account_warning_us: between the warning and the sleep of an unused account. */
extern const int64_t account_warning_us;

/* A place that an account has or is to have; `account_no` is left out of account: its own, or "".
 */
typedef struct account_place {
    const char *account_no;
    Kernel__Role role;
    const char *unit_no, *community_code;
} account_place;

/* account_may_hold: whether the natural person may hold it beside his other accounts that live.
 * result  E_FORBIDDEN excluded, E_DUP_ROW held_already; the field is the caller's. */
verdict account_may_hold(view *rows, ProtobufCBinaryData document_hash, const account_place *place);

/* account_code_end: when a one-time code given now ends. */
int64_t account_code_end(const context *ctx);

/* account_hash: the hash of a password in the arena of `rows`, by a salt that follows from the
 * command; NULL without memory. Slow on purpose: after everything else was asked. */
char *account_hash(const context *ctx, view *rows, const char *password);

/* What is known of the holder of an account, "" for unknown; card_no also NULL. */
typedef struct account_holder {
    Kernel__Role role;
    const char *account_no, *document_no, *mobile, *card_no, *name;
} account_holder;

/* account_holder_of: what is known of an account's. */
account_holder account_holder_of(view *rows, const Account *account);

/* account_password: E_PWD_WEAK at `field` for a password or code that is too simple for its holder;
 * the reason names the fact of the holder that it holds, NULL for none. */
verdict account_password(const context *ctx, const account_holder *holder, const char *password,
                         const char *field) MUST_CHECK;

/* account_set_password: `password` in the place of the present one, which and the four before it
 * are refused (E_PWD_WEAK, used_before). */
verdict account_set_password(const context *ctx, view *rows, const Account *account,
                             const char *password, changes *out);

/* account_rehash: the present password, which was right, is hashed by the profile of today, where
 * it is not so yet. */
verdict account_rehash(const context *ctx, view *rows, const Account *account, const char *password,
                       changes *out);

/* account_former: the present hash before those of earlier passwords, five at most. */
char *account_former(view *rows, const Account *account);

/* account_used: that the account is used, where it is not noted yet for about today. account_wake:
 * it sleeps no longer. */
void account_used(const context *ctx, const Account *account, changes *out);
void account_wake(const context *ctx, const Account *account, changes *out);

/* account_open: says that a person's own account is there, by a password of his own, or by a
 * one-time code of the hall (NULL). Slow: hashes. */
verdict account_open(const context *ctx, view *rows, const Person *person, const char *account_no,
                     const char *password, changes *out);

/* account_reset: a one-time code of the hall takes the password's place and the sessions end. Slow:
 * hashes. */
verdict account_reset(const context *ctx, view *rows, const Account *account, changes *out);

/* account_missed: who is logged in gave a wrong password or code. Five end the session, so that who
 * found one open guesses no further. Returns `v`, or E_TOKEN for the fifth. */
verdict account_missed(const Token *token, verdict v, changes *out);

/* account_idle_end: until when a browser's session lives that is not used from now on. */
int64_t account_idle_end(const context *ctx, Kernel__Role role, int64_t expires_at_us);

/* account_session_lives: neither ended nor over, nor idle for too long. */
bool account_session_lives(const context *ctx, const Token *token);

/* account_session_no: how people name a session, of the start of its hash; NULL without memory. */
char *account_session_no(view *rows, const Token *token);

/* account_end_session: this one ends. account_end_sessions: every live one of the account but
 * `kept`, which may be NULL; how many. */
void account_end_session(const Token *token, changes *out);
uint32_t account_end_sessions(const context *ctx, view *rows, const char *account_no,
                              const Token *kept, changes *out);

/* account_end_sessions_at: every session of the account for one unit ends; how many. */
uint32_t account_end_sessions_at(const context *ctx, view *rows, const char *account_no,
                                 const char *unit_no, changes *out);

#endif
