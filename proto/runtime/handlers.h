/* handlers: the table of decide functions, parallel to commands[]; written by tools/catalog. A
 * handler that is missing is a link error with its name. Linked into workers and tests only. */
#ifndef HALL_RUNTIME_HANDLERS_H
#define HALL_RUNTIME_HANDLERS_H

#include "proto/runtime/decide.h"

extern decide_function *const handlers[];

#endif
