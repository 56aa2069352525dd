/* amount: decimal text to integers and back: yuan and fen, per cent and parts per 100000. */
#ifndef HALL_RULES_AMOUNT_H
#define HALL_RULES_AMOUNT_H

#include "proto/runtime/status.h"

#define AMOUNT_SIZE 24 /* sign, 17 digits, point, 2 digits, NUL and some */

/* amount_parse: "-12345.6" yuan to fen: optional minus, digits, optional point with digits, of
 * which those behind the second must be 0. No exponent, no separators, no blanks. Errors: E_AMOUNT
 * form, E_OVERFLOW. */
status amount_parse(const char *text, int64_t *out_fen) MUST_CHECK;

/* amount_parse_rate: "8.7" per cent to parts per 100000, not negative. Errors: E_AMOUNT,
 * E_OVERFLOW. */
status amount_parse_rate(const char *text, int32_t *out_rate) MUST_CHECK;

/* amount_format: fen to "-123.45", always two decimals. */
void amount_format(int64_t fen, char out[AMOUNT_SIZE]);

#endif
