/* strings: see strings.h. Each text has its length in the four bytes before it. */
#include "store/workbook/strings.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES (1u << 20)
#define STRINGS_MAX (4u << 20)

typedef struct block {
    struct block *next;
    size_t used;
    char bytes[BLOCK_BYTES];
} block;

struct strings {
    uint32_t n, room;
    const char **at;
    block *blocks;
    uint64_t bytes, bytes_max;
};

strings *strings_open(uint64_t bytes_max) {
    strings *s = calloc(1, sizeof *s);
    if (s) s->bytes_max = bytes_max;
    return s;
}

void strings_close(strings *s) {
    if (!s) return;
    for (block *b = s->blocks; b;) {
        block *next = b->next;
        free(b);
        b = next;
    }
    free(s->at);
    free(s);
}

static bool make_room(strings *s) {
    if (s->n < s->room) return true;
    uint32_t room = s->room ? s->room * 2 : 1024;
    const char **at = room > STRINGS_MAX ? NULL : realloc(s->at, room * sizeof *at);
    if (!at) return false;
    s->at = at;
    s->room = room;
    return true;
}

static char *take(strings *s, size_t bytes) {
    if (!s->blocks || s->blocks->used + bytes > BLOCK_BYTES) {
        block *b = malloc(sizeof *b);
        if (!b) return NULL;
        b->next = s->blocks;
        b->used = 0;
        s->blocks = b;
    }
    char *out = s->blocks->bytes + s->blocks->used;
    s->blocks->used += bytes;
    return out;
}

bool strings_add(strings *s, const char *text, size_t bytes) {
    uint32_t length = (uint32_t) bytes;
    size_t needed = sizeof length + bytes + 1;
    if (needed > BLOCK_BYTES || s->bytes + needed > s->bytes_max || !make_room(s)) return false;
    char *copy = take(s, needed);
    if (!copy) return false;
    memcpy(copy, &length, sizeof length);
    memcpy(copy + sizeof length, text, bytes);
    copy[sizeof length + bytes] = '\0';
    s->at[s->n++] = copy + sizeof length;
    s->bytes += needed;
    return true;
}

const char *strings_at(const strings *s, uint32_t number, size_t *bytes) {
    if (number >= s->n) return NULL;
    uint32_t length;
    memcpy(&length, s->at[number] - sizeof length, sizeof length);
    *bytes = length;
    return s->at[number];
}
