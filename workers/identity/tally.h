/* tally: wrong passwords, counted for each device that the account knows and for all others
 * together. Source: docs/rules 2.9. */
#ifndef HALL_IDENTITY_TALLY_H
#define HALL_IDENTITY_TALLY_H

#include "gen/identity/rows.h"
#include "proto/runtime/decide.h"

typedef struct tally {
    int32_t failures, failed_on, today;
    int64_t locked_until_us;
} tally;

/* tally_of: of this device, or of all that the account does not know (NULL). */
tally tally_of(const Account *account, const Device *device);

/* tally_spent: after ten failures on a day nothing is tried any more until it is over. */
bool tally_spent(const context *ctx, const tally *t);

/* tally_fail: one more failure becomes a fact; the refusal that everybody gets. */
verdict tally_fail(const context *ctx, const Account *account, const Device *device, const tally *t,
                   changes *out);

#endif
