/* list_looks (A11): the person's own list of who looked, narrowed by office and year; what the
 * person is told later is counted. */
#include <string.h>

#include "gen/query/list_looks.h"
#include "gen/query/rows.h"
#include "workers/query/looks.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/deadline.h"
#include "workers/rules/service.h"

enum { PAGE_DEFAULT = 50, SEEN_MAX = 500 };

static int64_t count_hidden(const context *ctx, view *rows, const char *person_no) {
    row_list delayed = list_look_by_person_no_timing(rows, person_no, DELAYED);
    int64_t n = 0;
    for (size_t i = 0; i < delayed.n; i++) n += looks_hidden(ctx, (const Look *) delayed.row[i]);
    return n;
}

static int32_t year_of(const Look *row) {
    return date_from_us(row->at_us) / 10000;
}

static bool is_narrowed(const ListLooks *in) {
    return in->office[0] || in->year;
}

static bool is_wanted(const ListLooks *in, const Look *row) {
    return (!in->office[0] || !strcmp(in->office, row->office)) &&
           (!in->year || in->year == year_of(row));
}

/* ---- what there is to choose among ----------------------------------------------------------- */

static void offer_office(view *rows, const Look *row, LookList *reply) {
    if (!row->office[0]) return;
    for (size_t i = 0; i < reply->n_office; i++)
        if (!strcmp(reply->office[i], row->office)) return;
    text_pair name = looks_office(rows, row->role, row->office);
    reply->office[reply->n_office++] = row->office;
    reply->office_zh[reply->n_office_zh++] = lend(name.zh);
    reply->office_en[reply->n_office_en++] = lend(name.en);
}

static void offer_year(const Look *row, LookList *reply) {
    for (size_t i = 0; i < reply->n_year; i++)
        if (reply->year[i] == year_of(row)) return;
    reply->year[reply->n_year++] = year_of(row);
}

/* Whatever the page is narrowed to. A look of which the person is told later offers nothing. */
static status offer(const context *ctx, view *rows, const char *person_no, LookList *reply) {
    row_key key = key_look_by_person_no(person_no);
    key.limit = SEEN_MAX;
    row_list newest = view_list(rows, &key);
    arena *a = view_arena(rows);
    reply->office = arena_alloc(a, (newest.n + 1) * sizeof *reply->office);
    reply->office_zh = arena_alloc(a, (newest.n + 1) * sizeof *reply->office_zh);
    reply->office_en = arena_alloc(a, (newest.n + 1) * sizeof *reply->office_en);
    reply->year = arena_alloc(a, (newest.n + 1) * sizeof *reply->year);
    if (!reply->office || !reply->office_zh || !reply->office_en || !reply->year) return E_ARENA;
    for (size_t i = 0; i < newest.n; i++) {
        const Look *row = (const Look *) newest.row[i];
        if (looks_hidden(ctx, row)) continue;
        offer_office(rows, row, reply);
        offer_year(row, reply);
    }
    return OK;
}

/* ---- the page -------------------------------------------------------------------------------- */

static row_list rows_behind(view *rows, const ListLooks *in, unsigned n) {
    row_key key = key_look_by_person_no(in->person_no);
    key.limit = n;
    if (in->after[0]) {
        row_key_after_text(&key, in->person_no);
        row_key_after_text(&key, in->after);
    }
    return view_list(rows, &key);
}

/* Narrowed, many looks are seen for a page of few; it goes on behind the last one seen. */
static status fill(const context *ctx, view *rows, const ListLooks *in, LookList *reply) {
    unsigned limit = in->limit ? in->limit : PAGE_DEFAULT, n = limit;
    if (is_narrowed(in) && n < SEEN_MAX) n = SEEN_MAX;
    row_list page = rows_behind(rows, in, n);
    LookShown *shown = arena_alloc(view_arena(rows), (limit + 1) * sizeof *shown);
    reply->look = arena_alloc(view_arena(rows), (limit + 1) * sizeof *reply->look);
    if (!shown || !reply->look) return E_ARENA;
    size_t i = 0;
    for (; i < page.n && reply->n_look < limit; i++) {
        const Look *row = (const Look *) page.row[i];
        if (looks_hidden(ctx, row) || !is_wanted(in, row)) continue;
        status s = looks_show(rows, row, &shown[reply->n_look]);
        if (s != OK) return s;
        shown[reply->n_look].look_no = row->look_no;
        reply->look[reply->n_look] = &shown[reply->n_look];
        reply->n_look++;
    }
    bool more = page.n && (i < page.n || page.n == n);
    if (more) reply->next = lend(((const Look *) page.row[i - 1])->look_no);
    return OK;
}

/* By when somebody who asks why now is answered (F01); docs/tickets.md. */
static status ask_due(const context *ctx, view *rows, LookList *reply) {
    int32_t days = 0;
    status s = service_number(ctx, SERVICE_LOOK_DAYS, &days);
    if (s == OK) reply->ask_due_us = deadline_after(rows, ctx->received_at_us, days);
    return s;
}

verdict query_list_looks(const context *ctx, view *rows, const ListLooks *in, changes *out) {
    row_key all = key_look_by_person_no(in->person_no);
    LookList reply = LOOK_LIST_INIT;
    reply.total = is_narrowed(in) ? -1 : view_count(rows, &all);
    reply.delayed = count_hidden(ctx, rows, in->person_no);
    status s = in->after[0] ? OK : offer(ctx, rows, in->person_no, &reply);
    if (s == OK) s = fill(ctx, rows, in, &reply);
    if (s == OK) s = ask_due(ctx, rows, &reply);
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
