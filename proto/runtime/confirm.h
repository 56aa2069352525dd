/* confirm: what the confirmation of an act of high risk is bound to. Doors and workers compute it
 * alike. Source: docs/rules 2.13. */
#ifndef HALL_RUNTIME_CONFIRM_H
#define HALL_RUNTIME_CONFIRM_H

#include "kernel/envelope.pb-c.h"
#include "proto/runtime/crypt/crypt.h"

/* confirm_asked: the hall wants the act confirmed; then it is sent again as it was. */
bool confirm_asked(const Bus__Answer *answer);

/* confirm_digest: SM3 over the command's id, method and content, the case it corrects and for whom
 * it is sent. An id is used once, so a confirmation is. */
void confirm_digest(const Bus__Envelope *act, uint8_t out[CRYPT_HASH_BYTES]);

#endif
