/* show_statistics (S34, S66): the table of one attribute from a report that the projector keeps.
 * Every number here is a sum of groups that may each be told (docs/rules 7.10), so nothing is left
 * to hide. */
#include "gen/query/show_statistics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen/desk/office.h"
#include "proto/runtime/kind.h"
#include "proto/runtime/view/tally.h"

enum { ROWS_MAX = 64, TIMES = TIME_LONGER + 1, PERIOD_LAST = 999912, B05 = 5, B06 = 6 };
#define WHOLE 10000

/* One value of the attribute; 0: what is told together. */
typedef struct line {
    int32_t value;
    int64_t n, way[3], time[TIMES];
} line;

typedef struct table {
    Query__StatisticsBy by;
    size_t n;
    line line[ROWS_MAX];
} table;

/* ---- adding up --------------------------------------------------------------------------------
 */

static int32_t value_of(const StatisticsGroup *g, Query__StatisticsBy by) {
    switch (by) {
    case STATISTICS_DISTRICT:
        return g->district;
    case STATISTICS_CHANNEL:
        return (int32_t) g->channel;
    case STATISTICS_OUTCOME:
        return (int32_t) g->outcome;
    case STATISTICS_VIP:
        return (int32_t) g->vip;
    case STATISTICS_TIME:
        return (int32_t) g->time;
    default:
        return g->kind;
    }
}

/* In the order of the values, what is not told behind them. */
static bool stands_before(int32_t a, int32_t b) {
    return (uint32_t) a - 1 < (uint32_t) b - 1;
}

static line *line_of(table *t, int32_t value) {
    size_t at = 0;
    while (at < t->n && stands_before(t->line[at].value, value)) at++;
    if (at < t->n && t->line[at].value == value) return &t->line[at];
    if (t->n == ROWS_MAX) return NULL;
    memmove(&t->line[at + 1], &t->line[at], (t->n - at) * sizeof *t->line);
    t->n++;
    t->line[at] = (line){.value = value};
    return &t->line[at];
}

static void add(line *l, const StatisticsGroup *g) {
    unsigned way = (unsigned) g->way, time = (unsigned) g->time;
    l->n += g->n;
    l->way[way < 3 ? way : 0] += g->n;
    l->time[time < TIMES ? time : 0] += g->n;
}

static bool add_up(const StatisticsPart *part, int32_t district, table *t, line *all) {
    for (size_t i = 0; i < part->n_group; i++) {
        const StatisticsGroup *g = part->group[i];
        if (district && g->district != district) continue;
        line *l = line_of(t, value_of(g, t->by));
        if (!l) return false;
        add(l, g);
        add(all, g);
    }
    return true;
}

/* In hundredths of a per cent, rounded. */
static const char *share_of(view *rows, const line *l) {
    if (l->n == 0 || l->way[WAY_NOT_TOLD]) return "";
    int64_t share = (l->way[WAY_ONLINE] * WHOLE + l->n / 2) / l->n;
    const char *text =
        arena_printf(view_arena(rows), "%d.%02d%%", (int) (share / 100), (int) (share % 100));
    return text ? text : "";
}

/* Within which time `part` of `of` were decided, of those of which it is told. */
static Query__StatisticsTime within(const line *l, int64_t part, int64_t of) {
    int64_t told = l->n - l->time[TIME_NOT_TOLD], so_far = 0;
    for (int time = TIME_AT_ONCE; told > 0 && time < TIMES; time++) {
        so_far += l->time[time];
        if (so_far * of >= told * part) return (Query__StatisticsTime) time;
    }
    return TIME_NOT_TOLD;
}

/* ---- names ------------------------------------------------------------------------------------
 */

/* As people call the kind: several commands of an office may bear it. */
static text_pair kind_name(int32_t number) {
    static const text_pair of_person = {"个人信息变更", "Change of a person's data"};
    static const text_pair of_unit = {"单位信息变更", "Change of a unit's data"};
    char code[16];
    if (number == B05) return of_person;
    if (number == B06) return of_unit;
    snprintf(code, sizeof code, "B%02d", (int) number);
    for (unsigned i = 0; i < n_commands; i++)
        if (!strcmp(commands[i].kind, code)) return commands[i].title;
    const business_kind *kind = kind_find(code);
    return kind ? kind->title : (text_pair){code, code};
}

static text_pair district_name(view *rows, int32_t number) {
    char code[16];
    if (number <= 1) return (text_pair){"不属于任何区", "of no district"};
    snprintf(code, sizeof code, "%06d", (int) number);
    const Office *office = find_office(rows, code);
    const char *own = arena_dup(view_arena(rows), code);
    if (office && office->name_zh[0]) return (text_pair){office->name_zh, office->name_en};
    return own ? (text_pair){own, own} : (text_pair){"", ""};
}

static text_pair name_of(view *rows, Query__StatisticsBy by, int32_t value) {
    if (value == 0)
        return (text_pair){"未单列（人数较少，合并统计）", "not told apart (few persons)"};
    switch (by) {
    case STATISTICS_DISTRICT:
        return district_name(rows, value);
    case STATISTICS_CHANNEL:
        return catalog_word(&query__statistics_channel__descriptor, value);
    case STATISTICS_OUTCOME:
        return catalog_word(&query__statistics_outcome__descriptor, value);
    case STATISTICS_VIP:
        return catalog_word(&query__statistics_vip__descriptor, value);
    case STATISTICS_TIME:
        return catalog_word(&query__statistics_time__descriptor, value);
    default:
        return kind_name(value);
    }
}

static const char *code_of(view *rows, Query__StatisticsBy by, int32_t value) {
    if (value == 0) return "";
    if (by == STATISTICS_BUSINESS) return arena_printf(view_arena(rows), "B%02d", (int) value);
    return arena_printf(view_arena(rows), "%d", (int) value);
}

/* ---- the reply --------------------------------------------------------------------------------
 */

static bool show_line(view *rows, Query__StatisticsBy by, const line *l, StatisticsRow *out) {
    text_pair name = name_of(rows, by, l->value);
    const char *code = code_of(rows, by, l->value);
    *out = (StatisticsRow) STATISTICS_ROW_INIT;
    out->name_zh = lend(name.zh);
    out->name_en = lend(name.en);
    out->value = lend(code ? code : "");
    out->n = l->n;
    out->online = l->way[WAY_ONLINE];
    out->at_counter = l->way[WAY_COUNTER];
    out->not_told = l->way[WAY_NOT_TOLD];
    out->share = lend(share_of(rows, l));
    out->half_within = within(l, 1, 2);
    out->most_within = within(l, 9, 10);
    return code;
}

static bool show(view *rows, const table *t, const line *all, StatisticsShown *reply) {
    StatisticsRow *row = arena_alloc(view_arena(rows), (t->n + 1) * sizeof *row);
    reply->row = arena_alloc(view_arena(rows), (t->n + 1) * sizeof *reply->row);
    if (!row || !reply->row) return false;
    for (size_t i = 0; i < t->n; i++) {
        if (!show_line(rows, t->by, &t->line[i], &row[i])) return false;
        reply->row[reply->n_row++] = &row[i];
    }
    reply->n = all->n;
    reply->online = all->way[WAY_ONLINE];
    reply->at_counter = all->way[WAY_COUNTER];
    reply->share = lend(share_of(rows, all));
    return true;
}

/* A day is told by business and for the city only; a district's people see the city as it is told
 * to everybody, and of one district their own. */
static verdict check(const context *ctx, const ShowStatistics *in) {
    bool own = !strcmp(in->district_code, ctx->actor.district_code);
    if (in->date && in->period) return refuse(E_FORM, "period");
    if (in->date && in->by != STATISTICS_BUSINESS) return refuse(E_FORM, "by");
    if (in->date && in->district_code[0]) return refuse(E_FORM, "district_code");
    if (in->district_code[0] && ctx->scope != KERNEL__RELATION__CITY && !own)
        return (verdict){E_FORBIDDEN, "district_code", "relation"};
    return accept();
}

static StatisticsShown header_of(const StatisticsPart *part, const tally *found, bool day) {
    StatisticsShown out = STATISTICS_SHOWN_INIT;
    out.date = day ? found->number : 0;
    out.period = day ? 0 : found->number;
    out.from_date = part->from_date;
    out.until_date = part->until_date;
    out.first_position = part->first_position;
    out.last_position = part->last_position;
    out.earlier = part->earlier;
    return out;
}

/* No report of that time yet, or of any: nothing is wrong with who asks. */
static verdict show_none(changes *out) {
    StatisticsShown reply = STATISTICS_SHOWN_INIT;
    changes_reply(out, &reply.base);
    return accept();
}

verdict query_show_statistics(const context *ctx, view *rows, const ShowStatistics *in,
                              changes *out) {
    verdict v = check(ctx, in);
    if (refused(v)) return v;
    int32_t at_most = in->date ? in->date : in->period ? in->period : PERIOD_LAST;
    tally found = view_tally(rows, in->date ? TALLY_DAY : TALLY_MONTH, at_most);
    if (view_missing(rows)) return accept();
    if (found.state == E_NOT_FOUND) return show_none(out);
    if (found.state != OK) return refuse(found.state, NULL);
    const StatisticsPart *part = (const StatisticsPart *) protobuf_c_message_unpack(
        &query__statistics_part__descriptor, arena_pb(view_arena(rows)), found.part.len,
        found.part.data);
    if (!part) return refuse(E_ARENA, NULL);
    table t = {.by = in->by};
    line all = {0};
    StatisticsShown reply = header_of(part, &found, in->date != 0);
    int32_t district = (int32_t) strtol(in->district_code, NULL, 10);
    if (!add_up(part, district, &t, &all) || !show(rows, &t, &all, &reply))
        return refuse(E_ARENA, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
