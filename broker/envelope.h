/* envelope: how an envelope is written by its sender and read by a broker. The parts that change
 * with every repeat (ttl_ms, attempt, signed_at_us, mac) are appended behind the rest, so that a
 * repeat costs no packing; protobuf allows any field order. */
#ifndef HALL_BROKER_ENVELOPE_H
#define HALL_BROKER_ENVELOPE_H

#include "broker/keys.h"
#include "broker/route.h"
#include "proto/runtime/arena.h"

/* Longest tail that envelope_sign appends. */
#define ENVELOPE_TAIL_BYTES_MAX (6u + 6u + 12u + 2u + KEY_MAC_BYTES)

/* envelope_digest: over what makes two sendings the same act: id, method, payload, token,
 * acting_for, case_no, least_position, dry_run, draft. Not over origin: the same act may come
 * through another adapter. */
void envelope_digest(const Bus__Envelope *envelope, uint8_t out[16]);

/* envelope_sign: appends ttl_ms, attempt, the time of now and the MAC to `bytes` packed bytes at
 * `frame` (packed without these), which has room for ENVELOPE_TAIL_BYTES_MAX more. Returns the new
 * length. */
size_t envelope_sign(const peer_key *key, uint8_t *frame, size_t bytes, uint32_t ttl_ms,
                     uint32_t attempt);

/* How old a MAC may be by the worker's own clock, or how far ahead. */
#define ENVELOPE_AGE_US (120 * INT64_C(1000000))

/* envelope_read: what the route needs of an envelope from the wire, with its payload unpacked only
 * to find the shard. Nothing in `out` borrows from the arena.
 * ring     certificates: what a class may not publish is refused early
 * user_id  peer proved by CURVE, who must be the origin; NULL: nobody
 * errors   E_MALFORMED, E_KEY_MISSING, E_TOO_LARGE, E_UNKNOWN_METHOD, E_ORIGIN, E_ARENA. out->id is
 *          set as soon as it could be read, else zero. */
status envelope_read(arena *a, const key_ring *ring, const char *user_id, const void *frame,
                     size_t bytes, route_request *out) MUST_CHECK;

#endif
