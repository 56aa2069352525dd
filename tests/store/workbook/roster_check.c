/* roster_check: which rows of a file the cell rules refuse by themselves, as JSON in the form of
 * the expected.json beside every made roster, or as the failed-row workbook. Also writes an empty
 * template. roster_check HALL_WORKBOOK FILE SHEET [RESULT] | roster_check --template SHEET FILE */
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/workbook/contract.h"
#include "store/workbook/header.h"
#include "store/workbook/reader.h"
#include "store/workbook/result.h"

static contract_template wanted;

/* libxlsxwriter 1.1.4 loses the text of a list taken from another sheet; see template_format.c. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:lxw_strdup";
}

/* The failed row that was found last, in the form of result.h. */
typedef struct failed_rows {
    reader *r;
    header_map map;
    roster_fault fault;
    unsigned n_rows, n_failed;
    const char *texts[TEMPLATE_COLUMNS_MAX];
    result_fault faults[TEMPLATE_COLUMNS_MAX];
} failed_rows;

static unsigned check_row(failed_rows *f, const cell_row *row) {
    cell_value value;
    unsigned n = 0;
    for (unsigned i = 0; i < wanted.def.n_columns; i++) {
        const cell *c = f->map.column[i] < 0 ? NULL : cell_at(row, (unsigned) f->map.column[i]);
        status s = cell_convert(&wanted.column[i], c, reader_about(f->r)->date_1904, &value);
        f->texts[i] = c ? c->text : NULL;
        if (s != OK) f->faults[n++] = (result_fault){(int) i, s, status_text(s, false)};
    }
    return n;
}

static bool next_failed(void *context, result_row *out) {
    failed_rows *f = context;
    cell_row row;
    while (reader_next(f->r, &row) == READER_ROW) {
        unsigned n = header_row_is_blank(&wanted.def, &f->map, &row) ? 0 : check_row(f, &row);
        f->n_rows++;
        if (n == 0) continue;
        f->n_failed++;
        uint32_t number = header_original_row(&f->map, &row);
        *out = (result_row){.number = number ? number : row.number,
                            .texts = f->texts,
                            .n_faults = n,
                            .faults = f->faults};
        return true;
    }
    return false;
}

static void put_json(failed_rows *f) {
    result_row row;
    const char *comma = "";
    while (f->fault.code == OK && next_failed(f, &row))
        for (unsigned i = 0; i < row.n_faults; i++, comma = ",\n")
            printf("%s{\"row\":%u,\"column\":\"%s\",\"code\":\"%s\"}", comma, row.number,
                   wanted.column[row.faults[i].column].header, status_name(row.faults[i].code));
}

static void begin(failed_rows *f) {
    cell_row row;
    header_search search = {0};
    header_step step = HEADER_NEXT;
    while (step == HEADER_NEXT && reader_next(f->r, &row) == READER_ROW) {
        if (header_version(&wanted.def, reader_about(f->r)->version, &f->fault) != OK) return;
        step = header_look(&search, &wanted.def, &row, &f->map, &f->fault);
    }
    if (step == HEADER_NEXT && reader_refusal(f->r)->code == OK) header_missed(&search, &f->fault);
}

/* The nameless file `fd` as the file that the tester asked for. */
static int put_file(int fd, const char *path) {
    char piece[65536];
    ssize_t n;
    FILE *out = fopen(path, "wbe");
    if (!out) return 1;
    while ((n = read(fd, piece, sizeof piece)) > 0) fwrite(piece, 1, (size_t) n, out);
    close(fd);
    return fclose(out) == 0 && n == 0 ? 0 : 1;
}

/* Results and templates are written beside the file that was asked for. */
static int write_beside(const char *path, const result_source *source) {
    char *copy = strdup(path);
    scratch *room;
    int fd = -1;
    if (!copy || scratch_open(dirname(copy), &room) != OK) return 1;
    status s = source ? result_write_xlsx(source, room, &fd, NULL)
                      : template_write(&wanted.def, 202611, room, &fd);
    scratch_close(room);
    free(copy);
    return s == OK ? put_file(fd, path) : 1;
}

static int check_file(const char *program, const char *path, const char *sheet,
                      const char *result) {
    failed_rows f = {0};
    reader_options options = {
        .program = program, .sheets = &sheet, .n_sheets = 1, .blocking = true};
    result_source source = {&wanted.def, 202611, "2026112300000010042", next_failed, &f};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || reader_open(&f.r, fd, &options) != OK) return 1;
    begin(&f);
    printf("{\"failed\":[");
    if (!result)
        put_json(&f);
    else if (f.fault.code != OK || write_beside(result, &source) != 0)
        return 1;
    if (reader_refusal(f.r)->code != OK) f.fault = *reader_refusal(f.r);
    printf("],\n\"rows\":%u,\"n_failed\":%u,\"roster_no\":\"%s\",\"fault\":\"%s\"}\n", f.n_rows,
           f.n_failed, reader_about(f.r)->roster_no, status_name(f.fault.code));
    reader_close(f.r);
    close(fd);
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 4 || argc > 5) {
        fputs("usage: roster_check HALL_WORKBOOK FILE SHEET [RESULT] | --template SHEET FILE\n",
              stderr);
        return 2;
    }
    bool template_only = strcmp(argv[1], "--template") == 0;
    const command_type *command = contract_command(template_only ? argv[2] : argv[3]);
    if (!command || !contract_fill(command, &wanted)) return 1;
    if (template_only) return write_beside(argv[3], NULL);
    return check_file(argv[1], argv[2], argv[3], argc == 5 ? argv[4] : NULL);
}
