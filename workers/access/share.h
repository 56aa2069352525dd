/* share: what a share code may show, and how it is found. Source: docs/rules 7.8. */
#ifndef HALL_WORKERS_ACCESS_SHARE_H
#define HALL_WORKERS_ACCESS_SHARE_H

#include "gen/access/rows.h"
#include "proto/runtime/decide.h"

/* share_hash: the keyed hash under which a code is kept; of length 0 for what is no hash. */
ProtobufCBinaryData share_hash(const context *ctx, view *rows, ProtobufCBinaryData code_hash);

/* share_shows: `name` is one of the parts that may be shown. */
bool share_shows(const char *name);

#endif
