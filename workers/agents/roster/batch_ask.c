/* The roster service's own commands: start, recorded rows, record, finish. An answer that may
 * become another later leaves the state as it is, and the command is asked again. */
#include <stdio.h>
#include <string.h>

#include "proto/runtime/log.h"
#include "proto/runtime/text.h"
#include "roster/check_rows.pb-c.h"
#include "roster/finish_roster.pb-c.h"
#include "roster/list_rows.pb-c.h"
#include "roster/record_rows.pb-c.h"
#include "roster/start_roster.pb-c.h"
#include "workers/agents/agent.h"
#include "workers/agents/roster/batch_internal.h"

/* ask: publishes one of the roster service's own commands; one at a time. */
static void ask(batch_run *run, const char *method, const ProtobufCMessage *message,
                bus_answered *on_answer) {
    const agent_call call = {
        .method = method, .channel = "roster", .message = message, .timeout_ms = TIMEOUT_MS};
    arena_reset(run->arena);
    run->asking = agent_send(run->house->bus, &call, run->arena, on_answer, run) == OK;
}

static bool worked(const batch_run *run, const char *what, const Bus__Answer *answer) {
    if (answer->status == OK) return true;
    log_warn(what, log_text("roster_no", run->roster_no), log_status(answer->status),
             log_text("field", answer->field));
    return false;
}

/* What the file says of itself can be wrong: a roster that it corrects but which is not there, not
 * the unit's or no number at all; more rows than a roster may have. Then the file is refused. */
static bool blames_file(const batch_run *run, const Bus__Answer *answer, roster_fault *fault) {
    if (run->corrects[0] && (answer->status == E_NOT_FOUND || !strcmp(answer->field, "corrects")))
        fault_set(fault, E_NOT_FOUND, "文件所注原批次号不是本单位本业务的批次",
                  "the roster that the file corrects is none of this unit and business");
    else if (!strcmp(answer->field, "n_rows"))
        fault_set(fault, E_BATCH_ROWS, "", "");
    return fault->code != OK;
}

/* Behind the check the rows are filed; docs/rules 6.3 says when none of them automatically. */
static void take_state(batch_run *run, const Bus__Answer *answer) {
    arena_reset(run->arena);
    const Roster__RosterShown *shown = roster__roster_shown__unpack(
        arena_pb(run->arena), answer->payload.len, answer->payload.data);
    if (!shown) return;
    bool checked = shown->state != ROSTER__ROSTER_STATE__CHECKING;
    if (checked) batch_close_reader(run);
    run->doubtful = checked && shown->n_refused * 10 > shown->n_rows;
    run->state = checked ? RESUMING : CHECKING;
}

static void on_started(void *self, const Bus__Answer *answer) {
    batch_run *run = self;
    run->asking = false;
    if (worked(run, "roster_start", answer))
        take_state(run, answer);
    else if (blames_file(run, answer, &run->fault))
        run->state = FINISHING;
    else if (!agent_undecided(answer))
        run->state = DONE;
}

void batch_ask_start(batch_run *run) {
    Roster__StartRoster message = ROSTER__START_ROSTER__INIT;
    message.roster_no = run->roster_no;
    message.n_rows = run->n_rows;
    message.corrects = run->corrects;
    message.original_row = run->original_row;
    message.n_original_row = run->corrects[0] ? 0 : run->n_original_row;
    message.n_hidden_rows = run->summary.hidden_rows;
    message.n_remark_rows = run->n_remarks;
    message.n_other_sheets = run->summary.other_sheets;
    message.n_hidden_sheets = run->summary.hidden_sheets;
    ask(run, "roster.StartRoster", &message.base, on_started);
}

static void on_checked(void *self, const Bus__Answer *answer) {
    batch_run *run = self;
    run->asking = false;
    if (worked(run, "roster_check", answer))
        take_state(run, answer);
    else if (!agent_undecided(answer))
        run->state = DONE;
}

void batch_ask_checked(batch_run *run) {
    Roster__CheckRows message = ROSTER__CHECK_ROWS__INIT;
    message.roster_no = run->roster_no;
    message.n_checked = run->n_checked;
    message.n_refused = run->n_refused;
    run->record_since_ms = process_ms();
    ask(run, "roster.CheckRows", &message.base, on_checked);
}

static void on_page(void *self, const Bus__Answer *answer) {
    batch_run *run = self;
    run->asking = false;
    if (!worked(run, "roster_resume", answer)) return;
    arena_reset(run->arena);
    Roster__RowList *page =
        roster__row_list__unpack(arena_pb(run->arena), answer->payload.len, answer->payload.data);
    if (!page) return;
    for (size_t i = 0; i < page->n_row; i++) outcome_list_recorded(run->outcomes, page->row[i]);
    if (page->n_row) run->last_page = page->row[page->n_row - 1]->row_no;
    if (page->n_row < PAGE_ROWS) run->state = SENDING;
}

void batch_ask_recorded(batch_run *run) {
    Roster__ListRows message = ROSTER__LIST_ROWS__INIT;
    message.roster_no = run->roster_no;
    message.limit = PAGE_ROWS;
    message.after = run->last_page;
    ask(run, "roster.ListRows", &message.base, on_page);
}

static void on_recorded(void *self, const Bus__Answer *answer) {
    batch_run *run = self;
    run->asking = false;
    if (worked(run, "roster_record", answer))
        outcome_list_settle(run->outcomes);
    else if (!agent_undecided(answer))
        run->state = DONE; /* taken on again later: nothing is repeated in a hurry */
}

void batch_ask_record(batch_run *run) {
    Roster__RowResult *rows[RECORD_ROWS];
    Roster__RowCells cells[RECORD_ROWS], *list[RECORD_ROWS];
    Roster__RecordRows message = ROSTER__RECORD_ROWS__INIT;
    message.roster_no = run->roster_no;
    message.row = rows;
    message.n_row = outcome_list_take(run->outcomes, rows, RECORD_ROWS);
    for (size_t i = 0; i < message.n_row; i++) {
        const char *shown = outcome_list_cells(run->outcomes, i);
        if (!*shown) continue;
        roster__row_cells__init(&cells[message.n_cells]);
        cells[message.n_cells].row_no = rows[i]->row_no;
        cells[message.n_cells].cells = (char *) (uintptr_t) shown;
        list[message.n_cells] = &cells[message.n_cells];
        message.n_cells++;
    }
    message.cells = list;
    run->record_since_ms = process_ms();
    ask(run, "roster.RecordRows", &message.base, on_recorded);
}

static void on_finished(void *self, const Bus__Answer *answer) {
    batch_run *run = self;
    run->asking = false;
    if (worked(run, "roster_finish", answer) || !agent_undecided(answer)) run->state = DONE;
}

void batch_ask_finish(batch_run *run) {
    char row[32] = "", place[sizeof run->fault.detail_zh + sizeof row] = "";
    size_t bytes;
    Roster__FinishRoster message = ROSTER__FINISH_ROSTER__INIT;
    if (run->fault.row) snprintf(row, sizeof row, "第 %u 行：", run->fault.row);
    if (run->fault.code)
        snprintf(place, sizeof place, "%s%s", row,
                 run->fault.detail_zh[0] ? run->fault.detail_zh
                                         : status_text(run->fault.code, false));
    place[sizeof run->fault.detail_zh - 1] = '\0';
    for (bytes = strlen(place); bytes && !text_clean(place, bytes); bytes--)
        place[bytes - 1] = '\0'; /* a long text may be cut within a character */
    message.roster_no = run->roster_no;
    message.refusal = run->fault.code;
    message.refusal_field = place;
    message.result_file = run->result_file;
    ask(run, "roster.FinishRoster", &message.base, on_finished);
}
