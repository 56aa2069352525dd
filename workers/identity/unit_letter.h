/* unit_letter: the letter on which an operator is appointed, with its scan. Source: docs/rules
 * 2.20. */
#ifndef HALL_IDENTITY_UNIT_LETTER_H
#define HALL_IDENTITY_UNIT_LETTER_H

#include "proto/runtime/decide.h"

typedef struct appointment {
    const char *account_no, *unit_no, *letter_no, *scan_no;
} appointment;

/* unit_letter_keep: the appointment rests on the letter from now on.
 * Errors are those of scan_nameable. */
verdict unit_letter_keep(const context *ctx, view *rows, const appointment *a, changes *out);

#endif
