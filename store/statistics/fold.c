/* fold: counts finished business from the log. Notes of the copy, by their first byte:
 *
 *   s                 the book: where counting stands
 *   c case number     an open case
 *   u unit number     the unit is VIP
 *   o number          a finished act of the days that are not told yet
 *   g number          one of the running month whose day is told; with what was told of it
 *   d YYYYMMDD        the report of a day, m YYYYMM of a month: kept for good
 *
 * Numbers are big endian, so that notes stand in their order. */
#include <string.h>
#include <time.h>

#include "store/statistics/closing.h"
#include "store/statistics/counted.h"
#include "store/statistics/statistics.h"

#define DAY_S 86400
#define BEIJING_S (8 * 3600)
#define SCRATCH_BYTES (4u << 20)

/* An open case. Zero bytes where nothing is said. */
typedef struct open_case {
    int64_t filed_at_us; /* 0: it is a draft */
    fact fact;
} open_case;

typedef struct folding {
    cache *cache;
    const Log__EntryHead *head;
    arena *scratch;
    bool of_case; /* the entry is about a case */
    book book;
} folding;

static int32_t day_of(int64_t us) {
    struct tm parts;
    time_t seconds = us / 1000000 + BEIJING_S;
    gmtime_r(&seconds, &parts);
    return (int32_t) ((parts.tm_year + 1900) * 10000 + (parts.tm_mon + 1) * 100 + parts.tm_mday);
}

/* ---- open cases and units ---------------------------------------------------------------------
 */

static size_t name_of(char kind, const char *key, uint8_t name[CACHE_NOTE_BYTES_MAX]) {
    size_t bytes = strnlen(key, CACHE_NOTE_BYTES_MAX - 1);
    name[0] = (uint8_t) kind;
    memcpy(name + 1, key, bytes);
    return 1 + bytes;
}

static status put_note(const folding *f, char kind, const char *key, const void *value,
                       size_t bytes) {
    uint8_t name[CACHE_NOTE_BYTES_MAX];
    size_t name_bytes = name_of(kind, key, name);
    return cache_note_put(f->cache, &(cache_note){name, value, name_bytes, bytes});
}

static status drop_note(const folding *f, char kind, const char *key) {
    uint8_t name[CACHE_NOTE_BYTES_MAX];
    size_t name_bytes = name_of(kind, key, name);
    return cache_note_drop(f->cache, name, name_bytes);
}

/* E_NOT_FOUND: it is none that counts. */
static status find_case(const folding *f, const char *case_no, open_case *out) {
    uint8_t name[CACHE_NOTE_BYTES_MAX];
    cache_note note;
    size_t name_bytes = name_of('c', case_no, name);
    status s = cache_note_find(f->cache, name, name_bytes, &note);
    if (s != OK) return s;
    if (note.bytes != sizeof *out) return E_UNAVAILABLE;
    memcpy(out, note.value, sizeof *out);
    return OK;
}

static status is_vip(const folding *f, const char *unit_no, int32_t *out) {
    uint8_t name[CACHE_NOTE_BYTES_MAX];
    cache_note note;
    size_t name_bytes = name_of('u', unit_no, name);
    status s = cache_note_find(f->cache, name, name_bytes, &note);
    *out = s == OK ? VIP_YES : VIP_NO;
    return s == E_NOT_FOUND ? OK : s;
}

static status unit_graded(const folding *f, const counted *c) {
    return c->vip ? put_note(f, 'u', c->unit_no, "", 0) : drop_note(f, 'u', c->unit_no);
}

static status open_one(const folding *f, const counted *c, bool filed) {
    open_case one;
    memset(&one, 0, sizeof one); /* its padding is stored, too */
    int32_t *value = one.fact.value;
    value[BY_KIND] = counted_kind(c->method);
    if (value[BY_KIND] == 0) return OK;
    one.filed_at_us = filed ? f->head->received_at_us : 0;
    value[BY_CHANNEL] = counted_channel(c->channel);
    value[BY_WAY] = counted_way(value[BY_CHANNEL]);
    value[BY_DISTRICT] = counted_district(c->district_code);
    counted_subject(c, &one.fact);
    status s = is_vip(f, c->unit_no, &value[BY_VIP]);
    return s == OK ? put_note(f, 'c', c->case_no, &one, sizeof one) : s;
}

/* A correction may name somebody else; the first submission begins its time. */
static status file_again(const folding *f, const counted *c) {
    open_case one;
    status s = find_case(f, c->case_no, &one);
    if (s != OK) return s == E_NOT_FOUND ? OK : s;
    if (one.filed_at_us == 0) one.filed_at_us = f->head->received_at_us;
    if (c->person_no[0] || c->document_hash.len > 0) counted_subject(c, &one.fact);
    return put_note(f, 'c', c->case_no, &one, sizeof one);
}

/* ---- what ended -------------------------------------------------------------------------------
 */

static status count(folding *f, const fact *done) {
    uint8_t name[9];
    closing_name('o', (uint64_t) f->book.n_acts++, name);
    return cache_note_put(f->cache,
                          &(cache_note){name, (const uint8_t *) done, sizeof name, sizeof *done});
}

static status end_case(folding *f, const counted *c) {
    open_case one;
    status s = find_case(f, c->case_no, &one);
    if (s != OK) return s == E_NOT_FOUND ? OK : s;
    one.fact.value[BY_OUTCOME] = counted_outcome(c->what);
    one.fact.value[BY_TIME] = counted_time(f->head->received_at_us - one.filed_at_us);
    s = drop_note(f, 'c', c->case_no);
    return s == OK && one.filed_at_us > 0 && c->what != COUNTED_DROPPED ? count(f, &one.fact) : s;
}

/* Done without a case, by whom it is about: no district's. */
static status count_at_once(folding *f, const Log__Entry *entry) {
    fact done;
    memset(&done, 0, sizeof done);
    if (f->of_case || entry->n_event == 0 || !counted_at_once(f->head->method)) return OK;
    counted of = {.case_no = "", .unit_no = "", .person_no = entry->event[0]->subject};
    counted_subject(&of, &done);
    done.value[BY_KIND] = counted_kind(f->head->method);
    done.value[BY_CHANNEL] = counted_channel(f->head->channel);
    done.value[BY_WAY] = counted_way(done.value[BY_CHANNEL]);
    done.value[BY_DISTRICT] = DISTRICT_NONE;
    done.value[BY_VIP] = VIP_NO;
    done.value[BY_OUTCOME] = OUTCOME_DONE;
    done.value[BY_TIME] = TIME_AT_ONCE;
    return count(f, &done);
}

static status count_event(folding *f, const Log__EntryEvent *event) {
    counted c;
    arena_reset(f->scratch);
    status s = counted_read(event, f->scratch, &c);
    if (s != OK || c.what == COUNTED_NOTHING) return s;
    if (c.what == COUNTED_UNIT) return unit_graded(f, &c);
    f->of_case = true;
    if (c.what == COUNTED_DRAFT || c.what == COUNTED_SUBMITTED)
        return open_one(f, &c, c.what == COUNTED_SUBMITTED);
    return c.what == COUNTED_AGAIN ? file_again(f, &c) : end_case(f, &c);
}

/* An entry that was received before midnight may be committed after one that was received later: it
 * belongs to the day that runs. */
static status turn_day(folding *f, const Log__EntryHead *head) {
    book *b = &f->book;
    int32_t day = day_of(head->received_at_us);
    if (b->day == 0) *b = (book){.day = day, .from_day = day, .from_position = head->position};
    if (day <= b->day) return OK;
    status s = closing_day(f->cache, b, head->position - 1);
    if (s == OK && day / 100 > b->day / 100) s = closing_month(f->cache, b);
    b->day = day;
    if (b->from_position == head->position) b->from_day = day;
    return s;
}

static status fold_entry(folding *f, const Log__Entry *entry) {
    status s = turn_day(f, entry->head);
    for (size_t i = 0; i < entry->n_event && s == OK; i++) s = count_event(f, entry->event[i]);
    return s == OK ? count_at_once(f, entry) : s;
}

status statistics_fold(cache *c, const Log__Entry *entry) {
    static arena *scratch;
    if (!scratch) scratch = arena_open(SCRATCH_BYTES);
    must(scratch);
    folding f = {.cache = c, .head = entry->head, .scratch = scratch};
    status s = closing_read_book(c, &f.book);
    book before = f.book;
    if (s == OK) s = fold_entry(&f, entry);
    if (s == OK && memcmp(&before, &f.book, sizeof before) != 0) s = closing_put_book(c, &f.book);
    return s == OK ? OK : E_UNAVAILABLE;
}
