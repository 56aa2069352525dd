/* interest: what a pension account earns in a year. Source: 职工基本养老保险个人账户管理暂行办法
 * (劳办发〔1997〕116号), 社会保险法 art. 14; docs/rules 3.7. The rate of a year: params_interest.
 */
#ifndef HALL_RULES_INTEREST_H
#define HALL_RULES_INTEREST_H

#include "proto/runtime/status.h"

/* interest_year: month products: opening x r + r/12 x sum of credit[n-1] x (13 - n), half-up once.
 * credit_fen[0] is January; the month is that of posting. Errors: E_RANGE negative figure,
 * E_OVERFLOW. */
status interest_year(int64_t opening_fen, const int64_t credit_fen[12], int32_t rate,
                     int64_t *out_interest_fen) MUST_CHECK;

/* interest_estimate: the year method, closing = opening x (1 + r) + credits x (1 + r x 1.083 / 2),
 * half-up once; for previews only. Errors: E_RANGE, E_OVERFLOW. */
status interest_estimate(int64_t opening_fen, int64_t credits_fen, int32_t rate,
                         int64_t *out_closing_fen) MUST_CHECK;

/* interest_closing: opening + credits + interest. Errors: E_OVERFLOW. */
status interest_closing(int64_t opening_fen, const int64_t credit_fen[12], int64_t interest_fen,
                        int64_t *out_closing_fen) MUST_CHECK;

#endif
