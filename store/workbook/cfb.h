/* cfb: the compound file around old .xls workbooks and encrypted .xlsx ones: finds a stream by name
 * and reads from it at any offset. Every chain is bounded by the file's own size. Read-only.
 * Source: [MS-CFB]. */
#ifndef HALL_ROSTER_CFB_H
#define HALL_ROSTER_CFB_H

#include <sys/types.h>

#include "proto/runtime/status.h"

typedef struct cfb cfb;
typedef struct cfb_stream cfb_stream;

/* cfb_open: NULL when `fd` is no sound compound file of at most bytes_max. fd is borrowed. */
cfb *cfb_open(int fd, uint64_t bytes_max);
void cfb_close(cfb *c);

/* cfb_has: whether an entry (stream or storage) of this ASCII name exists, case ignored. */
bool cfb_has(const cfb *c, const char *name);

/* cfb_stream_open: NULL when there is no such stream or its chain is broken. */
cfb_stream *cfb_stream_open(cfb *c, const char *name);
void cfb_stream_close(cfb_stream *s);

/* cfb_read: exactly n bytes at `offset`; false beyond the end. */
bool cfb_read(cfb_stream *s, uint64_t offset, void *out, size_t n);

#endif
