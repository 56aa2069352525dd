/* read: the reports, for queries and for the recount. */
#include <string.h>

#include "store/statistics/closing.h"
#include "store/statistics/statistics.h"

static int32_t number_of(const uint8_t *name) {
    uint64_t number = 0;
    for (int i = 1; i < 9; i++) number = number << 8 | name[i];
    return (int32_t) number;
}

typedef struct visiting {
    statistics_visitor *visit;
    void *self;
} visiting;

static status visit_one(void *self, const cache_note *note) {
    const visiting *v = self;
    if (note->name_bytes != 9) return E_UNAVAILABLE;
    return v->visit(v->self, (tally_kind) note->name[0], number_of(note->name),
                    (ProtobufCBinaryData){note->bytes, (uint8_t *) (uintptr_t) note->value});
}

status statistics_each(cache *c, statistics_visitor *visit, void *self, int64_t *position) {
    static const char kind[] = {TALLY_DAY, TALLY_MONTH};
    visiting v = {visit, self};
    status s = OK;
    int64_t first = 0;
    for (size_t i = 0; i < sizeof kind && s == OK; i++) {
        s = cache_note_read(c, &kind[i], 1, visit_one, &v, position);
        if (i == 0) first = *position;
    }
    if (first < *position) *position = first;
    return s;
}

static tally find(cache *c, arena *a, tally_kind kind, int32_t at_most, int64_t *position) {
    uint8_t name[9];
    cache_note note;
    int64_t reflected = 0;
    tally out = {.state = c ? OK : E_NOT_READY};
    if (!c) return out;
    closing_name((char) kind, (uint64_t) (at_most > 0 ? at_most : 0), name);
    out.state = cache_note_last(c, name, sizeof name, 1, a, &note, &reflected);
    if (out.state == E_UNAVAILABLE) out.state = E_NOT_READY;
    if (out.state != E_NOT_READY && reflected < *position) *position = reflected;
    if (out.state != OK) return out;
    out.number = number_of(note.name);
    out.part = (ProtobufCBinaryData){note.bytes, (uint8_t *) (uintptr_t) note.value};
    return out;
}

void statistics_load(cache *c, view *v, int64_t *position) {
    tally_kind kind;
    int32_t at_most;
    while (view_wanted_tally(v, &kind, &at_most)) {
        tally found = find(c, view_arena(v), kind, at_most, position);
        view_put_tally(v, &found);
    }
}
