/* card: the social-security card of a person: when its number opens a first account. Source:
 * docs/rules 2.15. */
#ifndef HALL_IDENTITY_CARD_H
#define HALL_IDENTITY_CARD_H

#include "gen/enrolment/rows.h"
#include "gen/identity/social_card.h"
#include "proto/runtime/decide.h"

/* card_opens: whether this card number, as stored, opens an account of the person: registered so,
 * normal, for seven days, while he has no account and no reserved mobile and his document is not in
 * doubt. The same rows are asked for whoever it is, NULL too; document_hash is that of the number
 * as typed. */
bool card_opens(const context *ctx, view *rows, const Person *person,
                ProtobufCBinaryData document_hash, const char *card_no);

#endif
