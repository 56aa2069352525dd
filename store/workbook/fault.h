/* fault: why a whole file was refused and where, in both languages. One shape for the sandboxed
 * parser, the reader, and the header match. A refused cell is no fault: it is a status of its row.
 */
#ifndef HALL_ROSTER_FAULT_H
#define HALL_ROSTER_FAULT_H

#include "proto/runtime/status.h"

#define FAULT_NO_COLUMN UINT32_MAX

/* code: OK for no fault. row: as the clerk counts, 0 for none; column: 0-based. detail: what
 * exactly, to be shown behind the status text; "" for nothing to add. Never holds cell contents. */
typedef struct roster_fault {
    status code;
    uint32_t row, column;
    char sheet[100];
    char detail_zh[200], detail_en[200];
} roster_fault;

/* fault_set: fills everything but the place; keeps a fault already set, for the first one is the
 * cause. Returns the code that stands. */
status fault_set(roster_fault *fault, status code, const char *zh, const char *en);

/* fault_at: as fault_set, with the place. */
status fault_at(roster_fault *fault, status code, uint32_t row, uint32_t column, const char *zh,
                const char *en);

/* fault_limits: E_BATCH_UNSAFE for a file that needs more processor time or memory than the parser
 * may take. */
status fault_limits(roster_fault *fault);

/* fault_put: formatted details (both formats take the same arguments). */
status fault_put(roster_fault *fault, status code, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));

#endif
