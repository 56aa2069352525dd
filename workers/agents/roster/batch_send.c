/* One command a row: a window of open ones, the same id again when an answer may become another.
 * The file goes through twice: a dry pass that only counts what is refused, then the real one. */
#include <stdlib.h>
#include <string.h>

#include "roster/rows.pb-c.h"
#include "workers/agents/agent.h"
#include "workers/agents/roster/batch_cells.h"
#include "workers/agents/roster/batch_internal.h"

static void send_row(open_row *open);

static bool is_check(const batch_run *run) {
    return run->state == CHECKING;
}

static Roster__RowState row_state(const Bus__Answer *answer) {
    return answer->outcome == BUS__OUTCOME__IN_REVIEW ||
                   answer->outcome == BUS__OUTCOME__WOULD_REVIEW
               ? ROSTER__ROW_STATE__ROW_IN_REVIEW
               : ROSTER__ROW_STATE__ROW_APPLIED;
}

/* ---- what became of a row ------------------------------------------------------------------ */

static Roster__RowNote *note_of(arena *a, status code, const char *field, const char *reason) {
    Roster__RowNote *out = arena_alloc(a, sizeof *out);
    must(out);
    roster__row_note__init(out);
    out->status = code;
    out->field = (char *) (uintptr_t) (field ? field : "");
    out->reason = (char *) (uintptr_t) (reason ? reason : "");
    return out;
}

static void put_faults(const faults *all, arena *a, Roster__RowResult *row) {
    const verdict first = faults_first(all);
    row->state = ROSTER__ROW_STATE__ROW_FAILED;
    row->status = first.code;
    row->field = (char *) (uintptr_t) (first.field ? first.field : "");
    row->reason = (char *) (uintptr_t) (first.reason ? first.reason : "");
    if (all->n < 2) return;
    row->fault = arena_alloc(a, all->n * sizeof *row->fault);
    must(row->fault);
    for (size_t i = 0; i < all->n; i++)
        row->fault[row->n_fault++] =
            note_of(a, all->fault[i].code, all->fault[i].field, all->fault[i].reason);
}

static void put_warnings(const Bus__Answer *answer, arena *a, Roster__RowResult *row) {
    row->warning = arena_alloc(a, (answer->n_warning + 1) * sizeof *row->warning);
    must(row->warning);
    for (size_t i = 0; i < answer->n_warning; i++)
        row->warning[row->n_warning++] =
            note_of(a, answer->warning[i]->status, answer->warning[i]->field, "");
}

/* A pass of checking only counts. */
static void settle(batch_run *run, const Roster__RowResult *row, const char *cells) {
    if (!is_check(run)) {
        outcome_list_add(run->outcomes, row, cells);
        return;
    }
    run->n_checked++;
    run->n_refused += row->state == ROSTER__ROW_STATE__ROW_FAILED;
}

static void settle_failed(batch_run *run, int64_t row_no, int64_t original_row, const faults *all,
                          int64_t other_row, const char *cells) {
    Roster__RowResult row = ROSTER__ROW_RESULT__INIT;
    row.row_no = row_no;
    row.original_row = original_row;
    row.other_row = other_row;
    put_faults(all, run->arena, &row);
    settle(run, &row, batch_cells_of(cells, all, run->arena));
}

/* What the answer refuses joins what the cells are refused for. A fault of the hall is none of the
 * row's, as long as the row has others. */
static void add_refusals(const Bus__Answer *answer, faults *all) {
    for (size_t i = 0; i < answer->n_fault; i++) {
        const Bus__Fault *f = answer->fault[i];
        faults_add(all, (verdict){f->status, f->field, f->reason});
    }
    if (!all->n || status_http(answer->status) < 500)
        faults_add(all, (verdict){answer->status, answer->field, answer->reason});
}

static void close_row(open_row *open) {
    free(open->command.data);
    free(open->faults);
    free(open->cells);
    open->command = (ProtobufCBinaryData){0, NULL};
    open->faults = NULL;
    open->cells = NULL;
    open->used = false;
    open->run->n_open--;
}

/* The business has found out of whom the row is. */
static void remember_person(open_row *open, const Bus__Answer *answer) {
    batch_run *run = open->run;
    const message_type *type = run->command->output;
    ProtobufCMessage *reply = protobuf_c_message_unpack(type->descriptor, arena_pb(run->arena),
                                                        answer->payload.len, answer->payload.data);
    const char *person_no = reply ? field_named(type, reply, "person_no") : "";
    batch_people_accepted(run->people, open->row_no, person_no);
}

/* An answer that may become another later is no result: the same id is sent again. */
static void on_row(void *self, const Bus__Answer *answer) {
    open_row *open = self;
    batch_run *run = open->run;
    if (agent_undecided(answer)) {
        open->again_at_ms = process_ms() + (answer->retry_after_ms ? answer->retry_after_ms : 200);
        return;
    }
    faults all = {0};
    if (open->faults) all = *open->faults;
    add_refusals(answer, &all);
    arena_reset(run->arena);
    if (is_check(run) && !all.n) remember_person(open, answer);
    if (all.n) {
        settle_failed(run, open->row_no, open->original_row, &all, 0, open->cells);
    } else {
        Roster__RowResult row = ROSTER__ROW_RESULT__INIT;
        row.row_no = open->row_no;
        row.original_row = open->original_row;
        row.state = row_state(answer);
        row.case_no = answer->case_no;
        put_warnings(answer, run->arena, &row);
        settle(run, &row, "");
    }
    close_row(open);
}

/* ---- sending ------------------------------------------------------------------------------- */

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
                             .dry_run = run->dry_run || is_check(run) || open->faults,
                             .doubtful = run->doubtful};
    open->again_at_ms = 0;
    if (agent_send(run->house->bus, &call, run->arena, on_row, open) != OK)
        open->again_at_ms = process_ms() + 50;
}

static open_row *free_row(batch_run *run) {
    for (uint32_t i = 0; i < run->house->window; i++)
        if (!run->open[i].used) return &run->open[i];
    return NULL;
}

static void open_and_send(batch_run *run, const batch_command *made, int64_t row_no,
                          int64_t original_row) {
    open_row *open = free_row(run);
    must(open);
    *open = (open_row){.run = run, .row_no = row_no, .original_row = original_row, .used = true};
    batch_row_id(is_check(run) ? "roster_check" : "roster", run->roster_no, run->file_id, row_no,
                 open->id);
    open->command = (ProtobufCBinaryData){made->command.len, malloc(made->command.len + 1)};
    if (made->faults.n) open->faults = malloc(sizeof *open->faults);
    must(open->command.data && (open->faults || !made->faults.n));
    memcpy(open->command.data, made->command.data, made->command.len);
    if (open->faults) *open->faults = made->faults;
    open->cells = strdup(made->cells);
    must(open->cells);
    run->n_open++;
    send_row(open);
}

/* A row with unreadable cells is tried without them, so that all its faults are said at once; the
 * check, which only counts, need not know the others. */
static void publish(batch_run *run, const cell_row *row) {
    batch_command made;
    const int64_t original_row = header_original_row(&run->map, row);
    arena_reset(run->arena);
    status s = batch_run_command(run, row, &made);
    if (s != OK) { /* cannot be: the arena holds any row */
        made.faults.n = 0;
        faults_add(&made.faults, refuse(s, NULL));
        made.other_row = 0;
        made.cells = "";
    }
    bool known = s != OK || made.other_row || (is_check(run) && made.faults.n);
    if (known)
        settle_failed(run, row->number, original_row, &made.faults, made.other_row, made.cells);
    else
        open_and_send(run, &made, row->number, original_row);
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
        if (is_check(run) || !outcome_list_has(run->outcomes, row.number)) publish(run, &row);
    }
}

/* One turn of either pass; false when the run is over for now. */
static bool go_on(batch_run *run) {
    if (!run->reader && !batch_open_reader(run, false)) {
        batch_later(run, "roster_reader");
        return false;
    }
    send_again(run);
    read_rows(run);
    if (!run->fault.code) return true;
    batch_later(run, "roster_reread"); /* it was counted without a fault */
    return false;
}

/* ---- the two passes ------------------------------------------------------------------------ */

void batch_check_rows(batch_run *run) {
    if (!go_on(run) || run->asking) return;
    bool over = run->read_all && !run->n_open;
    if (over && run->n_checked == run->n_rows && !run->repeated_counted) {
        run->n_refused += batch_people_repeated(run->people);
        run->repeated_counted = true;
    }
    if (over || process_ms() - run->record_since_ms >= CHECK_WAIT_MS) batch_ask_checked(run);
}

void batch_send_rows(batch_run *run) {
    if (!go_on(run)) return;
    size_t waiting = outcome_list_waiting(run->outcomes);
    bool last = run->read_all && !run->n_open;
    if (waiting && !run->asking &&
        (last || waiting >= RECORD_ROWS || process_ms() - run->record_since_ms >= RECORD_WAIT_MS))
        batch_ask_record(run);
    if (last && !waiting && !run->asking) run->state = WRITING;
}
