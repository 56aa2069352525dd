/* history_roster: filings of large units, which hand them in as files. A roster is submitted, its
 * rows are tried and then filed, and what became of each is recorded: the commands of hall-roster
 * in their order. The files themselves are not kept, nor are the result workbooks, as long after.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen/roster/check_rows.h"
#include "gen/roster/finish_roster.h"
#include "gen/roster/record_rows.h"
#include "gen/roster/rows.h"
#include "gen/roster/start_roster.h"
#include "gen/roster/submit_roster.h"
#include "proto/runtime/arena.h"
#include "tools/city/history.h"
#include "workers/rules/calendar/date.h"

enum {
    MONTHLY_FROM = 100, /* members of a unit that hands files in */
    WEEKLY_FROM = 5000,
    MONTH_DAYS = 21,
    WEEK_DAYS = 5,
    RECORD_ROWS = 200,
    FIRST_ROW = 2, /* below the header */
    ROW_BYTES = 120,
    DIGEST_TEXT = 2 * CRYPT_HASH_BYTES + 1,
    OPENS_HOUR = 17,
    DOUBT_SHARE = 10
};
#define SECOND_US INT64_C(1000000)
#define ROW_US 5000
static const double faulty_plain = 0.06, faulty_vip = 0.015;

/* A row: the same draw makes the same filing, when it is tried and when it is filed. */
typedef struct line {
    int32_t matter, unit, sheet;
    matter_kind kind;
    uint64_t draw;
    bool faulty;
    RowResult result;
} line;

/* A roster. lines: [first, first + n). */
typedef struct sheet {
    int32_t unit, first, n, n_refused;
    matter_kind kind;
    char roster_no[20];
} sheet;

/* The rosters of a day. paper: results until they are recorded. at_us: when the next command comes.
 */
typedef struct day {
    history *h;
    line *line;
    sheet *sheet;
    int32_t n_line, n_sheet;
    arena *paper;
    int64_t at_us;
} day;

/* ---- who hands files in, and when ------------------------------------------------------------ */

static int32_t days_between(const history *h, int32_t unit) {
    int32_t size = h->plan->unit[unit].size;
    return size >= WEEKLY_FROM ? WEEK_DAYS : size >= MONTHLY_FROM ? MONTH_DAYS : 0;
}

bool history_is_row(const history *h, const matter *m) {
    return m->step == STEP_FILE && !history_is_alone(m) && days_between(h, m->unit);
}

int32_t history_roster_day(const history *h, const matter *m, int32_t today) {
    if (!history_is_row(h, m)) return today;
    int32_t every = days_between(h, m->unit);
    return today + (every - (today + m->unit) % every) % every;
}

static int by_sheet(const void *x, const void *y) {
    const line *a = x, *b = y;
    if (a->unit != b->unit) return a->unit < b->unit ? -1 : 1;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    return a->matter < b->matter ? -1 : 1;
}

static bool same_sheet(const line *a, const line *b) {
    return a->unit == b->unit && a->kind == b->kind;
}

/* ---- the day's rosters ---------------------------------------------------------------------- */

static void take_lines(day *d) {
    history *h = d->h;
    for (d->n_line = 0; d->n_line < h->n_row; d->n_line++) {
        const matter *m = &h->matter[h->row[d->n_line]];
        d->line[d->n_line] = (line){.matter = h->row[d->n_line], .unit = m->unit, .kind = m->kind};
    }
    if (d->n_line) qsort(d->line, (size_t) d->n_line, sizeof *d->line, by_sheet);
}

static void draw_line(history *h, line *l, int32_t number) {
    matter *m = &h->matter[l->matter];
    l->sheet = number;
    l->draw = random_next(&h->random);
    l->faulty = random_unit(&h->random) < (h->plan->unit[m->unit].vip ? faulty_vip : faulty_plain);
    if (m->who == NOWHERE) m->who = history_newcomer(h, m->unit);
}

static void take_sheets(day *d) {
    for (int32_t i = 0; i < d->n_line; i++) {
        const line *l = &d->line[i];
        if (i == 0 || !same_sheet(l - 1, l))
            d->sheet[d->n_sheet++] = (sheet){.unit = l->unit, .kind = l->kind, .first = i};
        d->sheet[d->n_sheet - 1].n++;
        draw_line(d->h, &d->line[i], d->n_sheet - 1);
    }
}

static status file_as(day *d, const city_filing *f, city_told *told, size_t about) {
    return loader_file(d->h->loader, f, d->at_us, told, d, about);
}

/* ---- handing in ----------------------------------------------------------------------------- */

static void on_submitted(void *self, size_t about, const Bus__Answer *answer) {
    day *d = self;
    const message_type *type = catalog_command("roster.SubmitRoster")->output;
    ProtobufCMessage *reply = protobuf_c_message_unpack(type->descriptor, arena_pb(d->paper),
                                                        answer->payload.len, answer->payload.data);
    must(answer->status == OK && reply);
    snprintf(d->sheet[about].roster_no, sizeof d->sheet[about].roster_no, "%s",
             field_named(type, reply, "roster_no"));
}

static void digest_text(history *h, char out[DIGEST_TEXT]) {
    uint8_t hash[CRYPT_HASH_BYTES];
    uint64_t draw = random_next(&h->random);
    crypt_sm3(&draw, sizeof draw, hash);
    crypt_hex(hash, sizeof hash, out);
}

static status submit(day *d, int32_t number) {
    static const char *const method[] = {"enrolment.AddMember", "enrolment.SuspendMember",
                                         "enrolment.ResumeMember"};
    static const char *const name[] = {"增员.xlsx", "减员.xlsx", "续保.xlsx"};
    const sheet *s = &d->sheet[number];
    char file_id[DIGEST_TEXT], digest[DIGEST_TEXT], account_no[ACCOUNT_SIZE];
    SubmitRoster in = SUBMIT_ROSTER_INIT;
    digest_text(d->h, file_id);
    digest_text(d->h, digest);
    history_operator(d->h, s->unit, account_no);
    in.unit_no = lend(d->h->plan->unit[s->unit].unit_no);
    in.method = lend(method[s->kind]);
    in.file_id = file_id;
    in.file_digest = digest;
    in.file_name = lend(name[s->kind]);
    in.file_bytes = (s->n + 1) * ROW_BYTES;
    d->at_us += SECOND_US;
    return file_as(d, &(city_filing){.account_no = account_no, .in = &in.base}, on_submitted,
                   (size_t) number);
}

/* ---- rows ------------------------------------------------------------------------------------ */

static RowNote *note_of(day *d, int32_t code, const char *field, const char *reason) {
    RowNote *out = arena_alloc(d->paper, sizeof *out);
    must(out);
    *out = (RowNote) ROW_NOTE_INIT;
    out->status = code;
    out->field = arena_dup(d->paper, field);
    out->reason = arena_dup(d->paper, reason);
    must(out->field && out->reason);
    return out;
}

static void note_faults(day *d, const Bus__Answer *answer, RowResult *out) {
    const RowNote *first = note_of(d, answer->status, answer->field, answer->reason);
    out->state = ROW_FAILED;
    out->status = first->status;
    out->field = first->field;
    out->reason = first->reason;
    out->fault = arena_alloc(d->paper, (answer->n_fault + 1) * sizeof *out->fault);
    must(out->fault);
    for (size_t i = 0; i < answer->n_fault; i++)
        out->fault[out->n_fault++] =
            note_of(d, answer->fault[i]->status, answer->fault[i]->field, answer->fault[i]->reason);
}

static void note_taken(day *d, const Bus__Answer *answer, RowResult *out) {
    out->state = answer->outcome == BUS__OUTCOME__IN_REVIEW ? ROW_IN_REVIEW : ROW_APPLIED;
    out->case_no = arena_dup(d->paper, answer->case_no);
    out->warning = arena_alloc(d->paper, (answer->n_warning + 1) * sizeof *out->warning);
    must(out->case_no && out->warning);
    for (size_t i = 0; i < answer->n_warning; i++)
        out->warning[out->n_warning++] =
            note_of(d, answer->warning[i]->status, answer->warning[i]->field, "");
}

static void on_tried(void *self, size_t about, const Bus__Answer *answer) {
    day *d = self;
    d->sheet[d->line[about].sheet].n_refused += answer->status != OK;
}

/* What was faulty is corrected and handed in with the next file. */
static void on_filed(void *self, size_t about, const Bus__Answer *answer) {
    day *d = self;
    line *l = &d->line[about];
    l->result = (RowResult) ROW_RESULT_INIT;
    l->result.row_no = (int64_t) about - d->sheet[l->sheet].first + FIRST_ROW;
    if (answer->status != OK)
        note_faults(d, answer, &l->result);
    else
        note_taken(d, answer, &l->result);
    if (answer->status != OK && l->faulty)
        history_later(d->h, l->matter, STEP_FILE, 1);
    else
        history_told(d->h, (size_t) l->matter, answer);
}

static status file_row(day *d, int32_t number, bool trial) {
    history *h = d->h;
    const line *l = &d->line[number];
    const sheet *s = &d->sheet[l->sheet];
    const matter *m = &h->matter[l->matter];
    const city_random next = h->random;
    deed made;
    char account_no[ACCOUNT_SIZE];
    history_operator(h, s->unit, account_no);
    h->random.state = l->draw;
    city_filing f = {.account_no = account_no,
                     .channel = "roster",
                     .in = history_filed(h, m, l->faulty, &made),
                     .dry_run = trial,
                     .doubtful = !trial && s->n_refused * DOUBT_SHARE > s->n};
    h->random = next;
    d->at_us += ROW_US;
    return file_as(d, &f, trial ? on_tried : on_filed, (size_t) number);
}

/* ---- the commands of hall-roster --------------------------------------------------------------
 */

static status by_hall(day *d, const ProtobufCMessage *in) {
    d->at_us += ROW_US;
    return file_as(d, &(city_filing){.account_no = "", .channel = "roster", .in = in}, NULL, 0);
}

static status start_and_try(day *d, int32_t number) {
    const sheet *s = &d->sheet[number];
    StartRoster in = START_ROSTER_INIT;
    in.roster_no = lend(s->roster_no);
    in.n_rows = s->n;
    status done = by_hall(d, &in.base);
    for (int32_t i = 0; done == OK && i < s->n; i++) done = file_row(d, s->first + i, true);
    return done;
}

static status check_and_file(day *d, int32_t number) {
    const sheet *s = &d->sheet[number];
    CheckRows in = CHECK_ROWS_INIT;
    in.roster_no = lend(s->roster_no);
    in.n_checked = s->n;
    in.n_refused = s->n_refused;
    status done = by_hall(d, &in.base);
    for (int32_t i = 0; done == OK && i < s->n; i++) done = file_row(d, s->first + i, false);
    return done;
}

static status record(day *d, const sheet *s, int32_t from) {
    RowResult *row[RECORD_ROWS];
    RecordRows in = RECORD_ROWS_INIT;
    in.roster_no = lend(s->roster_no);
    in.row = row;
    for (int32_t i = from; i < s->n && in.n_row < RECORD_ROWS; i++)
        row[in.n_row++] = &d->line[s->first + i].result;
    return by_hall(d, &in.base);
}

static status record_and_finish(day *d, int32_t number) {
    const sheet *s = &d->sheet[number];
    FinishRoster in = FINISH_ROSTER_INIT;
    char result[DIGEST_TEXT];
    status done = OK;
    for (int32_t i = 0; done == OK && i < s->n; i += RECORD_ROWS) done = record(d, s, i);
    digest_text(d->h, result);
    in.roster_no = lend(s->roster_no);
    in.result_file = s->n_refused ? result : lend("");
    return done == OK ? by_hall(d, &in.base) : done;
}

/* Each step needs the answers of the one before. */
static status run(day *d) {
    status (*const step[])(day *, int32_t) = {submit, start_and_try, check_and_file,
                                              record_and_finish};
    status s = OK;
    for (size_t k = 0; s == OK && k < sizeof step / sizeof step[0]; k++) {
        for (int32_t i = 0; s == OK && i < d->n_sheet; i++) s = step[k](d, i);
        if (s == OK) s = loader_flush(d->h->loader);
    }
    return s;
}

status history_rosters(history *h) {
    const size_t n = (size_t) h->n_row;
    if (!n) return OK;
    day d = {.h = h,
             .line = calloc(n, sizeof *d.line),
             .sheet = calloc(n, sizeof *d.sheet),
             .paper = arena_open((size_t) 1 << 28),
             .at_us = date_us(history_date(h), OPENS_HOUR)};
    must(d.line && d.sheet && d.paper);
    take_lines(&d);
    take_sheets(&d);
    status s = run(&d);
    free(d.line);
    free(d.sheet);
    arena_close(d.paper);
    return s;
}
