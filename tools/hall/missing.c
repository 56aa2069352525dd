/* missing: what the hall will lack within the next 60 days, for `hall status`. Source: docs/rules
 * 4.7. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/process.h"
#include "tools/hall/hall.h"
#include "tools/hall/missing.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/coming.h"

enum { DAYS_AHEAD = 60, GAPS_MAX = 256, MONTHS_MAX = 4 };

static void note(json_t *list, const char *what, const char *subject, const char *kind,
                 int32_t from) {
    json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:i}", "what", what, "subject", subject,
                                          "kind", kind, "from", (int) from));
}

static const char *kind_of(gap_kind kind) {
    return kind == GAP_PROVISIONAL ? "provisional" : "missing";
}

static void note_params(json_t *list, const param_set *set, int32_t now, int32_t then) {
    static const char *const names[PARAM_KINDS] = {[PARAM_LIMIT] = "limit",
                                                   [PARAM_RATE] = "rate",
                                                   [PARAM_ACCOUNT] = "account",
                                                   [PARAM_INJURY] = "injury",
                                                   [PARAM_FLOAT] = "float",
                                                   [PARAM_FIXED] = "fixed",
                                                   [PARAM_TIER] = "tier",
                                                   [PARAM_CREDIT] = "credit",
                                                   [PARAM_GRADE] = "grade",
                                                   [PARAM_LOGIN] = "login",
                                                   [PARAM_APPOINTMENT] = "appointment",
                                                   [PARAM_SERVICE] = "service",
                                                   [PARAM_TERM] = "term"};
    param_gap gap[GAPS_MAX];
    size_t n = coming_params(set, now, then, gap, GAPS_MAX);
    for (size_t i = 0; i < n && i < GAPS_MAX; i++) {
        char subject[64];
        const param *row = gap[i].row;
        snprintf(subject, sizeof subject, "%s insurance=%d group=%d", names[row->kind],
                 row->insurance, row->group);
        note(list, "parameter", subject, kind_of(gap[i].kind), gap[i].from);
    }
}

/* The years that were set, without their days. */
static status take_years(void *self, const PGresult *result) {
    workday_table *table = self;
    table->first_year = (int32_t) pg_get_number(result, 0, 0);
    table->last_year = (int32_t) pg_get_number(result, 0, 1);
    table->announced_year = (int32_t) pg_get_number(result, 0, 2);
    return OK;
}

/* Whether the working days of the year are known, and announced. */
static void note_days(json_t *list, pg *db, int32_t then) {
    workday_table table = {.exception = NULL};
    char year[16];
    pg_args_start(db);
    if (pg_run(db,
               "select coalesce(min(year), 0)::bigint, coalesce(max(year), 0)::bigint, "
               "coalesce(max(year) filter (where not provisional), 0)::bigint from holiday_year",
               take_years, &table) != OK)
        return;
    gap_kind kind = coming_workdays(&table, then);
    snprintf(year, sizeof year, "%d", then / 10000);
    if (kind != GAP_NONE) note(list, "holidays", year, kind_of(kind), then / 10000 * 100 + 1);
}

/* The figures that hold, as the database has them. */
typedef struct held {
    param *row;
    size_t n;
} held;

static status take_params(void *self, const PGresult *result) {
    held *h = self;
    h->row = calloc((size_t) PQntuples(result) + 1, sizeof *h->row);
    if (!h->row) return E_UNAVAILABLE;
    for (int i = 0; i < PQntuples(result); i++)
        h->row[h->n++] = (param){.kind = (param_kind) pg_get_number(result, i, 0),
                                 .insurance = (int32_t) pg_get_number(result, i, 1),
                                 .payer = (int32_t) pg_get_number(result, i, 2),
                                 .group = (int32_t) pg_get_number(result, i, 3),
                                 .from = (int32_t) pg_get_number(result, i, 4),
                                 .to = (int32_t) pg_get_number(result, i, 5),
                                 .rate = (int32_t) pg_get_number(result, i, 6),
                                 .age_from = (int32_t) pg_get_number(result, i, 7)};
    return OK;
}

static void note_held(json_t *list, pg *db, int32_t now, int32_t then) {
    held h = {NULL, 0};
    pg_args_start(db);
    if (pg_run(db,
               "select kind, insurance, payer, \"group\", from_period, to_period, rate, age_from "
               "from parameter where retired_by = 0 order by kind, number",
               take_params, &h) == OK) {
        note_params(list, &(param_set){.row = h.row, .n = h.n}, now, then);
        if (!h.n) note(list, "parameter", "all", "missing", now);
    }
    free(h.row);
}

typedef struct months {
    int32_t month[MONTHS_MAX];
    size_t n;
} months;

static status take_months(void *self, const PGresult *result) {
    months *m = self;
    for (int i = 0; i < PQntuples(result) && m->n < MONTHS_MAX; i++)
        m->month[m->n++] = (int32_t) pg_get_number(result, i, 0);
    return OK;
}

static void note_calendar(json_t *list, pg *db, int32_t now, int32_t then) {
    months there = {.n = 0};
    pg_args_start(db);
    pg_value_number(db, now);
    pg_value_number(db, then);
    if (pg_run(db,
               "select period from calendar where calendar = 'hall' and period between $1::bigint "
               "and $2::bigint",
               take_months, &there) != OK)
        return;
    for (int32_t period = now; period <= then; period = period_add(period, 1)) {
        bool found = false;
        for (size_t i = 0; i < there.n; i++) found |= there.month[i] == period;
        if (!found) note(list, "calendar", "hall", "missing", period);
    }
}

json_t *missing_soon(pg *db) {
    json_t *list = json_array();
    int32_t today = date_from_us(process_now_us()), last = date_add(today, DAYS_AHEAD);
    int32_t now = period_from_date(today), then = period_from_date(last);
    if (db) note_calendar(list, db, now, then);
    if (db) note_held(list, db, now, then);
    if (db) note_days(list, db, last);
    return list;
}

static const char *what_zh(const char *what) {
    if (!strcmp(what, "calendar")) return "月结日历";
    return strcmp(what, "holidays") ? "业务参数" : "节假日安排";
}

static const char *text_of(const json_t *item, const char *name) {
    return json_string_value(json_object_get(item, name));
}

/* Of one kind of figure, missing in the same way: all limits, all tiers. */
static bool alike(const json_t *a, const json_t *b) {
    const char *x = text_of(a, "subject"), *y = text_of(b, "subject");
    size_t n = strcspn(x, " ");
    return !strcmp(text_of(a, "what"), text_of(b, "what")) &&
           !strcmp(text_of(a, "kind"), text_of(b, "kind")) && n == strcspn(y, " ") &&
           !strncmp(x, y, n) && json_equal(json_object_get(a, "from"), json_object_get(b, "from"));
}

static void print_group(const json_t *item, unsigned n) {
    const char *what = text_of(item, "what"), *kind = text_of(item, "kind");
    bool provisional = !strcmp(kind, "provisional");
    printf("%s %-11s %s %s %s from=%d", provisional ? "暂定" : "缺少", kind, what_zh(what), what,
           text_of(item, "subject"), (int) json_integer_value(json_object_get(item, "from")));
    printf(n ? " (+%u)\n" : "\n", n);
}

void missing_print(const json_t *list) {
    size_t i, k;
    json_t *item, *other;
    json_array_foreach(list, i, item) {
        unsigned n = 0;
        bool told = false;
        json_array_foreach(list, k, other) {
            if (k == i || !alike(item, other)) continue;
            told |= k < i;
            n++;
        }
        if (!told) print_group(item, n);
    }
}
