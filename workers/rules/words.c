/* words: walks a text from blank to blank. */
#include "workers/rules/words.h"

#include <string.h>

enum { WORD_SIZE = 101 };

/* The next word into `out`, "" for one that is too long; NULL behind the last. */
static const char *next_word(const char *at, char out[WORD_SIZE]) {
    if (!at || !*at) return NULL;
    size_t n = strcspn(at, " ");
    bool fits = n < WORD_SIZE;
    if (fits) memcpy(out, at, n);
    out[fits ? n : 0] = '\0';
    return at + n + (at[n] == ' ');
}

bool words_have(const char *words, const char *word) {
    char one[WORD_SIZE];
    for (const char *at = words; (at = next_word(at, one));)
        if (one[0] && !strcmp(one, word)) return true;
    return false;
}

bool words_all(const char *words, bool (*good)(const char *word)) {
    char one[WORD_SIZE];
    size_t n = 0;
    for (const char *at = words; (at = next_word(at, one)); n++)
        if (!one[0] || !good(one)) return false;
    return n > 0;
}
