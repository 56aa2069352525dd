/* Checked money at its edges, and decimal text. */
#include "tests/lib/cmocka.h"

#include "workers/rules/money/amount.h"
#include "workers/rules/money/money.h"

static void test_sums_refuse_to_overflow(void **state) {
    (void) state;
    int64_t sum = INT64_MAX - 1;
    assert_int_equal(money_add(&sum, 1), OK);
    assert_int_equal(money_add(&sum, 1), E_OVERFLOW);
    assert_int_equal(money_add(&sum, -5), OK);
    assert_int_equal(sum, INT64_MAX - 5);
}

static void test_shares_are_half_up(void **state) {
    (void) state;
    int64_t out;
    assert_int_equal(money_share(100, 500, MONEY_RATE_ONE, &out), OK);
    assert_int_equal(out, 1); /* 0.5 fen */
    assert_int_equal(money_share(99, 500, MONEY_RATE_ONE, &out), OK);
    assert_int_equal(out, 0);
    assert_int_equal(money_share(-1, 1, 1, &out), E_RANGE);
    assert_int_equal(money_share(1, -1, 1, &out), E_RANGE);
    assert_int_equal(money_share(1, 1, 0, &out), E_RANGE);
}

static void test_shares_are_exact_up_to_the_last_fen(void **state) {
    (void) state;
    int64_t out;
    assert_int_equal(money_share(INT64_MAX, MONEY_RATE_ONE, MONEY_RATE_ONE, &out), OK);
    assert_int_equal(out, INT64_MAX);
    assert_int_equal(money_share(INT64_MAX, 1, 2, &out), OK); /* the half does not fit beside it */
    assert_int_equal(out, INT64_C(4611686018427387904));
    assert_int_equal(money_share(INT64_MAX, 2, 1, &out), E_OVERFLOW);
}

static void test_rounding_to_jiao_and_yuan(void **state) {
    (void) state;
    int64_t out;
    static const struct {
        int64_t value;
        int32_t round_to;
        int64_t rounded;
    } cases[] = {{1234, 0, 1234},  {1234, 1, 1234},   {1234, 10, 1230},
                 {1235, 10, 1240}, {1249, 100, 1200}, {1250, 100, 1300}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(money_round(cases[i].value, cases[i].round_to, &out), OK);
        assert_int_equal(out, cases[i].rounded);
    }
    assert_int_equal(money_round(-1, 1, &out), E_RANGE);
    assert_int_equal(money_round(1, -10, &out), E_RANGE);
    assert_int_equal(money_round(INT64_MAX, 100, &out), OK);        /* ...07 fen go down */
    assert_int_equal(money_round(INT64_MAX, 10, &out), E_OVERFLOW); /* 7 fen go up */
}

static void test_yuan_as_text(void **state) {
    (void) state;
    static const struct {
        const char *text;
        int64_t fen;
    } good[] = {{"0", 0},          {"12", 1200},
                {"12.3", 1230},    {"12.34", 1234},
                {"-12.34", -1234}, {"3000.000", 300000},
                {"007", 700},      {"92233720368547758.07", INT64_MAX}};
    static const struct {
        const char *text;
        status code;
    } bad[] = {{"", E_AMOUNT},
               {"-", E_AMOUNT},
               {".5", E_AMOUNT},
               {"5.", E_AMOUNT},
               {"1.2.3", E_AMOUNT},
               {"1,000", E_AMOUNT},
               {"1e3", E_AMOUNT},
               {"12.345", E_AMOUNT},
               {"+1", E_AMOUNT},
               {" 1", E_AMOUNT},
               {"12.340x", E_AMOUNT},
               {"92233720368547758.08", E_OVERFLOW},
               {"922337203685477580.7", E_OVERFLOW}};
    int64_t fen;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(amount_parse(good[i].text, &fen), OK);
        assert_int_equal(fen, good[i].fen);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(amount_parse(bad[i].text, &fen), bad[i].code);
}

static void test_rates_as_text(void **state) {
    (void) state;
    int32_t rate;
    assert_int_equal(amount_parse_rate("8.7", &rate), OK);
    assert_int_equal(rate, 8700);
    assert_int_equal(amount_parse_rate("0.001", &rate), OK);
    assert_int_equal(rate, 1);
    assert_int_equal(amount_parse_rate("0.0001", &rate), E_AMOUNT);
    assert_int_equal(amount_parse_rate("-1", &rate), E_AMOUNT);
    assert_int_equal(amount_parse_rate("2147483.648", &rate), E_OVERFLOW);
}

static void test_what_is_written_reads_back(void **state) {
    (void) state;
    static const int64_t amounts[] = {0, 1, 99, 100, 123456789, -1, -100, INT64_MAX, -INT64_MAX};
    char text[AMOUNT_SIZE];
    int64_t fen;
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        amount_format(amounts[i], text);
        assert_int_equal(amount_parse(text, &fen), OK);
        assert_int_equal(fen, amounts[i]);
    }
    amount_format(INT64_MIN, text);
    assert_string_equal(text, "-92233720368547758.08");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_refuse_to_overflow),
        cmocka_unit_test(test_shares_are_half_up),
        cmocka_unit_test(test_shares_are_exact_up_to_the_last_fen),
        cmocka_unit_test(test_rounding_to_jiao_and_yuan),
        cmocka_unit_test(test_yuan_as_text),
        cmocka_unit_test(test_rates_as_text),
        cmocka_unit_test(test_what_is_written_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
