/* history: the days of a city's history in their order: who logs in, what is filed, what is
 * decided. All of a day is drawn first, so that times of receipt grow with the log's positions. */
#include "tools/city/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/review/grade_unit.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

enum { LAST_WORKDAY = 5, REVIEW_MINUTES_MOST = 12, OPENS_HOUR = 8 };
#define MINUTE_US INT64_C(60000000)

void *history_more(void *list, int32_t n, int32_t *room, size_t bytes) {
    if (n < *room) return list;
    *room = *room ? 2 * *room : 1024;
    void *more = realloc(list, (size_t) *room * bytes);
    must(more);
    return more;
}

int32_t history_date(const history *h) {
    return h->day[h->today];
}

int32_t history_days(history *h, int32_t least, int32_t most) {
    return least + (int32_t) random_below(&h->random, (uint32_t) (most - least + 1));
}

/* ---- matters ------------------------------------------------------------------------------- */

static void put(history *h, int32_t number, int32_t day) {
    h->matter[number].next = NOWHERE;
    day = history_roster_day(h, &h->matter[number], day);
    if (day >= h->n_day) return;
    h->matter[number].next = h->due[day];
    h->due[day] = number;
}

void history_matter(history *h, matter what, int32_t days) {
    h->matter = history_more(h->matter, h->n_matter, &h->matter_room, sizeof *h->matter);
    h->matter[h->n_matter] = what;
    put(h, h->n_matter++, h->today + days);
}

void history_later(history *h, int32_t number, matter_step step, int32_t days) {
    h->matter[number].step = step;
    put(h, number, h->today + days);
}

/* ---- a day --------------------------------------------------------------------------------- */

/* domain of offices: 09:00-11:30 45 %, 14:00-16:30 40 %, between them the rest; docs/rules 9.3. */
static int64_t office_time(history *h) {
    static const double share[] = {45, 40, 15};
    static const int32_t from[] = {9 * 60, 14 * 60, 11 * 60 + 30}, minutes[] = {150, 150, 150};
    unsigned part = random_pick(&h->random, share, 3);
    int64_t second =
        from[part] * 60 + (int64_t) random_below(&h->random, (uint32_t) minutes[part] * 60);
    return date_us(history_date(h), 0) + second * 1000000 + random_below(&h->random, 1000000);
}

static void add_deed(history *h, int64_t at_us, int32_t number, bool claims) {
    h->deed = history_more(h->deed, h->n_deed, &h->deed_room, sizeof *h->deed);
    h->deed[h->n_deed++] = (deed_of_day){at_us, number, claims};
}

static void draw_deeds(history *h) {
    h->n_deed = h->n_row = 0;
    for (int32_t i = h->due[h->today]; i != NOWHERE; i = h->matter[i].next) {
        bool review = h->matter[i].step == STEP_REVIEW;
        if (history_is_row(h, &h->matter[i])) {
            h->row = history_more(h->row, h->n_row, &h->row_room, sizeof *h->row);
            h->row[h->n_row++] = i;
            continue;
        }
        int64_t at_us = office_time(h);
        if (review) {
            add_deed(h, at_us, i, true);
            at_us += (1 + random_below(&h->random, REVIEW_MINUTES_MOST)) * MINUTE_US;
        }
        add_deed(h, at_us, i, false);
    }
}

static int by_time(const void *x, const void *y) {
    const deed_of_day *a = x, *b = y;
    if (a->at_us != b->at_us) return a->at_us < b->at_us ? -1 : 1;
    return a->matter != b->matter ? (a->matter < b->matter ? -1 : 1) : b->claims - a->claims;
}

static verdict log_in(void *self, const void *what, const context *ctx, view *rows, changes *out) {
    (void) self;
    const reviewer *r = what;
    uint8_t hash[CRYPT_HASH_BYTES];
    const Account *account = find_account(rows, r->account_no);
    if (!account) return accept();
    crypt_sm3(r->token, sizeof r->token, hash);
    context own = *ctx;
    own.source_address = "";
    city_session(&own, account, hash, out);
    return accept();
}

/* Who decides something today. */
static status log_in_all(history *h) {
    status s = OK;
    for (int32_t i = 0; s == OK && i < h->n_deed; i++) {
        if (!h->deed[i].claims) continue;
        reviewer *r = history_reviewer(h, h->deed[i].matter);
        if (r->day == h->today) continue;
        r->day = h->today;
        crypt_random(r->token, sizeof r->token);
        s = loader_add(h->loader, log_in, h, r, sizeof *r, (uint32_t) (r - h->reviewer),
                       date_us(history_date(h), OPENS_HOUR) + 45 * MINUTE_US);
    }
    return s;
}

/* ---- grades: a class that nobody looked at for a year decides nothing any more -------------- */

static verdict grade_yearly(void *self, const void *what, const context *ctx, view *rows,
                            changes *out) {
    (void) self;
    (void) ctx;
    const Unit *unit = find_unit(rows, what);
    UnitGraded grade = UNIT_GRADED_INIT;
    if (!unit || !unit->vip) return accept();
    grade.unit_no = unit->unit_no;
    grade.operator_score = unit->operator_score;
    grade.credit_score = unit->credit_score;
    grade.vip = true;
    grade.vip_since_us = unit->vip_since_us;
    grade.reason = lend("模拟数据 synthetic");
    emit_unit_graded(out, &grade);
    return accept();
}

static status grade_all(history *h) {
    status s = OK;
    for (int64_t i = 0; s == OK && i < h->plan->n_unit; i++)
        if (h->plan->unit[i].vip)
            s = loader_add(h->loader, grade_yearly, h, h->plan->unit[i].unit_no,
                           sizeof h->plan->unit[i].unit_no, (uint32_t) i,
                           date_us(history_date(h), OPENS_HOUR));
    return s;
}

static bool begins_year(const history *h) {
    return h->today == 0 || h->day[h->today - 1] / 10000 != history_date(h) / 10000;
}

static status live_day(history *h) {
    status s = begins_year(h) ? grade_all(h) : OK;
    history_leave(h);
    draw_deeds(h);
    if (s == OK) s = log_in_all(h);
    if (h->n_deed) qsort(h->deed, (size_t) h->n_deed, sizeof *h->deed, by_time);
    for (int32_t i = 0; s == OK && i < h->n_deed; i++) s = history_do(h, &h->deed[i]);
    if (s == OK) s = loader_flush(h->loader);
    return s == OK ? history_rosters(h) : s;
}

/* ---- beginning and end --------------------------------------------------------------------- */

static bool is_open(const city_plan *p, int32_t date) {
    const param *limit = NULL;
    return date_weekday(date) <= LAST_WORKDAY &&
           params_limit(p->params, INSURANCE_PENSION, 1, period_from_date(date), &limit) == OK;
}

static void open_days(history *h) {
    int32_t room = 0;
    for (int32_t date = h->plan->from; date < h->plan->to; date = date_add(date, 1)) {
        if (!is_open(h->plan, date)) continue;
        h->day = history_more(h->day, h->n_day, &room, sizeof *h->day);
        h->day[h->n_day++] = date;
    }
    h->due = calloc((size_t) h->n_day + 1, sizeof *h->due);
    must(h->due);
    for (int32_t i = 0; i < h->n_day; i++) h->due[i] = NOWHERE;
}

/* Half of the places are taken within the first months, the others evenly over all days. */
static void open_places(history *h) {
    enum { FIRST_DAYS = 60 };
    int64_t n = h->plan->persons, early = h->n_day > 2 * FIRST_DAYS ? n / 2 : 0;
    for (int64_t i = 0; i < n; i++) {
        const matter m = {.kind = JOINS, .who = NOWHERE, .unit = h->plan->place[i]};
        int64_t day = i < early ? i * FIRST_DAYS / early : (i - early) * h->n_day / (n - early);
        history_matter(h, m, (int32_t) day);
    }
}

void history_operator(const history *h, int32_t unit, char out[ACCOUNT_SIZE]) {
    snprintf(out, ACCOUNT_SIZE, "op%s", h->plan->unit[unit].unit_no);
}

void history_filer(const history *h, const matter *m, char out[ACCOUNT_SIZE]) {
    if (history_is_alone(m))
        snprintf(out, ACCOUNT_SIZE, "%s", h->community[m->unit].account_no);
    else
        history_operator(h, m->unit, out);
}

static bool has_district(const history *h, const char *district) {
    for (int32_t i = 0; i < h->n_reviewer; i++)
        if (!strcmp(h->reviewer[i].district, district)) return true;
    return false;
}

static status add_reviewer(history *h, const char *district, int number) {
    if (h->n_reviewer == DISTRICTS_MAX * REVIEWERS_EACH) return E_INTERNAL;
    reviewer *r = &h->reviewer[h->n_reviewer++];
    r->day = NOWHERE;
    snprintf(r->account_no, sizeof r->account_no, "office%s-%d", district, number);
    snprintf(r->district, sizeof r->district, "%s", district);
    city_account a = {.role = KERNEL__ROLE__DISTRICT_OPERATOR, .factor = h->plan->factor};
    snprintf(a.account_no, sizeof a.account_no, "%s", r->account_no);
    snprintf(a.district_code, sizeof a.district_code, "%s", district);
    snprintf(a.name, sizeof a.name, "%s审核%d", district, number);
    city_document(19750101, (unsigned) h->n_reviewer, a.document_no);
    return loader_add(h->loader, city_account_make, h->plan->password, &a, sizeof a,
                      (uint32_t) h->n_reviewer, h->plan->at_us);
}

static status add_operator(history *h, int32_t number) {
    const city_unit *u = &h->plan->unit[number];
    city_account a = {.role = KERNEL__ROLE__UNIT_OPERATOR, .factor = h->plan->factor};
    history_operator(h, number, a.account_no);
    snprintf(a.unit_no, sizeof a.unit_no, "%s", u->unit_no);
    snprintf(a.district_code, sizeof a.district_code, "%s", u->district);
    snprintf(a.name, sizeof a.name, "经办%s", u->unit_no);
    city_document(19800101, (unsigned) number, a.document_no);
    return loader_add(h->loader, city_account_make, h->plan->password, &a, sizeof a,
                      (uint32_t) number, h->plan->at_us);
}

/* All are there before the first one signs. */
static status sign_all(history *h) {
    status s = loader_flush(h->loader);
    for (int64_t i = 0; s == OK && i < h->plan->n_unit; i++) {
        char account_no[ACCOUNT_SIZE];
        history_operator(h, (int32_t) i, account_no);
        s = city_sign(h->loader, account_no, h->plan->at_us);
    }
    return s == OK ? loader_flush(h->loader) : s;
}

static status open_accounts(history *h) {
    status s = OK;
    for (int32_t i = 0; s == OK && i < h->plan->n_unit; i++) {
        const char *district = h->plan->unit[i].district;
        bool known = has_district(h, district);
        for (int k = 1; s == OK && !known && k <= REVIEWERS_EACH; k++)
            s = add_reviewer(h, district, k);
        if (s == OK) s = add_operator(h, i);
    }
    return s == OK ? sign_all(h) : s;
}

status city_history(loader *l, const city_plan *plan) {
    history *h = calloc(1, sizeof *h);
    must(h);
    h->loader = l;
    h->plan = plan;
    h->random.state = plan->seed;
    open_days(h);
    status s = open_accounts(h);
    if (h->n_day) open_places(h);
    if (s == OK && h->n_day) s = history_alone(h);
    for (h->today = 0; s == OK && h->today < h->n_day; h->today++) {
        s = live_day(h);
        if (plan->told) plan->told(h->today + 1, h->n_day);
    }
    free(h->day);
    free(h->due);
    free(h->matter);
    free(h->insured);
    free(h->member);
    free(h->left);
    free(h->deed);
    free(h->row);
    free(h);
    return s;
}
