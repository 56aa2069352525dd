/* standing: how the identity document of a natural person stands: who may state it, what it means
 * for the holder's logins, and who is told. Source: docs/rules 2.19. */
#ifndef HALL_IDENTITY_STANDING_H
#define HALL_IDENTITY_STANDING_H

#include "gen/enrolment/rows.h"
#include "gen/identity/rows.h"
#include "proto/runtime/decide.h"

/* standing_of: of the document with this keyed hash today, by its date and what was stated. */
Identity__DocumentStanding standing_of(const context *ctx, view *rows, ProtobufCBinaryData hash);

/* standing_undisputed: E_CASE_STATE at document_no, document_disputed, where it stands in dispute.
 */
verdict standing_undisputed(const context *ctx, view *rows, ProtobufCBinaryData hash) MUST_CHECK;

/* standing_disputed_told: what the phone of whoever's document was disputed is told. */
extern const char standing_disputed_told[];

/* standing_ask: asks for the rows that standing_state needs, for who hashes before it. */
void standing_ask(view *rows, ProtobufCBinaryData hash);

/* standing_session: what a session of the account knows of its holder's document. */
Identity__Verified standing_session(const context *ctx, view *rows, const Account *account);

/* What an officer has before him. The texts are the input's; valid_until 0: for ever. */
typedef struct standing_seen {
    int32_t document_type;
    const char *document_no, *name, *basis_no;
    int32_t valid_until;
} standing_seen;

/* standing_person: the person whose document it is, not the officer himself.
 * errors  those of document_check at document_no; E_NOT_FOUND; E_MAKER_CHECKER own_record;
 * E_NAME_ID_MISMATCH; E_RANGE document_expired; E_PURPOSE basis_of_others. */
verdict standing_person(const context *ctx, view *rows, const standing_seen *seen,
                        const Person **out) MUST_CHECK;

/* standing_holder: the account whose holder's document it is, insured or not; not the officer's
 * own. errors  those of document_check at document_no; E_NOT_FOUND; E_MAKER_CHECKER own_record;
 * E_NAME_ID_MISMATCH at document_no or name; E_RANGE document_expired. */
verdict standing_holder(const context *ctx, view *rows, const char *account_no,
                        const standing_seen *seen, const Account **out) MUST_CHECK;

/* What is stated. basis_no "" for the making of an account. */
typedef struct standing_statement {
    ProtobufCBinaryData document_hash;
    const char *holder; /* a person number, or the account of who is not insured */
    Identity__DocumentStanding standing;
    int32_t valid_until;
    const char *basis_no, *reason;
} standing_statement;

/* standing_about: a statement about the document of the account's holder. */
standing_statement standing_about(const Account *account, Identity__DocumentStanding standing,
                                  int32_t valid_until, const char *reason);

/* standing_state: says DocumentStated; where it changes how the document stands, the accounts of
 * its holder are told, and their sessions end, so that the next login goes by it. standing_reply:
 * the same as the answer. */
void standing_state(const context *ctx, view *rows, const standing_statement *s, changes *out);
void standing_reply(const standing_statement *s, changes *out);

/* standing_end: tells every account of the document's holder that it stands so, and ends its
 * sessions; how many accounts. */
uint32_t standing_end(const context *ctx, view *rows, ProtobufCBinaryData hash,
                      Identity__DocumentStanding standing, changes *out);

#endif
