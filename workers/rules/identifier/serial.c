/* Numbers of our own; see serial.h. */
#include "workers/rules/identifier/serial.h"

#include <string.h>

#include "workers/rules/calendar/date.h"
#include "workers/rules/identifier/number.h"

#define SERIAL_SEQUENCE_END 10000000

char serial_luhn(const char *digits, size_t n) {
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        int value = digits[n - 1 - i] - '0';
        if (i % 2 == 0) /* the digit beside the check digit is doubled, then every second */
            value = value < 5 ? value * 2 : value * 2 - 9;
        sum += value;
    }
    return (char) ('0' + (10 - sum % 10) % 10);
}

static bool serial_shard(int32_t shard) {
    return shard >= 0 && shard < SERIAL_SHARDS;
}

status serial_case_make(case_no parts, char out[SERIAL_CASE_SIZE]) {
    if (!date_valid(parts.date) || parts.date < 10000000) return E_DATE;
    if (parts.sequence < 0 || parts.sequence >= SERIAL_SEQUENCE_END || !serial_shard(parts.shard))
        return E_RANGE;
    number_put(out, 8, parts.date);
    number_put(out + 8, 7, parts.sequence);
    number_put(out + 15, 3, parts.shard);
    out[18] = serial_luhn(out, 18);
    out[19] = 0;
    return OK;
}

status serial_case_parse(const char *text, case_no *out) {
    if (strspn(text, "0123456789") != 19 || text[19] != 0 || serial_luhn(text, 18) != text[18])
        return E_CASE_NO;
    case_no parts = {number_of(text, 8), number_of(text + 8, 7), number_of(text + 15, 3)};
    if (!date_valid(parts.date) || !serial_shard(parts.shard)) return E_CASE_NO;
    *out = parts;
    return OK;
}

status serial_person_make(int32_t sequence, int32_t shard, int64_t *out) {
    if (sequence < SERIAL_PERSON_FIRST || sequence >= SERIAL_SEQUENCE_END || !serial_shard(shard))
        return E_RANGE;
    *out = (int64_t) sequence * 1000 + shard;
    return OK;
}

int32_t serial_person_shard(int64_t person_no) {
    int64_t sequence = person_no / 1000;
    int32_t shard = (int32_t) (person_no % 1000);
    if (sequence < SERIAL_PERSON_FIRST || sequence >= SERIAL_SEQUENCE_END || !serial_shard(shard))
        return -1;
    return shard;
}
