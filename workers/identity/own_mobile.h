/* own_mobile: the mobile that the holder of accounts showed at a counter beside his identity
 * document. It is the natural person's, insured or not. Source: docs/rules 2.21. */
#ifndef HALL_IDENTITY_OWN_MOBILE_H
#define HALL_IDENTITY_OWN_MOBILE_H

#include "gen/identity/rows.h"
#include "proto/runtime/decide.h"

/* own_mobile: the number reserved for the holder of this document, counting or not; "" for none.
 * own_mobile_key: the number to which a code goes today, "" for none: none is reserved, or it was
 * reserved within the last seven days. Both borrowed from the view. */
const char *own_mobile(view *rows, ProtobufCBinaryData document_hash);
const char *own_mobile_key(const context *ctx, view *rows, ProtobufCBinaryData document_hash);

/* own_mobile_recorder: E_FORBIDDEN mobile_recorded_by_you at `field` where the actor, under
 * whichever account, recorded the number of this holder: else he could open an account of the
 * holder's and act by it alone. */
verdict own_mobile_recorder(const context *ctx, view *rows, ProtobufCBinaryData document_hash,
                            const char *field) MUST_CHECK;

/* own_mobile_tell: `text` to the number reserved for the account's holder, or else to the contact
 * that the maker of the account wrote down. Void while view_missing. */
verdict own_mobile_tell(const context *ctx, view *rows, const Account *account, const char *text,
                        changes *out);

#endif
