/* batch_people: an open-addressing table from the digest of a number to its first row. */
#include "workers/agents/roster/batch_people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/status.h"

enum { KEY_BYTES = 16, ROOM_AT_FIRST = 1024, TEXT_BYTES = 512 };

typedef struct named {
    uint8_t key[KEY_BYTES];
    int64_t row_no; /* 0: a free place */
} named;

/* Two rows of one person that name it by two numbers: few, so they are looked through. */
typedef struct twins {
    int64_t row_no, earlier;
} twins;

struct batch_people {
    named *place;
    size_t room, n; /* room is a power of two */
    twins *twin;
    size_t n_twin, twin_room;
    uint8_t *accepted; /* a bit for each row */
    size_t accepted_bytes;
};

batch_people *batch_people_open(void) {
    batch_people *people = calloc(1, sizeof *people);
    if (!people) return NULL;
    people->room = ROOM_AT_FIRST;
    people->place = calloc(people->room, sizeof *people->place);
    if (people->place) return people;
    free(people);
    return NULL;
}

void batch_people_close(batch_people *people) {
    if (!people) return;
    free(people->place);
    free(people->twin);
    free(people->accepted);
    free(people);
}

/* The place of a key, or the free one where it belongs. */
static named *place_of(named *place, size_t room, const uint8_t key[KEY_BYTES]) {
    uint64_t at;
    memcpy(&at, key, sizeof at);
    for (at &= room - 1; place[at].row_no; at = (at + 1) & (room - 1))
        if (!memcmp(place[at].key, key, KEY_BYTES)) break;
    return &place[at];
}

static void grow(batch_people *people) {
    size_t room = people->room * 2;
    named *place = calloc(room, sizeof *place);
    must(place);
    for (size_t i = 0; i < people->room; i++)
        if (people->place[i].row_no)
            *place_of(place, room, people->place[i].key) = people->place[i];
    free(people->place);
    people->place = place;
    people->room = room;
}

static named *place_named(const batch_people *people, const char *field, const char *number,
                          uint8_t digest[CRYPT_HASH_BYTES]) {
    char text[TEXT_BYTES];
    int n = snprintf(text, sizeof text, "%s:%s", field, number);
    crypt_sm3(text, (size_t) n < sizeof text ? (size_t) n : sizeof text - 1, digest);
    return place_of(people->place, people->room, digest);
}

int64_t batch_people_row(batch_people *people, const char *field, const char *number,
                         int64_t row_no) {
    uint8_t digest[CRYPT_HASH_BYTES];
    must(row_no > 0);
    if (2 * people->n >= people->room) grow(people);
    named *found = place_named(people, field, number, digest);
    if (found->row_no) return found->row_no;
    memcpy(found->key, digest, KEY_BYTES);
    found->row_no = row_no;
    people->n++;
    return row_no;
}

static void *grown(void *data, size_t bytes) {
    void *out = realloc(data, bytes);
    must(out);
    return out;
}

static void mark_accepted(batch_people *people, int64_t row_no) {
    size_t at = (size_t) row_no / 8;
    if (at >= people->accepted_bytes) {
        size_t bytes = 2 * (at + 1);
        people->accepted = grown(people->accepted, bytes);
        memset(people->accepted + people->accepted_bytes, 0, bytes - people->accepted_bytes);
        people->accepted_bytes = bytes;
    }
    people->accepted[at] = (uint8_t) (people->accepted[at] | 1u << (row_no % 8));
}

static bool is_accepted(const batch_people *people, int64_t row_no) {
    size_t at = (size_t) row_no / 8;
    return at < people->accepted_bytes && (people->accepted[at] >> (row_no % 8) & 1);
}

void batch_people_accepted(batch_people *people, int64_t row_no, const char *person_no) {
    uint8_t digest[CRYPT_HASH_BYTES];
    mark_accepted(people, row_no);
    int64_t other = *person_no ? place_named(people, "person_no", person_no, digest)->row_no : 0;
    if (!other || other == row_no) return;
    if (people->n_twin == people->twin_room) {
        people->twin_room = 2 * people->twin_room + 16;
        people->twin = grown(people->twin, people->twin_room * sizeof *people->twin);
    }
    people->twin[people->n_twin++] =
        other < row_no ? (twins){row_no, other} : (twins){other, row_no};
}

int64_t batch_people_twin(const batch_people *people, int64_t row_no) {
    for (size_t i = 0; i < people->n_twin; i++)
        if (people->twin[i].row_no == row_no) return people->twin[i].earlier;
    return 0;
}

int64_t batch_people_repeated(const batch_people *people) {
    int64_t n = 0;
    for (size_t i = 0; i < people->n_twin; i++) n += is_accepted(people, people->twin[i].row_no);
    return n;
}
