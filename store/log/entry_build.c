/* entry_build: makes the entry of a command from its events and the heads of lane and subjects. */
#include "store/log/entry_build.h"

#include <stdlib.h>
#include <string.h>

static int by_subject(const void *a, const void *b) {
    return strcmp(((const last_link *) a)->subject, ((const last_link *) b)->subject);
}

last_link *last_links_find(const last_links *links, const char *subject) {
    last_link wanted = {.subject = subject};
    return bsearch(&wanted, links->last, links->n, sizeof wanted, by_subject);
}

static size_t count_events(const batch_item *item, size_t n) {
    size_t n_event = 0;
    for (size_t i = 0; i < n; i++) n_event += item[i].n_event;
    return n_event;
}

last_links last_links_of(const batch_item *item, size_t n) {
    size_t all = 0;
    last_links links = {0, calloc(count_events(item, n) + 1, sizeof *links.last)};
    must(links.last);
    /* Events of one subject stand together, so most repetitions are seen before they are sorted. */
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < item[i].n_event; k++)
            if (all == 0 || strcmp(links.last[all - 1].subject, item[i].event[k].subject) != 0)
                links.last[all++].subject = item[i].event[k].subject;
    qsort(links.last, all, sizeof *links.last, by_subject);
    for (size_t i = 0; i < all; i++)
        if (links.n == 0 || strcmp(links.last[links.n - 1].subject, links.last[i].subject) != 0)
            links.last[links.n++] = links.last[i];
    return links;
}

static size_t payload_bytes(const batch_item *item) {
    size_t bytes = 0;
    for (size_t k = 0; k < item->n_event; k++)
        bytes += protobuf_c_message_get_packed_size(item->event[k].sealed);
    return bytes;
}

/* Few events have few subjects: only many are counted. */
static bool subjects_fit(const batch_item *item) {
    if (item->n_event <= ENTRY_LINKS_MAX) return true;
    last_links subjects = last_links_of(item, 1);
    free(subjects.last);
    return subjects.n <= ENTRY_LINKS_MAX;
}

bool batch_item_fits(batch_item *item) {
    enum { HEAD_BYTES_MAX = 8192, AROUND_BYTES = 400 /* of an event and its link */ };
    if (item->n_event > ENTRY_EVENTS_MAX || !subjects_fit(item)) return false;
    item->payload_bytes = payload_bytes(item);
    size_t bytes = HEAD_BYTES_MAX + item->payload_bytes;
    for (size_t k = 0; k < item->n_event; k++)
        bytes += AROUND_BYTES + 2 * strlen(item->event[k].subject);
    return bytes <= ENTRY_BYTES_MAX;
}

static ProtobufCBinaryData hash_bytes(const uint8_t *hash) {
    return (ProtobufCBinaryData){CRYPT_HASH_BYTES, (uint8_t *) hash};
}

static void fill_head(building *b, uint32_t lane, const entrylog_head *head,
                      const batch_item *item) {
    Log__EntryHead *h = &b->head;
    log__entry_head__init(h);
    h->lane = lane;
    h->position = item->position;
    h->received_at_us = item->received_at_us;
    h->method = (char *) item->method;
    h->command_id = (ProtobufCBinaryData){16, (uint8_t *) item->command_id};
    h->actor = (char *) item->actor;
    h->role = item->role;
    h->acting_for = (char *) item->acting_for;
    h->origin = (char *) item->origin;
    h->channel = (char *) item->channel;
    h->source_address = (char *) item->source_address;
    h->purpose = (char *) item->purpose;
    h->case_no = (char *) item->case_no;
    h->key_no = (char *) (item->key_no ? item->key_no : "");
    h->contract = catalog_contract();
    h->reference = (char *) position_text((log_position){lane, head->reference}, b->reference);
    h->prev_hash = hash_bytes(head->hash);
}

static void fill_events(building *b, const batch_item *item) {
    uint8_t *at = b->payloads;
    for (size_t k = 0; k < item->n_event; k++) {
        Log__EntryEvent *e = b->entry.event[k] = &b->event[k];
        log__entry_event__init(e);
        e->type = (char *) item->event[k].type->name;
        e->schema_version = item->event[k].type->schema;
        e->subject = (char *) item->event[k].subject;
        e->payload.data = at;
        e->payload.len = protobuf_c_message_pack(item->event[k].sealed, at);
        e->salt = (ProtobufCBinaryData){ENTRY_SALT_BYTES, b->salts + k * ENTRY_SALT_BYTES};
        at += e->payload.len;
    }
}

static void fill_links(building *b, const batch_item *item, last_links *links) {
    for (size_t i = 0; i < b->entry.n_link; i++) {
        Log__EntryLink *l = b->entry.link[i] = &b->link[i];
        last_link *last = last_links_find(links, b->subjects.last[i].subject);
        log__entry_link__init(l);
        l->subject = (char *) last->subject;
        l->count = ++last->count;
        l->prev = hash_bytes(last->hash);
        l->salt = (ProtobufCBinaryData){ENTRY_SALT_BYTES,
                                        b->salts + (item->n_event + i) * ENTRY_SALT_BYTES};
    }
}

void entry_build(building *b, uint32_t lane, const entrylog_head *head, const batch_item *item,
                 last_links *links) {
    log__entry__init(&b->entry);
    b->subjects = last_links_of(item, 1);
    b->entry.n_event = item->n_event;
    b->entry.n_link = b->subjects.n;
    size_t n_event = item->n_event;
    size_t n = n_event + b->entry.n_link;
    b->event = calloc(n_event + 1, sizeof *b->event);
    b->link = calloc(b->entry.n_link + 1, sizeof *b->link);
    b->entry.event = calloc(n_event + 1, sizeof *b->entry.event);
    b->entry.link = calloc(b->entry.n_link + 1, sizeof *b->entry.link);
    b->salts = malloc(n * ENTRY_SALT_BYTES + 1);
    size_t bytes = item->payload_bytes ? item->payload_bytes : payload_bytes(item);
    b->payloads = malloc(bytes + 1);
    must(b->event && b->link && b->entry.event && b->entry.link && b->salts && b->payloads);
    crypt_random(b->salts, n * ENTRY_SALT_BYTES);
    b->entry.head = &b->head;
    fill_head(b, lane, head, item);
    fill_events(b, item);
    fill_links(b, item, links);
}

void entry_build_end(building *b) {
    free(b->event);
    free(b->link);
    free(b->entry.event);
    free(b->entry.link);
    free(b->salts);
    free(b->payloads);
    free(b->subjects.last);
}
