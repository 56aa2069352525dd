/* look_number: the number of a look among those at one record, which sorts the newest first; and
 * the number under which its person may speak of who looked. */
#ifndef HALL_RUNTIME_LOOK_NUMBER_H
#define HALL_RUNTIME_LOOK_NUMBER_H

#include "proto/runtime/decide.h"

/* In `a`; "" without memory. */
char *look_number(const context *ctx, arena *a);

/* look_staff_number: six digits that follow from the actor's account and a secret of the hall:
 * always the same, and nobody outside tells the account by them. "" of a person, of nobody, and
 * without memory. */
char *look_staff_number(const context *ctx, view *rows, arena *a);

#endif
