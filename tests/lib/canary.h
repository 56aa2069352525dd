/* canary: what tests of the canary contract share: an arena and a song that passes every check. */
#ifndef HALL_TESTS_CANARY_H
#define HALL_TESTS_CANARY_H

#include "gen/canary.h"
#include "tests/lib/cmocka.h"

static arena *box __attribute__((unused));

static inline int open_box(void **state) {
    (void) state;
    box = arena_open(16 * 1024 * 1024);
    return box ? 0 : -1;
}

static inline int close_box(void **state) {
    (void) state;
    arena_close(box);
    return 0;
}

static inline SingSong good_song(void) {
    SingSong song = SING_SONG_INIT;
    song.person_no = "1000000001";
    song.document_no = "420106198502289026";
    song.wage_fen = 650000;
    return song;
}

static inline ProtobufCBinaryData packed(const ProtobufCMessage *message) {
    size_t bytes = protobuf_c_message_get_packed_size(message);
    uint8_t *data = arena_alloc(box, bytes + 1);
    return (ProtobufCBinaryData){protobuf_c_message_pack(message, data), data};
}

#endif
