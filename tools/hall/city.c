/* city: `hall city`: units first, then their members month by month. Deterministic from --seed. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "gen/enrolment/add_member.h"
#include "gen/enrolment/rows.h"
#include "gen/review/grade_unit.h"
#include "gen/review/record_credit.h"
#include "gen/review/record_training.h"
#include "tools/city/city.h"
#include "tools/hall/hall.h"
#include "tools/params_builtin.h"
#include "workers/review/sample.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/grade.h"

/* YEARS: over which persons are enrolled where no history is asked for. DAYS: of a month, on which
 * somebody is enrolled then. OPENED: days before the first one on which the hall was set up, so
 * that a VIP class is old enough. */
enum { YEARS = 2, YEARS_MAX = 12, UNIT_MEAN = 22, DAYS = 20, OPENED = 120 };

typedef struct city {
    int64_t persons, seed, today, now_us, years, largest;
    bool demo, lived; /* lived: with a history */
    int64_t n_unit;
    city_unit *unit;
    int32_t *place; /* unit of each person, shuffled */
    city_random random;
    pg *db;
    loader *loader;
    const params_book *book;
    const param_set *params;
} city;

static verdict register_unit(void *self, const void *what, const context *ctx, view *rows,
                             changes *out) {
    (void) self;
    const city_unit *u = what;
    if (find_unit(rows, u->unit_no)) return accept();
    UnitRegistered unit = UNIT_REGISTERED_INIT;
    UnitGraded grade = UNIT_GRADED_INIT;
    unit.unit_no = grade.unit_no = (char *) u->unit_no;
    unit.name = (char *) u->name;
    unit.uscc = (char *) u->uscc;
    unit.district_code = (char *) u->district;
    unit.status = 1;
    unit.unit_type = u->type;
    unit.injury_class = u->injury_class;
    unit.float_percent = 100;
    grade.operator_score = u->operator_score;
    grade.credit_score = u->credit_score;
    grade.vip = u->vip;
    grade.vip_since_us = u->vip ? ctx->received_at_us : 0;
    static char grounds[] = "模拟数据 synthetic";
    grade.reason = grounds;
    emit_unit_registered(out, &unit);
    emit_unit_graded(out, &grade);
    return accept();
}

/* The grade of this year, without which the system decides nothing; of synthetic facts, which the
 * demonstration shows as they would be computed. */
static verdict grade_again(void *self, const void *what, const context *ctx, view *rows,
                           changes *out) {
    (void) self;
    const city_unit *u = what;
    const grade_facts facts = {.n_cases = 200,
                               .n_rejected = 1,
                               .n_rows = 1200,
                               .n_failed = 18,
                               .n_operators = 1,
                               .n_trained = 1,
                               .grade = 1};
    grade_scores scores;
    const Unit *unit = find_unit(rows, u->unit_no);
    status s = grade_compute(ctx->params, period_from_date(ctx->today), &facts, &scores);
    if (!unit || !unit->vip || unit->review_due_at_us) return accept();
    if (s != OK) return refuse(s, NULL);
    GradeInput item[GRADE_KINDS], *list[GRADE_KINDS];
    UnitGraded grade = UNIT_GRADED_INIT;
    grade.unit_no = unit->unit_no;
    grade.operator_score = scores.operator_score;
    grade.credit_score = scores.credit_score;
    grade.vip = true;
    grade.vip_since_us = unit->vip_since_us;
    grade.review_due_at_us = ctx->received_at_us + GRADE_REVIEW_DAYS * DAY_US;
    grade.reason = lend("模拟数据 synthetic");
    for (int kind = 1; kind <= GRADE_KINDS; kind++) {
        list[kind - 1] = &item[kind - 1];
        item[kind - 1] = (GradeInput) GRADE_INPUT_INIT;
        item[kind - 1].unit_no = unit->unit_no;
        item[kind - 1].kind = (Review__GradeKind) kind;
        item[kind - 1].points = scores.points[kind];
        item[kind - 1].weight = scores.weight[kind];
        item[kind - 1].share = scores.share[kind];
        item[kind - 1].dated = ctx->today;
        item[kind - 1].of_credit = grade_of_credit((Review__GradeKind) kind);
    }
    grade.item = list;
    grade.n_item = GRADE_KINDS;
    emit_unit_graded(out, &grade);
    return accept();
}

/* The struct was copied: its message points into the copy again. */
static verdict add_member(void *self, const void *what, const context *ctx, view *rows,
                          changes *out) {
    (void) self;
    const city_person *p = what;
    AddMember in = p->in;
    in.document_no = (char *) p->document_no;
    in.name = (char *) p->name;
    in.mobile = (char *) p->mobile;
    return enrolment_add_member(ctx, rows, &in, out);
}

static int32_t first_period(const city *c) {
    return period_add(period_from_date((int32_t) c->today), (int32_t) (-12 * c->years));
}

/* Units until their members are as many as wanted; the last one is cut. The first one has `largest`
 * members, where that is asked for. */
static bool plan(city *c) {
    int64_t room = c->persons / UNIT_MEAN * 3 + 64, left = c->persons, n = 0;
    c->unit = calloc((size_t) room, sizeof *c->unit);
    c->place = calloc((size_t) c->persons + 1, sizeof *c->place);
    if (!c->unit || !c->place) return false;
    while (c->n_unit < room && (left > 0 || c->n_unit < 3)) {
        city_unit *u = &c->unit[c->n_unit];
        unit_make(&c->random, c->n_unit, u);
        if (c->n_unit == 0 && c->largest) u->size = (int32_t) c->largest;
        if (u->size > left || c->n_unit + 1 == room) u->size = (int32_t) left;
        left -= u->size;
        for (int32_t i = 0; i < u->size; i++) c->place[n++] = (int32_t) c->n_unit;
        c->n_unit++;
    }
    for (int64_t i = n - 1; i > 0; i--) {
        int64_t k = (int64_t) (random_unit(&c->random) * (double) (i + 1));
        int32_t swapped = c->place[i];
        c->place[i] = c->place[k];
        c->place[k] = swapped;
    }
    return true;
}

/* When the hall was set up, before the first person came. */
static int64_t begun_us(const city *c) {
    int32_t first = first_period(c) * 100 + 1;
    return date_us(c->lived ? date_add(first, -OPENED) : first, 7);
}

static status load_units(city *c) {
    int64_t at_us = begun_us(c) + INT64_C(3600) * 1000000;
    for (int64_t i = 0; i < c->n_unit; i++) {
        status s = loader_add(c->loader, register_unit, c, &c->unit[i], sizeof c->unit[i],
                              (uint32_t) i, at_us);
        if (s != OK) return s;
    }
    return loader_flush(c->loader);
}

static void progress(int64_t done, int64_t of) {
    if (isatty(2)) fprintf(stderr, "\rcity: %" PRId64 " of %" PRId64, done, of);
}

/* Month by month, so that times of receipt grow with log positions. */
static status load_persons(city *c) {
    status s = OK;
    city_person person;
    for (int64_t i = 0; s == OK && i < c->persons; i++) {
        const param *limit = NULL;
        int64_t slot = i * 12 * c->years * DAYS / c->persons;
        int32_t period = period_add(first_period(c), (int32_t) (slot / DAYS));
        int32_t date = period * 100 + 1 + (int32_t) (slot % DAYS);
        s = params_limit(c->params, INSURANCE_PENSION, 1, period, &limit);
        if (s != OK) break;
        person_make(&c->random, c->unit[c->place[i]].unit_no, date, limit->floor_fen,
                    limit->ceiling_fen, &person);
        s = loader_add(c->loader, add_member, c, &person, sizeof person,
                       catalog_document_shard(person.document_no), date_us(date, 10));
        if (i % 1000 == 0) progress(i, c->persons);
    }
    return s == OK ? loader_flush(c->loader) : s;
}

/* Nobody was told of a day that a power cut takes with it, and what is stored is whole up to there:
 * the disk is waited for once, at the end. */
static status load_fast(city *c, const city_plan *plan) {
    status s = pg_script(c->db, "set synchronous_commit = off");
    if (s == OK) s = city_history(c->loader, plan);
    if (s == OK) s = pg_script(c->db, "set synchronous_commit = on;\nselect txid_current();");
    return s;
}

/* Accounts of a history have the demonstration's password, or one that nobody knows. */
static status load_history(city *c) {
    char hash[CRYPT_PASSWORD_BYTES], password[2 * CRYPT_HASH_BYTES + 1];
    uint8_t secret[CRYPT_HASH_BYTES];
    crypt_random(secret, sizeof secret);
    crypt_hex(secret, sizeof secret, password);
    crypt_password_hash(c->demo ? CITY_PASSWORD : password, hash);
    const city_plan plan = {.unit = c->unit,
                            .n_unit = c->n_unit,
                            .persons = c->persons,
                            .place = c->place,
                            .from = first_period(c) * 100 + 1,
                            .to = (int32_t) c->today,
                            .params = c->params,
                            .password = hash,
                            .factor = c->demo,
                            .at_us = begun_us(c),
                            .seed = (uint64_t) c->seed,
                            .told = progress};
    return load_fast(c, &plan);
}

static status load_holidays(const city *c, int64_t at_us) {
    workday_table *table = params_builtin_days();
    status s = table ? city_holidays(c->loader, table, at_us) : E_UNAVAILABLE;
    params_workdays_close(table);
    return s;
}

static status grade_units(city *c) {
    int64_t at_us = date_us(period_from_date((int32_t) c->today) * 100 + 1, 0);
    status s = OK;
    for (int64_t i = 0; s == OK && i < c->n_unit; i++)
        if (c->unit[i].vip)
            s = loader_add(c->loader, grade_again, c, &c->unit[i], sizeof c->unit[i], (uint32_t) i,
                           at_us);
    return s == OK ? loader_flush(c->loader) : s;
}

/* The demonstration's days of samples begin with its own day; hall-clock goes on from there. */
static verdict publish_days(void *self, const void *what, const context *ctx, view *rows,
                            changes *out) {
    char *published[SAMPLE_DAYS_AHEAD + 1];
    size_t n;
    (void) self;
    (void) what;
    status s = sample_publish(ctx, rows, 0, published, &n, out);
    return s == OK ? accept() : refuse(s, NULL);
}

static verdict record_training(void *self, const void *what, const context *ctx, view *rows,
                               changes *out) {
    RecordTraining in = RECORD_TRAINING_INIT;
    (void) self;
    (void) what;
    in.unit_no = lend("10000001");
    in.operator_ = lend("unit01");
    in.trained_on = ctx->today;
    in.reference_no = lend("模拟培训证书01");
    return find_training(rows, in.unit_no, in.operator_)
               ? accept()
               : review_record_training(ctx, rows, &in, out);
}

static verdict record_credit(void *self, const void *what, const context *ctx, view *rows,
                             changes *out) {
    RecordCredit in = RECORD_CREDIT_INIT;
    (void) self;
    (void) what;
    in.unit_no = lend("10000001");
    in.grade = 1;
    in.graded_on = ctx->today;
    in.reference_no = lend("模拟信用〔1〕号");
    return find_unit_credit(rows, in.unit_no) ? accept()
                                              : review_record_credit(ctx, rows, &in, out);
}

static status load_grades(city *c) {
    int64_t month_us = date_us(period_from_date((int32_t) c->today) * 100 + 1, 0);
    status s = loader_add(c->loader, record_training, c, "", 1, 0, month_us);
    if (s == OK) s = loader_add(c->loader, record_credit, c, "", 1, 0, month_us);
    if (s == OK)
        s = loader_add(c->loader, publish_days, c, "", 1, 0, date_us((int32_t) c->today, 0));
    return s == OK ? loader_flush(c->loader) : s;
}

static status load(city *c) {
    int64_t at_us = begun_us(c);
    status s = city_parameters(c->loader, c->book, at_us);
    if (s == OK) s = load_holidays(c, at_us);
    if (s == OK && (c->demo || c->lived))
        s = city_calendars(c->loader, (int32_t) c->today, (int32_t) c->years, at_us);
    if (s == OK) s = load_units(c);
    if (s == OK && c->demo) s = city_flexible(c->loader, (int32_t) c->today, at_us);
    if (s == OK && c->demo) s = city_accounts(c->loader, at_us);
    if (s == OK && (c->demo || c->lived)) s = city_texts(c->loader, at_us);
    if (s == OK && c->demo) s = city_agreements(c->loader, at_us);
    if (s == OK) s = c->lived ? load_history(c) : load_persons(c);
    if (s == OK) s = grade_units(c);
    if (s == OK && c->demo) s = load_grades(c);
    if (s == OK && c->demo) s = city_proposal(c->loader, (int32_t) c->today);
    if (s == OK && c->demo) s = city_deferral(c->loader, (int32_t) c->today);
    if (s == OK && c->demo) s = city_life(c->loader, c->now_us);
    if (s == OK && c->demo) s = city_appointments(c->loader, c->now_us);
    int64_t today_us = date_us((int32_t) c->today, 0);
    return s == OK && c->demo ? city_notices(c->loader, today_us, today_us + 365 * DAY_US) : s;
}

static status on_lanes(void *self, const PGresult *result) {
    *(bool *) self = PQntuples(result) == 0;
    return OK;
}

/* Where something happened already, a history would come after it. */
static bool is_empty(pg *db) {
    bool empty = false;
    return pg_run(db, "select lane from lane_head where position > 0", on_lanes, &empty) == OK &&
           empty;
}

static int run(city *c, pg *db, vault *keys) {
    if (c->lived && !is_empty(db))
        return say(EXIT_REFUSED, "A history begins a hall; this one has entries already.");
    params_book *book = hall_params();
    if (!book) return say(EXIT_REFUSED, "The parameters cannot be read.");
    c->db = db;
    c->book = book;
    c->params = &book->set;
    c->random.state = (uint64_t) c->seed;
    c->loader = loader_open(&(loader_options){.db = db,
                                              .keys = keys,
                                              .lane = (uint32_t) opt.lane,
                                              .params = c->params,
                                              .seed = (uint64_t) c->seed,
                                              .now_us = c->now_us});
    status s = plan(c) ? load(c) : E_ARENA;
    loader_counts n = loader_count(c->loader);
    if (s != OK && *pg_error(db)) say(0, "%s", pg_error(db));
    if (s == OK)
        printf("city: %" PRId64 " units, %" PRId64 " persons (%" PRId64 " refused%s%s), %" PRId64
               " events, position %" PRId64 "\n",
               c->n_unit, c->persons, n.refused, n.refused ? ", last " : "",
               n.refused ? status_name(n.last_refusal) : "", n.events, n.position);
    loader_close(c->loader);
    params_close(book);
    free(c->unit);
    free(c->place);
    return s == OK ? EXIT_DONE : say_status("city", s);
}

int tool_city(int argc, char **argv) {
    city c = {.persons = 1000, .seed = 1, .now_us = (int64_t) time(NULL) * 1000000};
    c.today = date_from_us(c.now_us);
    c.demo = flag_is(&argc, argv, "demo");
    if (!flag_number(&argc, argv, "persons", 0, 20000000, &c.persons) ||
        !flag_number(&argc, argv, "seed", 0, INT64_MAX, &c.seed) ||
        !flag_number(&argc, argv, "today", 20160101, 20991231, &c.today) ||
        !flag_number(&argc, argv, "history", 0, YEARS_MAX, &c.years) ||
        !flag_number(&argc, argv, "largest-unit", 0, 1000000, &c.largest))
        return EXIT_USAGE;
    if (argc != 1 || !date_valid((int32_t) c.today))
        return say(EXIT_USAGE, "hall city [--persons N] [--seed S] [--today YYYYMMDD] [--demo] "
                               "[--history YEARS] [--largest-unit N]");
    if (c.persons < c.largest) c.persons = c.largest;
    c.lived = c.years > 0;
    if (!c.lived) c.years = YEARS;
    if (date_from_us(c.now_us) != c.today) c.now_us = date_us((int32_t) c.today, 9);
    vault *keys = hall_vault();
    pg *db = keys ? hall_db() : NULL;
    int code = db ? run(&c, db, keys) : EXIT_UNAVAILABLE;
    pg_close(db);
    vault_close(keys);
    return code;
}
