/* bulk_run: what was opened goes first; what is equal to it by rule is sent when that is recorded,
 * because its handler looks there whether it was approved. A case whose answer may become another
 * is sent again under its id. */
#include "workers/agents/bulk/bulk_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
#include "review/approve_in_bulk.pb-c.h"
#include "review/record_bulk.pb-c.h"
#include "review/show_open_bulk.pb-c.h"
#include "workers/agents/agent.h"

enum {
    TIMEOUT_MS = 30000,
    RECORD_MOST = 50,
    RECORD_WAIT_MS = 300,
    AGAIN_MS = 500,
    ARENA_BYTES = 1 << 20
};

typedef enum item_state { ITEM_WAITS, ITEM_SENT, ITEM_KNOWN, ITEM_RECORDING, ITEM_OVER } item_state;

typedef struct bulk_item {
    bulk_run *run;
    char of_case[24], field[101], reason[33];
    bool alike;
    item_state state;
    int64_t again_at_ms;
    Review__BulkState result;
    status status;
} bulk_item;

struct bulk_run {
    bus *bus;
    arena *arena;
    char bulk_no[24], account_no[80];
    uint32_t window, n_open;
    size_t n;
    bulk_item *item;
    bool loaded, asking, over;
    int64_t ask_at_ms, record_since_ms;
};

static char *said(const char *text) {
    return (char *) (uintptr_t) text;
}

bulk_run *bulk_run_open(bus *b, const Review__BulkLine *line, uint32_t window) {
    bulk_run *run = calloc(1, sizeof *run);
    must(run);
    run->bus = b;
    run->window = window;
    run->arena = arena_open(ARENA_BYTES);
    must(run->arena);
    snprintf(run->bulk_no, sizeof run->bulk_no, "%s", line->bulk_no);
    snprintf(run->account_no, sizeof run->account_no, "%s", line->account_no);
    return run;
}

void bulk_run_close(bulk_run *run) {
    if (!run) return;
    bus_forget(run->bus, run);
    for (size_t i = 0; i < run->n; i++) bus_forget(run->bus, &run->item[i]);
    arena_close(run->arena);
    free(run->item);
    free(run);
}

bool bulk_run_done(const bulk_run *run) {
    return run->over;
}

const char *bulk_run_no(const bulk_run *run) {
    return run->bulk_no;
}

/* ---- the run's own commands, one at a time --------------------------------------------------- */

static void ask(bulk_run *run, const char *method, const ProtobufCMessage *message,
                bus_answered *on_answer) {
    const agent_call call = {
        .method = method, .channel = "bulk", .message = message, .timeout_ms = TIMEOUT_MS};
    arena_reset(run->arena);
    run->asking = agent_send(run->bus, &call, run->arena, on_answer, run) == OK;
    run->ask_at_ms = process_ms() + AGAIN_MS;
}

/* What cannot be asked now is given up here; the run is found again as long as it is open. */
static bool worked(bulk_run *run, const char *what, const Bus__Answer *answer) {
    run->asking = false;
    if (answer->status == OK) return true;
    log_warn(what, log_text("bulk_no", run->bulk_no), log_status(answer->status),
             log_text("field", answer->field));
    run->over = !agent_undecided(answer);
    return false;
}

static void take_item(bulk_run *run, const Review__BulkOutcome *from) {
    bulk_item *item = &run->item[run->n++];
    *item = (bulk_item){.run = run, .alike = from->basis == REVIEW__BULK_BASIS__BASIS_ALIKE};
    snprintf(item->of_case, sizeof item->of_case, "%s", from->of_case);
}

static void on_loaded(void *self, const Bus__Answer *answer) {
    bulk_run *run = self;
    if (!worked(run, "bulk_read", answer)) return;
    arena_reset(run->arena);
    Review__BulkShown *shown =
        review__bulk_shown__unpack(arena_pb(run->arena), answer->payload.len, answer->payload.data);
    if (!shown) return;
    run->item = calloc(shown->n_item + 1, sizeof *run->item);
    must(run->item);
    for (size_t i = 0; i < shown->n_item; i++) take_item(run, shown->item[i]);
    run->loaded = true;
}

static void ask_load(bulk_run *run) {
    Review__ShowOpenBulk message = REVIEW__SHOW_OPEN_BULK__INIT;
    message.bulk_no = run->bulk_no;
    ask(run, "review.ShowOpenBulk", &message.base, on_loaded);
}

static void on_recorded(void *self, const Bus__Answer *answer) {
    bulk_run *run = self;
    bool good = worked(run, "bulk_record", answer);
    for (size_t i = 0; i < run->n; i++)
        if (run->item[i].state == ITEM_RECORDING)
            run->item[i].state = good ? ITEM_OVER : ITEM_KNOWN;
}

static void ask_record(bulk_run *run) {
    Review__BulkResult result[RECORD_MOST], *list[RECORD_MOST];
    Review__RecordBulk message = REVIEW__RECORD_BULK__INIT;
    message.bulk_no = run->bulk_no;
    message.result = list;
    for (size_t i = 0; i < run->n && message.n_result < RECORD_MOST; i++) {
        bulk_item *item = &run->item[i];
        if (item->state != ITEM_KNOWN) continue;
        Review__BulkResult *one = list[message.n_result] = &result[message.n_result];
        message.n_result++;
        review__bulk_result__init(one);
        one->of_case = item->of_case;
        one->state = item->result;
        one->status = item->status;
        one->field = item->field;
        one->reason = item->reason;
        item->state = ITEM_RECORDING;
    }
    run->record_since_ms = process_ms();
    ask(run, "review.RecordBulk", &message.base, on_recorded);
    for (size_t i = 0; i < run->n && !run->asking; i++)
        if (run->item[i].state == ITEM_RECORDING) run->item[i].state = ITEM_KNOWN;
}

/* ---- the cases ------------------------------------------------------------------------------- */

static void note_result(bulk_item *item, const Bus__Answer *answer) {
    bool failed = answer->status == OK && answer->outcome == BUS__OUTCOME__REFUSED;
    const Bus__Warning *why =
        failed && answer->n_warning ? answer->warning[answer->n_warning - 1] : NULL;
    item->result = failed                 ? REVIEW__BULK_STATE__BULK_FAILED
                   : answer->status == OK ? REVIEW__BULK_STATE__BULK_APPROVED
                                          : REVIEW__BULK_STATE__BULK_REFUSED;
    item->status = why ? (status) why->status : (status) answer->status;
    snprintf(item->field, sizeof item->field, "%s", why ? why->field : answer->field);
    snprintf(item->reason, sizeof item->reason, "%s", why ? "" : answer->reason);
    item->state = ITEM_KNOWN;
}

static void on_case(void *self, const Bus__Answer *answer) {
    bulk_item *item = self;
    item->run->n_open--;
    if (!agent_undecided(answer)) {
        note_result(item, answer);
        return;
    }
    item->state = ITEM_WAITS;
    item->again_at_ms = process_ms() + AGAIN_MS;
}

static void send_case(bulk_run *run, bulk_item *item) {
    uint8_t id[UUID_BYTES];
    char cause[64];
    Review__ApproveInBulk message = REVIEW__APPROVE_IN_BULK__INIT;
    message.case_no = item->of_case;
    message.bulk_no = run->bulk_no;
    int bytes = snprintf(cause, sizeof cause, "%s:%s", run->bulk_no, item->of_case);
    must(bytes > 0 && (size_t) bytes < sizeof cause);
    agent_id("bulk", cause, (size_t) bytes, 0, id);
    const agent_call call = {.method = "review.ApproveInBulk",
                             .channel = "bulk",
                             .message = &message.base,
                             .id = id,
                             .timeout_ms = TIMEOUT_MS,
                             .acting_for = run->account_no,
                             .trace = said(run->bulk_no)};
    arena *a = arena_open(ARENA_BYTES);
    must(a);
    bool sent = agent_send(run->bus, &call, a, on_case, item) == OK;
    arena_close(a);
    item->state = sent ? ITEM_SENT : ITEM_WAITS;
    item->again_at_ms = sent ? 0 : process_ms() + AGAIN_MS;
    run->n_open += sent;
}

static size_t count(const bulk_run *run, item_state state) {
    size_t n = 0;
    for (size_t i = 0; i < run->n; i++) n += run->item[i].state == state;
    return n;
}

static bool opened_ones_left(const bulk_run *run) {
    for (size_t i = 0; i < run->n; i++)
        if (!run->item[i].alike && run->item[i].state != ITEM_OVER) return true;
    return false;
}

static void send_cases(bulk_run *run) {
    bool opened = opened_ones_left(run);
    int64_t now = process_ms();
    for (size_t i = 0; i < run->n && run->n_open < run->window; i++) {
        bulk_item *item = &run->item[i];
        if (item->state == ITEM_WAITS && item->again_at_ms <= now && item->alike != opened)
            send_case(run, item);
    }
}

static bool is_time_to_record(const bulk_run *run, size_t known) {
    return known && (known >= RECORD_MOST || !run->n_open ||
                     process_ms() - run->record_since_ms >= RECORD_WAIT_MS);
}

void bulk_run_turn(bulk_run *run) {
    if (!run->loaded) {
        if (!run->asking && process_ms() >= run->ask_at_ms) ask_load(run);
        return;
    }
    send_cases(run);
    if (!run->asking && is_time_to_record(run, count(run, ITEM_KNOWN))) ask_record(run);
    if (!run->asking && count(run, ITEM_OVER) == run->n) run->over = true;
}
