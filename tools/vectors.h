/* vectors: published and derived test vectors of the domain, one a line (kind TAB inputs TAB
 * expected TAB source, first line a header), run against workers/rules. `hall vectors FILE` is
 * this. */
#ifndef HALL_TOOLS_VECTORS_H
#define HALL_TOOLS_VECTORS_H

#include <stdio.h>

#include "workers/rules/params.h"

/* vectors_run: reads `in` to its end, names each failure with expected and got on `out`, ends with
 * "N passed, M failed". An unknown kind or attribute or a malformed line is a failure. Returns M,
 * or -1 when `in` could not be read. params: figures for the kinds that look some up. */
int vectors_run(const param_set *params, FILE *in, FILE *out) MUST_CHECK;

#endif
