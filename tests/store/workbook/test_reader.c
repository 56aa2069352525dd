/* reader: takes the stream of another process and trusts nothing in it but its bytes. Here the
 * other process is a shell that writes what the story needs. */
#include "tests/store/workbook/roster_test.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/workbook/reader.h"
#include "store/workbook/stream.h"

static int file_of(const char *content) {
    char path[] = "/tmp/hall-reader-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    unlink(path);
    assert_int_equal(write(fd, content, strlen(content)), strlen(content));
    return fd;
}

static reader *opened(int fd, const char *program, bool blocking) {
    reader *r;
    reader_options options = {.program = program, .blocking = blocking};
    assert_int_equal(reader_open(&r, fd, &options), OK);
    return r;
}

static void rows_arrive_and_the_end_is_repeated(void **state) {
    (void) state;
    cell_row row;
    int fd = file_of("姓名,工资\n张三,6500\n\n李四,7000\n");
    reader *r = opened(fd, HALL_WORKBOOK, true);
    assert_int_equal(reader_next(r, &row), READER_ROW);
    assert_string_equal(cell_at(&row, 1)->text, "工资");
    assert_int_equal(reader_next(r, &row), READER_ROW);
    assert_int_equal(reader_next(r, &row), READER_ROW);
    assert_int_equal(row.number, 4);
    assert_null(cell_at(&row, 2));
    assert_int_equal(reader_next(r, &row), READER_END);
    assert_int_equal(reader_next(r, &row), READER_END);
    assert_int_equal(reader_counts(r)->rows, 2);
    assert_int_equal(reader_counts(r)->blank_rows, 1);
    assert_int_equal(reader_about(r)->format, ROSTER_CSV);
    reader_close(r);
    close(fd);
}

static void without_blocking_the_caller_waits_on_the_descriptor(void **state) {
    (void) state;
    cell_row row;
    int fd = file_of("姓名\n张三\n"), rows = 0, polls = 0;
    reader *r = opened(fd, HALL_WORKBOOK, false);
    for (reader_event e; (e = reader_next(r, &row)) != READER_END;) {
        struct pollfd ready = {.fd = reader_fd(r), .events = POLLIN};
        assert_true(e == READER_ROW || e == READER_WAIT);
        rows += e == READER_ROW;
        if (e == READER_WAIT) assert_true(poll(&ready, 1, 10000) == 1 && ++polls < 100);
    }
    assert_int_equal(rows, 2);
    reader_close(r);
    close(fd);
}

static void too_many_rows_are_refused_with_the_limit(void **state) {
    (void) state;
    cell_row row;
    reader *r;
    reader_options options = {.program = HALL_WORKBOOK, .blocking = true, .rows_max = 2};
    int fd = file_of("姓名\na\nb\nc\n");
    assert_int_equal(reader_open(&r, fd, &options), OK);
    reader_event e;
    while ((e = reader_next(r, &row)) == READER_ROW) continue;
    assert_int_equal(e, READER_FAULT);
    assert_int_equal(reader_refusal(r)->code, E_BATCH_ROWS);
    assert_string_equal(reader_refusal(r)->detail_en, "at most 2 rows in a file");
    reader_close(r);
    close(fd);
}

static char script[64];

/* A stand-in for the parser that does what `commands` say. */
static const char *parser_that(const char *commands) {
    snprintf(script, sizeof script, "/tmp/hall-parser-XXXXXX");
    int fd = mkstemp(script);
    dprintf(fd, "#!/bin/sh\n%s\n", commands);
    fchmod(fd, 0700);
    close(fd);
    return script;
}

/* What the last refused file was told. */
static roster_fault refusal;
static bool parser_failed;
static int parser_signal;

static void refuses(const char *commands, status code) {
    cell_row row;
    int fd = file_of("x");
    reader *r = opened(fd, parser_that(commands), true);
    reader_event e;
    while ((e = reader_next(r, &row)) == READER_ROW) continue;
    assert_int_equal(e, READER_FAULT);
    refusal = *reader_refusal(r);
    parser_failed = reader_parser_failed(r, &parser_signal);
    assert_int_equal(refusal.code, code);
    reader_close(r);
    close(fd);
    unlink(script);
}

static void a_parser_out_of_time_means_an_unsafe_file(void **state) {
    (void) state;
    refuses("kill -XCPU $$", E_BATCH_UNSAFE);
    assert_string_equal(refusal.detail_en, "parsing broke its limits");
    assert_false(parser_failed);
}

/* SYS: the sandbox; SEGV, ABRT: a defect; KILL: the machine had no memory left. The clerk is told
 * that the file is not at fault and what to do, the operator which signal it was. */
static void a_parser_that_dies_otherwise_is_our_fault(void **state) {
    static const struct {
        const char *commands;
        int signal;
    } deaths[] = {{"kill -SYS $$", SIGSYS},
                  {"kill -SEGV $$", SIGSEGV},
                  {"kill -ABRT $$", SIGABRT},
                  {"kill -KILL $$", SIGKILL},
                  {"exit 0", 0},
                  {"exit 1", 0}};
    (void) state;
    for (size_t i = 0; i < sizeof deaths / sizeof *deaths; i++) {
        refuses(deaths[i].commands, E_INTERNAL);
        assert_true(parser_failed);
        assert_int_equal(parser_signal, deaths[i].signal);
        assert_non_null(strstr(refusal.detail_zh, "文件已保留，请稍后再次上传"));
        assert_non_null(strstr(refusal.detail_en, "the file was kept; upload it again later"));
    }
}

static void a_lying_parser_is_not_believed(void **state) {
    (void) state;
    refuses("printf 'Z\\000\\000\\000\\000'", E_BATCH_UNSAFE);
    refuses("printf 'R\\006\\000\\000\\000\\001\\000\\000\\000\\000\\000'", E_BATCH_UNSAFE);
    refuses("printf 'A\\377\\377\\377\\377'", E_BATCH_UNSAFE);
    refuses("printf 'A\\002\\000\\000\\000\\001\\000'", E_BATCH_UNSAFE);
    refuses("printf 'E\\020\\000\\000\\000 0123456789abcdef'", E_BATCH_UNSAFE);
    assert_true(parser_failed);
}

static void a_reader_may_be_closed_at_any_time(void **state) {
    (void) state;
    int fd = file_of("x");
    reader *r = opened(fd, parser_that("exec cat /dev/zero"), true);
    reader_close(r);
    unlink(script);
    r = opened(fd, parser_that("exec sleep 600"), false);
    cell_row row;
    assert_int_equal(reader_next(r, &row), READER_WAIT);
    reader_close(r);
    reader_close(NULL);
    unlink(script);
    close(fd);
}

static void a_missing_program_is_an_error(void **state) {
    (void) state;
    reader *r = NULL;
    reader_options options = {.program = "/nonexistent/hall-workbook", .blocking = true};
    int fd = file_of("x");
    assert_int_equal(reader_open(&r, fd, &options), E_INTERNAL);
    assert_null(r);
    close(fd);
}

static void every_cut_record_is_refused(void **state) {
    (void) state;
    uint8_t raw[] = {9, 0, 0, 0, 1, 0, 3, 0, 2, 0, 2, 0, 0, 0, 'a', 'b', 0};
    cell cells[SHEET_COLUMNS_USED];
    cell_row row;
    assert_true(stream_read_row(raw, sizeof raw, cells, &row));
    assert_int_equal(row.number, 9);
    assert_string_equal(cell_at(&row, 3)->text, "ab");
    for (size_t n = 0; n < sizeof raw; n++) assert_false(stream_read_row(raw, n, cells, &row));
    raw[14] = 0;
    assert_false(stream_read_row(raw, sizeof raw, cells, &row));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_arrive_and_the_end_is_repeated),
        cmocka_unit_test(without_blocking_the_caller_waits_on_the_descriptor),
        cmocka_unit_test(too_many_rows_are_refused_with_the_limit),
        cmocka_unit_test(a_parser_out_of_time_means_an_unsafe_file),
        cmocka_unit_test(a_parser_that_dies_otherwise_is_our_fault),
        cmocka_unit_test(a_lying_parser_is_not_believed),
        cmocka_unit_test(a_reader_may_be_closed_at_any_time),
        cmocka_unit_test(a_missing_program_is_an_error),
        cmocka_unit_test(every_cut_record_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
