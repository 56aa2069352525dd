/* holder: the natural person behind an account. Maker and checker are told apart by the person,
 * whatever accounts the two hold. Source: docs/rules 2.10. */
#ifndef HALL_RULES_HOLDER_H
#define HALL_RULES_HOLDER_H

#include "proto/runtime/decide.h"

/* holder_is_one: both accounts are one, or one person's by document or person number. */
bool holder_is_one(view *rows, const char *account_no, const char *other_no);

/* holder_is_person: the account is this insured person's. holder_has_document: its holder's
 * document has this keyed hash. */
bool holder_is_person(view *rows, const char *account_no, const char *person_no);
bool holder_has_document(view *rows, const char *account_no, ProtobufCBinaryData document_hash);

#endif
