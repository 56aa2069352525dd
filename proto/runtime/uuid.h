/* uuid: command ids. UUID version 7 (RFC 9562): 48 bits of milliseconds, then random. uuid_v7 reads
 * the clock and the system's random source, so only adapters, tools and tests call it; handlers
 * take the id they are given. */
#ifndef HALL_RUNTIME_UUID_H
#define HALL_RUNTIME_UUID_H

#include "proto/runtime/status.h"

#define UUID_BYTES 16u
#define UUID_TEXT_BYTES 37u /* with the closing NUL */

/* uuid_v7: a new id; ends the process when the system gives no random bytes. */
void uuid_v7(uint8_t out[UUID_BYTES]);

/* uuid_v8: the id of a command that follows from a cause: the same cause is the same command,
 * however often and by whomever it is sent. First bits of its SM3; such ids are kept for ever. */
void uuid_v8(const void *cause, size_t bytes, uint8_t out[UUID_BYTES]);

/* uuid_text: lower-case canonical form. */
void uuid_text(const uint8_t id[UUID_BYTES], char out[UUID_TEXT_BYTES]);

/* uuid_parse: canonical form, either case, any version; false and `out` untouched otherwise. */
bool uuid_parse(const char *text, uint8_t out[UUID_BYTES]);

/* uuid_is_v7: whether version and variant bits are those of version 7. */
bool uuid_is_v7(const uint8_t id[UUID_BYTES]);

/* uuid_v7_us: when an id of version 7 was made by its maker's clock, microseconds since 1970. */
int64_t uuid_v7_us(const uint8_t id[UUID_BYTES]);

#endif
