/* batch: the only idiom for a transaction that decides. The caller (workers/engine/runner.c):
 *
 *     batch_begin(b);                            queued, nothing travels yet
 *     batch_ask_kept(b, n, ids);                 touches kept answers of repeated ids
 *     do { decide all; batch_ask_rows(b, v); } while (batch_round(b) == OK && something was
 * missing) batch_finish(b, v, n, items)               two rounds: writes; numbering, entries,
 * commit
 *
 * Any status but OK from a round: the transaction is rolled back already and batch_begin may
 * follow. E_CONFLICT: run the commands one by one. IN_PROGRESS from batch_finish: it is not known
 * whether it committed; answer nothing, a repetition with the same id will find out. Answers leave
 * after OK only. Not here: deciding, sealing of events (seal.h), the bus. One batch per connection
 * and thread. */
#ifndef HALL_STORE_BATCH_H
#define HALL_STORE_BATCH_H

#include "kernel/envelope.pb-c.h"
#include "proto/runtime/position.h"
#include "store/log/entrylog.h"
#include "store/rows/rows.h"
#include "store/vault/vault.h"

typedef struct batch batch;

/* batch_open: `keys` may be NULL where nothing is sealed (tests). Borrows db and keys. */
batch *batch_open(pg *db, vault *keys, uint32_t lane);
void batch_close(batch *b);

void batch_begin(batch *b);

/* A kept answer, as found by batch_ask_kept: same id, other digest is the caller's E_KEY_REUSED. */
typedef struct batch_kept {
    uint8_t command_id[16];
    uint8_t digest[32];
    const char *actor;
    Bus__Answer *answer; /* as it was first given */
    int64_t seen;        /* how often it was asked for, this time included */
} batch_kept;

/* batch_ask_kept: looks `n` command ids up and counts each found one up, so that re-answering waits
 * for a commit of its own (docs/rules 8.9 (2)). After the round batch_kept_find answers; in `a` of
 * the view given to the round. May be asked again for ids that had none: another worker may have
 * committed since. */
void batch_ask_kept(batch *b, size_t n, const uint8_t (*ids)[16], arena *a);
const batch_kept *batch_kept_find(const batch *b, const uint8_t id[16]);

/* batch_ask_rows: what `v` misses, and the keys the vault misses. */
void batch_ask_rows(batch *b, view *v);

/* batch_round: everything asked for, in one round trip. */
status batch_round(batch *b) MUST_CHECK;

/* batch_cancel: rolls back; nothing was done. */
void batch_cancel(batch *b);

typedef struct batch_event {
    const event_type *type;
    const ProtobufCMessage *sealed;
    const char *subject;
} batch_event;

/* One accepted command, which becomes one entry. A refusal is no item: it stores nothing. Texts are
 * never NULL. */
typedef struct batch_item {
    const uint8_t *command_id; /* 16 bytes */
    uint8_t digest[32];        /* over method, actor and payload */
    const char *method, *actor, *acting_for, *origin, *channel, *source_address, *purpose, *case_no;
    const char *key_no; /* the program key that acted; alone it may be NULL: none */
    Kernel__Role role;
    int64_t received_at_us;
    Bus__Answer *answer; /* its position is set, then it is kept */
    bool keep;           /* false: no kept answer (a read that is an entry) */
    bool forever;        /* the kept answer is never cleaned */
    bool
        moves_reference; /* it changed a reference row: who decided on the old ones decides again */
    int32_t closes;      /* month that this command closes, 0 for none */
    size_t n_event;
    batch_event *event;
    size_t payload_bytes; /* of its events, noted by batch_item_fits; 0: not known yet */
    int64_t position;     /* out, as the next: set by batch_finish */
    char position_text[POSITION_TEXT_BYTES]; /* what answer->position then points to */
} batch_item;

/* batch_item_fits: notes payload_bytes; whether the command can become one entry: at most
 * ENTRY_EVENTS_MAX events of ENTRY_LINKS_MAX subjects and ENTRY_BYTES_MAX bytes. What does not fit
 * is refused before. */
bool batch_item_fits(batch_item *item);

/* batch_finish: rows changed in `v`, created keys, then (under the lane's lock, taken last) entries
 * numbered and chained, kept answers, commit. With no items and no changes it only commits what was
 * touched.
 * errors  E_CONFLICT, E_UNAVAILABLE, E_INTERNAL: nothing was stored; IN_PROGRESS: unknown. After
 *         E_CONFLICT batch_is_stale says whether the closed period or the reference position moved
 *         since batch_begin: then all of it is decided again. */
status batch_finish(batch *b, view *v, size_t n, batch_item *items) MUST_CHECK;
bool batch_is_stale(const batch *b);

/* batch_reference: the lane's reference position as of batch_begin, once a round is over. */
int64_t batch_reference(const batch *b);

/* batch_lane: the lane. batch_position: its last number as of the last finish with entries, 0
 * before. */
uint32_t batch_lane(const batch *b);
int64_t batch_position(const batch *b);

/* batch_attempt: counts `n` commands up before they are run again, committed at once; `count` gets
 * the number of attempts so far, this one included, and 0 for one whose answer is kept: that one
 * ended well. A finished command's count is deleted with its commit. */
status batch_attempt(batch *b, size_t n, const uint8_t (*ids)[16], const char *last_error,
                     int64_t now_us, int64_t *count) MUST_CHECK;

/* batch_attempting: this process counted it within the hour and has not ended it yet; of more than
 * 1024 such the oldest are forgotten. batch_attempt_over: it was answered without a commit of its
 * own (refused, or answered before), so it did not kill a worker and its count is deleted. */
bool batch_attempting(const batch *b, const uint8_t id[16]);
status batch_attempt_over(batch *b, const uint8_t id[16]) MUST_CHECK;

/* A command that cannot be processed waits for an operator. */
typedef struct parked {
    uint8_t command_id[16];
    const char *method;
    const char *reason;           /* stable key */
    ProtobufCBinaryData envelope; /* bus.Envelope */
    ProtobufCBinaryData stamp;    /* bus.Stamp */
    int64_t at_us;
    int64_t state; /* 1 waiting, 2 released, 3 discarded */
} parked;

/* batch_park: stores it with the count of its attempts, which ends, committed at once; twice is
 * once. batch_parked: state of an id, 0 for not parked. batch_parked_list: newest `limit`, in `a`.
 * batch_parked_set: 2 or 3; E_NOT_FOUND. batch_parked_forget: its content goes, it is discarded. */
status batch_park(batch *b, const parked *what) MUST_CHECK;
status batch_parked(batch *b, const uint8_t id[16], int64_t *state) MUST_CHECK;
status batch_parked_list(batch *b, unsigned limit, arena *a, size_t *n, parked **out) MUST_CHECK;
status batch_parked_forget(batch *b, const uint8_t id[16]) MUST_CHECK;
status batch_parked_set(batch *b, const uint8_t id[16], int64_t state) MUST_CHECK;

#endif
