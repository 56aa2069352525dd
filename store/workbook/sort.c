/* sort: see sort.h. The array is a heap: the children of item i are 2i + 1 and 2i + 2, and no child
 * is greater than its parent. Source: Williams, CACM 7 (1964), algorithm 232. */
#include "store/workbook/sort.h"

#include <stdbool.h>

typedef struct heap {
    char *items;
    size_t bytes;
    int (*compare)(const void *, const void *);
} heap;

static char *item(const heap *h, size_t i) {
    return h->items + i * h->bytes;
}

static bool is_less(const heap *h, size_t left, size_t right) {
    return h->compare(item(h, left), item(h, right)) < 0;
}

static void swap(const heap *h, size_t left, size_t right) {
    char *one = item(h, left), *other = item(h, right);
    for (size_t i = 0; i < h->bytes; i++) {
        char kept = one[i];
        one[i] = other[i];
        other[i] = kept;
    }
}

/* Moves item i down until no child among the first n is greater. */
static void sink(const heap *h, size_t i, size_t n) {
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && is_less(h, child, child + 1)) child++;
        if (!is_less(h, i, child)) return;
        swap(h, i, child);
    }
}

void sort_items(void *items, size_t n, size_t bytes, int (*compare)(const void *, const void *)) {
    heap h = {items, bytes, compare};
    for (size_t i = n / 2; i-- > 0;) sink(&h, i, n);
    for (size_t last = n; last-- > 1;) {
        swap(&h, 0, last);
        sink(&h, 0, last);
    }
}
