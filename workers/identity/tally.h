/* tally: wrong passwords, counted for each device that the account knows, else for the address, and
 * for all addresses together that the account does not know. Source: docs/rules 2.9. */
#ifndef HALL_IDENTITY_TALLY_H
#define HALL_IDENTITY_TALLY_H

#include "gen/identity/rows.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/decide.h"
#include "proto/runtime/network.h"

/* Failures of one device, of one address, or of one account of the old system. */
typedef struct tally {
    int32_t failures, failed_on, today;
    int64_t locked_until_us;
} tally;

/* tally_full: after ten failures on a day nothing is tried any more until it is over. tally_more:
 * what it is after one more, but for `failures`, which the event counts. */
bool tally_full(const context *ctx, const tally *t);
tally tally_more(const context *ctx, const tally *t);

/* Who tries: the rows are NULL where the account knows neither. */
typedef struct login_try {
    const Account *account;
    const Device *device;
    const LoginSource *place;
    char source[NETWORK_BYTES]; /* the address, of IPv6 its first 64 bits; "-" without one */
} login_try;

/* login_try_of: reads the rows of a login to this account. */
login_try login_try_of(const context *ctx, view *rows, const char *account_no,
                       ProtobufCBinaryData device_hash);

/* tally_spent: nothing is tried any more on this day. */
bool tally_spent(const context *ctx, const login_try *t);

/* tally_locked: for some minutes; told to who knows the password. */
bool tally_locked(const context *ctx, const login_try *t);

/* tally_fail: one more failure becomes a fact; the refusal that everybody gets. */
verdict tally_fail(const context *ctx, const login_try *t, changes *out);

/* What strangers try that is of no account: the old query, and cards. */
typedef enum tally_kind { TALLY_OLD_QUERY, TALLY_CARD } tally_kind;

/* Failures so far: of the asker's address, whomever he named, and of whom is named, from wherever.
 */
typedef struct tally_strangers {
    tally_kind kind;
    const LoginSource *place, *named;
    char source[NETWORK_BYTES], whom[2 * CRYPT_HASH_BYTES + 1];
} tally_strangers;

/* tally_strangers_of: `about` is the keyed hash of the number that is named, empty where whom it
 * names has a count of his own. tally_strangers_full: nothing is tried any more on this day.
 * tally_strangers_failed: one more. Source: docs/rules 2.15, 2.17 (3). */
tally_strangers tally_strangers_of(const context *ctx, view *rows, tally_kind kind,
                                   ProtobufCBinaryData about);
bool tally_strangers_full(const context *ctx, const tally_strangers *t);
void tally_strangers_failed(const context *ctx, const tally_strangers *t, changes *out);

/* tally_seen: a login succeeded; its address is known from now on. */
void tally_seen(const context *ctx, const login_try *t, changes *out);

#endif
