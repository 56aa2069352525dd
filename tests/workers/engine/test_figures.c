/* Stories of the parameters in a worker's memory: they are read when the lane's head names another
 * reference position, and not before (A32). */
#include "gen/collection/rows.h"
#include "tests/workers/engine/store_double.h"
#include "workers/engine/params.h"
#include "workers/engine/runner_internal.h"

static script *s;
static runner *r;

static int open_worker(void **state) {
    (void) state;
    s = script_open(&r);
    put_month(s->office, NOW - 1, NOW + 1, LATE_REFUSE);
    return 0;
}

static int close_worker(void **state) {
    (void) state;
    script_close(s, r);
    return 0;
}

static status try_zhang(const char *account) {
    AddMember in = zhang();
    bus_work *work = script_send(s, account, "enrolment.AddMember", &in.base);
    work->envelope->dry_run = true;
    runner_turn(r);
    return s->answer[s->n_answer - 1]->status;
}

/* Every figure of the file, as the rows of approved proposals. */
static void approve_figures(void) {
    params_book *book = NULL;
    params_fault fault;
    assert_int_equal(params_open("deploy/params/wuhan.tsv", &book, &fault), OK);
    for (size_t i = 0; i < book->set.n; i++) {
        const param *of = &book->set.row[i];
        Parameter row = PARAMETER_INIT;
        row.kind = (Collection__ParameterKind) of->kind;
        row.number = (int32_t) i + 1;
        row.insurance = of->insurance;
        row.payer = of->payer;
        row.group = of->group;
        row.from_period = of->from;
        row.to_period = of->to;
        row.rate = of->rate;
        row.age_from = of->age_from;
        row.age_to = of->age_to;
        row.step = of->step;
        row.amount_fen = of->amount_fen;
        row.floor_fen = of->floor_fen;
        row.ceiling_fen = of->ceiling_fen;
        PUT(s->office, parameter, row);
    }
    params_close(book);
}

static void what_was_approved_counts_from_the_next_transaction_on(void **state) {
    (void) state;
    assert_int_equal(try_zhang("u1"), E_PARAM_MISSING);
    approve_figures();
    s->reference = 7;
    assert_int_equal(try_zhang("u1"), OK);
}

static void nothing_is_read_again_while_the_head_says_the_same(void **state) {
    (void) state;
    assert_int_equal(try_zhang("u1"), E_PARAM_MISSING);
    approve_figures();
    assert_int_equal(try_zhang("u1"), E_PARAM_MISSING);
}

static void a_worker_that_starts_reads_what_is_there(void **state) {
    (void) state;
    approve_figures();
    assert_int_equal(try_zhang("u1"), OK);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, open_worker, close_worker)

int main(void) {
    const struct CMUnitTest tests[] = {
        STORY(what_was_approved_counts_from_the_next_transaction_on),
        STORY(nothing_is_read_again_while_the_head_says_the_same),
        STORY(a_worker_that_starts_reads_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
