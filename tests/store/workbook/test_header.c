/* header: columns are found by their text wherever they stand, and what does not fit is named. */
#include "tests/store/workbook/roster_test.h"

#include "store/workbook/header.h"

static cell cells[16];
static cell_row row = {.number = 1, .cells = cells};
static header_map map;
static roster_fault fault;

static status given(unsigned n, const char *const *headers) {
    for (unsigned i = 0; i < n; i++)
        cells[i] = (cell){
            .column = (uint16_t) i, .text = headers[i], .length = (uint32_t) strlen(headers[i])};
    row.n_cells = n;
    fault = (roster_fault){0};
    return header_match(&small_template, &row, &map, &fault);
}

static void columns_are_found_in_any_order_and_spelling(void **state) {
    (void) state;
    const char *headers[] = {"备注", "申报工资（元）*", " 姓　名 ", "*性别", "参加工作\n日期",
                             "心情", "身份证号＊"};
    assert_int_equal(given(7, headers), OK);
    assert_int_equal(map.column[NUMBER_COLUMN], 6);
    assert_int_equal(map.column[NAME_COLUMN], 2);
    assert_int_equal(map.column[SEX_COLUMN], 3);
    assert_int_equal(map.column[START_COLUMN], 4);
    assert_int_equal(map.column[WAGE_COLUMN], 1);
    assert_int_equal(map.column[REMARK_COLUMN], 0);
    assert_int_equal(map.n_unknown, 1);
    assert_int_equal(map.row_column, HEADER_ABSENT);
}

static void a_missing_required_column_is_named(void **state) {
    (void) state;
    const char *headers[] = {"证件号码", "姓名", "参加工作日期", "申报工资"};
    assert_int_equal(given(4, headers), E_BATCH_HEADER);
    assert_string_equal(fault.detail_zh, "缺少列“性别”");
    assert_string_equal(fault.detail_en, "column \"性别\" is missing");
    assert_int_equal(fault.row, 1);
}

static void all_missing_columns_are_named_at_once(void **state) {
    (void) state;
    const char *headers[] = {"证件号码", "姓名"};
    assert_int_equal(given(2, headers), E_BATCH_HEADER);
    assert_string_equal(fault.detail_zh, "缺少列“性别”、“参加工作日期”、“申报工资”");
    assert_string_equal(fault.detail_en,
                        "columns \"性别\", \"参加工作日期\", \"申报工资\" are missing");
}

static void missing_columns_without_room_are_counted(void **state) {
    (void) state;
    static const template_column wide[8] = {
        {.header = "第一个很长的列名称", .required = true},
        {.header = "第二个很长的列名称", .required = true},
        {.header = "第三个很长的列名称", .required = true},
        {.header = "第四个很长的列名称", .required = true},
        {.header = "第五个很长的列名称", .required = true},
        {.header = "第六个很长的列名称", .required = true},
        {.header = "短", .required = true},
        {.header = "有", .required = true},
    };
    const template_def def = {.sheet = "宽", .version = 1, .n_columns = 8, .columns = wide};
    cells[0] = (cell){.text = "有", .length = 3};
    row.n_cells = 1;
    fault = (roster_fault){0};
    assert_int_equal(header_match(&def, &row, &map, &fault), E_BATCH_HEADER);
    assert_string_equal(fault.detail_zh,
                        "缺少列“第一个很长的列名称”、“第二个很长的列名称”、“第三个很长的列名称”、"
                        "“第四个很长的列名称”等，共 7 列");
    assert_non_null(strstr(fault.detail_en, "and more are missing, 7 in all"));
}

static header_search search;

static header_step looked(unsigned number, unsigned n, const char *const *headers) {
    for (unsigned i = 0; i < n; i++)
        cells[i] = (cell){
            .column = (uint16_t) i, .text = headers[i], .length = (uint32_t) strlen(headers[i])};
    cell_row at = {.number = number, .n_cells = n, .cells = cells};
    return header_look(&search, &small_template, &at, &map, &fault);
}

static void a_header_below_titles_is_found(void **state) {
    (void) state;
    const char *title[] = {"某公司增员花名册"}, *lacking[] = {"证件号码", "姓名"};
    const char *headers[] = {"证件号码", "姓名", "性别", "参加工作日期", "申报工资"};
    search = (header_search){0};
    fault = (roster_fault){0};
    for (unsigned n = 1; n < HEADER_ROWS; n++)
        assert_int_equal(looked(n, n == 4 ? 2 : 1, n == 4 ? lacking : title), HEADER_NEXT);
    assert_int_equal(looked(HEADER_ROWS, 5, headers), HEADER_FOUND);
    assert_int_equal(map.column[WAGE_COLUMN], 4);
    assert_int_equal(fault.code, OK);
}

static void without_a_header_the_closest_row_or_none_is_named(void **state) {
    (void) state;
    const char *title[] = {"某公司增员花名册"}, *lacking[] = {"证件号码", "姓名"};
    search = (header_search){0};
    fault = (roster_fault){0};
    for (unsigned n = 1; n < HEADER_ROWS; n++) assert_int_equal(looked(n, 1, title), HEADER_NEXT);
    assert_int_equal(looked(HEADER_ROWS, 1, title), HEADER_REFUSED);
    assert_int_equal(fault.code, E_BATCH_HEADER);
    assert_string_equal(fault.detail_zh, "前 10 行中没有找到表头");
    search = (header_search){0};
    fault = (roster_fault){0};
    assert_int_equal(looked(1, 1, title), HEADER_NEXT);
    assert_int_equal(looked(2, 2, lacking), HEADER_NEXT);
    assert_int_equal(header_missed(&search, &fault), E_BATCH_HEADER);
    assert_string_equal(fault.detail_zh, "缺少列“性别”、“参加工作日期”、“申报工资”");
    assert_int_equal(fault.row, 2);
}

static void a_column_that_stands_twice_is_named(void **state) {
    (void) state;
    const char *headers[] = {"证件号码",     "姓名",     "性别",
                             "参加工作日期", "申报工资", "公民身份号码"};
    assert_int_equal(given(6, headers), E_BATCH_HEADER);
    assert_string_equal(fault.detail_zh, "列“公民身份号码”出现两次");
    assert_int_equal(fault.column, 5);
}

static void columns_of_a_failed_row_workbook_are_understood(void **state) {
    (void) state;
    const char *headers[] = {"证件号码", "姓名",     "性别",     "参加工作日期",
                             "申报工资", "失败代码", "失败原因", "原行号"};
    assert_int_equal(given(8, headers), OK);
    assert_int_equal(map.column[REMARK_COLUMN], HEADER_ABSENT);
    assert_int_equal(map.row_column, 7);
    assert_int_equal(map.n_unknown, 0);
    cells[7].text = "１２３";
    cells[7].length = 9;
    assert_int_equal(header_original_row(&map, &row), 123);
    cells[7].text = "abc";
    cells[7].length = 3;
    assert_int_equal(header_original_row(&map, &row), 0);
}

static void rows_with_nothing_that_counts_are_blank(void **state) {
    (void) state;
    const char *headers[] = {"证件号码", "姓名", "性别", "参加工作日期", "申报工资", "别的"};
    assert_int_equal(given(6, headers), OK);
    cell other = {.column = 5, .text = "17", .length = 2};
    cell_row serial_only = {.number = 2, .n_cells = 1, .cells = &other};
    assert_true(header_row_is_blank(&small_template, &map, &serial_only));
    other.column = 1;
    assert_false(header_row_is_blank(&small_template, &map, &serial_only));
}

static bool remark(cell *all, unsigned n, unsigned column, const char *text) {
    const cell_row line = {.number = 9, .n_cells = n, .cells = all};
    all[n - 1] =
        (cell){.column = (uint16_t) column, .text = text, .length = (uint32_t) strlen(text)};
    return header_row_is_remark(&small_template, &map, &line);
}

/* Given the lines that people put below a list, then they are known by their first word; a row with
 * a person's number is a row, whatever else it says. */
static void totals_and_signatures_are_no_rows(void **state) {
    (void) state;
    const char *headers[] = {"证件号码", "姓名", "性别", "参加工作日期", "申报工资", "备注"};
    cell all[2];
    assert_int_equal(given(6, headers), OK);
    assert_true(remark(all, 1, 1, "合　计"));
    assert_true(remark(all, 2, 4, "325000.00"));
    assert_true(remark(all, 1, 0, "制表人：张三"));
    assert_true(remark(all, 2, 3, "审核人：李四"));
    assert_true(remark(all, 1, 1, "单位（盖章）："));
    assert_false(remark(all, 1, 1, "张三"));
    assert_false(remark(all, 1, 0, "420102199001019019"));
    assert_true(remark(all, 1, 5, "合计"));
    assert_false(remark(all, 1, 5, "原岗位合计三年"));
    all[0] = (cell){.column = 0, .text = "合计", .length = 6};
    assert_true(remark(all, 2, 1, "12人"));
}

static void another_version_is_refused_and_both_are_named(void **state) {
    (void) state;
    fault = (roster_fault){0};
    assert_int_equal(header_version(&small_template, "3", &fault), OK);
    assert_int_equal(header_version(&small_template, "v3", &fault), OK);
    assert_int_equal(header_version(&small_template, "", &fault), OK);
    assert_int_equal(header_version(&small_template, "2", &fault), E_BATCH_VERSION);
    assert_string_equal(fault.detail_zh, "文件的模板版本为 2, 现行版本为 3");
    fault = (roster_fault){0};
    assert_int_equal(header_version(&small_template, "4", &fault), E_BATCH_VERSION);
    assert_string_equal(fault.detail_en, "the file has template version 4; the current one is 3");
    fault = (roster_fault){0};
    assert_int_equal(header_version(&small_template, "%s新", &fault), E_BATCH_VERSION);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_in_any_order_and_spelling),
        cmocka_unit_test(a_missing_required_column_is_named),
        cmocka_unit_test(all_missing_columns_are_named_at_once),
        cmocka_unit_test(missing_columns_without_room_are_counted),
        cmocka_unit_test(a_header_below_titles_is_found),
        cmocka_unit_test(without_a_header_the_closest_row_or_none_is_named),
        cmocka_unit_test(a_column_that_stands_twice_is_named),
        cmocka_unit_test(columns_of_a_failed_row_workbook_are_understood),
        cmocka_unit_test(rows_with_nothing_that_counts_are_blank),
        cmocka_unit_test(totals_and_signatures_are_no_rows),
        cmocka_unit_test(another_version_is_refused_and_both_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
