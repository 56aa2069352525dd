/* agreement: what the acts on agreements share. */
#ifndef HALL_DESK_AGREEMENT_H
#define HALL_DESK_AGREEMENT_H

#include "workers/rules/agreement.h"

/* agreement_show: one standing as its party sees it, with what there is to sign; `standing` may be
 * NULL. False without memory. */
bool agreement_show(view *rows, const Agreement *standing, Kernel__AgreementKind kind,
                    AgreementShown *out);

/* agreement_reply: the answer of an act. */
verdict agreement_reply(Kernel__AgreementKind kind, Desk__AgreementState state, int64_t number,
                        changes *out);

/* agreement_named: the party that an input names, exactly one of the three; an operator of a
 * community may leave it out and names no other.
 * errors  E_REQUIRED (field unit_no), E_FORM (field person_no), E_FORBIDDEN (field
 * community_code). */
verdict agreement_named(const context *ctx, agreement_who named, agreement_who *out) MUST_CHECK;

#endif
