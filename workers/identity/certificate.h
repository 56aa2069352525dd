/* certificate: the client certificate that an account demands at login. Source: docs/rules 2.16. */
#ifndef HALL_IDENTITY_CERTIFICATE_H
#define HALL_IDENTITY_CERTIFICATE_H

#include "gen/identity/rows.h"
#include "proto/runtime/decide.h"

/* certificate_fits: whether the account demands none, or this one. */
bool certificate_fits(view *rows, const char *account_no, ProtobufCBinaryData hash);

/* certificate_remove: the account's certificate goes; false when it has none. */
bool certificate_remove(view *rows, const char *account_no, changes *out);

#endif
