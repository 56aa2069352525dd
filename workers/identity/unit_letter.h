/* unit_letter: the letter on which an operator is appointed, with its scan. Source: docs/rules
 * 2.20. */
#ifndef HALL_IDENTITY_UNIT_LETTER_H
#define HALL_IDENTITY_UNIT_LETTER_H

#include "proto/runtime/decide.h"

typedef struct appointment {
    const char *account_no, *unit_no, *letter_no, *scan_no;
} appointment;

/* unit_letter_keep: the appointment rests on the letter from now on.
 * errors  E_NOT_FOUND at scan_no: nobody handed it in, or more than a day ago and no act named it,
 *         so that its file may be gone. */
verdict unit_letter_keep(const context *ctx, view *rows, const appointment *a, changes *out);

#endif
