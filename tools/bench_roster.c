/* hall-bench-roster: rows a second and peak memory of reading a workbook as the hall does
 * (sandboxed process, row stream, cells found by column), beside a bare libzip and expat parse of
 * the same file, which is the least any reader must do. Prints one line for each, then their ratio.
 * Makes its own file: ROWS (default 100 000) by 12 columns, five texts and seven numbers, as
 * libxlsxwriter writes. */
#include <expat.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>
#include <zip.h>

#include "store/workbook/reader.h"

#define COLUMNS 12
#define TEXTS 5

static double now_s(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double) at.tv_sec + (double) at.tv_nsec / 1e9;
}

static bool make_file(const char *path, uint32_t rows) {
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(path, &options);
    lxw_worksheet *sheet = book ? workbook_add_worksheet(book, "增员") : NULL;
    char text[32];
    if (!sheet) return false;
    for (uint32_t row = 0; row <= rows; row++)
        for (lxw_col_t column = 0; column < COLUMNS; column++) {
            snprintf(text, sizeof text, "第%u行第%u列", row, column);
            if (row == 0 || column < TEXTS)
                worksheet_write_string(sheet, row, column, text, NULL);
            else
                worksheet_write_number(sheet, row, column, row * 100.0 + column, NULL);
        }
    return workbook_close(book) == LXW_NO_ERROR;
}

static uint32_t bare_rows;

static void on_start(void *user, const XML_Char *name, const XML_Char **attributes) {
    (void) user, (void) attributes;
    bare_rows += strcmp(name, "row") == 0;
}

static void on_end(void *user, const XML_Char *name) {
    (void) user, (void) name;
}

static void on_text(void *user, const XML_Char *text, int length) {
    (void) user, (void) text, (void) length;
}

static uint32_t parse_bare(const char *path) {
    zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
    zip_file_t *part = zip ? zip_fopen(zip, "xl/worksheets/sheet1.xml", 0) : NULL;
    XML_Parser parser = XML_ParserCreate(NULL);
    zip_int64_t n = 1;
    if (!part || !parser) return 0;
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    while (n > 0) {
        n = zip_fread(part, XML_GetBuffer(parser, 65536), 65536);
        if (n < 0 || XML_ParseBuffer(parser, (int) n, n == 0) != XML_STATUS_OK) return 0;
    }
    XML_ParserFree(parser);
    zip_fclose(part);
    zip_discard(zip);
    return bare_rows;
}

static uint32_t parse_ours(const char *path) {
    reader *r;
    cell_row row;
    reader_options options = {.blocking = true, .rows_max = 1048575};
    uint32_t rows = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || reader_open(&r, fd, &options) != OK) return 0;
    while (reader_next(r, &row) == READER_ROW)
        for (unsigned column = 0; column < COLUMNS && cell_at(&row, column); column++)
            rows += column == COLUMNS - 1;
    reader_close(r);
    close(fd);
    return rows;
}

/* Runs one way of reading in a process of its own, so that its peak memory (with that of the parser
 * it starts) is its own. Rows a second, 0 when it failed. */
static double measure(const char *name, const char *path, uint32_t rows,
                      uint32_t (*parse)(const char *)) {
    int how;
    struct rusage usage;
    double start = now_s();
    pid_t child = fork();
    if (child == 0) _exit(parse(path) == rows + 1 ? 0 : 1);
    if (child < 0 || wait4(child, &how, 0, &usage) != child || how != 0) return 0;
    double took = now_s() - start;
    printf("%-28s %10.0f rows/s %8.2f s %8ld KiB peak\n", name, rows / took, took, usage.ru_maxrss);
    return rows / took;
}

int main(int argc, char **argv) {
    uint32_t rows = argc > 1 ? (uint32_t) strtoul(argv[1], NULL, 10) : 100000;
    char path[] = "/tmp/hall-bench-roster-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0 || rows == 0 || !make_file(path, rows)) {
        fputs("usage: hall-bench-roster [ROWS]\n", stderr);
        return 2;
    }
    close(fd);
    double bare = measure("bare libzip and expat", path, rows, parse_bare);
    double ours = measure("hall-workbook and reader", path, rows, parse_ours);
    unlink(path);
    if (bare <= 0 || ours <= 0) return 1;
    printf("%-28s %10.2f\n", "ratio", ours / bare);
    return 0;
}
