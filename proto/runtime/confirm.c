/* confirm: the digest of an act. Texts go in with their closing NUL, so that none runs into the
 * next. */
#include "proto/runtime/confirm.h"

#include <string.h>

static void add_text(crypt_hasher *h, const char *text) {
    crypt_hasher_add(h, text, strlen(text) + 1);
}

bool confirm_asked(const Bus__Answer *answer) {
    return answer->status == E_AUTH_FACTOR && !strcmp(answer->reason, "confirm");
}

void confirm_digest(const Bus__Envelope *act, uint8_t out[CRYPT_HASH_BYTES]) {
    crypt_hasher *h = crypt_hasher_open(CRYPT_SM);
    crypt_hasher_add(h, act->id.data, act->id.len);
    add_text(h, act->method);
    add_text(h, act->acting_for);
    add_text(h, act->case_no);
    crypt_hasher_add(h, act->payload.data, act->payload.len);
    crypt_hasher_end(&h, out);
}
