/* result: a failed-row workbook is written, read back by our own reader, and is ready for the next
 * upload. */
#include "tests/store/workbook/roster_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/workbook/header.h"
#include "store/workbook/reader.h"
#include "store/workbook/result.h"
#include "store/workbook/result_text.h"

/* What a clerk may have typed: among it, everything a spreadsheet would take for a formula. */
static const char *const texts[3][N_COLUMNS] = {
    {"420102199001019010", "张三", "男", "2011-07-01", "6,500.50", "=cmd|'/c calc'!A0"},
    {"420106198502289026", "+李四", NULL, "2011年7月1日", "abc", "a,\"b\"\n第二行"},
    {"'420111199212309119", "@王五", "女", "-1", "＝1+1", "\t制表 _x000D_ _x00e9_ <b>&\r\v]]>"},
};
static const result_fault faults[3][2] = {
    {{NUMBER_COLUMN, E_ID_CHECK, "证件号码校验位不正确"}},
    {{SEX_COLUMN, E_REQUIRED, "必填项未填写"},
     {WAGE_COLUMN, E_AMOUNT, "金额应为数字，最多两位小数，如6500.00"}},
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

static scratch *room;

/* Where results are written, and a shared temporary folder of this test's own. */
static char home[48], shared[48], inside[64];

static int open_room(void **state) {
    (void) state;
    strcpy(home, "/tmp/hall-result-XXXXXX");
    strcpy(shared, "/tmp/hall-shared-XXXXXX");
    if (!mkdtemp(home) || !mkdtemp(shared)) return -1;
    snprintf(inside, sizeof inside, "%s/scratch-%u", home, geteuid());
    return setenv("TMPDIR", shared, 1) == 0 && scratch_open(home, &room) == OK ? 0 : -1;
}

static int close_room(void **state) {
    (void) state;
    scratch_close(room);
    unsetenv("TMPDIR");
    return rmdir(inside) || rmdir(home) || rmdir(shared); /* nothing is left in any of them */
}

static reader *open_reader(int fd) {
    reader *r;
    reader_options options = {.program = HALL_WORKBOOK, .blocking = true};
    assert_true(fd >= 0);
    assert_int_equal(reader_open(&r, fd, &options), OK);
    return r;
}

static const char *text_at(const cell_row *row, unsigned column) {
    const cell *c = cell_at(row, column);
    return c ? c->text : NULL;
}

static void reads_back(int fd, bool csv) {
    cell_row row;
    header_map map;
    roster_fault fault = {0};
    reader *r = open_reader(fd);
    assert_int_equal(reader_next(r, &row), READER_ROW);
    assert_int_equal(header_match(&small_template, &row, &map, &fault), OK);
    for (int i = 0; i < N_COLUMNS; i++) assert_int_equal(map.column[i], i);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(reader_next(r, &row), READER_ROW);
        for (unsigned c = 0; c < N_COLUMNS && !csv; c++)
            if (!texts[i][c])
                assert_true(!text_at(&row, c) || *text_at(&row, c) == '\0');
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
}

static void the_workbook_is_read_back_cell_by_cell(void **state) {
    (void) state;
    unsigned i = 0;
    int fd;
    uint32_t n;
    result_source source = {&small_template, 202611, "2026112300000010042", next_failed, &i};
    assert_int_equal(result_write_xlsx(&source, room, &fd, &n), OK);
    assert_int_equal(n, 3);
    reads_back(fd, false);
    close(fd);
}

static void the_csv_is_read_back_and_holds_no_formula(void **state) {
    (void) state;
    unsigned i = 0;
    int fd;
    char line[512];
    result_source source = {&small_template, 202611, "2026112300000010042", next_failed, &i};
    assert_int_equal(result_write_csv(&source, room, &fd, NULL), OK);
    reads_back(fd, true);
    ssize_t n = pread(fd, line, sizeof line - 1, 0);
    assert_true(n > 0);
    line[n] = '\0';
    close(fd);
    const char *escaped[] = {",'=cmd", ",'+李四,", "420102199001019010\t,"};
    for (size_t k = 0; k < 3; k++) assert_non_null(strstr(line, escaped[k]));
}

/* The reasons of a row are one Chinese sentence; a reason that names its column is not told twice.
 */
static void reasons_name_each_column_once(void **state) {
    (void) state;
    char text[RESULT_TEXT_BYTES], wanted[RESULT_TEXT_BYTES], reason[128];
    const char *number = small_template.columns[NUMBER_COLUMN].header;
    const char *sex = small_template.columns[SEX_COLUMN].header;
    snprintf(reason, sizeof reason, "%s校验位不正确", number);
    result_row row = {.n_faults = 3};
    row.faults = (result_fault[]){{NUMBER_COLUMN, E_ID_CHECK, reason},
                                  {SEX_COLUMN, E_REQUIRED, "必填项未填写"},
                                  {-1, E_DUP_ENROL, "该人员已在本单位参保"}};
    result_reasons(&small_template, &row, text);
    snprintf(wanted, sizeof wanted, "%s；%s：必填项未填写；该人员已在本单位参保", reason, sex);
    assert_string_equal(text, wanted);
}

static void a_corrected_cell_passes_on_the_next_upload(void **state) {
    (void) state;
    cell_value value;
    cell c = {.text = "'=cmd|'/c calc'!A0", .length = 18};
    assert_int_equal(cell_convert(&small_columns[REMARK_COLUMN], &c, false, &value), OK);
    assert_string_equal(value.text, "=cmd|'/c calc'!A0");
}

static bool one_taken_one_failed(void *context, result_row *out) {
    static const result_fault late = {-1, W_LATE_ENROL, "逾期办理"};
    unsigned *i = context;
    if (*i == 2) return false;
    *out = (result_row){.number = numbers[*i],
                        .taken = *i == 0,
                        .texts = texts[*i],
                        .n_faults = 1,
                        .faults = *i == 0 ? &late : faults[1]};
    (*i)++;
    return true;
}

/* Given a row that was taken with a warning, then it stands on the sheet of notes with its number
 * and without its content, and the sheet to be corrected has the failed row only. */
static void a_taken_rows_warning_stands_on_a_sheet_of_its_own(void **state) {
    (void) state;
    unsigned i = 0;
    int fd;
    uint32_t n;
    cell_row row;
    result_source source = {&small_template, 202611, "1", one_taken_one_failed, &i};
    assert_int_equal(result_write_xlsx(&source, room, &fd, &n), OK);
    assert_int_equal(n, 1);
    reader *r = open_reader(fd);
    assert_int_equal(reader_next(r, &row), READER_ROW);
    assert_int_equal(reader_next(r, &row), READER_ROW);
    assert_string_equal(text_at(&row, 0), texts[1][0]);
    assert_int_equal(reader_next(r, &row), READER_END);
    reader_close(r);
    const char *sheets[] = {TEMPLATE_NOTE_SHEET};
    reader_options options = {
        .program = HALL_WORKBOOK, .blocking = true, .sheets = sheets, .n_sheets = 1};
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    assert_int_equal(reader_open(&r, fd, &options), OK);
    assert_int_equal(reader_next(r, &row), READER_ROW);
    assert_string_equal(text_at(&row, 0), HEADER_ROW);
    assert_int_equal(reader_next(r, &row), READER_ROW);
    assert_string_equal(text_at(&row, 0), "7");
    assert_string_equal(text_at(&row, 2), "W_LATE_ENROL");
    assert_string_equal(text_at(&row, 3), "逾期办理");
    assert_int_equal(row.n_cells, 3);
    assert_int_equal(reader_next(r, &row), READER_END);
    reader_close(r);
    close(fd);
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
    result_source source = {&small_template, 202611, "1", many_failed, &left};
    int fd;
    assert_int_equal(result_write_xlsx(&source, room, &fd, &n), OK);
    assert_int_equal(n, 3000);
    reader *r = open_reader(fd);
    while (reader_next(r, &row) == READER_ROW) continue;
    assert_int_equal(reader_counts(r)->rows, 3000);
    reader_close(r);
    close(fd);
}

static void a_file_that_cannot_be_written_is_an_error(void **state) {
    (void) state;
    unsigned i = 0;
    int fd = -1;
    result_source source = {&small_template, 202611, "1", next_failed, &i};
    assert_int_equal(rmdir(inside), 0); /* the folder goes away under the running program */
    assert_int_equal(result_write_xlsx(&source, room, &fd, NULL), E_UNAVAILABLE);
    assert_int_equal(result_write_csv(&source, room, &fd, NULL), E_UNAVAILABLE);
    assert_int_equal(template_write(&small_template, 202611, room, &fd), E_UNAVAILABLE);
    assert_int_equal(fd, -1);
    assert_int_equal(mkdir(inside, 0700), 0);
}

/* Names of all files made in a folder since it was watched. */
static unsigned n_made(int watch) {
    _Alignas(struct inotify_event) char events[65536];
    unsigned n = 0;
    ssize_t bytes = read(watch, events, sizeof events);
    for (char *at = events; bytes > 0 && at < events + bytes; n++)
        at += sizeof(struct inotify_event) + ((struct inotify_event *) (void *) at)->len;
    return n;
}

static int watch_folder(const char *folder) {
    int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    assert_true(watch >= 0 && inotify_add_watch(watch, folder, IN_CREATE | IN_MOVED_TO) >= 0);
    return watch;
}

static void nothing_is_made_in_the_shared_temporary_folder(void **state) {
    (void) state;
    int in_shared = watch_folder(shared), in_room = watch_folder(inside), fd[3];
    mode_t mask = umask(0);
    for (unsigned k = 0; k < 3; k++) {
        unsigned i = 0;
        result_source source = {&small_template, 202611, "2026112300000010042", next_failed, &i};
        status s = k == 0   ? result_write_xlsx(&source, room, &fd[k], NULL)
                   : k == 1 ? result_write_csv(&source, room, &fd[k], NULL)
                            : template_write(&small_template, 202611, room, &fd[k]);
        assert_int_equal(s, OK);
    }
    umask(mask);
    assert_int_equal(n_made(in_shared), 0);
    assert_true(n_made(in_room) >= 3);
    for (unsigned k = 0; k < 3; k++) {
        struct stat seen;
        assert_int_equal(fstat(fd[k], &seen), 0);
        assert_int_equal(seen.st_mode & 07777, 0600);
        assert_int_equal(seen.st_nlink, 0);
        close(fd[k]);
    }
    close(in_shared);
    close(in_room);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_workbook_is_read_back_cell_by_cell),
        cmocka_unit_test(the_csv_is_read_back_and_holds_no_formula),
        cmocka_unit_test(reasons_name_each_column_once),
        cmocka_unit_test(a_corrected_cell_passes_on_the_next_upload),
        cmocka_unit_test(a_taken_rows_warning_stands_on_a_sheet_of_its_own),
        cmocka_unit_test(thousands_of_failed_rows_are_written_and_counted),
        cmocka_unit_test(nothing_is_made_in_the_shared_temporary_folder),
        cmocka_unit_test(a_file_that_cannot_be_written_is_an_error),
    };
    return cmocka_run_group_tests(tests, open_room, close_room);
}
