/* arena: gives out the memory of one command up to a cap and takes it back at once. */
#include "proto/runtime/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024, ALIGN = 16 };

typedef struct block {
    struct block *next;
    size_t room, used;
    _Alignas(ALIGN) unsigned char data[];
} block;

struct arena {
    block *first, *current;
    size_t bytes_max, used;
    ProtobufCAllocator pb;
};

static block *block_open(size_t room) {
    block *b = malloc(sizeof *b + room);
    if (b) *b = (block){NULL, room, 0};
    return b;
}

static void *pb_alloc(void *self, size_t bytes) {
    return arena_alloc(self, bytes);
}
static void pb_free(void *self, void *data) {
    (void) self, (void) data;
}

arena *arena_open(size_t bytes_max) {
    arena *a = calloc(1, sizeof *a);
    if (!a) return NULL;
    a->first = a->current = block_open(bytes_max < BLOCK_BYTES ? bytes_max : BLOCK_BYTES);
    if (!a->first) {
        free(a);
        return NULL;
    }
    a->bytes_max = bytes_max;
    a->pb = (ProtobufCAllocator){pb_alloc, pb_free, a};
    return a;
}

static void free_after(block *b) {
    for (block *next = b->next; next;) {
        block *after = next->next;
        free(next);
        next = after;
    }
    b->next = NULL;
}

void arena_close(arena *a) {
    if (!a) return;
    free_after(a->first);
    free(a->first);
    free(a);
}

void arena_reset(arena *a) {
    free_after(a->first);
    a->first->used = 0;
    a->current = a->first;
    a->used = 0;
}

static block *block_with(arena *a, size_t bytes) {
    block *b = a->current;
    if (b->room - b->used >= bytes) return b;
    b = block_open(bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES);
    if (!b) return NULL;
    a->current->next = b;
    a->current = b;
    return b;
}

void *arena_alloc(arena *a, size_t bytes) {
    if (bytes > a->bytes_max) return NULL;
    size_t rounded = (bytes + ALIGN - 1) & ~(size_t) (ALIGN - 1);
    if (!rounded) rounded = ALIGN;
    if (rounded > a->bytes_max - a->used) return NULL;
    block *b = block_with(a, rounded);
    if (!b) return NULL;
    void *out = b->data + b->used;
    b->used += rounded;
    a->used += rounded;
    return memset(out, 0, bytes ? bytes : 1);
}

void *arena_copy(arena *a, const void *data, size_t bytes) {
    void *out = arena_alloc(a, bytes);
    if (out && bytes) memcpy(out, data, bytes);
    return out;
}

char *arena_text(arena *a, const void *data, size_t bytes) {
    char *out = bytes < SIZE_MAX ? arena_alloc(a, bytes + 1) : NULL;
    if (out && bytes) memcpy(out, data, bytes);
    return out;
}

char *arena_dup(arena *a, const char *text) {
    return arena_text(a, text, strlen(text));
}

char *arena_printf(arena *a, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int n = vsnprintf(NULL, 0, format, arguments);
    char *out = n < 0 ? NULL : arena_alloc(a, (size_t) n + 1);
    if (out) vsnprintf(out, (size_t) n + 1, format, again);
    va_end(again);
    va_end(arguments);
    return out;
}

size_t arena_used(const arena *a) {
    return a->used;
}
ProtobufCAllocator *arena_pb(arena *a) {
    return &a->pb;
}
