/* The states of a run:
 *
 *   COUNTING --(file read, sound)--> STARTING --(answer)--> CHECKING --(all rows tried)--> RESUMING
 *      |                                |                                                  |
 *      |                                +--(checked before a stop)--> RESUMING       (all pages)
 *      |                                                                                   |
 *      +--(file refused)--> FINISHING <-- WRITING <-- (all rows recorded) <-- SENDING <----+
 *                               |
 *                             DONE
 */
#include "workers/agents/roster/batch_run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/runtime/log.h"
#include "roster/rows.pb-c.h"
#include "workers/agents/roster/batch_internal.h"

static void copy_text(char *out, size_t room, const char *text) {
    size_t n = strnlen(text, room - 1);
    memcpy(out, text, n);
    out[n] = '\0';
}

batch_run *batch_run_open(const batch_house *house, const Roster__RosterShown *roster) {
    batch_run *run = calloc(1, sizeof *run);
    if (!run) return NULL;
    run->house = house;
    run->fd = -1;
    run->command = catalog_command(roster->method);
    run->def = template_of(run->command);
    run->dry_run = roster->dry_run;
    run->n_rows = roster->n_rows;
    copy_text(run->roster_no, sizeof run->roster_no, roster->roster_no);
    copy_text(run->unit_no, sizeof run->unit_no, roster->unit_no);
    copy_text(run->filer, sizeof run->filer, roster->filer);
    copy_text(run->file_id, sizeof run->file_id, roster->file_id);
    copy_text(run->purpose, sizeof run->purpose, roster->purpose);
    run->open = calloc(house->window, sizeof *run->open);
    run->outcomes = outcome_list_open();
    run->people = batch_people_open();
    run->arena = arena_open(4u << 20);
    if (!run->open || !run->outcomes || !run->people || !run->arena) {
        batch_run_close(run);
        return NULL;
    }
    status s =
        run->def ? files_read(house->files, roster->file_id, &run->fd, NULL) : E_UNKNOWN_METHOD;
    run->state = s == OK ? COUNTING : FINISHING;
    if (s == E_UNAVAILABLE)
        batch_later(run, "roster_file");
    else if (s != OK)
        fault_set(&run->fault, s == E_NOT_FOUND ? E_BATCH_FORMAT : s, "文件不可读",
                  "unreadable file");
    return run;
}

void batch_run_close(batch_run *run) {
    if (!run) return;
    bus_forget(run->house->bus, run);
    for (uint32_t i = 0; run->open && i < run->house->window; i++) {
        bus_forget(run->house->bus, &run->open[i]);
        free(run->open[i].command.data);
        free(run->open[i].faults);
    }
    reader_close(run->reader);
    if (run->fd >= 0) close(run->fd);
    arena_close(run->arena);
    outcome_list_close(run->outcomes);
    batch_people_close(run->people);
    free(run->open);
    free(run);
}

bool batch_run_done(const batch_run *run) {
    return run->state == DONE;
}
const char *batch_run_roster(const batch_run *run) {
    return run->roster_no;
}
int batch_run_fd(const batch_run *run) {
    bool full = run->n_open == run->house->window;
    return run->reader && !full && !run->read_all ? reader_fd(run->reader) : -1;
}

void batch_close_reader(batch_run *run) {
    reader_close(run->reader);
    run->reader = NULL;
}

bool batch_open_reader(batch_run *run, bool blocking) {
    const char *sheets[] = {run->def->sheet};
    reader_options options = {.program = run->house->workbook,
                              .sheets = sheets,
                              .n_sheets = 1,
                              .rows_max = run->house->rows_max,
                              .blocking = blocking};
    batch_close_reader(run);
    run->read_all = false;
    run->header_seen = false;
    run->search = (header_search){0};
    run->n_remarks = 0;
    if (lseek(run->fd, 0, SEEK_SET) == 0 && reader_open(&run->reader, run->fd, &options) == OK)
        return true;
    return false;
}

void batch_later(batch_run *run, const char *what) {
    log_warn(what, log_text("roster_no", run->roster_no), log_status(run->fault.code));
    run->state = DONE;
}

static void take_refusal(batch_run *run) {
    int signal;
    run->fault = *reader_refusal(run->reader);
    if (reader_parser_failed(run->reader, &signal))
        log_error("roster_parser_failed", log_text("roster_no", run->roster_no),
                  log_text("file", run->file_id), log_status(run->fault.code),
                  log_number("signal", signal), log_text("detail", run->fault.detail_en));
}

reader_event batch_next_row(batch_run *run, cell_row *row) {
    for (;;) {
        reader_event event = reader_next(run->reader, row);
        if (event == READER_FAULT) take_refusal(run);
        if (event == READER_END && !run->header_seen) {
            header_missed(&run->search, &run->fault);
            return READER_FAULT;
        }
        if (event == READER_END) run->read_all = true;
        if (event != READER_ROW) return event;
        if (!run->header_seen) {
            const reader_info *about = reader_about(run->reader);
            if (header_version(run->def, about->version, &run->fault) != OK) return READER_FAULT;
            header_step step = header_look(&run->search, run->def, row, &run->map, &run->fault);
            if (step == HEADER_REFUSED) return READER_FAULT;
            if (step == HEADER_NEXT) continue;
            copy_text(run->corrects, sizeof run->corrects, about->roster_no);
            run->header_seen = true;
            continue;
        }
        if (header_row_is_remark(run->def, &run->map, row))
            run->n_remarks++;
        else if (!header_row_is_blank(run->def, &run->map, row))
            return READER_ROW;
    }
}

status batch_run_command(batch_run *run, const cell_row *row, batch_command *out) {
    const batch_sheet sheet = {.command = run->command,
                               .map = &run->map,
                               .date_1904 = reader_about(run->reader)->date_1904,
                               .unit_no = run->unit_no,
                               .people = run->people};
    return batch_row(&sheet, row, run->arena, out);
}

/* Each row is counted, whoever it names is remembered, and the row that it corrects. */
static void count_row(batch_run *run, const cell_row *row) {
    batch_command made;
    arena_reset(run->arena);
    if (batch_run_command(run, row, &made) != OK) log_warn("roster_row", log_status(E_ARENA));
    uint32_t original = header_original_row(&run->map, row);
    if (original && run->n_original_row < ORIGINAL_ROWS)
        run->original_row[run->n_original_row++] = original;
    run->n_rows++;
}

static void count(batch_run *run) {
    cell_row row;
    if (!run->reader) {
        run->n_rows = 0;
        if (!batch_open_reader(run, false)) {
            batch_later(run, "roster_reader");
            return;
        }
    }
    reader_event event;
    while ((event = batch_next_row(run, &row)) == READER_ROW) count_row(run, &row);
    if (event == READER_WAIT) return;
    if (event == READER_END && !run->n_rows)
        fault_set(&run->fault, E_BATCH_EMPTY, "文件没有数据行", "the file has no data rows");
    run->summary = *reader_counts(run->reader);
    batch_close_reader(run);
    run->state = run->fault.code ? FINISHING : STARTING;
}

void batch_run_turn(batch_run *run) {
    if (run->state == COUNTING) count(run);
    if (run->state == CHECKING) batch_check_rows(run);
    if (run->state == SENDING) batch_send_rows(run);
    if (run->state == WRITING) batch_write_result(run);
    if (run->asking) return;
    if (run->state == STARTING)
        batch_ask_start(run);
    else if (run->state == RESUMING)
        batch_ask_recorded(run);
    else if (run->state == FINISHING)
        batch_ask_finish(run);
}
