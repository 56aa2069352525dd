/* key_end: how the keys of a unit's software end. Source: docs/rules 2.12. */
#ifndef HALL_RULES_KEY_END_H
#define HALL_RULES_KEY_END_H

#include "gen/identity/program_key.h"
#include "proto/runtime/decide.h"

/* program_key_lives: not revoked and not past its end. */
bool program_key_lives(const context *ctx, const ProgramKey *key);

/* program_key_revoke: says that it is over. account_end_keys: so for every one of the account that
 * was not revoked, unit_end_keys for every live one of the unit. */
void program_key_revoke(const ProgramKey *key, const char *reason, changes *out);
void account_end_keys(view *rows, const char *account_no, const char *reason, changes *out);
void unit_end_keys(const context *ctx, view *rows, const char *unit_no, const char *reason,
                   changes *out);

#endif
