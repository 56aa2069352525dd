/* arena: the memory of one command. Everything a command needs is taken from here and given back at
 * once after the answer; handlers never free. The cap is hard: a command that wants more is refused
 * (E_ARENA), never served by the system's last page. Not for long-lived objects. One thread each.
 */
#ifndef HALL_RUNTIME_ARENA_H
#define HALL_RUNTIME_ARENA_H

#include <protobuf-c/protobuf-c.h>

#include "proto/runtime/status.h"

typedef struct arena arena;

/* arena_open: an arena that hands out at most `bytes_max`; NULL when the system has no memory.
 * arena_close accepts NULL. */
arena *arena_open(size_t bytes_max);
void arena_close(arena *a);

/* arena_reset: forgets everything handed out; keeps the first block for the next command. */
void arena_reset(arena *a);

/* arena_alloc: zeroed, aligned for any type; NULL when the cap is reached. Valid until reset. */
void *arena_alloc(arena *a, size_t bytes);

/* Copies into the arena; NULL when full. arena_printf formats. arena_text makes a C string of n
 * bytes. */
void *arena_copy(arena *a, const void *data, size_t bytes);
char *arena_text(arena *a, const void *data, size_t bytes);
char *arena_dup(arena *a, const char *text);
char *arena_printf(arena *a, const char *format, ...) PRINTF_LIKE(2, 3);

/* arena_used: bytes handed out since the last reset. */
size_t arena_used(const arena *a);

/* arena_pb: the same arena as protobuf-c's allocator; freeing through it does nothing. */
ProtobufCAllocator *arena_pb(arena *a);

#endif
