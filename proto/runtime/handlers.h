/* handlers: the table of decide functions, parallel to commands[]; written by tools/catalog. A
 * handler that is missing is a link error with its name. Linked into workers and tests only. */
#ifndef HALL_RUNTIME_HANDLERS_H
#define HALL_RUNTIME_HANDLERS_H

#include "proto/runtime/changes.h"

extern decide_function *const handlers[];

/* handle: the command's handler, and the faults that it noted. */
static inline verdict handle(const command_type *command, const context *ctx, view *rows,
                             const ProtobufCMessage *in, changes *out) {
    return changes_settle(out, handlers[command->number](ctx, rows, in, out));
}

#endif
