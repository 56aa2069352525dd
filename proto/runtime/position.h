/* position: where the log stands. A position is a lane and the number of an entry in it; numbers of
 * different lanes are not comparable. As text it is NUMBER in lane 0 and LANE-NUMBER elsewhere, so
 * that an installation with one lane sees plain numbers. Clients keep the text and give it back
 * unread; a text may hold several positions, divided by commas, one a lane. */
#ifndef HALL_RUNTIME_POSITION_H
#define HALL_RUNTIME_POSITION_H

#include "proto/runtime/status.h"

enum {
    POSITION_TEXT_BYTES = 40,
    POSITION_LANES_MAX = 64,
    POSITIONS_TEXT_BYTES = 1600 /* of one position in every lane */
};

typedef struct log_position {
    uint32_t lane;
    int64_t number; /* 0: before the first entry */
} log_position;

/* position_text: the text of one position, in `out`; "" for number 0. Returns `out`. */
const char *position_text(log_position p, char out[POSITION_TEXT_BYTES]);

/* position_parse: one position. position_in: the number that a text of several names for `lane`, 0
 * when it names none. Both E_FORM for anything else than digits, hyphens and commas in this form;
 * an empty text is no position. */
status position_parse(const char *text, log_position *out) MUST_CHECK;
status position_in(const char *text, uint32_t lane, int64_t *number) MUST_CHECK;

/* How far every lane was heard of; 0 for a lane that was not. */
typedef struct position_set {
    int64_t number[POSITION_LANES_MAX];
} position_set;

/* positions_raise: takes a position in; true when it is new. positions_last_lane: the last lane of
 * which there is one, 0 for none. positions_text: all of them, divided
 * by commas; "" for none. positions_parse: reads them; E_FORM as position_in. */
bool positions_raise(position_set *set, log_position p);
uint32_t positions_last_lane(const position_set *set);
const char *positions_text(const position_set *set, char out[POSITIONS_TEXT_BYTES]);
status positions_parse(const char *text, position_set *out) MUST_CHECK;

#endif
