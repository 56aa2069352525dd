/* The legal clock: working days from the receipt, by the calendar; it stands while the filer has
 * the case. Row: N12. */
#include "tests/lib/cmocka.h"

#include "gen/collection/rows.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/params.h"
#include "workers/rules/term.h"

#define FIGURE(of, n)                                                                              \
    { .kind = PARAM_TERM, .group = (of), .from = 202601, .step = (n) }

static const param row[] = {FIGURE(TERM_REVIEW_DAYS, 10),
                            FIGURE(TERM_REMIND_DAYS, 2),
                            FIGURE(TERM_DRAFT_DAYS, 30),
                            FIGURE(TERM_RETURNED_DAYS, 20),
                            FIGURE(TERM_WARN_DAYS, 5),
                            FIGURE(TERM_DAY_BEGINS, 9),
                            FIGURE(TERM_DAY_ENDS, 17),
                            FIGURE(TERM_OF_BUSINESS + 2, 3),
                            FIGURE(TERM_OF_BUSINESS_CALENDAR + 3, 15)};
static const param_set figures = {.row = row, .n = sizeof row / sizeof row[0]};

typedef struct desk {
    arena *a;
    view *rows;
    context ctx;
    Case file;
} desk;

static void set_day(desk *d, int32_t date, bool works) {
    Holiday *day = arena_alloc(d->a, sizeof *day);
    *day = (Holiday) HOLIDAY_INIT;
    *day = (Holiday){
        .base = day->base, .year = date / 10000, .date = date, .works = works, .version = 1};
    assert_int_equal(view_put(d->rows, &row_holiday, &day->base), OK);
}

static void know_year(desk *d, int32_t year) {
    HolidayYear *known = arena_alloc(d->a, sizeof *known);
    *known = (HolidayYear) HOLIDAY_YEAR_INIT;
    known->year = year;
    known->version = 1;
    assert_int_equal(view_put(d->rows, &row_holiday_year, &known->base), OK);
}

/* A case that the office has since 10:00 of that day; National Day is free from 1 to 8 October, and
 * Saturday the 10th is worked for it. */
static desk open_desk(int32_t received) {
    desk d = {.a = arena_open(4 << 20)};
    d.rows = view_open(d.a, NULL, NULL);
    view_all_known(d.rows);
    d.ctx =
        (context){.params = &figures, .today = received, .received_at_us = date_us(received, 10)};
    d.file = (Case) CASE_INIT;
    d.file.method = "enrolment.AddMember";
    d.file.state = PENDING;
    d.file.runs_from_us = d.ctx.received_at_us;
    know_year(&d, 2026);
    for (int32_t date = 20261001; date <= 20261008; date++)
        if (date_weekday(date) <= 5) set_day(&d, date, false);
    set_day(&d, 20261010, true);
    return d;
}

static void close_desk(desk *d) {
    arena_close(d->a);
}

static void the_last_day_ends_when_the_office_closes(void **state) {
    (void) state;
    desk d = open_desk(20261109); /* a Monday: the tenth working day after it is Monday the 23rd */
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), date_us(20261123, 17));
    assert_int_equal(term_remind_us(&d.ctx, d.rows, &d.file), date_us(20261119, 9));
    close_desk(&d);
}

static void days_off_and_worked_weekends_count(void **state) {
    (void) state;
    desk d = open_desk(20260930); /* 9, 10, 12 ... October */
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), date_us(20261021, 17));
    close_desk(&d);
}

static void what_the_office_used_stays_used(void **state) {
    (void) state;
    desk d = open_desk(20261109);
    d.ctx.today = 20261112; /* returned on the third day */
    assert_int_equal(term_used(&d.ctx, d.rows, &d.file), 3);
    d.file.state = RETURNED;
    d.file.used_days = 3;
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), 0);
    assert_int_equal(term_used(&d.ctx, d.rows, &d.file), 3);
    d.file.state = PENDING;
    d.file.runs_from_us =
        date_us(20261130, 10); /* seven are left after a fortnight with the filer */
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), date_us(20261209, 17));
    d.file.used_days = 12; /* a missed one has a day */
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), date_us(20261201, 17));
    close_desk(&d);
}

static void a_business_has_a_term_of_its_own(void **state) {
    (void) state;
    desk d = open_desk(20261109);
    d.file.method = "enrolment.ResumeMember"; /* B02: three working days */
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), date_us(20261112, 17));
    d.file.method = "enrolment.SuspendMember"; /* B03: 15 days, until a working day */
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), date_us(20261124, 17));
    d.file.runs_from_us = date_us(20261107, 10); /* the 22nd is a Sunday */
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), date_us(20261123, 17));
    close_desk(&d);
}

static void no_date_is_promised_without_a_calendar(void **state) {
    (void) state;
    desk d = open_desk(20261221); /* of 2027 nothing is known */
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), 0);
    assert_int_equal(term_remind_us(&d.ctx, d.rows, &d.file), 0);
    know_year(&d, 2027);
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), date_us(20270104, 17));
    d.ctx.params = NULL;
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), 0);
    close_desk(&d);
}

static void paper_that_is_waited_for_stops_the_clock(void **state) {
    (void) state;
    desk d = open_desk(20261109);
    d.file.paper_asked_at_us = 1;
    assert_false(term_runs(&d.file));
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), 0);
    close_desk(&d);
}

static void an_old_case_runs_from_its_submission(void **state) {
    (void) state;
    desk d = open_desk(20261109);
    d.file.submitted_at_us = d.file.runs_from_us;
    d.file.runs_from_us = 0;
    assert_int_equal(term_due_us(&d.ctx, d.rows, &d.file), date_us(20261123, 17));
    close_desk(&d);
}

static void a_filer_is_warned_before_the_end(void **state) {
    (void) state;
    desk d = open_desk(20261109);
    d.file.expires_at_us = term_draft_us(&d.ctx);
    assert_int_equal(d.file.expires_at_us, d.ctx.received_at_us + 25 * DAY_US);
    assert_false(term_is_warned(&d.file));
    assert_int_equal(term_ends_us(&d.ctx, &d.file), d.ctx.received_at_us + 30 * DAY_US);
    d.file.warned_until_us = d.file.expires_at_us;
    assert_true(term_is_warned(&d.file));
    assert_int_equal(term_ends_us(&d.ctx, &d.file), d.file.expires_at_us);
    close_desk(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_day_ends_when_the_office_closes),
        cmocka_unit_test(days_off_and_worked_weekends_count),
        cmocka_unit_test(what_the_office_used_stays_used),
        cmocka_unit_test(a_business_has_a_term_of_its_own),
        cmocka_unit_test(no_date_is_promised_without_a_calendar),
        cmocka_unit_test(paper_that_is_waited_for_stops_the_clock),
        cmocka_unit_test(an_old_case_runs_from_its_submission),
        cmocka_unit_test(a_filer_is_warned_before_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
