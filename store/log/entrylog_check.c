/* entrylog_check: both chains. The lane's is checked against the entry before; each subject's
 * against a table of what was last seen of it, named by a hash so that memory is flat per subject.
 */
#include "store/log/entrylog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINK_PIECE 10000

typedef struct last_seen {
    uint8_t name[16]; /* of the subject; all zero: free */
    int64_t count;
    uint8_t hash[CRYPT_HASH_BYTES];
} last_seen;

/* Which links there are, in any order: the sum of their hashes modulo 2^256, and their number. */
typedef struct link_sum {
    int64_t n;
    uint8_t hash[CRYPT_HASH_BYTES];
} link_sum;

struct entrylog_check {
    crypt_suite suite;
    uint32_t lane;
    int64_t position;
    bool from_start, withheld; /* a link was withheld somewhere before */
    uint8_t hash[CRYPT_HASH_BYTES];
    last_seen *table;
    size_t size, n;
    link_sum links;
    entrylog_fault fault;
};

entrylog_check *entrylog_check_open(crypt_suite suite, uint32_t lane, int64_t first_position,
                                    const uint8_t prev_hash[CRYPT_HASH_BYTES]) {
    entrylog_check *c = calloc(1, sizeof *c);
    must(c);
    *c = (entrylog_check){.suite = suite,
                          .lane = lane,
                          .position = first_position - 1,
                          .from_start = first_position == 1,
                          .size = 4096};
    c->table = calloc(c->size, sizeof *c->table);
    must(c->table);
    memcpy(c->hash, prev_hash, sizeof c->hash);
    return c;
}

void entrylog_check_close(entrylog_check *c) {
    if (!c) return;
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

static void table_grow(entrylog_check *c) {
    last_seen *table = calloc(c->size * 2, sizeof *table);
    must(table);
    for (size_t i = 0; i < c->size; i++)
        if (!is_free(&c->table[i])) *place(table, c->size * 2, c->table[i].name) = c->table[i];
    free(c->table);
    c->table = table;
    c->size *= 2;
}

static last_seen *subject_of(entrylog_check *c, const char *subject) {
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

static void add_to_sum(link_sum *sum, const char *subject, int64_t count, int64_t position,
                       const uint8_t hash[CRYPT_HASH_BYTES]) {
    uint8_t digest[CRYPT_HASH_BYTES];
    unsigned carry = 0;
    crypt_hasher *h = crypt_hasher_open(CRYPT_STD);
    crypt_hasher_add(h, &count, sizeof count);
    crypt_hasher_add(h, &position, sizeof position);
    crypt_hasher_add(h, hash, CRYPT_HASH_BYTES);
    crypt_hasher_add(h, subject, strlen(subject));
    crypt_hasher_end(&h, digest);
    for (size_t i = CRYPT_HASH_BYTES; i-- > 0; carry >>= 8) {
        carry += (unsigned) sum->hash[i] + digest[i];
        sum->hash[i] = (uint8_t) carry;
    }
    sum->n++;
}

/* A subject met late in a file that starts late is taken as it is, and so is one whose link before
 * may have been withheld: then only the count must grow. */
static const char *link_fault(entrylog_check *c, const Log__EntryLink *link, int64_t position,
                              const uint8_t *hash) {
    if (link->digest.len > 0) {
        c->withheld = true;
        return NULL;
    }
    last_seen *s = subject_of(c, link->subject);
    int64_t step = link->count - s->count; /* both are 0 or more: entry_is_sound */
    bool unknown = (s->count == 0 && !c->from_start) || (c->withheld && step > 1);
    if (!unknown && step != 1) return "link_count";
    if (!unknown && !is_hash(link->prev, s->hash)) return "link_prev";
    s->count = link->count;
    memcpy(s->hash, hash, sizeof s->hash);
    add_to_sum(&c->links, link->subject, link->count, position, hash);
    return NULL;
}

static const Log__EntryLink *link_of(const Log__Entry *entry, const char *subject) {
    for (size_t i = 0; i < entry->n_link; i++)
        if (entry->link[i]->digest.len == 0 && !strcmp(entry->link[i]->subject, subject))
            return entry->link[i];
    return NULL;
}

static bool has_event(const Log__Entry *entry, const char *subject) {
    for (size_t k = 0; k < entry->n_event; k++)
        if (entry->event[k]->digest.len == 0 && !strcmp(entry->event[k]->subject, subject))
            return true;
    return false;
}

/* Links stand in the order of their subjects. */
static bool links_are_ordered(const Log__Entry *entry) {
    const char *before = NULL;
    for (size_t i = 0; i < entry->n_link; i++) {
        const Log__EntryLink *link = entry->link[i];
        if (link->digest.len > 0) continue;
        if (before && strcmp(before, link->subject) >= 0) return false;
        before = link->subject;
    }
    return true;
}

/* One link for each distinct subject: an event without a link would be missed in its subject's
 * history, a link without an event would put something there that did not happen. What is withheld
 * may be the other half of what is shown. */
static bool links_fit(const Log__Entry *entry) {
    bool all_links = true, all_events = true;
    for (size_t i = 0; i < entry->n_link; i++) all_links &= entry->link[i]->digest.len == 0;
    for (size_t k = 0; k < entry->n_event; k++) all_events &= entry->event[k]->digest.len == 0;
    if (!links_are_ordered(entry)) return false;
    for (size_t k = 0; k < entry->n_event && all_links; k++)
        if (entry->event[k]->digest.len == 0 && !link_of(entry, entry->event[k]->subject))
            return false;
    for (size_t i = 0; i < entry->n_link && all_events; i++)
        if (entry->link[i]->digest.len == 0 && !has_event(entry, entry->link[i]->subject))
            return false;
    return true;
}

/* NULL when the entry fits. */
static const char *fault_of(entrylog_check *c, const Log__Entry *entry, const uint8_t *hash) {
    if (entry->head->lane != c->lane || entry->head->position != c->position + 1) return "gap";
    if (!is_hash(entry->hash, hash)) return "hash";
    if (!is_hash(entry->head->prev_hash, c->hash)) return "prev_hash";
    if (!links_fit(entry)) return "links";
    const char *what = NULL;
    for (size_t i = 0; i < entry->n_link && !what; i++)
        what = link_fault(c, entry->link[i], entry->head->position, hash);
    return what;
}

status entrylog_check_add(entrylog_check *c, const Log__Entry *entry) {
    uint8_t hash[CRYPT_HASH_BYTES];
    if (!entry_is_sound(entry, true)) {
        c->fault = (entrylog_fault){c->position + 1, "form"};
        return E_CONFLICT;
    }
    entry_hash(c->suite, entry, hash);
    const char *what = fault_of(c, entry, hash);
    if (what) {
        /* A hole is named by the position that is missing, anything else by the entry's own. */
        bool gap = strcmp(what, "gap") == 0;
        c->fault = (entrylog_fault){gap ? c->position + 1 : entry->head->position, what};
        return E_CONFLICT;
    }
    c->position = entry->head->position;
    memcpy(c->hash, hash, sizeof hash);
    return OK;
}

const entrylog_fault *entrylog_check_fault(const entrylog_check *c) {
    return &c->fault;
}

int64_t entrylog_check_position(const entrylog_check *c) {
    return c->position;
}

void entrylog_check_hash(const entrylog_check *c, uint8_t out[CRYPT_HASH_BYTES]) {
    memcpy(out, c->hash, CRYPT_HASH_BYTES);
}

typedef struct verifying {
    entrylog_check *check;
    void (*progress)(void *self, int64_t position);
    void *self;
} verifying;

static status on_entry(void *self, const Log__Entry *entry) {
    verifying *v = self;
    status s = entrylog_check_add(v->check, entry);
    if (s == OK && v->progress && entry->head->position % 10000 == 0)
        v->progress(v->self, entry->head->position);
    return s;
}

typedef struct link_reading {
    link_sum sum;
    char subject[256];
    int64_t count;
    int n;
} link_reading;

static status on_links(void *self, const PGresult *result) {
    link_reading *r = self;
    r->n = PQntuples(result);
    for (int i = 0; i < r->n; i++) {
        size_t bytes;
        const char *subject = pg_get_text(result, i, 0);
        const uint8_t *hash = pg_get_bytes(result, i, 3, &bytes);
        if (bytes != CRYPT_HASH_BYTES || strlen(subject) >= sizeof r->subject) return E_CONFLICT;
        r->count = pg_get_number(result, i, 1);
        add_to_sum(&r->sum, subject, r->count, pg_get_number(result, i, 2), hash);
        snprintf(r->subject, sizeof r->subject, "%s", subject);
    }
    return OK;
}

/* The table of links is made from the entries and says exactly what they say. */
static status verify_links(pg *db, const entrylog_check *c, entrylog_fault *fault) {
    link_reading r = {.n = LINK_PIECE};
    status s = OK;
    while (s == OK && r.n == LINK_PIECE) {
        pg_args_start(db);
        pg_value_number(db, c->lane);
        pg_value_text(db, r.subject);
        pg_value_number(db, r.count);
        pg_value_number(db, LINK_PIECE);
        s = pg_run(db,
                   "select subject, count, position, hash from entry_link where lane = $1::bigint "
                   "and (subject, count) > ($2::text, $3::bigint) order by subject, count "
                   "limit $4::bigint",
                   on_links, &r);
    }
    if (s == OK && memcmp(&r.sum, &c->links, sizeof r.sum) == 0) return OK;
    if (s != OK && s != E_CONFLICT) return s;
    *fault = (entrylog_fault){c->position, "link_row"};
    return E_CONFLICT;
}

/* What cannot even be read as an entry is named by the position behind the last good one. */
static status verify_entries(pg *db, const entrylog_head *head, verifying *v,
                             entrylog_fault *fault) {
    int64_t last = 0;
    status s = entrylog_read(db, v->check->lane, 0, INT64_MAX, on_entry, v, &last);
    *fault = v->check->fault;
    if (s == E_CONFLICT && !fault->what) *fault = (entrylog_fault){last + 1, "form"};
    if (s != OK) return s;
    if (last == head->position && memcmp(v->check->hash, head->hash, sizeof head->hash) == 0)
        return verify_links(db, v->check, fault);
    *fault = (entrylog_fault){last + 1, "head"};
    return E_CONFLICT;
}

/* Read under one snapshot: the head and the entries belong together. */
status entrylog_verify(pg *db, uint32_t lane, void (*progress)(void *self, int64_t position),
                       void *self, entrylog_fault *fault) {
    static const uint8_t zero[CRYPT_HASH_BYTES];
    entrylog_head head;
    pg_args_start(db);
    pg_queue(db, "begin isolation level repeatable read read only", NULL, NULL);
    status s = entrylog_read_head(db, lane, &head);
    if (s == OK) {
        verifying v = {entrylog_check_open(head.suite, lane, 1, zero), progress, self};
        s = verify_entries(db, &head, &v, fault);
        entrylog_check_close(v.check);
    }
    pg_rollback(db);
    return s;
}
