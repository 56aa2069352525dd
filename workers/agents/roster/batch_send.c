/* One command a row: a window of open ones, the same id again when an answer may become another. */
#include <stdlib.h>
#include <string.h>

#include "roster/rows.pb-c.h"
#include "workers/agents/agent.h"
#include "workers/agents/roster/batch_internal.h"

static void send_row(open_row *open);

static Roster__RowState row_state(const Bus__Answer *answer) {
    if (answer->status != OK) return ROSTER__ROW_STATE__ROW_FAILED;
    return answer->outcome == BUS__OUTCOME__IN_REVIEW ||
                   answer->outcome == BUS__OUTCOME__WOULD_REVIEW
               ? ROSTER__ROW_STATE__ROW_IN_REVIEW
               : ROSTER__ROW_STATE__ROW_APPLIED;
}

static void close_row(open_row *open) {
    free(open->command.data);
    open->command = (ProtobufCBinaryData){0, NULL};
    open->used = false;
    open->run->n_open--;
}

/* An answer that may become another later is no result: the same id is sent again. */
static void on_row(void *self, const Bus__Answer *answer) {
    open_row *open = self;
    if (agent_undecided(answer)) {
        open->again_at_ms = process_ms() + (answer->retry_after_ms ? answer->retry_after_ms : 200);
        return;
    }
    Roster__RowResult row = ROSTER__ROW_RESULT__INIT;
    row.row_no = open->row_no;
    row.state = row_state(answer);
    row.status = answer->status;
    row.field = answer->field;
    row.case_no = answer->case_no;
    row.reason = answer->reason;
    outcome_list_add(open->run->outcomes, &row);
    close_row(open);
}

static void send_row(open_row *open) {
    batch_run *run = open->run;
    const agent_call call = {.method = run->command->name,
                             .channel = "roster",
                             .packed = open->command,
                             .id = open->id,
                             .timeout_ms = TIMEOUT_MS,
                             .acting_for = run->filer,
                             .trace = run->roster_no,
                             .purpose = run->purpose,
                             .dry_run = run->dry_run,
                             .doubtful = run->n_faulty * 10 > run->n_rows};
    open->again_at_ms = 0;
    if (agent_send(run->house->bus, &call, run->arena, on_row, open) != OK)
        open->again_at_ms = process_ms() + 50;
}

static open_row *free_row(batch_run *run) {
    for (uint32_t i = 0; i < run->house->window; i++)
        if (!run->open[i].used) return &run->open[i];
    return NULL;
}

static void publish(batch_run *run, const cell_row *row) {
    ProtobufCBinaryData command;
    arena_reset(run->arena);
    verdict v = batch_row(run->command, &run->map, row, reader_about(run->reader)->date_1904,
                          run->unit_no, run->arena, &command);
    open_row *open = free_row(run);
    must(open);
    if (refused(v)) {
        Roster__RowResult failed = ROSTER__ROW_RESULT__INIT;
        failed.row_no = row->number;
        failed.state = ROSTER__ROW_STATE__ROW_FAILED;
        failed.status = v.code;
        failed.field = (char *) (uintptr_t) v.field;
        outcome_list_add(run->outcomes, &failed);
        return;
    }
    *open = (open_row){.run = run, .row_no = row->number, .used = true};
    batch_row_id(run->roster_no, run->file_id, row->number, open->id);
    open->command = (ProtobufCBinaryData){command.len, malloc(command.len + 1)};
    must(open->command.data);
    memcpy(open->command.data, command.data, command.len);
    run->n_open++;
    send_row(open);
}

static void send_again(batch_run *run) {
    int64_t now = process_ms();
    for (uint32_t i = 0; i < run->house->window; i++)
        if (run->open[i].used && run->open[i].again_at_ms && run->open[i].again_at_ms <= now)
            send_row(&run->open[i]);
}

static void read_rows(batch_run *run) {
    cell_row row;
    while (!run->read_all && run->n_open < run->house->window &&
           outcome_list_waiting(run->outcomes) < 8 * RECORD_ROWS) {
        reader_event event = batch_next_row(run, &row);
        if (event != READER_ROW) return;
        if (!outcome_list_has(run->outcomes, row.number)) publish(run, &row);
    }
}

void batch_send_rows(batch_run *run) {
    if (!run->reader) {
        if (!batch_open_reader(run, false)) {
            batch_later(run, "roster_reader");
            return;
        }
    }
    send_again(run);
    read_rows(run);
    if (run->fault.code) { /* it was counted without a fault */
        batch_later(run, "roster_reread");
        return;
    }
    size_t waiting = outcome_list_waiting(run->outcomes);
    bool last = run->read_all && !run->n_open;
    if (waiting && !run->asking &&
        (last || waiting >= RECORD_ROWS || process_ms() - run->record_since_ms >= RECORD_WAIT_MS))
        batch_ask_record(run);
    if (last && !waiting && !run->asking) run->state = WRITING;
}
