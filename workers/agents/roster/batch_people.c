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

struct batch_people {
    named *place;
    size_t room, n; /* room is a power of two */
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

int64_t batch_people_row(batch_people *people, const char *field, const char *number,
                         int64_t row_no) {
    char text[TEXT_BYTES];
    uint8_t digest[CRYPT_HASH_BYTES];
    must(row_no > 0);
    if (2 * people->n >= people->room) grow(people);
    int n = snprintf(text, sizeof text, "%s:%s", field, number);
    crypt_sm3(text, (size_t) n < sizeof text ? (size_t) n : sizeof text - 1, digest);
    named *found = place_of(people->place, people->room, digest);
    if (found->row_no) return found->row_no;
    memcpy(found->key, digest, KEY_BYTES);
    found->row_no = row_no;
    people->n++;
    return row_no;
}
