/* scan: whether an act may rest on a scan that was handed in before. Source: docs/rules 2.20. */
#ifndef HALL_RULES_SCAN_H
#define HALL_RULES_SCAN_H

#include "proto/runtime/decide.h"

/* scan_nameable: errors E_NOT_FOUND at scan_no: nobody handed it in, or more than a day ago and no
 * act named it, so that its file may be gone. */
verdict scan_nameable(const context *ctx, view *rows, const char *scan_no) MUST_CHECK;

#endif
