/* cells: what clerks type and what spreadsheets make of it, and the one value or refusal that
 * follows. */
#include "tests/store/workbook/roster_test.h"

static cell_value value;

static status convert(unsigned column, const char *text, uint16_t flags) {
    cell c = {.column = 0, .flags = flags, .length = (uint32_t) strlen(text), .text = text};
    return cell_convert(&small_columns[column], &c, false, &value);
}

static void becomes(unsigned column, const char *text, uint16_t flags, const char *then,
                    int64_t number) {
    assert_int_equal(convert(column, text, flags), OK);
    assert_string_equal(value.text, then);
    assert_int_equal(value.number, number);
    assert_false(value.empty);
}

static void dates_are_read_in_the_accepted_forms(void **state) {
    (void) state;
    const char *forms[] = {"20110701",           "2011-07-01",          "2011/7/1",
                           "2011.7.1",           "2011年7月1日",        "２０１１年７月１日",
                           " 2011-7-1 ",         "2011-07-01 08:30:00", "2011 年 7 月 1 号",
                           "2011-07-01T00:00:00"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        becomes(START_COLUMN, forms[i], 0, "20110701", 20110701);
    becomes(START_COLUMN, "20110701", CELL_NUMBER, "20110701", 20110701);
    becomes(START_COLUMN, "2011-07-01", CELL_DATE, "20110701", 20110701);
}

static void what_is_no_day_is_refused(void **state) {
    (void) state;
    const char *forms[] = {"2011-02-29", "20111301",    "2011-7",      "11-7-1", "1/7/2011",
                           "昨天",       "2011-07-011", "2011-07-01x", "201107", "99999999999"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_int_equal(convert(START_COLUMN, forms[i], 0), E_DATE);
}

static void day_numbers_count_in_both_systems_and_the_false_leap_day_is_refused(void **state) {
    (void) state;
    int64_t date;
    becomes(START_COLUMN, "40725", CELL_NUMBER, "20110701", 20110701);
    assert_int_equal(convert(START_COLUMN, "60", CELL_NUMBER), E_DATE);
    assert_int_equal(cell_serial_date(1, false, &date), OK);
    assert_int_equal(date, 19000101);
    assert_int_equal(cell_serial_date(59, false, &date), OK);
    assert_int_equal(date, 19000228);
    assert_int_equal(cell_serial_date(61, false, &date), OK);
    assert_int_equal(date, 19000301);
    assert_int_equal(cell_serial_date(2958465, false, &date), OK);
    assert_int_equal(date, 99991231);
    assert_int_equal(cell_serial_date(0, true, &date), OK);
    assert_int_equal(date, 19040101);
    assert_int_equal(cell_serial_date(60, true, &date), OK);
    assert_int_equal(date, 19040301);
    assert_int_equal(cell_serial_date(0, false, &date), E_DATE);
    assert_int_equal(cell_serial_date(2958466, false, &date), E_DATE);
}

static void months_are_read_in_the_accepted_forms(void **state) {
    (void) state;
    const char *forms[] = {"202607", "2026-07", "2026/7", "2026年7月", "20260715", "2026-07-15"};
    int64_t period;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        assert_int_equal(cell_period(forms[i], &period), OK);
        assert_int_equal(period, 202607);
    }
    assert_int_equal(cell_period("202613", &period), E_PERIOD);
    assert_int_equal(cell_period("7月", &period), E_PERIOD);
}

static void money_becomes_fen_without_binary_numbers(void **state) {
    (void) state;
    becomes(WAGE_COLUMN, "6500", 0, "6500.00", 650000);
    becomes(WAGE_COLUMN, "6,500.5", 0, "6500.50", 650050);
    becomes(WAGE_COLUMN, "￥1,234,567.89", 0, "1234567.89", 123456789);
    becomes(WAGE_COLUMN, "６５００．２５元", 0, "6500.25", 650025);
    becomes(WAGE_COLUMN, "0.01", CELL_NUMBER, "0.01", 1);
    becomes(WAGE_COLUMN, "12.3000", 0, "12.30", 1230);
    const char *bad[] = {"6500.555", "65,00", "1,2345", ",500", "6500.",
                         ".5",       "-1",    "六千五", "1e3",  "6500,"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(convert(WAGE_COLUMN, bad[i], 0), E_AMOUNT);
    assert_int_equal(convert(WAGE_COLUMN, "99999999999999999999", 0), E_OVERFLOW);
}

static void workbook_numbers_are_rounded_as_text_to_what_was_typed(void **state) {
    (void) state;
    static const struct {
        const char *given, *then;
        bool rounded;
    } cases[] = {
        {"1234.0999999999999", "1234.1", false},
        {"0.30000000000000004", "0.3", false},
        {"9.9999999999999995E-1", "1", false},
        {"999999999999999.9", "1000000000000000", true},
        {"1.3812345678E10", "13812345678", false},
        {"4.2010619900101798E+17", "420106199001018000", true},
        {"-0.5", "-0.5", false},
        {"1E-5", "0.00001", false},
        {"0", "0", false},
        {"-0", "0", false},
        {"110101900101001", "110101900101001", false},
        {"007", "7", false},
        {"5.10", "5.1", false},
    };
    char out[CELL_DECIMAL_BYTES];
    bool rounded;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(cell_decimal(cases[i].given, out, &rounded));
        assert_string_equal(out, cases[i].then);
        assert_int_equal(rounded, cases[i].rounded);
    }
    const char *bad[] = {"", "-", ".", "1E", "1x", "1E+300", "NaN", "1.2.3", "1E999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(cell_decimal(bad[i], out, &rounded));
}

static void codes_are_taken_as_label_code_or_both(void **state) {
    (void) state;
    becomes(SEX_COLUMN, "男", 0, "1", 1);
    becomes(SEX_COLUMN, "2", 0, "2", 2);
    becomes(SEX_COLUMN, "２", 0, "2", 2);
    becomes(SEX_COLUMN, "1-男", 0, "1", 1);
    becomes(SEX_COLUMN, "1 男", 0, "1", 1);
    becomes(SEX_COLUMN, "9", CELL_NUMBER, "09", 9);
    assert_int_equal(convert(SEX_COLUMN, "男女", 0), E_CODE_VALUE);
    assert_int_equal(convert(SEX_COLUMN, "3", 0), E_CODE_VALUE);
}

static void names_and_numbers_are_folded(void **state) {
    (void) state;
    becomes(NAME_COLUMN, "阿依古丽•买 买提", 0, "阿依古丽·买买提", 0);
    becomes(NUMBER_COLUMN, "'１１０１０５ 19491231002x", 0, "11010519491231002X", 0);
    becomes(REMARK_COLUMN, "  两  端 ", 0, "两 端", 0);
}

static void marks_of_the_file_refuse_before_the_value_is_looked_at(void **state) {
    (void) state;
    assert_int_equal(convert(WAGE_COLUMN, "6500", CELL_FORMULA), E_CELL_FORMULA);
    assert_int_equal(convert(SEX_COLUMN, "#REF!", CELL_ERROR), E_CELL_ERROR);
    assert_int_equal(convert(NAME_COLUMN, "张三", CELL_MERGED), E_CELL_MERGED);
    assert_int_equal(convert(NUMBER_COLUMN, "420106199001018000", CELL_NUMBER | CELL_ROUNDED),
                     E_CELL_ROUNDED);
    assert_int_equal(convert(REMARK_COLUMN, "x", CELL_LONG), E_TOO_LONG);
    assert_int_equal(convert(REMARK_COLUMN, "", CELL_MERGED), E_CELL_MERGED);
}

static void empty_is_refused_only_where_it_is_required(void **state) {
    (void) state;
    assert_int_equal(convert(NAME_COLUMN, "　", 0), E_REQUIRED);
    assert_int_equal(cell_convert(&small_columns[NAME_COLUMN], NULL, false, &value), E_REQUIRED);
    assert_int_equal(cell_convert(&small_columns[REMARK_COLUMN], NULL, false, &value), OK);
    assert_true(value.empty);
    template_column ignored = {.header = "序号", .kind = TEMPLATE_IGNORED, .required = true};
    cell c = {.flags = CELL_FORMULA, .text = "1", .length = 1};
    assert_int_equal(cell_convert(&ignored, &c, false, &value), OK);
    assert_true(value.empty);
}

static void formats_show_whether_a_number_is_a_day(void **state) {
    (void) state;
    const char *dates[] = {"yyyy\\-mm\\-dd", "[$-804]yyyy\"年\"m\"月\"",
                           "m/d/yy h:mm",    "[h]:mm:ss",
                           "[Red]d",         "yyyy;@"};
    const char *others[] = {
        "General", "0.00",       "#,##0.00\"day\"", "[Red]0",       "@", "0.00E+00", "\\d0",
        "_d0",     "G/通用格式", "0;\"d\"",         "[$¥-804]#,##0"};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        assert_true(cell_format_is_date(dates[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(cell_format_is_date(others[i]));
    assert_true(cell_builtin_is_date(14));
    assert_true(cell_builtin_is_date(57));
    assert_false(cell_builtin_is_date(0));
    assert_false(cell_builtin_is_date(44));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_in_the_accepted_forms),
        cmocka_unit_test(what_is_no_day_is_refused),
        cmocka_unit_test(day_numbers_count_in_both_systems_and_the_false_leap_day_is_refused),
        cmocka_unit_test(months_are_read_in_the_accepted_forms),
        cmocka_unit_test(money_becomes_fen_without_binary_numbers),
        cmocka_unit_test(workbook_numbers_are_rounded_as_text_to_what_was_typed),
        cmocka_unit_test(codes_are_taken_as_label_code_or_both),
        cmocka_unit_test(names_and_numbers_are_folded),
        cmocka_unit_test(marks_of_the_file_refuse_before_the_value_is_looked_at),
        cmocka_unit_test(empty_is_refused_only_where_it_is_required),
        cmocka_unit_test(formats_show_whether_a_number_is_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
