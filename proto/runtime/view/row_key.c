/* Keys of rows: building, reading from a row, and the byte form that sorts as the key sorts. */
#include <endian.h>
#include <string.h>

#include "proto/runtime/view/view.h"

row_key row_key_of(const row_type *type, unsigned index) {
    return (row_key){.type = type, .index = index};
}

static row_part *next_part(row_key *key) {
    must(key->n < sizeof key->part / sizeof key->part[0]);
    return &key->part[key->n++];
}

void row_key_number(row_key *key, int64_t number) {
    *next_part(key) = (row_part){.is_number = true, .number = number};
}

void row_key_text(row_key *key, const char *text) {
    *next_part(key) = (row_part){.data = text, .bytes = strlen(text)};
}

void row_key_bytes(row_key *key, ProtobufCBinaryData bytes) {
    *next_part(key) = (row_part){.data = bytes.data, .bytes = bytes.len};
}

static row_part *next_after(row_key *key) {
    must(key->n_after < sizeof key->after / sizeof key->after[0]);
    return &key->after[key->n_after++];
}

void row_key_after_number(row_key *key, int64_t number) {
    *next_after(key) = (row_part){.is_number = true, .number = number};
}

void row_key_after_text(row_key *key, const char *text) {
    *next_after(key) = (row_part){.data = text, .bytes = strlen(text)};
}

void row_key_after_bytes(row_key *key, ProtobufCBinaryData bytes) {
    *next_after(key) = (row_part){.data = bytes.data, .bytes = bytes.len};
}

bool row_key_order(row_key *key, const char *field) {
    const row_index *from = &key->type->index[key->index];
    int last = catalog_field(key->type->message, field);
    for (unsigned i = 1; i < key->type->n_index; i++) {
        const row_index *to = &key->type->index[i];
        if (!to->range || to->n != key->n + 1 || (int) to->field[key->n] != last) continue;
        if (memcmp(to->field, from->field, key->n * sizeof to->field[0]) != 0) continue;
        key->index = i;
        key->ordered = true;
        return true;
    }
    return false;
}

row_key row_key_of_row(const row_type *type, unsigned index, const ProtobufCMessage *row) {
    row_key key = row_key_of(type, index);
    for (unsigned i = 0; i < type->index[index].n; i++) {
        unsigned field = type->index[index].field[i];
        if (field_is_text(type->message, field))
            row_key_text(&key, field_text(row, field));
        else if (field_is_bytes(type->message, field))
            row_key_bytes(&key, field_bytes(row, field));
        else
            row_key_number(&key, field_number(row, field));
    }
    return key;
}

static size_t encode_number(int64_t number, uint8_t *out) {
    uint64_t flipped = htobe64((uint64_t) number ^ UINT64_C(0x8000000000000000));
    memcpy(out, &flipped, sizeof flipped);
    return sizeof flipped;
}

/* A zero inside becomes 00 FF, the end is 00 00: shorter texts sort first. */
static size_t encode_text(const uint8_t *data, size_t bytes, uint8_t *out, size_t room) {
    size_t n = 0;
    while (bytes > 0) {
        const uint8_t *zero = memchr(data, 0, bytes);
        size_t piece = zero ? (size_t) (zero - data) + 1 : bytes;
        if (n + piece + 1 > room) return 0;
        memcpy(out + n, data, piece);
        n += piece;
        if (zero) out[n++] = 0xff;
        data += piece;
        bytes -= piece;
    }
    if (n + 2 > room) return 0;
    out[n++] = 0;
    out[n++] = 0;
    return n;
}

static size_t encode_part(const row_part *part, uint8_t *out, size_t room) {
    if (!part->is_number) return encode_text(part->data, part->bytes, out, room);
    return room < sizeof part->number ? 0 : encode_number(part->number, out);
}

size_t row_key_encode(const row_key *key, uint8_t *out, size_t room) {
    size_t n = 0;
    for (unsigned i = 0; i < key->n; i++) {
        size_t more = encode_part(&key->part[i], out + n, room - n);
        if (more == 0) return 0;
        n += more;
    }
    return n;
}

static bool part_equals(const row_part *a, const row_part *b) {
    if (a->is_number) return a->number == b->number;
    return a->bytes == b->bytes && (!a->bytes || !memcmp(a->data, b->data, a->bytes));
}

bool row_key_matches(const row_key *key, const ProtobufCMessage *row) {
    row_key own = row_key_of_row(key->type, key->index, row);
    unsigned n_equal = key->at_most ? key->n - 1 : key->n;
    for (unsigned i = 0; i < n_equal; i++)
        if (!part_equals(&key->part[i], &own.part[i])) return false;
    return !key->at_most || own.part[n_equal].number <= key->part[n_equal].number;
}

/* Where a row stands in the order of a page. */
static row_key place_of(const row_key *key, const ProtobufCMessage *row) {
    row_key own = row_key_of_row(key->type, 0, row), out = row_key_of(key->type, 0);
    const row_index *index = &key->type->index[key->index];
    if (!key->ordered) return own;
    row_key_number(&out, field_number(row, index->field[index->n - 1]));
    for (unsigned i = 0; i < own.n; i++) *next_part(&out) = own.part[i];
    return out;
}

bool row_key_in_page(const row_key *key, const ProtobufCMessage *row) {
    if (!key->n_after) return true;
    uint8_t at[ROW_KEY_BYTES_MAX], after[ROW_KEY_BYTES_MAX];
    row_key own = place_of(key, row), from = row_key_of(key->type, 0);
    from.n = key->n_after;
    memcpy(from.part, key->after, sizeof from.part);
    size_t n = row_key_encode(&own, at, sizeof at), m = row_key_encode(&from, after, sizeof after);
    int order = memcmp(at, after, n < m ? n : m);
    return key->backward ? order < 0 : order > 0 || (order == 0 && n > m);
}
