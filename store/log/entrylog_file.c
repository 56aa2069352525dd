/* entrylog_file: the log outside the database. A file is LogHeader, then entries, each
 * preceded by its length as a varint, and can be proved with this file alone. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/log/entrylog.h"

#define RECORD_BYTES_MAX (64u << 20)
#define FORMAT "hall-log-2"

static status put_message(FILE *out, const ProtobufCMessage *m) {
    size_t bytes = protobuf_c_message_get_packed_size(m);
    uint8_t head[10], *packed = malloc(bytes + 1);
    size_t n = 0;
    must(packed);
    for (size_t left = bytes;; left >>= 7) {
        head[n++] = (uint8_t) ((left & 127) | (left > 127 ? 128 : 0));
        if (left <= 127) break;
    }
    protobuf_c_message_pack(m, packed);
    bool good = fwrite(head, 1, n, out) == n && fwrite(packed, 1, bytes, out) == bytes;
    free(packed);
    return good ? OK : E_UNAVAILABLE;
}

/* Other bytes that say the same are not what was hashed. */
static bool is_canonical(const ProtobufCMessage *m, const uint8_t *packed, size_t bytes) {
    uint8_t *again = malloc(bytes + 1);
    must(again);
    bool same = protobuf_c_message_get_packed_size(m) == bytes &&
                protobuf_c_message_pack(m, again) == bytes && memcmp(again, packed, bytes) == 0;
    free(again);
    return same;
}

/* OK with *out NULL at the end of the file. malloc'd by protobuf-c. */
static status get_message(FILE *in, const ProtobufCMessageDescriptor *d, ProtobufCMessage **out) {
    size_t bytes = 0;
    *out = NULL;
    for (unsigned shift = 0;; shift += 7) {
        int c = getc(in);
        if (c == EOF) return shift == 0 ? OK : E_MALFORMED;
        bytes |= (size_t) (c & 127) << shift;
        if ((c & 128) == 0) break;
        if (shift > 28) return E_MALFORMED;
    }
    if (bytes > RECORD_BYTES_MAX) return E_MALFORMED;
    uint8_t *packed = malloc(bytes + 1);
    must(packed);
    if (fread(packed, 1, bytes, in) == bytes)
        *out = protobuf_c_message_unpack(d, NULL, bytes, packed);
    bool good = *out && is_canonical(*out, packed, bytes);
    free(packed);
    if (good) return OK;
    if (*out) protobuf_c_message_free_unpacked(*out, NULL);
    *out = NULL;
    return E_MALFORMED;
}

static status export_entry(void *self, const Log__Entry *entry) {
    return put_message(self, &entry->base);
}

status entrylog_export(pg *db, uint32_t lane, int64_t after, FILE *out, int64_t *last) {
    entrylog_head head;
    uint64_t cluster = 0;
    uint8_t prev[CRYPT_HASH_BYTES];
    char name[24];
    status s = entrylog_read_head(db, lane, &head);
    if (s == OK) s = entrylog_cluster(db, &cluster);
    if (s == OK) s = entrylog_hash_at(db, lane, after, prev);
    if (s != OK) return s;
    snprintf(name, sizeof name, "%" PRIu64, cluster);
    Log__LogHeader h = LOG__LOG_HEADER__INIT;
    h.format = (char *) FORMAT;
    h.suite = (char *) crypt_hash_name(head.suite);
    h.lane = lane;
    h.first_position = after + 1;
    h.prev_hash = (ProtobufCBinaryData){sizeof prev, prev};
    h.cluster = name;
    s = put_message(out, &h.base);
    if (s == OK) s = entrylog_read(db, lane, after, head.position - after, export_entry, out, last);
    return s == OK && fflush(out) != 0 ? E_UNAVAILABLE : s;
}

status entrylog_read_file(FILE *in, status (*header)(void *self, const Log__LogHeader *h),
                          entrylog_visitor *visit, void *self) {
    ProtobufCMessage *m;
    status s = get_message(in, &log__log_header__descriptor, &m);
    if (s == OK && !m) return E_MALFORMED;
    if (s == OK && header) s = header(self, (const Log__LogHeader *) m);
    if (m) protobuf_c_message_free_unpacked(m, NULL);
    while (s == OK) {
        s = get_message(in, &log__entry__descriptor, &m);
        if (s != OK || !m) break;
        s = visit(self, (const Log__Entry *) m);
        protobuf_c_message_free_unpacked(m, NULL);
    }
    return s;
}

typedef struct proving {
    entrylog_check *check;
    int64_t entries;
} proving;

static status prove_header(void *self, const Log__LogHeader *h) {
    proving *p = self;
    crypt_suite suite;
    if (strcmp(h->format, FORMAT) != 0 || !crypt_suite_find(h->suite, &suite) ||
        h->prev_hash.len != CRYPT_HASH_BYTES || h->first_position < 1)
        return E_MALFORMED;
    p->check = entrylog_check_open(suite, h->lane, h->first_position, h->prev_hash.data);
    return OK;
}

static status prove_entry(void *self, const Log__Entry *entry) {
    proving *p = self;
    p->entries++;
    return entrylog_check_add(p->check, entry);
}

status entrylog_verify_file(FILE *in, int64_t *entries, entrylog_fault *fault) {
    proving p = {NULL, 0};
    status s = entrylog_read_file(in, prove_header, prove_entry, &p);
    if (p.check) *fault = *entrylog_check_fault(p.check);
    *entries = p.entries;
    entrylog_check_close(p.check);
    return s;
}
