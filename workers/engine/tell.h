/* tell: leaves a message for whom an event concerns, as the contract says (option `tell`). It is an
 * event of the same entry, so a replay gives the same inboxes. */
#ifndef HALL_WORKERS_TELL_H
#define HALL_WORKERS_TELL_H

#include "proto/runtime/changes.h"
#include "proto/runtime/decide.h"

/* tell_all: adds to `out` a message for each event in it that tells somebody; `ctx` is the accepted
 * command's. Void while view_missing. */
void tell_all(const context *ctx, view *rows, changes *out);

#endif
