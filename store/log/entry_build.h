/* entry_build: one entry out of what a command left to be stored, on top of what its lane and its
 * subjects have had so far. Used by batch_write.c only. */
#ifndef HALL_STORE_ENTRY_BUILD_H
#define HALL_STORE_ENTRY_BUILD_H

#include "proto/runtime/position.h"
#include "store/log/batch.h"
#include "store/log/entry.h"

/* The last link of a subject; count 0 when it has none yet. */
typedef struct last_link {
    const char *subject;
    int64_t count;
    uint8_t hash[CRYPT_HASH_BYTES];
} last_link;

/* Subjects of some items, each once, ordered. */
typedef struct last_links {
    size_t n;
    last_link *last;
} last_links;

/* The memory of one entry while it is built: messages, their list of pointers, packed payloads. */
typedef struct building {
    Log__Entry entry;
    Log__EntryHead head;
    Log__EntryEvent *event;
    Log__EntryLink *link;
    last_links subjects; /* distinct ones of this entry */
    uint8_t *salts, *payloads;
    char reference[POSITION_TEXT_BYTES];
} building;

/* last_links_of: the subjects that `n` items name, malloc'd, none looked up yet; the texts are the
 * items'. */
last_links last_links_of(const batch_item *item, size_t n);

/* last_links_find: NULL when it is none of them. */
last_link *last_links_find(const last_links *links, const char *subject);

/* entry_build: item->position is set; `links` are counted up. Borrows item and links until
 * entry_build_end. The links' new hashes are the caller's to note: they are the entry's own. */
void entry_build(building *b, uint32_t lane, const entrylog_head *head, const batch_item *item,
                 last_links *links);
void entry_build_end(building *b);

#endif
