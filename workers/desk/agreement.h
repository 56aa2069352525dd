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

/* agreement_one_party: exactly one of both is named.
 * errors  E_REQUIRED (field unit_no), E_FORM (field person_no). */
verdict agreement_one_party(const char *unit_no, const char *person_no);

#endif
