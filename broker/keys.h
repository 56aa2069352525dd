/* keys: who may speak on the bus and what each may publish. A key folder holds, for each peer,
 * NAME.key (name, class, 32-byte MAC key), NAME.cert (CURVE public key) and NAME.cert_secret (CURVE
 * pair, czmq format). A client needs its own files and the broker's NAME.cert; workers need every
 * .key of the origins they serve besides; a broker needs all .cert files and its own secret, and no
 * .key. All are secret files (proto/runtime/secret_file.h); `hall keys issue` makes the folder of
 * each program. What a class may publish is derived from the catalogue here and nowhere else; the
 * worker enforces it, the broker only drops garbage early. Reads and writes files. */
#ifndef HALL_BROKER_KEYS_H
#define HALL_BROKER_KEYS_H

#include "kernel/envelope.pb-c.h"
#include "proto/runtime/catalog.h"

#define KEY_NAME_MAX 64u
#define KEY_MAC_BYTES 32u

typedef enum peer_class {
    PEER_NONE,
    PEER_WEB,
    PEER_KIOSK,
    PEER_CLI,
    PEER_ROSTER,
    PEER_INTAKE,
    PEER_WORKER,
    PEER_BROKER,
    PEER_AUDIT,
    PEER_WEB_OUTSIDE, /* a web adapter that has the outside door only */
    PEER_OPERATOR,    /* the operator's own commands on the machine of the keys */
    PEER_AGENT,       /* acts without being asked: INTERNAL methods only */
    PEER_CLASSES
} peer_class;

/* A peer of the bus. has_mac is false for a peer of which only the certificate is here: its MACs
 * cannot be checked, so it may publish nothing. The CURVE keys are Z85 texts, "" when there
 * is no such file. */
typedef struct peer_key {
    char name[KEY_NAME_MAX];
    peer_class peer;
    bool has_mac;
    uint8_t mac[KEY_MAC_BYTES];
    uint8_t answer[KEY_MAC_BYTES]; /* for answers to its commands; from `mac` */
    char curve_public[41];
    char curve_secret[41];
} peer_key;

/* peer_class_name / peer_class_find: "web", "kiosk", "cli", "roster", "intake", "worker", "broker",
 * "audit", "web_outside", "operator", "agent". PEER_NONE for any other text. */
const char *peer_class_name(peer_class peer);
peer_class peer_class_find(const char *name);

/* keys_create: makes the three files of a new peer with fresh keys; makes `dir` when missing.
 * name    1 to 63 characters of a-z A-Z 0-9 . _ - and no leading dot.
 * errors  E_FORM bad name or class; E_CONFLICT the peer exists already (nothing is changed);
 *         E_UNAVAILABLE a file could not be written. */
status keys_create(const char *dir, const char *name, peer_class peer) MUST_CHECK;

/* keys_load: the key of one peer with its CURVE texts where the files exist.
 * errors  E_NOT_FOUND no NAME.key and no NAME.cert; E_MALFORMED unreadable content;
 *         E_FORBIDDEN a secret file is open to group or others. */
status keys_load(const char *dir, const char *name, peer_key *out) MUST_CHECK;

/* A key ring: every peer of a folder, read once. Close accepts NULL. */
typedef struct key_ring key_ring;
status key_ring_open(const char *dir, key_ring **out) MUST_CHECK;
void key_ring_close(key_ring *ring);

/* Look-ups; NULL when there is none. Borrowed until close. */
const peer_key *key_ring_find(const key_ring *ring, const char *name);
const peer_key *key_ring_find_curve(const key_ring *ring, const char *curve_public);
size_t key_ring_count(const key_ring *ring);
const peer_key *key_ring_at(const key_ring *ring, size_t number);

/* keys_mac: HMAC-SM3 by `key` over a packed Envelope without its mac field. `frame` may hold a mac
 * (field 12) or none; the bytes around it are what is authenticated, whatever the sender's encoder.
 * errors  E_MALFORMED the frame is no protobuf message or has two macs. */
status keys_mac(const peer_key *key, const void *frame, size_t bytes,
                uint8_t out[KEY_MAC_BYTES]) MUST_CHECK;

/* keys_password: what a peer and the broker can both compute from their own CURVE secret and the
 * other's certificate, and nobody else: by it a peer proves on a local socket who it is, at no cost
 * a message. False when a key is missing. */
#define KEYS_PASSWORD_BYTES 41u
bool keys_password(const char *own_secret, const char *others_public,
                   char out[KEYS_PASSWORD_BYTES]) MUST_CHECK;

/* keys_sign_answer: appends the MAC to `bytes` packed bytes of an answer without one, with room for
 * KEYS_ANSWER_TAIL_BYTES more; `answer_key` is that of the command's origin. keys_answer_proved: an
 * answer from the wire ends with the right one (constant time). */
#define KEYS_ANSWER_TAIL_BYTES (2u + KEY_MAC_BYTES)
void keys_sign_answer(const uint8_t answer_key[KEY_MAC_BYTES], uint8_t *packed, size_t bytes);
bool keys_answer_proved(const peer_key *key, const void *frame, size_t bytes) MUST_CHECK;

/* keys_allow: whether this class may publish this envelope.
 *   INTERNAL methods: roster, intake, worker, audit, agent only, and agent nothing else.
 *   OPERATOR methods: operator only, and it nothing else.
 *   intake: methods marked intake only.
 *   acting_for: intake, roster for commands that rows of a file may be, and agent for those that
 * say so (by_agent), which no other class sends and which agent sends for an account only.
 *   web_outside: outside door only, so that an attacker who takes that machine over cannot reach
 * what the intranet may. kiosk: outside door only, never review.   audit: queries only.   broker:
 * nothing. errors  E_ORIGIN. */
status keys_allow(peer_class peer, const command_type *command,
                  const Bus__Envelope *envelope) MUST_CHECK;

/* keys_verify: the worker's whole check of an envelope: origin known, MAC right (constant time),
 * origin may publish it. `frame` is the envelope as it came from the wire.
 * out     the origin's key, borrowed from the ring.
 * errors  E_ORIGIN, E_MALFORMED. */
status keys_verify(const key_ring *ring, const command_type *command, const Bus__Envelope *envelope,
                   const void *frame, size_t bytes, const peer_key **out) MUST_CHECK;

#endif
