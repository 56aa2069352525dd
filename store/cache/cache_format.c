/* cache_format: keys, checksums and the single get. */
#include <pthread.h>
#include <string.h>

#include "proto/runtime/crypt/crypt.h"
#include "store/cache/cache_internal.h"

static const uint8_t meta_name[] = {0xff, 0xff, 'm', 'e', 't', 'a'};

uint64_t cache_generation(uint64_t cluster) {
    uint64_t mixed = (cluster ^ catalog_contract()) * 0x9e3779b97f4a7c15u;
    return mixed ^ mixed >> 32;
}

static void put_head(const row_type *type, unsigned index, cache_key *out) {
    out->data[0] = (uint8_t) (type->number >> 8);
    out->data[1] = (uint8_t) type->number;
    out->data[2] = (uint8_t) index;
    out->bytes = 3;
}

static bool put_key(const row_key *key, cache_key *out) {
    size_t n = row_key_encode(key, out->data + out->bytes, sizeof out->data - out->bytes);
    out->bytes += n;
    return n > 0 || key->n == 0;
}

void cache_cut(cache_key *key) {
    if (key->bytes <= CACHE_EXACT_BYTES) return;
    uint8_t hash[CRYPT_HASH_BYTES];
    crypt_sha256(key->data, key->bytes, hash);
    memcpy(key->data + CACHE_EXACT_BYTES, hash, sizeof hash);
    key->bytes = CACHE_KEY_BYTES_MAX;
}

void cache_row_key(const row_type *type, const ProtobufCMessage *row, cache_key *out) {
    row_key key = row_key_of_row(type, 0, row);
    put_head(type, 0, out);
    must(put_key(&key, out));
    cache_cut(out);
}

void cache_index_key(const row_type *type, unsigned index, const ProtobufCMessage *row,
                     cache_key *out) {
    row_key key = row_key_of_row(type, index, row), own = row_key_of_row(type, 0, row);
    put_head(type, index, out);
    must(put_key(&key, out) && put_key(&own, out));
    cache_cut(out);
}

bool cache_prefix(const row_key *key, cache_key *out) {
    put_head(key->type, key->index, out);
    return put_key(key, out);
}

/* CRC-32C (Castagnoli), reflected polynomial 82f63b78. Source: RFC 3720 appendix B.4. */
static uint32_t crc_table[256];
static pthread_once_t crc_once = PTHREAD_ONCE_INIT;

static void crc_make(void) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;
        for (int k = 0; k < 8; k++) crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0);
        crc_table[i] = crc;
    }
}

static uint32_t crc_add(uint32_t crc, const void *data, size_t bytes) {
    const uint8_t *at = data;
    for (size_t i = 0; i < bytes; i++) crc = crc >> 8 ^ crc_table[(crc ^ at[i]) & 255];
    return crc;
}

uint32_t cache_crc(const void *key, size_t key_bytes, const void *value, size_t bytes) {
    pthread_once(&crc_once, crc_make);
    return ~crc_add(crc_add(~0u, key, key_bytes), value, bytes);
}

bool cache_value(const MDB_val *key, const MDB_val *stored, MDB_val *value) {
    uint32_t crc;
    if (stored->mv_size < CACHE_CRC_BYTES) return false;
    memcpy(&crc, stored->mv_data, sizeof crc);
    value->mv_data = (char *) stored->mv_data + CACHE_CRC_BYTES;
    value->mv_size = stored->mv_size - CACHE_CRC_BYTES;
    return crc == cache_crc(key->mv_data, key->mv_size, value->mv_data, value->mv_size);
}

status cache_get(cache *c, MDB_txn *txn, cache_key *key, MDB_val *value) {
    MDB_val name = {key->bytes, key->data}, stored;
    int rc = mdb_get(txn, c->dbi, &name, &stored);
    if (rc == MDB_NOTFOUND) return E_NOT_FOUND;
    return rc == 0 && cache_value(&name, &stored, value) ? OK : E_UNAVAILABLE;
}

status cache_get_meta(cache *c, MDB_txn *txn, cache_meta *out) {
    cache_key key = {.bytes = sizeof meta_name};
    MDB_val value;
    memcpy(key.data, meta_name, sizeof meta_name);
    status s = cache_get(c, txn, &key, &value);
    if (s != OK) return s;
    if (value.mv_size != sizeof *out) return E_UNAVAILABLE;
    memcpy(out, value.mv_data, sizeof *out);
    return OK;
}
