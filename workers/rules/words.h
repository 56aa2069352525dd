/* words: lists of names in one text, divided by single blanks: "query.GetCase query.ListLooks". */
#ifndef HALL_RULES_WORDS_H
#define HALL_RULES_WORDS_H

#include <stdbool.h>

/* words_have: whether `word` is one of them. words_all: whether there is one and `good` says yes to
 * each; a word of over 100 bytes is never good. */
bool words_have(const char *words, const char *word);
bool words_all(const char *words, bool (*good)(const char *word));

#endif
