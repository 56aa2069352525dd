/* The result workbook, written from the file itself and what is to be said of its rows. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "proto/runtime/fault_words.h"
#include "proto/runtime/log.h"
#include "workers/agents/roster/batch_internal.h"

enum { WORDS_BYTES = 1 << 16 };

typedef struct said_rows {
    batch_run *run;
    const char *texts[TEMPLATE_COLUMNS_MAX];
    result_fault fault[FAULTS_MAX];
    arena *words; /* of one row */
} said_rows;

static const char *reason_of(said_rows *s, const outcome *what, verdict said) {
    fault_words words = fault_words_of_row(said.code, said.reason, what->other_row, s->words);
    return fault_words_joined(&words, false, s->words);
}

static void show_row(said_rows *s, const cell_row *row, const outcome *what, result_row *out) {
    const batch_run *run = s->run;
    for (unsigned i = 0; i < run->def->n_columns; i++) {
        const cell *c = run->map.column[i] == HEADER_ABSENT
                            ? NULL
                            : cell_at(row, (unsigned) run->map.column[i]);
        s->texts[i] = c ? c->text : NULL;
    }
    unsigned n = what->n < FAULTS_MAX ? what->n : FAULTS_MAX;
    arena_reset(s->words);
    for (unsigned i = 0; i < n; i++)
        s->fault[i] = (result_fault){template_column_of(run->command, what->said[i].field),
                                     what->said[i].code, reason_of(s, what, what->said[i])};
    uint32_t original = header_original_row(&run->map, row);
    *out = (result_row){.number = original ? original : row->number,
                        .taken = !what->failed,
                        .texts = s->texts,
                        .n_faults = n,
                        .faults = s->fault};
}

static bool next_said(void *self, result_row *out) {
    said_rows *s = self;
    cell_row row;
    reader_event event;
    while ((event = batch_next_row(s->run, &row)) == READER_ROW) {
        const outcome *what = outcome_list_of(s->run->outcomes, row.number);
        if (!what) continue;
        show_row(s, &row, what, out);
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
    if (s != OK) {
        files_write_drop(&writer);
        return s;
    }
    files_stored stored;
    char owner[64];
    snprintf(owner, sizeof owner, "result %s", run->roster_no);
    s = files_write_end(&writer, owner, &stored);
    if (s == OK) memcpy(run->result_file, stored.name, sizeof run->result_file);
    return s;
}

/* Rows come blocking here: the whole file was read twice without a fault. */
void batch_write_result(batch_run *run) {
    int fd = -1;
    said_rows source = {.run = run};
    run->state = FINISHING;
    if (!outcome_list_n(run->outcomes) || !batch_open_reader(run, true)) return;
    source.words = arena_open(WORDS_BYTES);
    must(source.words);
    const int32_t month = template_month(time(NULL));
    result_source result = {run->def, month, run->roster_no, next_said, &source};
    status s = result_write_xlsx(&result, run->house->room, &fd, NULL);
    arena_close(source.words);
    if (run->fault.code) { /* of the reading; the rows have their results all the same */
        s = run->fault.code;
        run->fault = (roster_fault){0};
    }
    if (s == OK) s = keep_file(run, fd);
    if (fd >= 0) close(fd);
    if (s != OK) log_error("roster_result", log_text("roster_no", run->roster_no), log_status(s));
}
