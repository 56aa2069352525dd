/* eventlog: reading and proving the log. Events are numbered 1, 2, 3 ... per lane in commit order
 * and chained twice: lane by lane and subject by subject. Everybody reads by position; nothing else
 * is ever trusted for order. Writing is batch.c's alone. */
#ifndef HALL_STORE_EVENTLOG_H
#define HALL_STORE_EVENTLOG_H

#include <stdio.h>

#include "kernel/log.pb-c.h"
#include "proto/runtime/arena.h"
#include "proto/runtime/crypt/crypt.h"
#include "store/pg/pg.h"

typedef struct eventlog_head {
    int64_t position;
    uint8_t hash[CRYPT_HASH_BYTES];
    crypt_suite suite;
} eventlog_head;

/* eventlog_hash: H over the record with an empty hash; `suite` as the lane's head says. */
void eventlog_hash(crypt_suite suite, const Log__EventRecord *record,
                   uint8_t out[CRYPT_HASH_BYTES]);

status eventlog_read_head(pg *db, uint32_t lane, eventlog_head *out) MUST_CHECK;

/* eventlog_hash_at: the hash of one event, zero bytes at position 0; E_NOT_FOUND beyond the end. */
status eventlog_hash_at(pg *db, uint32_t lane, int64_t position,
                        uint8_t out[CRYPT_HASH_BYTES]) MUST_CHECK;

/* eventlog_cluster: which database this is (PostgreSQL's system identifier), for generations. */
status eventlog_cluster(pg *db, uint64_t *out) MUST_CHECK;

typedef status eventlog_visitor(void *self, const Log__EventRecord *record);

/* eventlog_read: events after `after`, at most `limit`, in order; each lives until `visit` returns.
 * `*last` becomes the last position visited (`after` when none). Stops with the status of `visit`.
 * The caller's transaction, or one statement's snapshot. */
status eventlog_read(pg *db, uint32_t lane, int64_t after, int64_t limit, eventlog_visitor *visit,
                     void *self, int64_t *last) MUST_CHECK;

/* eventlog_of_subject: the history of one subject in order. */
status eventlog_of_subject(pg *db, const char *subject, eventlog_visitor *visit,
                           void *self) MUST_CHECK;

/* The checker of both chains, fed record by record in order from anywhere. */
typedef struct eventlog_check eventlog_check;
eventlog_check *eventlog_check_open(crypt_suite suite, uint32_t lane, int64_t first_position,
                                    const uint8_t prev_hash[CRYPT_HASH_BYTES]);
void eventlog_check_close(eventlog_check *c);

/* eventlog_check_add: OK, or E_CONFLICT; the exact position and what is wrong are then in
 * eventlog_check_fault. A file that begins after position 1 cannot prove a subject's earlier part.
 */
status eventlog_check_add(eventlog_check *c, const Log__EventRecord *record) MUST_CHECK;

typedef struct eventlog_fault {
    int64_t position;
    const char
        *what; /* stable: "gap", "prev_hash", "hash", "subject_count", "subject_prev", "head" */
} eventlog_fault;
const eventlog_fault *eventlog_check_fault(const eventlog_check *c);
int64_t eventlog_check_position(const eventlog_check *c);
void eventlog_check_hash(const eventlog_check *c, uint8_t out[CRYPT_HASH_BYTES]);

/* eventlog_verify: the whole lane against its head. `progress` may be NULL.
 * errors  E_CONFLICT with *fault. */
status eventlog_verify(pg *db, uint32_t lane, void (*progress)(void *self, int64_t position),
                       void *self, eventlog_fault *fault) MUST_CHECK;

/* eventlog_export: LogHeader and records after `after`, each preceded by its varint length.
 * eventlog_verify_file: the same proof without a database. E_MALFORMED for a torn file; *records
 * how many were read. eventlog_read_file: visits them (header first through `header`, may be NULL).
 */
status eventlog_export(pg *db, uint32_t lane, int64_t after, FILE *out, int64_t *last) MUST_CHECK;
status eventlog_verify_file(FILE *in, int64_t *records, eventlog_fault *fault) MUST_CHECK;
status eventlog_read_file(FILE *in, status (*header)(void *self, const Log__LogHeader *h),
                          eventlog_visitor *visit, void *self) MUST_CHECK;

#endif
