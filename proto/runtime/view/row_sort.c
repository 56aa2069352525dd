/* row_sort: see row_sort.h. Merging from below: no recursion, no memory but the scratch list. */
#include "proto/runtime/view/row_sort.h"

#include <string.h>

static int by_bytes(const void *a, size_t n, const void *b, size_t m) {
    size_t least = n < m ? n : m;
    int order = least ? memcmp(a, b, least) : 0;
    return order ? order : (n > m) - (n < m);
}

static int by_field(const row_type *type, unsigned field, const ProtobufCMessage *a,
                    const ProtobufCMessage *b) {
    if (field_is_text(type->message, field)) {
        const char *x = field_text(a, field), *y = field_text(b, field);
        return by_bytes(x, strlen(x), y, strlen(y));
    }
    if (field_is_bytes(type->message, field)) {
        ProtobufCBinaryData x = field_bytes(a, field), y = field_bytes(b, field);
        return by_bytes(x.data, x.len, y.data, y.len);
    }
    int64_t x = field_number(a, field), y = field_number(b, field);
    return (x > y) - (x < y);
}

int row_compare(const row_type *type, unsigned index, const ProtobufCMessage *a,
                const ProtobufCMessage *b) {
    const row_index *by = &type->index[index], *key = &type->index[0];
    int order = index ? by_field(type, by->field[by->n - 1], a, b) : 0;
    for (unsigned i = 0; !order && i < key->n; i++) order = by_field(type, key->field[i], a, b);
    return order;
}

/* One ordered run of `n` out of two that follow each other; the first has `half`. */
static size_t merge(const row_type *type, unsigned index, slot **from, size_t half, size_t n,
                    slot **to) {
    size_t a = 0, b = half, compared = 0;
    if (half >= n ||
        (compared++, row_compare(type, index, from[half - 1]->sealed, from[half]->sealed) <= 0)) {
        memcpy(to, from, n * sizeof *to);
        return compared;
    }
    for (size_t i = 0; i < n; i++) {
        bool first = b >= n;
        if (a < half && b < n) {
            compared++;
            first = row_compare(type, index, from[a]->sealed, from[b]->sealed) <= 0;
        }
        to[i] = first ? from[a++] : from[b++];
    }
    return compared;
}

size_t row_sort(const row_type *type, unsigned index, slot **list, slot **scratch, size_t n) {
    size_t compared = 0;
    slot **from = list, **to = scratch;
    for (size_t run = 1; run < n; run *= 2) {
        for (size_t at = 0; at < n; at += 2 * run) {
            size_t left = n - at, length = left < 2 * run ? left : 2 * run;
            compared += merge(type, index, from + at, run, length, to + at);
        }
        slot **swap = from;
        from = to;
        to = swap;
    }
    if (from != list) memcpy(list, from, n * sizeof *list);
    return compared;
}
