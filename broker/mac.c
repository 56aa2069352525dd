/* mac: the origin's MAC over an envelope and what its class may publish. The MAC covers the bytes
 * on the wire with field 12 cut out, so no re-encoding stands between what was signed and what is
 * read. */
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "broker/keys.h"
#include "proto/runtime/crypt/crypt.h"

enum { MAC_FIELD = 12 };

typedef struct span {
    const uint8_t *at, *end;
} span;

/* Protocol Buffers encoding: base-128 varint, at most ten bytes. */
static bool varint(span *in, uint64_t *out) {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 70 && in->at < in->end; shift += 7) {
        uint8_t byte = *in->at++;
        value |= (uint64_t) (byte & 0x7f) << (shift < 64 ? shift : 63);
        if (byte < 0x80) {
            *out = value;
            return true;
        }
    }
    return false;
}

/* Steps over one field; its number goes to `out`. */
static bool field_skip(span *in, uint64_t *out) {
    uint64_t tag, size;
    if (!varint(in, &tag)) return false;
    *out = tag >> 3;
    switch (tag & 7) {
    case 0:
        return varint(in, &size);
    case 1:
        size = 8;
        break;
    case 2:
        if (!varint(in, &size)) return false;
        break;
    case 5:
        size = 4;
        break;
    default:
        return false;
    }
    if (size > (uint64_t) (in->end - in->at)) return false;
    in->at += size;
    return true;
}

/* Where the mac field (tag included) stands; an empty span at the end when there is none. */
static status mac_find(const uint8_t *frame, size_t bytes, span *out) {
    span in = {frame, frame + bytes}, found = {frame + bytes, frame + bytes};
    unsigned n = 0;
    while (in.at < in.end) {
        const uint8_t *start = in.at;
        uint64_t field;
        if (!field_skip(&in, &field)) return E_MALFORMED;
        if (field == MAC_FIELD) {
            found = (span){start, in.at};
            n++;
        }
    }
    *out = found;
    return n <= 1 ? OK : E_MALFORMED;
}

status keys_mac(const peer_key *key, const void *frame, size_t bytes, uint8_t out[KEY_MAC_BYTES]) {
    const uint8_t *start = frame;
    span cut;
    status s = mac_find(start, bytes, &cut);
    if (s != OK) return s;
    uint8_t joined[1024];
    size_t head = (size_t) (cut.at - start), tail = bytes - (size_t) (cut.end - start);
    uint8_t *text = head + tail <= sizeof joined ? joined : malloc(head + tail);
    if (!text) return E_UNAVAILABLE;
    if (head > 0) memcpy(text, start, head);
    if (tail > 0) memcpy(text + head, cut.end, tail);
    crypt_hmac_sm3(key->mac, KEY_MAC_BYTES, text, head + tail, out);
    if (text != joined) free(text);
    return OK;
}

bool keys_password(const char *own_secret, const char *others_public,
                   char out[KEYS_PASSWORD_BYTES]) {
    uint8_t secret[32], public_key[32], shared[32], proof[CRYPT_HASH_BYTES];
    bool good = strlen(own_secret) == 40 && strlen(others_public) == 40 &&
                zmq_z85_decode(secret, own_secret) && zmq_z85_decode(public_key, others_public) &&
                crypt_agree(secret, public_key, shared);
    if (good) {
        crypt_hmac_sm3(shared, sizeof shared, "hall bus", 8, proof);
        good = zmq_z85_encode(out, proof, sizeof proof);
    }
    crypt_wipe(secret, sizeof secret);
    crypt_wipe(shared, sizeof shared);
    return good;
}

enum { ANSWER_MAC_TAG = 15 << 3 | 2 };

void keys_sign_answer(const uint8_t answer_key[KEY_MAC_BYTES], uint8_t *packed, size_t bytes) {
    packed[bytes] = ANSWER_MAC_TAG;
    packed[bytes + 1] = KEY_MAC_BYTES;
    crypt_hmac_sm3(answer_key, KEY_MAC_BYTES, packed, bytes, packed + bytes + 2);
}

bool keys_answer_proved(const peer_key *key, const void *frame, size_t bytes) {
    const uint8_t *at = frame;
    uint8_t expected[KEY_MAC_BYTES];
    if (bytes < KEYS_ANSWER_TAIL_BYTES) return false;
    bytes -= KEYS_ANSWER_TAIL_BYTES;
    if (at[bytes] != ANSWER_MAC_TAG || at[bytes + 1] != KEY_MAC_BYTES) return false;
    crypt_hmac_sm3(key->answer, KEY_MAC_BYTES, at, bytes, expected);
    return crypt_equal(expected, at + bytes + 2, KEY_MAC_BYTES);
}

static bool is_system(peer_class peer) {
    return peer == PEER_ROSTER || peer == PEER_INTAKE || peer == PEER_WORKER ||
           peer == PEER_AUDIT || peer == PEER_AGENT;
}

static bool acts_by_session(peer_class peer, const Bus__Envelope *envelope) {
    return envelope->token.len &&
           (peer == PEER_WEB || peer == PEER_WEB_OUTSIDE || peer == PEER_KIOSK || peer == PEER_CLI);
}

status keys_allow(peer_class peer, const command_type *command, const Bus__Envelope *envelope) {
    bool allowed = peer != PEER_NONE && peer != PEER_BROKER;
    if (command->door == KERNEL__DOOR__INTERNAL) allowed = allowed && is_system(peer);
    if (command->door == KERNEL__DOOR__OPERATOR || peer == PEER_OPERATOR)
        allowed = allowed && command->door == KERNEL__DOOR__OPERATOR && peer == PEER_OPERATOR;
    if (peer == PEER_AGENT) allowed = allowed && command->door == KERNEL__DOOR__INTERNAL;
    if (peer == PEER_INTAKE) allowed = allowed && command->intake;
    if (envelope->acting_for[0] != '\0') { /* a reader of files files rows, it reviews nothing; a
                                              person's session may act by mandate */
        allowed = allowed && ((peer == PEER_ROSTER && command->sheet[0] != '\0') ||
                              (peer == PEER_AGENT && command->by_agent) || peer == PEER_INTAKE ||
                              acts_by_session(peer, envelope));
    }
    if (command->by_agent) allowed = allowed && peer == PEER_AGENT && envelope->acting_for[0];
    if (command->door == KERNEL__DOOR__UPLOAD)
        allowed = allowed && (peer == PEER_WEB || peer == PEER_WEB_OUTSIDE || peer == PEER_INTAKE ||
                              peer == PEER_CLI); /* has the files' folder, as they have */
    else if (peer == PEER_WEB_OUTSIDE || peer == PEER_KIOSK)
        allowed = allowed && command->door == KERNEL__DOOR__OUTSIDE;
    if (peer == PEER_KIOSK) allowed = allowed && strcmp(command->service, "review") != 0;
    if (peer == PEER_AUDIT) allowed = allowed && command->query;
    return allowed ? OK : E_ORIGIN;
}

status keys_verify(const key_ring *ring, const command_type *command, const Bus__Envelope *envelope,
                   const void *frame, size_t bytes, const peer_key **out) {
    const peer_key *key = key_ring_find(ring, envelope->origin);
    if (!key || !key->has_mac || envelope->mac.len != KEY_MAC_BYTES) return E_ORIGIN;
    uint8_t expected[KEY_MAC_BYTES];
    status state = keys_mac(key, frame, bytes, expected);
    if (state != OK) return state;
    if (!crypt_equal(expected, envelope->mac.data, KEY_MAC_BYTES)) return E_ORIGIN;
    state = keys_allow(key->peer, command, envelope);
    if (state == OK) *out = key;
    return state;
}
