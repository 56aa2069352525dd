/* envelope: packs, signs and reads envelopes, and appends what changes with each repetition. */
#include "broker/envelope.h"

#include <string.h>

#include "broker/frame.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/process.h"

#define TTL_MS_MAX 600000u

/* Each part with its length, so that no two different lists of parts read the same. */
static void add(crypt_hasher *h, const void *data, size_t bytes) {
    uint64_t length = bytes;
    crypt_hasher_add(h, &length, sizeof length);
    crypt_hasher_add(h, data, bytes);
}

void envelope_digest(const Bus__Envelope *envelope, uint8_t out[16]) {
    uint8_t digest[CRYPT_HASH_BYTES];
    int64_t numbers[2] = {envelope->dry_run, envelope->draft};
    crypt_hasher *h = crypt_hasher_open(CRYPT_STD);
    add(h, envelope->id.data, envelope->id.len);
    add(h, envelope->method, strlen(envelope->method));
    add(h, envelope->payload.data, envelope->payload.len);
    add(h, envelope->token.data, envelope->token.len);
    add(h, envelope->program_key.data, envelope->program_key.len);
    add(h, envelope->acting_for, strlen(envelope->acting_for));
    add(h, envelope->case_no, strlen(envelope->case_no));
    add(h, envelope->least_position, strlen(envelope->least_position));
    add(h, numbers, sizeof numbers);
    crypt_hasher_end(&h, digest);
    memcpy(out, digest, 16);
}

/* Field with a varint value; zero is left out, as proto3 does. */
static size_t put_number(uint8_t *at, unsigned field, uint64_t value) {
    size_t n = 0;
    if (value == 0) return 0;
    if (field >= 16) at[n++] = (uint8_t) (field << 3 | 0x80);
    at[n++] = (uint8_t) (field >= 16 ? field >> 4 : field << 3);
    for (; value >= 0x80; value >>= 7) at[n++] = (uint8_t) (value | 0x80);
    at[n++] = (uint8_t) value;
    return n;
}

size_t envelope_sign(const peer_key *key, uint8_t *frame, size_t bytes, uint32_t ttl_ms,
                     uint32_t attempt) {
    bytes += put_number(frame + bytes, 5, ttl_ms);
    bytes += put_number(frame + bytes, 10, attempt);
    bytes += put_number(frame + bytes, 20, (uint64_t) process_now_us());
    uint8_t mac[KEY_MAC_BYTES];
    must(keys_mac(key, frame, bytes, mac) == OK);
    frame[bytes++] = 12 << 3 | 2;
    frame[bytes++] = KEY_MAC_BYTES;
    memcpy(frame + bytes, mac, KEY_MAC_BYTES);
    return bytes + KEY_MAC_BYTES;
}

static unsigned service_position(const char *name) {
    unsigned s = 0;
    while (s < n_services && strcmp(services[s].name, name) != 0) s++;
    return s;
}

/* The order key stands in the payload; whether the payload is right is the worker's business. */
static status shard_of(arena *a, const command_type *command, const Bus__Envelope *envelope,
                       uint32_t *out) {
    if (envelope->payload.len > command->bytes_max) return E_TOO_LARGE;
    ProtobufCMessage *input = NULL;
    if (command->order_kind != KERNEL__ORDER_KIND__ORDER_RECEIPT) {
        input = protobuf_c_message_unpack(command->input->descriptor, arena_pb(a),
                                          envelope->payload.len, envelope->payload.data);
        if (!input) return E_MALFORMED;
    }
    *out = catalog_filing_shard(command, input, envelope->case_no, envelope->id.data);
    return OK;
}

/* The MAC is the worker's to check: a broker has no key of its peers. */
static status origin_check(const key_ring *ring, const char *user_id, const command_type *command,
                           const Bus__Envelope *envelope) {
    const peer_key *origin = user_id ? key_ring_find(ring, user_id) : NULL;
    if (!origin || strcmp(user_id, envelope->origin) != 0) return E_ORIGIN;
    return keys_allow(origin->peer, command, envelope);
}

status envelope_read(arena *a, const key_ring *ring, const char *user_id, const void *frame,
                     size_t bytes, route_request *out) {
    memset(out->id, 0, sizeof out->id);
    if (bytes > BUS_COMMAND_BYTES_MAX) return E_TOO_LARGE;
    Bus__Envelope *envelope = bus__envelope__unpack(arena_pb(a), bytes, frame);
    if (!envelope) return E_MALFORMED;
    if (envelope->id.len != sizeof out->id) return E_KEY_MISSING;
    memcpy(out->id, envelope->id.data, sizeof out->id);
    out->command = catalog_command(envelope->method);
    if (!out->command) return E_UNKNOWN_METHOD;
    status state = origin_check(ring, user_id, out->command, envelope);
    if (state == OK) state = shard_of(a, out->command, envelope, &out->shard);
    out->service = service_position(out->command->service);
    out->attempt = envelope->attempt;
    out->ttl_ms = envelope->ttl_ms < TTL_MS_MAX ? envelope->ttl_ms : TTL_MS_MAX;
    envelope_digest(envelope, out->digest);
    return state;
}
