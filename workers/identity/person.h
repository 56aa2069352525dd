/* person: what the ways of an insured person to his account share: who is named, the mobile that he
 * reserved, his one account, and who is told. Source: docs/rules 2.15. */
#ifndef HALL_IDENTITY_PERSON_H
#define HALL_IDENTITY_PERSON_H

#include "gen/enrolment/rows.h"
#include "gen/identity/rows.h"
#include "proto/runtime/decide.h"
#include "workers/rules/mobile_code.h"

/* person_nobody: no person has this number; its rows are asked for in the place of somebody's.
 * person_settling_us: how long a new number, of a mobile or a card, opens nothing. */
extern const char person_nobody[];
extern const int64_t person_settling_us;

/* person_named: who is registered under the document number (as stored), NULL for nobody. The same
 * rows are asked for in both cases, so that no time tells which it is. */
const Person *person_named(const context *ctx, view *rows, const char *document_no);

/* person_is_officer: whether the actor is this natural person himself. */
bool person_is_officer(const context *ctx, view *rows, const Person *person);

/* person_has_name: whether `name` as typed is the name on record. person_is_called: whether it is
 * the person's. */
bool person_has_name(const char *on_record, const char *name);
bool person_is_called(const Person *person, const char *name);

/* person_key: the number that opens the person's account today, "" for none: nobody, dead, none
 * reserved, or reserved within the last seven days. Borrowed from the view. */
const char *person_key(const context *ctx, view *rows, const Person *person);

/* person_proved_mobile: where a code goes before the account, opened or reset by somebody else,
 * takes a first password: to the one that its holder reserved as an insured person, or else at a
 * counter as the holder of accounts. "" for none: the password is its holder's already, the account
 * is a person's own (a counter or this very mobile opened it), or its holder proved no mobile. Asks
 * for rows. */
const char *person_proved_mobile(const context *ctx, view *rows, const Account *account);

/* person_account: the account of the person's own, NULL for none. person_account_no: the user name
 * that it has or is to have, in the arena; NULL without memory. */
const Account *person_account(view *rows, const char *person_no);
const char *person_account_no(view *rows, const char *person_no);

/* person_reserve: the number is the person's from now on; returns from when it opens his account.
 * The former number is told of it first: person_tell. */
int64_t person_reserve(const context *ctx, const char *person_no, const char *mobile,
                       Identity__MobileProof proof, changes *out);

/* person_bound: what a code to a number that is to be reserved confirms; NULL without memory. */
const char *person_bound(view *rows, const char *person_no, const char *mobile);

/* person_send_code: a code is on its way; its number is the reply (MobileCodeAsked). Errors are
 * those of mobile_code_send. */
verdict person_send_code(const context *ctx, view *rows, const mobile_code_ask *ask, changes *out);

/* person_tell: `text` to the mobile that the person reserved, or else to the contact that others
 * wrote down. Void while view_missing. */
verdict person_tell(const context *ctx, view *rows, const Person *person, const char *text,
                    changes *out);

#endif
