/* position: reads, writes and compares positions of the log as text. */
#include "proto/runtime/position.h"

#include <inttypes.h>
#include <stdio.h>

const char *position_text(log_position p, char out[POSITION_TEXT_BYTES]) {
    if (p.number == 0)
        out[0] = 0;
    else if (p.lane == 0)
        snprintf(out, POSITION_TEXT_BYTES, "%" PRId64, p.number);
    else
        snprintf(out, POSITION_TEXT_BYTES, "%" PRIu32 "-%" PRId64, p.lane, p.number);
    return out;
}

/* Digits up to what is no digit; 18 of them fit every number that a log can reach. */
static bool digits(const char **at, int64_t most, int64_t *out) {
    const char *begin = *at;
    for (*out = 0; **at >= '0' && **at <= '9' && *at - begin < 18; (*at)++)
        *out = *out * 10 + (**at - '0');
    return *at > begin && *out <= most;
}

static bool next(const char **at, log_position *out) {
    int64_t first, second;
    if (!digits(at, INT64_MAX, &first)) return false;
    *out = (log_position){0, first};
    if (**at != '-') return true;
    (*at)++;
    if (first >= POSITION_LANES_MAX || !digits(at, INT64_MAX, &second)) return false;
    *out = (log_position){(uint32_t) first, second};
    return true;
}

status position_parse(const char *text, log_position *out) {
    const char *at = text;
    return next(&at, out) && *at == 0 ? OK : E_FORM;
}

bool positions_raise(position_set *set, log_position p) {
    if (p.lane >= POSITION_LANES_MAX || p.number <= set->number[p.lane]) return false;
    set->number[p.lane] = p.number;
    return true;
}

uint32_t positions_last_lane(const position_set *set) {
    uint32_t lane = POSITION_LANES_MAX - 1;
    while (lane > 0 && set->number[lane] == 0) lane--;
    return lane;
}

const char *positions_text(const position_set *set, char out[POSITIONS_TEXT_BYTES]) {
    char one[POSITION_TEXT_BYTES];
    size_t used = 0;
    out[0] = 0;
    for (uint32_t lane = 0; lane < POSITION_LANES_MAX; lane++)
        if (set->number[lane] > 0)
            used += (size_t) snprintf(out + used, POSITIONS_TEXT_BYTES - used, "%s%s",
                                      used > 0 ? "," : "",
                                      position_text((log_position){lane, set->number[lane]}, one));
    return out;
}

status positions_parse(const char *text, position_set *out) {
    const char *at = text;
    log_position p;
    *out = (position_set){{0}};
    for (unsigned n = 0; *at; n++) {
        if (n == POSITION_LANES_MAX || !next(&at, &p) || (*at && *at != ',')) return E_FORM;
        positions_raise(out, p);
        if (*at == ',' && !*++at) return E_FORM;
    }
    return OK;
}

status position_in(const char *text, uint32_t lane, int64_t *number) {
    position_set set;
    status s = positions_parse(text, &set);
    *number = s == OK && lane < POSITION_LANES_MAX ? set.number[lane] : 0;
    return s;
}
