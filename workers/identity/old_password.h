/* old_password: passwords of the old query system. Source: docs/rules 2.17. */
#ifndef HALL_IDENTITY_OLD_PASSWORD_H
#define HALL_IDENTITY_OLD_PASSWORD_H

#include "gen/identity/old_system.h"
#include "proto/runtime/decide.h"

/* old_password_fits: whether the hash is that of `password`. */
bool old_password_fits(Identity__OldHash hash, Identity__OldSalt salting, const char *salt,
                       const char *old_hash, const char *password);

#endif
