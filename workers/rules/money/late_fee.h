/* late_fee: 滞纳金 of one receivable line, once, simple. Flexible persons owe none (社会保险法 art.
 * 86 names units only); that is the caller's to know. Source: 社会保险费征缴暂行条例 art. 13,
 * 社会保险法 art. 86, 98; docs/rules 3.9. */
#ifndef HALL_RULES_LATE_FEE_H
#define HALL_RULES_LATE_FEE_H

#include "proto/runtime/status.h"

/* Whether the fee may exceed the principal (行政强制法 art. 45) is disputed: a parameter. */
typedef enum late_fee_cap { LATE_FEE_NO_CAP, LATE_FEE_CAP_PRINCIPAL } late_fee_cap;

typedef struct late_fee {
    int32_t days_old, days_new; /* before, and from 2011-07-01 */
    int64_t fee_fen;
} late_fee;

/* late_fee_compute: days run from the day after due to paid inclusive, YYYYMMDD; paid on or before
 * the due date is 0. Days to 2011-06-30 cost 0.2 %, later ones 0.05 %; half-up once. Errors:
 * E_DATE, E_RANGE principal < 0, E_OVERFLOW. */
status late_fee_compute(int64_t principal_fen, int32_t due, int32_t paid, late_fee_cap cap,
                        late_fee *out) MUST_CHECK;

#endif
