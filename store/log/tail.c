/* tail: entrylog_read from where the follower is, and what it says of an event it does not know. */
#include "store/log/tail.h"

#include "proto/runtime/log.h"

typedef struct reading {
    tail *tail;
    entrylog_visitor *visit;
    void *self;
} reading;

static void say_unknown(tail *t, const Log__Entry *entry) {
    if (t->waits_at == entry->head->position) return;
    const Log__EntryEvent *event = entry_unknown(entry);
    t->waits_at = entry->head->position;
    log_error("log_waits", log_status(E_UNKNOWN_EVENT), log_number("position", t->waits_at),
              log_text("event_type", event->type), log_number("schema", event->schema_version));
}

static status on_entry(void *self, const Log__Entry *entry) {
    reading *r = self;
    status s = r->visit(r->self, entry);
    if (s == E_UNKNOWN_EVENT) say_unknown(r->tail, entry);
    return s;
}

status tail_read(tail *t, pg *db, entrylog_visitor *visit, void *self, int64_t *last, bool *more) {
    reading r = {t, visit, self};
    *last = t->position;
    status s = entrylog_read(db, t->lane, t->position, TAIL_PIECE, on_entry, &r, last);
    *more = *last - t->position == TAIL_PIECE;
    return s;
}
