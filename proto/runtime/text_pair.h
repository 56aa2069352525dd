/* text_pair: a text people see, in both languages; kernel.Text as a constant. */
#ifndef HALL_RUNTIME_TEXT_PAIR_H
#define HALL_RUNTIME_TEXT_PAIR_H

#include <stdbool.h>

typedef struct text_pair {
    const char *zh, *en;
} text_pair;

static inline const char *text_pair_in(text_pair text, bool english) {
    return english ? text.en : text.zh;
}

#endif
