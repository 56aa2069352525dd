/* The failed-row workbook, written from the file itself and the rows' results. */
#include <errno.h>
#include <unistd.h>

#include "proto/runtime/log.h"
#include "workers/agents/roster/batch_internal.h"

typedef struct failed_rows {
    batch_run *run;
    const char *texts[TEMPLATE_COLUMNS_MAX];
    result_fault fault;
} failed_rows;

static void show_row(failed_rows *f, const cell_row *row, const outcome *what, result_row *out) {
    const batch_run *run = f->run;
    for (unsigned i = 0; i < run->def->n_columns; i++) {
        const cell *c = run->map.column[i] == HEADER_ABSENT
                            ? NULL
                            : cell_at(row, (unsigned) run->map.column[i]);
        f->texts[i] = c ? c->text : NULL;
    }
    const char *next = status_reason(what->code, what->reason, false);
    f->fault = (result_fault){template_column_of(run->command, what->field), what->code,
                              *next ? next : status_text(what->code, false)};
    uint32_t original = header_original_row(&run->map, row);
    *out = (result_row){original ? original : row->number, f->texts, 1, &f->fault};
}

static bool next_failed(void *self, result_row *out) {
    failed_rows *f = self;
    cell_row row;
    reader_event event;
    while ((event = batch_next_row(f->run, &row)) == READER_ROW) {
        const outcome *what = outcome_list_failed(f->run->outcomes, row.number);
        if (!what) continue;
        show_row(f, &row, what, out);
        return true;
    }
    return false;
}

static status keep_file(batch_run *run, int fd) {
    files_writer *writer = NULL;
    uint8_t piece[16384];
    ssize_t n = 1;
    status s = files_write_start(run->house->files, &writer);
    while (s == OK && n > 0) {
        n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n < 0)
            s = E_UNAVAILABLE;
        else if (n > 0)
            s = files_write_add(writer, piece, (size_t) n);
    }
    int64_t bytes = 0;
    if (s == OK) return files_write_end(&writer, run->result_file, &bytes);
    files_write_drop(&writer);
    return s;
}

/* Rows come blocking here: the whole file was read twice without a fault. */
void batch_write_result(batch_run *run) {
    int fd = -1;
    failed_rows source = {.run = run};
    run->state = FINISHING;
    if (!outcome_list_n_failed(run->outcomes) || !batch_open_reader(run, true)) return;
    result_source result = {run->def, run->roster_no, next_failed, &source};
    status s = result_write_xlsx(&result, run->house->room, &fd, NULL);
    if (run->fault.code) { /* of the reading; the rows have their results all the same */
        s = run->fault.code;
        run->fault = (roster_fault){0};
    }
    if (s == OK) s = keep_file(run, fd);
    if (fd >= 0) close(fd);
    if (s != OK) log_error("roster_result", log_text("roster_no", run->roster_no), log_status(s));
}
