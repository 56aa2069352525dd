/* allocate: money that does not match a slip exactly, over what a payer owes. Source:
 * docs/rules 3.10, 3.5 (6). Funds are never netted across insurances (社会保险法 art. 64): every
 * fen goes to one line or to suspense. */
#ifndef HALL_RULES_ALLOCATE_H
#define HALL_RULES_ALLOCATE_H

#include "proto/runtime/status.h"

enum { PART_PERSON, PART_UNIT, PART_INTEREST, PART_LATE_FEE, PARTS };

/* One line: what is outstanding of a period and insurance, and what of it gets paid. Fen. */
typedef struct allocate_line {
    int32_t period, insurance;
    int64_t due_fen[PARTS], paid_fen[PARTS];
} allocate_line;

/* allocate_money: oldest period first; in it person principal, unit principal, interest, late fee;
 * where a part is not covered in full, pro rata over its insurances by outstanding amount, largest
 * remainder, ties to the lower insurance code; the rest stays in suspense. line: n rows ascending
 * by (period, insurance), each pair once; paid_fen is written. paid <= due, and all paid + suspense
 * = amount. Errors: E_RANGE order or negative figure, E_OVERFLOW sum of dues; nothing is written
 * then. */
status allocate_money(int64_t amount_fen, allocate_line *line, size_t n,
                      int64_t *out_suspense_fen) MUST_CHECK;

#endif
