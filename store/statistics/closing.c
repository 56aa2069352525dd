/* closing: reads the acts of the days that are over, divides them, and keeps what may be told. */
#include "store/statistics/closing.h"

#include <stdlib.h>
#include <string.h>

#include "gen/query/show_statistics.h"

static const attribute of_day[] = {BY_WAY, BY_KIND};
static const attribute of_month[] = {BY_DISTRICT, BY_VIP, BY_OUTCOME, BY_TIME, BY_CHANNEL};
enum { OF_DAY = sizeof of_day / sizeof *of_day, OF_MONTH = sizeof of_month / sizeof *of_month };

/* ---- the book ---------------------------------------------------------------------------------
 */

status closing_read_book(cache *c, book *out) {
    cache_note note;
    status s = cache_note_find(c, "s", 1, &note);
    memset(out, 0, sizeof *out);
    if (s != OK) return s == E_NOT_FOUND ? OK : s;
    if (note.bytes != sizeof *out) return E_UNAVAILABLE;
    memcpy(out, note.value, sizeof *out);
    return OK;
}

status closing_put_book(cache *c, const book *b) {
    return cache_note_put(c,
                          &(cache_note){(const uint8_t *) "s", (const uint8_t *) b, 1, sizeof *b});
}

void closing_name(char kind, uint64_t number, uint8_t out[9]) {
    out[0] = (uint8_t) kind;
    for (int i = 8; i > 0; i--, number >>= 8) out[i] = (uint8_t) number;
}

/* ---- acts -------------------------------------------------------------------------------------
 */

typedef struct acts {
    fact *fact;
    size_t n, room;
} acts;

static status take(void *self, const cache_note *note) {
    acts *a = self;
    if (note->bytes != sizeof *a->fact) return E_UNAVAILABLE;
    if (a->n == a->room) {
        a->room = a->room ? 2 * a->room : 1024;
        a->fact = realloc(a->fact, a->room * sizeof *a->fact);
        must(a->fact);
    }
    memcpy(&a->fact[a->n++], note->value, sizeof *a->fact);
    return OK;
}

/* The told acts of a day go on as acts of its month. */
static status keep_for_month(cache *c, const acts *a, int64_t n_acts) {
    status s = cache_note_clear(c, "o", 1);
    for (size_t i = 0; i < a->n && s == OK; i++) {
        uint8_t name[9];
        closing_name('g', (uint64_t) n_acts - a->n + i, name);
        s = cache_note_put(
            c, &(cache_note){name, (const uint8_t *) &a->fact[i], sizeof name, sizeof *a->fact});
    }
    return s;
}

/* ---- reports ----------------------------------------------------------------------------------
 */

static StatisticsGroup message_of(const group *g) {
    StatisticsGroup out = STATISTICS_GROUP_INIT;
    out.way = (Query__StatisticsWay) g->value[BY_WAY];
    out.kind = g->value[BY_KIND];
    out.district = g->value[BY_DISTRICT];
    out.vip = (Query__StatisticsVip) g->value[BY_VIP];
    out.outcome = (Query__StatisticsOutcome) g->value[BY_OUTCOME];
    out.time = (Query__StatisticsTime) g->value[BY_TIME];
    out.channel = (Query__StatisticsChannel) g->value[BY_CHANNEL];
    out.n = g->n;
    return out;
}

static status put_report(cache *c, char kind, int32_t number, StatisticsPart *part,
                         const groups *told) {
    StatisticsGroup *line = calloc(told->n + 1, sizeof *line),
                    **list = calloc(told->n + 1, sizeof *list);
    must(line && list);
    for (size_t i = 0; i < told->n; i++) {
        line[i] = message_of(&told->group[i]);
        list[i] = &line[i];
    }
    part->n_group = told->n;
    part->group = list;
    size_t bytes = protobuf_c_message_get_packed_size(&part->base);
    uint8_t *packed = malloc(bytes + 1), name[9];
    must(packed);
    protobuf_c_message_pack(&part->base, packed);
    closing_name(kind, (uint64_t) number, name);
    status s = cache_note_put(c, &(cache_note){name, packed, sizeof name, bytes});
    free(packed);
    free(list);
    free(line);
    return s;
}

static status tell_day(cache *c, book *b, int64_t last, acts *a, const groups *told) {
    StatisticsPart part = STATISTICS_PART_INIT;
    part.from_date = b->from_day;
    part.until_date = b->day;
    part.first_position = b->from_position;
    part.last_position = last;
    part.earlier = b->last_day;
    status s = put_report(c, 'd', b->day, &part, told);
    if (s == OK) s = keep_for_month(c, a, b->n_acts);
    if (!b->month_from) {
        b->month_from = b->from_day;
        b->month_first = b->from_position;
    }
    b->month_until = b->last_day = b->day;
    b->month_last = last;
    b->from_position = last + 1;
    return s;
}

status closing_day(cache *c, book *b, int64_t last) {
    acts a = {0};
    groups told = {0};
    status s = cache_note_each(c, "o", 1, take, &a);
    if (s == OK && groups_split(a.fact, a.n, of_day, OF_DAY, &told))
        s = tell_day(c, b, last, &a, &told);
    groups_free(&told);
    free(a.fact);
    return s;
}

static status tell_month(cache *c, book *b, const groups *told) {
    StatisticsPart part = STATISTICS_PART_INIT;
    int32_t month = b->day / 100;
    part.from_date = b->month_from;
    part.until_date = b->month_until;
    part.first_position = b->month_first;
    part.last_position = b->month_last;
    part.earlier = b->last_month;
    status s = put_report(c, 'm', month, &part, told);
    b->last_month = month;
    b->month_from = b->month_until = 0;
    b->month_first = b->month_last = 0;
    return s;
}

status closing_month(cache *c, book *b) {
    acts a = {0};
    groups told = {0};
    status s = cache_note_each(c, "g", 1, take, &a);
    if (s == OK && groups_split_within(a.fact, a.n, of_day, OF_DAY, of_month, OF_MONTH, &told))
        s = tell_month(c, b, &told);
    if (s == OK) s = cache_note_clear(c, "g", 1);
    groups_free(&told);
    free(a.fact);
    return s;
}
