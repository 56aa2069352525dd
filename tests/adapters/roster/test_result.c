/* result: a failed-row workbook is written, read back by our own reader, and is ready for the next
 * upload. */
#include "tests/adapters/roster/roster_test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "adapters/roster/header.h"
#include "adapters/roster/reader.h"
#include "adapters/roster/result.h"

/* What a clerk may have typed: among it, everything a spreadsheet would take for a formula. */
static const char *const texts[3][N_COLUMNS] = {
    {"420102199001019010", "张三", "男", "2011-07-01", "6,500.50", "=cmd|'/c calc'!A0"},
    {"420106198502289026", "+李四", NULL, "2011年7月1日", "abc", "a,\"b\"\n第二行"},
    {"'420111199212309119", "@王五", "女", "-1", "＝1+1", "\t制表 _x000D_ _x00e9_ <b>&\r\v]]>"},
};
static const result_fault faults[3][2] = {
    {{NUMBER_COLUMN, E_ID_CHECK, "证件号码校验位不正确"}},
    {{SEX_COLUMN, E_REQUIRED, "必填项未填写"}, {WAGE_COLUMN, E_AMOUNT, "金额格式不正确"}},
    {{-1, E_DUP_ENROL, "该人员已在本单位参保"}},
};
static const uint32_t numbers[3] = {7, 12, 100001};

static bool next_failed(void *context, result_row *out) {
    unsigned *i = context;
    if (*i == 3) return false;
    *out = (result_row){.number = numbers[*i],
                        .texts = texts[*i],
                        .n_faults = *i == 1 ? 2 : 1,
                        .faults = faults[*i]};
    (*i)++;
    return true;
}

static char path[64];

static int fresh_path(void **state) {
    (void) state;
    strcpy(path, "/tmp/hall-result-XXXXXX");
    int fd = mkstemp(path);
    close(fd);
    return fd < 0;
}

static int remove_path(void **state) {
    (void) state;
    return unlink(path);
}

static reader *open_reader(int fd) {
    reader *r;
    reader_options options = {.program = HALL_INGEST, .blocking = true};
    assert_true(fd >= 0);
    assert_int_equal(reader_open(&r, fd, &options), OK);
    return r;
}

static const char *text_at(const cell_row *row, unsigned column) {
    const cell *c = cell_at(row, column);
    return c ? c->text : NULL;
}

static void reads_back(bool csv) {
    cell_row row;
    header_map map;
    roster_fault fault = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    reader *r = open_reader(fd);
    assert_int_equal(reader_next(r, &row), READER_ROW);
    assert_int_equal(header_match(&small_template, &row, &map, &fault), OK);
    for (int i = 0; i < N_COLUMNS; i++) assert_int_equal(map.column[i], i);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(reader_next(r, &row), READER_ROW);
        for (unsigned c = 0; c < N_COLUMNS && !csv; c++)
            if (texts[i][c] == NULL)
                assert_true(text_at(&row, c) == NULL || *text_at(&row, c) == '\0');
            else
                assert_string_equal(text_at(&row, c), texts[i][c]);
        for (unsigned c = 0; c < row.n_cells; c++) assert_int_equal(row.cells[c].flags, 0);
        assert_int_equal(header_original_row(&map, &row), numbers[i]);
    }
    assert_string_equal(text_at(&row, N_COLUMNS), "E_DUP_ENROL");
    assert_string_equal(text_at(&row, N_COLUMNS + 1), "该人员已在本单位参保");
    assert_int_equal(reader_next(r, &row), READER_END);
    assert_string_equal(reader_about(r)->version, csv ? "" : "3");
    assert_string_equal(reader_about(r)->roster_no, csv ? "" : "2026112300000010042");
    reader_close(r);
    close(fd);
}

static void the_workbook_is_read_back_cell_by_cell(void **state) {
    (void) state;
    unsigned i = 0;
    uint32_t n;
    result_source source = {&small_template, "2026112300000010042", next_failed, &i};
    assert_int_equal(result_write_xlsx(&source, path, &n), OK);
    assert_int_equal(n, 3);
    reads_back(false);
}

static void the_csv_is_read_back_and_holds_no_formula(void **state) {
    (void) state;
    unsigned i = 0;
    char line[512];
    result_source source = {&small_template, "2026112300000010042", next_failed, &i};
    assert_int_equal(result_write_csv(&source, path, NULL), OK);
    reads_back(true);
    FILE *in = fopen(path, "r");
    size_t n = fread(line, 1, sizeof line - 1, in);
    line[n] = '\0';
    fclose(in);
    const char *escaped[] = {",'=cmd", ",'+李四,", "420102199001019010\t,"};
    for (size_t k = 0; k < 3; k++) assert_non_null(strstr(line, escaped[k]));
}

static void a_corrected_cell_passes_on_the_next_upload(void **state) {
    (void) state;
    cell_value value;
    cell c = {.text = "'=cmd|'/c calc'!A0", .length = 18};
    assert_int_equal(cell_convert(&small_columns[REMARK_COLUMN], &c, false, &value), OK);
    assert_string_equal(value.text, "=cmd|'/c calc'!A0");
}

static bool many_failed(void *context, result_row *out) {
    uint32_t *left = context;
    *out = (result_row){.number = *left + 1, .texts = texts[0], .n_faults = 1, .faults = faults[0]};
    return (*left)-- > 0;
}

static void thousands_of_failed_rows_are_written_and_counted(void **state) {
    (void) state;
    uint32_t left = 3000, n;
    cell_row row;
    result_source source = {&small_template, "1", many_failed, &left};
    assert_int_equal(result_write_xlsx(&source, path, &n), OK);
    assert_int_equal(n, 3000);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    reader *r = open_reader(fd);
    while (reader_next(r, &row) == READER_ROW) continue;
    assert_int_equal(reader_counts(r)->rows, 3000);
    reader_close(r);
    close(fd);
}

static void a_file_that_cannot_be_written_is_an_error(void **state) {
    (void) state;
    unsigned i = 0;
    result_source source = {&small_template, "1", next_failed, &i};
    assert_int_equal(result_write_xlsx(&source, "/nonexistent/x.xlsx", NULL), E_INTERNAL);
    assert_int_equal(result_write_csv(&source, "/nonexistent/x.csv", NULL), E_INTERNAL);
    assert_int_equal(template_write(&small_template, "/nonexistent/x.xlsx"), E_INTERNAL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_workbook_is_read_back_cell_by_cell, fresh_path,
                                        remove_path),
        cmocka_unit_test_setup_teardown(the_csv_is_read_back_and_holds_no_formula, fresh_path,
                                        remove_path),
        cmocka_unit_test(a_corrected_cell_passes_on_the_next_upload),
        cmocka_unit_test_setup_teardown(thousands_of_failed_rows_are_written_and_counted,
                                        fresh_path, remove_path),
        cmocka_unit_test(a_file_that_cannot_be_written_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
