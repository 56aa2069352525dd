/* issued_code: the one-time codes that the hall makes for new and reset accounts. A code stands
 * nowhere: it follows from the command that gave it and from the search key, which only workers
 * hold. So it can be told again to who may read the letter, and by nobody else. Source: docs/rules
 * 2.18. */
#ifndef HALL_IDENTITY_ISSUED_CODE_H
#define HALL_IDENTITY_ISSUED_CODE_H

#include "proto/runtime/decide.h"

/* issued_code: four groups of two letters and two digits, divided by '-': 62 bits, of three kinds
 * of signs, without those that are mistaken for one another.
 * command_id  16 bytes, of the command that gave or gives the code
 * returns     in the arena of `rows`; NULL without memory. */
char *issued_code(const context *ctx, view *rows, const uint8_t *command_id);

/* issued_code_id: the command that is decided now, as a row keeps it; borrowed. */
ProtobufCBinaryData issued_code_id(const context *ctx);

#endif
