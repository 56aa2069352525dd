/* mask: how personal data look to those who need not see all of it. Which field holds what is the
 * option `personal` of the contract and by nothing else. Masks by docs/rules 7.3: document number
 * first 4 and last 4, name one character at each end, mobile 3 + 4, bank account last 4, card
 * number 2 + 2. Not for storage (seal.h) and not the decision who may see what (the gates). */
#ifndef HALL_RUNTIME_MASK_H
#define HALL_RUNTIME_MASK_H

#include "proto/runtime/arena.h"
#include "proto/runtime/catalog.h"

/* How much may be seen. A credential is never shown. */
typedef enum show {
    SHOW_MASKED, /* lists, logs: everything personal masked, wages hidden */
    SHOW_WAGE,   /* the person and the unit's operator: wages shown, the rest masked */
    SHOW_ALL     /* the separate, logged unmasked view */
} show;

/* mask_text: `text` UTF-8, borrowed, no overlap with `out`, which is always ended by NUL. PUBLIC is
 * unchanged; ADDRESS, BIRTH_DATE, WAGE, CREDENTIAL and PRIVATE become "***"; numbers too short to
 * hide anything become stars; empty stays empty. A mask needs at most the text's bytes + 4. errors
 * E_TOO_LONG `out` is too small: it then holds whole characters of the mask only. */
status mask_text(Kernel__Personal kind, const char *text, char *out, size_t bytes_max) MUST_CHECK;

/* mask_message: masks every personal field of `message` and its sub-messages in place; numbers
 * become 0, bytes empty. A text with masked_as is masked as the kind in that sibling field says.
 * The texts replaced are left alone, new ones live in `a`. errors  E_ARENA: some fields may still
 * be plain, do not show the message. */
status mask_message(const message_type *type, ProtobufCMessage *message, show how,
                    arena *a) MUST_CHECK;

#endif
