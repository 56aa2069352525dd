/* entrylog: reading and proving the log. Entries are numbered 1, 2, 3 ... per lane in commit order
 * and chained twice: lane by lane, and subject by subject through their links. Everybody reads by
 * position; nothing else is ever trusted for order. Writing is batch_write.c's alone. */
#ifndef HALL_STORE_ENTRYLOG_H
#define HALL_STORE_ENTRYLOG_H

#include <stdio.h>

#include "proto/runtime/arena.h"
#include "store/log/entry.h"
#include "store/pg/pg.h"

/* Where a lane stands. closed_period: months up to this one are closed, 0 for none. reference:
 * number of the newest entry that changed a reference row. */
typedef struct entrylog_head {
    int64_t position;
    uint8_t hash[CRYPT_HASH_BYTES];
    crypt_suite suite;
    int32_t closed_period;
    int64_t reference;
} entrylog_head;

/* errors  E_NOT_FOUND no such lane; as entrylog_take_head. */
status entrylog_read_head(pg *db, uint32_t lane, entrylog_head *out) MUST_CHECK;

/* ENTRYLOG_HEAD: the columns of lane_head in the order that entrylog_take_head reads. errors
 * E_UNAVAILABLE no such lane (not migrated); E_INTERNAL. */
#define ENTRYLOG_HEAD "position, hash, suite, closed_period, reference"
status entrylog_take_head(const PGresult *result, entrylog_head *out) MUST_CHECK;

/* entrylog_hash_at: the hash of one entry, zero bytes at position 0; E_NOT_FOUND beyond the end. */
status entrylog_hash_at(pg *db, uint32_t lane, int64_t position,
                        uint8_t out[CRYPT_HASH_BYTES]) MUST_CHECK;

/* entrylog_cluster: which database this is (PostgreSQL's system identifier), for generations. */
status entrylog_cluster(pg *db, uint64_t *out) MUST_CHECK;

typedef status entrylog_visitor(void *self, const Log__Entry *entry);

/* entrylog_read: entries after `after`, at most `limit`, in order; each lives until `visit`
 * returns.
 * `*last` becomes the last position visited (`after` when none). Stops with the status of `visit`.
 * errors  E_CONFLICT what is stored is no entry: `*last` + 1 names it. The caller's transaction, or
 * one statement's snapshot. */
status entrylog_read(pg *db, uint32_t lane, int64_t after, int64_t limit, entrylog_visitor *visit,
                     void *self, int64_t *last) MUST_CHECK;

/* entrylog_of_subject: the entries of one subject's history in a lane, in order; errors as
 * entrylog_read. Whether they are a chain is the visitor's to say. */
status entrylog_of_subject(pg *db, uint32_t lane, const char *subject, entrylog_visitor *visit,
                           void *self) MUST_CHECK;

/* The checker of both chains, fed entry by entry in order from anywhere. */
typedef struct entrylog_check entrylog_check;
entrylog_check *entrylog_check_open(crypt_suite suite, uint32_t lane, int64_t first_position,
                                    const uint8_t prev_hash[CRYPT_HASH_BYTES]);
void entrylog_check_close(entrylog_check *c);

/* entrylog_check_add: OK, or E_CONFLICT; the exact position and what is wrong are then in
 * entrylog_check_fault. A file that begins after position 1 cannot prove a subject's earlier part.
 */
status entrylog_check_add(entrylog_check *c, const Log__Entry *entry) MUST_CHECK;

typedef struct entrylog_fault {
    int64_t position;
    const char *what; /* stable: "gap", "prev_hash", "hash", "form", "links", "link_count",
                         "link_prev", "link_row", "head" */
} entrylog_fault;
const entrylog_fault *entrylog_check_fault(const entrylog_check *c);
int64_t entrylog_check_position(const entrylog_check *c);
void entrylog_check_hash(const entrylog_check *c, uint8_t out[CRYPT_HASH_BYTES]);

/* entrylog_verify: the whole lane against its head, and the table of links against the entries.
 * `progress` may be NULL. errors  E_CONFLICT with *fault. */
status entrylog_verify(pg *db, uint32_t lane, void (*progress)(void *self, int64_t position),
                       void *self, entrylog_fault *fault) MUST_CHECK;

/* entrylog_export: LogHeader and entries after `after`, each preceded by its varint length.
 * entrylog_verify_file: the same proof without a database. E_MALFORMED for a torn file; *entries
 * how many were read. entrylog_read_file: visits them (header first through `header`, may be NULL).
 */
status entrylog_export(pg *db, uint32_t lane, int64_t after, FILE *out, int64_t *last) MUST_CHECK;
status entrylog_verify_file(FILE *in, int64_t *entries, entrylog_fault *fault) MUST_CHECK;
status entrylog_read_file(FILE *in, status (*header)(void *self, const Log__LogHeader *h),
                          entrylog_visitor *visit, void *self) MUST_CHECK;

#endif
