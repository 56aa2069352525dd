/* fault_words: what people read of one fault: what is wrong, and what to do about it. Page, list
 * and workbook take their words from here, so that they are the same everywhere. */
#ifndef HALL_RUNTIME_FAULT_WORDS_H
#define HALL_RUNTIME_FAULT_WORDS_H

#include "proto/runtime/arena.h"
#include "proto/runtime/status.h"

/* next: "" where the text says what to do. */
typedef struct fault_words {
    text_pair text, next;
} fault_words;

/* fault_words_of: of a refusal; fault_words_of_row: of a row of a file, which may name the same
 * person as the row `other` (0 for none). Static, or in the arena; out of memory leaves out which
 * row that is. */
fault_words fault_words_of(status code, const char *reason);
fault_words fault_words_of_row(status code, const char *reason, int64_t other, arena *a);

/* fault_words_joined: both as one text: in Chinese with a full-width mark between them and without
 * a blank. In the arena; out of memory it is the text alone. */
const char *fault_words_joined(const fault_words *words, bool english, arena *a);

#endif
