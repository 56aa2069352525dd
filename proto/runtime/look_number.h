/* look_number: the number of a look among those at one record; sorts the newest first. */
#ifndef HALL_RUNTIME_LOOK_NUMBER_H
#define HALL_RUNTIME_LOOK_NUMBER_H

#include "proto/runtime/decide.h"

/* In `a`; "" without memory. */
char *look_number(const context *ctx, arena *a);

#endif
