/* serial: numbers the hall issues itself. They carry the shard, so that whoever knows only the
 * number reaches the owner: person_no = 7 digits sequence from 1000000 + 3 digits shard; case_no =
 * YYYYMMDD + 7 digits sequence + 3 digits shard + Luhn digit. Source: docs/rules 2.8. */
#ifndef HALL_RULES_SERIAL_H
#define HALL_RULES_SERIAL_H

#include "proto/runtime/status.h"

#define SERIAL_SHARDS 256
#define SERIAL_CASE_SIZE 20 /* 19 digits and NUL */
#define SERIAL_PERSON_FIRST 1000000

typedef struct case_no {
    int32_t date, sequence, shard;
} case_no;

/* serial_case_make: date valid YYYYMMDD of year 1000 or later, sequence 0 to 9999999, shard 0 to
 * 255. Errors: E_DATE, E_RANGE. serial_case_parse: any text. Errors: E_CASE_NO (length, digits,
 * date, shard, check digit). */
status serial_case_make(case_no parts, char out[SERIAL_CASE_SIZE]) MUST_CHECK;
status serial_case_parse(const char *text, case_no *out) MUST_CHECK;

/* serial_person_make: sequence 1000000 to 9999999, shard 0 to 255; ten digits. Errors: E_RANGE.
 * serial_person_shard: the shard of a person_no, or -1 when the number is none. */
status serial_person_make(int32_t sequence, int32_t shard, int64_t *out) MUST_CHECK;
int32_t serial_person_shard(int64_t person_no);

/* serial_luhn: the check digit '0'..'9' that fits behind n digits. */
char serial_luhn(const char *digits, size_t n);

#endif
