/* strings: see strings.h. In a piece each text is its length in two bytes, the bytes, and a NUL.
 * Where each GROUP-th text begins is remembered; the others are found by walking on. */
#include "store/workbook/strings.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "store/workbook/cells.h"

#define PIECE_BYTES 16384u
#define GROUP 16u
#define UNFOLDED 64u           /* pieces that are kept unfolded besides */
#define PLAIN_BYTES (4u << 20) /* as much is kept as it is */
#define STRINGS_MAX (8u << 20)

typedef struct piece {
    uint8_t *data;
    uint32_t bytes, packed; /* packed: its length as it is kept, 0 for plain */
} piece;

typedef struct place {
    uint32_t piece, at;
} place;

typedef struct unfolded {
    uint32_t piece; /* number + 1, 0 for none */
    uint8_t data[PIECE_BYTES];
} unfolded;

struct strings {
    uint32_t n, n_piece, piece_room, group_room;
    piece *pieces;
    place *groups;
    unfolded *open; /* UNFOLDED of them, from the first packed piece on */
    uint64_t bytes, bytes_max;
    uint8_t last[PIECE_BYTES]; /* the piece that is being filled */
    uint32_t filled;
};

strings *strings_open(uint64_t bytes_max) {
    strings *s = calloc(1, sizeof *s);
    if (s) s->bytes_max = bytes_max;
    return s;
}

void strings_close(strings *s) {
    if (!s) return;
    for (uint32_t i = 0; i < s->n_piece; i++) free(s->pieces[i].data);
    free(s->pieces);
    free(s->groups);
    free(s->open);
    free(s);
}

static void *grown(void *data, uint32_t n, uint32_t *room, size_t bytes) {
    if (n < *room) return data;
    uint32_t wanted = *room ? *room * 2 : 256;
    void *out = realloc(data, wanted * bytes);
    if (out) *room = wanted;
    return out;
}

/* Kept plain when packing gains nothing. */
static bool keep(const uint8_t *data, uint32_t bytes, bool packed, piece *out) {
    uint8_t small[PIECE_BYTES];
    uLongf n = sizeof small;
    bool gains = packed && compress2(small, &n, data, bytes, 1) == Z_OK && n < bytes;
    *out = (piece){malloc(gains ? n : bytes), bytes, gains ? (uint32_t) n : 0};
    if (out->data) memcpy(out->data, gains ? small : data, gains ? n : bytes);
    return out->data;
}

static bool end_piece(strings *s) {
    piece *pieces = grown(s->pieces, s->n_piece, &s->piece_room, sizeof *s->pieces);
    if (!pieces) return false;
    s->pieces = pieces;
    bool packed = s->bytes > PLAIN_BYTES;
    if (packed && !s->open && !(s->open = calloc(UNFOLDED, sizeof *s->open))) return false;
    if (!keep(s->last, s->filled, packed, &s->pieces[s->n_piece])) return false;
    s->n_piece++;
    s->filled = 0;
    return true;
}

static bool note_group(strings *s) {
    if (s->n % GROUP != 0) return true;
    place *groups = grown(s->groups, s->n / GROUP, &s->group_room, sizeof *s->groups);
    if (!groups) return false;
    s->groups = groups;
    s->groups[s->n / GROUP] = (place){s->n_piece, s->filled};
    return true;
}

bool strings_add(strings *s, const char *text, size_t bytes) {
    if (bytes > CELL_BYTES_MAX + 1) bytes = CELL_BYTES_MAX + 1;
    uint32_t needed = (uint32_t) bytes + 3;
    if (s->n == STRINGS_MAX || s->bytes + needed > s->bytes_max) return false;
    if (s->filled + needed > PIECE_BYTES && !end_piece(s)) return false;
    if (!note_group(s)) return false;
    uint8_t *at = s->last + s->filled;
    at[0] = (uint8_t) bytes;
    at[1] = (uint8_t) (bytes >> 8);
    memcpy(at + 2, text, bytes);
    at[2 + bytes] = '\0';
    s->filled += needed;
    s->bytes += needed;
    s->n++;
    return true;
}

static const uint8_t *unfold(strings *s, uint32_t number) {
    const piece *p = &s->pieces[number];
    unfolded *u = &s->open[number % UNFOLDED];
    uLongf n = PIECE_BYTES;
    if (u->piece == number + 1) return u->data;
    u->piece = 0;
    if (uncompress(u->data, &n, p->data, p->packed) != Z_OK || n != p->bytes) return NULL;
    u->piece = number + 1;
    return u->data;
}

static const uint8_t *piece_at(strings *s, uint32_t number, uint32_t *bytes) {
    if (number == s->n_piece) {
        *bytes = s->filled;
        return s->last;
    }
    *bytes = s->pieces[number].bytes;
    return s->pieces[number].packed ? unfold(s, number) : s->pieces[number].data;
}

const char *strings_at(strings *s, uint32_t number, size_t *bytes) {
    if (number >= s->n) return NULL;
    place p = s->groups[number / GROUP];
    uint32_t filled;
    const uint8_t *data = piece_at(s, p.piece, &filled);
    for (uint32_t left = number % GROUP; data && left > 0; left--) {
        p.at += (uint32_t) (data[p.at] | data[p.at + 1] << 8) + 3;
        if (p.at < filled) continue;
        p = (place){p.piece + 1, 0};
        data = piece_at(s, p.piece, &filled);
    }
    if (!data) return NULL;
    *bytes = (size_t) (data[p.at] | data[p.at + 1] << 8);
    return (const char *) data + p.at + 2;
}
