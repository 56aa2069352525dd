/* The parameter files: those that ship read whole; what is wrong in a file is named by line and
 * column. */
#include "tests/lib/cmocka.h"

#include "workers/engine/params.h"

#define HEADER                                                                                     \
    "kind\tinsurance\tpayer\tgroup\tfrom\tto\trate\tround_to\tage_from\tage_to\tstep\tamount\t"    \
    "floor\tceiling\tmark\tsource\n"
#define DAYS_HEADER "date\tday\tmark\tsource\n"

static FILE *file_of(const char *text) {
    FILE *in = fmemopen((void *) (uintptr_t) text, strlen(text), "r");
    assert_non_null(in);
    return in;
}

static status read_text(const char *text, params_book **out, params_fault *fault) {
    FILE *in = file_of(text);
    status code = params_read(in, out, fault);
    fclose(in);
    return code;
}

static void test_the_figures_of_wuhan_read(void **state) {
    (void) state;
    params_book *book;
    params_fault fault;
    const param *row;
    assert_int_equal(params_open("deploy/params/wuhan.tsv", &book, &fault), OK);
    assert_true(book->set.n > 200);
    assert_int_equal(params_limit(&book->set, 110, 1, 202512, &row), OK);
    assert_int_equal(row->floor_fen, 449800);
    for (size_t i = 0; i < book->set.n; i++) { /* no figure without its certainty and source */
        assert_true(book->note[i].mark[0] != 0);
        assert_true(book->note[i].source[0] != 0);
    }
    params_close(book);
    params_close(NULL);
    assert_int_equal(params_open("deploy/params/nowhere.tsv", &book, &fault), E_NOT_FOUND);
}

static void test_what_is_not_established_is_missing(void **state) {
    (void) state;
    params_book *book;
    params_fault fault;
    const param *row;
    int32_t rate;
    bool provisional;
    assert_int_equal(params_open("deploy/params/wuhan.tsv", &book, &fault), OK);
    assert_int_equal(params_limit(&book->set, 110, 1, 201712, &row), E_PARAM_MISSING);
    assert_int_equal(params_rate(&book->set, 310, PAYER_FLEX, 202501, &row), E_PARAM_MISSING);
    assert_int_equal(params_interest(&book->set, 110, 2015, &rate, &provisional), E_PARAM_MISSING);
    params_close(book);
}

static void test_a_fault_is_named_by_line_and_column(void **state) {
    (void) state;
    static const struct {
        const char *line;
        status code;
        int column;
    } bad[] = {
        {"rate\t110\n", E_FORM, 0},
        {"rat\t110\tunit\t-\t2025-01\t-\t8\t-\t-\t-\t-\t-\t-\t-\tGK\tx\n", E_CODE_VALUE, 1},
        {"rate\tx\tunit\t-\t2025-01\t-\t8\t-\t-\t-\t-\t-\t-\t-\tGK\tx\n", E_RANGE, 2},
        {"rate\t110\tboss\t-\t2025-01\t-\t8\t-\t-\t-\t-\t-\t-\t-\tGK\tx\n", E_CODE_VALUE, 3},
        {"rate\t110\tunit\t-\t2025-13\t-\t8\t-\t-\t-\t-\t-\t-\t-\tGK\tx\n", E_PERIOD, 5},
        {"rate\t110\tunit\t-\t2025-01\t-\t8%\t-\t-\t-\t-\t-\t-\t-\tGK\tx\n", E_AMOUNT, 7},
        {"fixed\t110\tunit\t-\t2025-01\t-\t-\t-\t-\t-\t-\t7,00\t-\t-\tGK\tx\n", E_AMOUNT, 12},
        {"rate\t110\tunit\t-\t2025-01\t-\t8\t-\t-\t-\t-\t-\t-\t-\tmuch too long a mark\tx\n",
         E_TOO_LONG, 15},
        {"rate\t110\t-\t-\t2025-01\t-\t8\t-\t-\t-\t-\t-\t-\t-\tGK\tx\n", E_CODE_VALUE, 0},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[600];
        params_book *book;
        params_fault fault;
        snprintf(text, sizeof text, "# comment\n" HEADER "\n%s", bad[i].line);
        assert_int_equal(read_text(text, &book, &fault), bad[i].code);
        assert_int_equal(fault.line, 4);
        assert_int_equal(fault.column, bad[i].column);
    }
}

static void test_a_file_needs_its_header(void **state) {
    (void) state;
    params_book *book;
    params_fault fault;
    assert_int_equal(read_text("kind\tinsurance\n", &book, &fault), E_FORM);
    assert_int_equal(read_text("# nothing\n", &book, &fault), E_FORM);
}

static void test_working_days_read_in_order(void **state) {
    (void) state;
    workday_table *table;
    params_fault fault;
    bool works;
    FILE *in = fopen("deploy/params/holidays.tsv", "re");
    assert_non_null(in);
    assert_int_equal(params_workdays(in, &table, &fault), OK);
    fclose(in);
    assert_int_equal(workday_is(table, 20251001, &works), OK);
    assert_false(works);
    assert_int_equal(workday_is(table, 20250126, &works), OK); /* a Sunday before Spring Festival */
    assert_true(works);
    assert_int_equal(table->announced_year, 2026);
    assert_int_equal(table->last_year, 2027); /* the days of the law, provisionally */
    params_workdays_close(table);
    params_workdays_close(NULL);
    static const struct {
        const char *text;
        status code;
    } bad[] = {{DAYS_HEADER "2025-10-01\tfree\tGK\tx\n", E_CODE_VALUE},
               {DAYS_HEADER "2025-13-01\toff\tGK\tx\n", E_DATE},
               {DAYS_HEADER "2025-10-01\toff\n", E_FORM},
               {DAYS_HEADER "2025-10-02\toff\tGK\tx\n2025-10-01\toff\tGK\tx\n", E_RANGE}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        in = file_of(bad[i].text);
        assert_int_equal(params_workdays(in, &table, &fault), bad[i].code);
        fclose(in);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_figures_of_wuhan_read),
        cmocka_unit_test(test_what_is_not_established_is_missing),
        cmocka_unit_test(test_a_fault_is_named_by_line_and_column),
        cmocka_unit_test(test_a_file_needs_its_header),
        cmocka_unit_test(test_working_days_read_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
