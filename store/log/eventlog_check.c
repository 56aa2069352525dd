/* eventlog_check: both chains. The lane's is checked against the record before; each subject's
 * against a table of what was last seen of it, named by a hash so that memory is flat per subject.
 */
#include <stdlib.h>
#include <string.h>

#include "store/log/eventlog.h"

typedef struct last_seen {
    uint8_t name[16]; /* of the subject; all zero: free */
    int64_t count;
    uint8_t hash[CRYPT_HASH_BYTES];
} last_seen;

struct eventlog_check {
    crypt_suite suite;
    uint32_t lane;
    int64_t position;
    bool from_start;
    uint8_t hash[CRYPT_HASH_BYTES];
    last_seen *table;
    size_t size, n;
    eventlog_fault fault;
};

eventlog_check *eventlog_check_open(crypt_suite suite, uint32_t lane, int64_t first_position,
                                    const uint8_t prev_hash[CRYPT_HASH_BYTES]) {
    eventlog_check *c = calloc(1, sizeof *c);
    must(c != NULL);
    *c = (eventlog_check){.suite = suite,
                          .lane = lane,
                          .position = first_position - 1,
                          .from_start = first_position == 1,
                          .size = 4096};
    c->table = calloc(c->size, sizeof *c->table);
    must(c->table != NULL);
    memcpy(c->hash, prev_hash, sizeof c->hash);
    return c;
}

void eventlog_check_close(eventlog_check *c) {
    if (c == NULL) return;
    free(c->table);
    free(c);
}

static bool is_free(const last_seen *s) {
    static const uint8_t zero[sizeof s->name];
    return memcmp(s->name, zero, sizeof zero) == 0;
}

static last_seen *place(last_seen *table, size_t size, const uint8_t name[16]) {
    uint64_t at;
    memcpy(&at, name, sizeof at);
    for (at &= size - 1; !is_free(&table[at]) && memcmp(table[at].name, name, 16) != 0;)
        at = (at + 1) & (size - 1);
    return &table[at];
}

static void table_grow(eventlog_check *c) {
    last_seen *table = calloc(c->size * 2, sizeof *table);
    must(table != NULL);
    for (size_t i = 0; i < c->size; i++)
        if (!is_free(&c->table[i])) *place(table, c->size * 2, c->table[i].name) = c->table[i];
    free(c->table);
    c->table = table;
    c->size *= 2;
}

static last_seen *subject_of(eventlog_check *c, const char *subject) {
    uint8_t name[CRYPT_HASH_BYTES];
    crypt_sha256(subject, strlen(subject), name);
    if (c->n * 4 >= c->size * 3) table_grow(c);
    last_seen *s = place(c->table, c->size, name);
    if (is_free(s)) {
        memcpy(s->name, name, sizeof s->name);
        c->n++;
    }
    return s;
}

static bool is_hash(ProtobufCBinaryData data, const uint8_t *hash) {
    return data.len == CRYPT_HASH_BYTES && memcmp(data.data, hash, CRYPT_HASH_BYTES) == 0;
}

/* NULL when the record fits. A subject met late in a file that starts late is taken as it is. */
static const char *fault_of(const eventlog_check *c, const last_seen *s, const Log__EventRecord *r,
                            const uint8_t *hash) {
    bool unknown = s->count == 0 && !c->from_start;
    if (r->lane != c->lane || r->position != c->position + 1) return "gap";
    if (!is_hash(r->hash, hash)) return "hash";
    if (!is_hash(r->prev_hash, c->hash)) return "prev_hash";
    if (!unknown && r->subject_count != s->count + 1) return "subject_count";
    if (!unknown && !is_hash(r->subject_prev, s->hash)) return "subject_prev";
    return NULL;
}

status eventlog_check_add(eventlog_check *c, const Log__EventRecord *record) {
    uint8_t hash[CRYPT_HASH_BYTES];
    last_seen *s = subject_of(c, record->subject);
    eventlog_hash(c->suite, record, hash);
    const char *what = fault_of(c, s, record, hash);
    if (what != NULL) {
        /* A hole is named by the position that is missing, anything else by the record's own. */
        c->fault =
            (eventlog_fault){strcmp(what, "gap") == 0 ? c->position + 1 : record->position, what};
        return E_CONFLICT;
    }
    c->position = record->position;
    s->count = record->subject_count;
    memcpy(c->hash, hash, sizeof hash);
    memcpy(s->hash, hash, sizeof hash);
    return OK;
}

const eventlog_fault *eventlog_check_fault(const eventlog_check *c) {
    return &c->fault;
}

int64_t eventlog_check_position(const eventlog_check *c) {
    return c->position;
}

void eventlog_check_hash(const eventlog_check *c, uint8_t out[CRYPT_HASH_BYTES]) {
    memcpy(out, c->hash, CRYPT_HASH_BYTES);
}

typedef struct verifying {
    eventlog_check *check;
    void (*progress)(void *self, int64_t position);
    void *self;
} verifying;

static status on_record(void *self, const Log__EventRecord *record) {
    verifying *v = self;
    status s = eventlog_check_add(v->check, record);
    if (s == OK && v->progress != NULL && record->position % 10000 == 0)
        v->progress(v->self, record->position);
    return s;
}

/* Read under one snapshot: the head and the events belong together. */
status eventlog_verify(pg *db, uint32_t lane, void (*progress)(void *self, int64_t position),
                       void *self, eventlog_fault *fault) {
    static const uint8_t zero[CRYPT_HASH_BYTES];
    eventlog_head head;
    int64_t last = 0;
    pg_args_start(db);
    pg_queue(db, "begin isolation level repeatable read read only", NULL, NULL);
    status s = eventlog_read_head(db, lane, &head);
    if (s == OK) {
        verifying v = {eventlog_check_open(head.suite, lane, 1, zero), progress, self};
        s = eventlog_read(db, lane, 0, INT64_MAX, on_record, &v, &last);
        *fault = *eventlog_check_fault(v.check);
        if (s == OK &&
            (last != head.position || memcmp(v.check->hash, head.hash, sizeof head.hash) != 0)) {
            *fault = (eventlog_fault){last + 1, "head"};
            s = E_CONFLICT;
        }
        eventlog_check_close(v.check);
    }
    pg_rollback(db);
    return s;
}
