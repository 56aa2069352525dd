/* story_json: JSON of a story to messages and back, laying one value over another, and comparing in
 * part. Inner header of story. */
#ifndef HALL_TESTS_STORY_JSON_H
#define HALL_TESTS_STORY_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "proto/runtime/arena.h"
#include "proto/runtime/catalog.h"
#include "proto/runtime/crypt/seal.h"

/* One story's report: `faults` counts what was printed under the title. */
typedef struct report {
    FILE *out;
    const char *path, *title;
    unsigned faults;
} report;

void report_fault(report *r, const char *format, ...) PRINTF_LIKE(2, 3);

/* story_hash: the search hash of a text in every story, 32 bytes in `a`. */
ProtobufCBinaryData story_hash(const char *text, arena *a);

/* story_hashes: a new value in which {"$hash": text} is its hash in base64, at any depth. */
json_t *story_hashes(json_t *value, arena *a);

/* story_message: a message of `type`; NULL after a fault. Hashes are filled in. */
ProtobufCMessage *story_message(json_t *object, const message_type *type, arena *a, report *r);

/* story_fill_hashes: what sealing would fill. */
void story_fill_hashes(const message_type *type, ProtobufCMessage *message, arena *a);

/* story_secret: the key of everybody in every story. */
extern const seal_secret story_secret;

/* story_show: a message with proto names and defaults; a new reference. */
json_t *story_show(const ProtobufCMessage *message, arena *a);

/* story_lay: a new value: `over` laid over `base`, objects member by member, null takes away.
 * Either may be NULL. */
json_t *story_lay(json_t *base, json_t *over);

/* story_match: faults for everything named in `expected` that differs in `actual`. */
void story_match(json_t *expected, json_t *actual, const char *path, report *r);

/* The only member of an object of one member, NULL otherwise. */
json_t *story_single(json_t *object, const char **name);

#endif
