/* due: one look goes over every row type that has something due, a piece after the other, each
 * answered before the next is read. Refusals of a piece are said in one line and no more: a row has
 * changed meanwhile, or is still due at the next look and is sent again under the same id. When
 * most of a look is refused the next one waits longer (pace). */
#include "workers/agents/due.h"

#include <stdlib.h>
#include <string.h>

#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
#include "store/pg/owner.h"
#include "store/rows/rows.h"
#include "workers/agents/agent.h"
#include "workers/agents/pace.h"

enum { PIECE = 64, TIMEOUT_MS = 30000, FAILED_MS = 500, ARENA_BYTES = 1 << 20 };

struct due {
    due_options options;
    pg *db;
    row_store *rows;
    arena *sent, *read; /* of one command; of the piece, whose last row the next one follows */
    unsigned type, number;
    const ProtobufCMessage *last; /* in `read`; NULL at the beginning of a type */
    unsigned n_open, n_refused;   /* of the piece that was sent last */
    status refused_with;          /* the first of them */
    const char *sent_method;
    pace pace;
    int64_t look_at_ms;
    bool owned, reached, failing, over; /* over: every piece of this look was sent */
};

due *due_open(const due_options *options) {
    due *d = calloc(1, sizeof *d);
    must(d);
    d->options = *options;
    d->pace.poll_ms = options->poll_ms;
    d->rows = rows_open();
    d->sent = arena_open(ARENA_BYTES);
    d->read = arena_open(ARENA_BYTES);
    must(d->sent && d->read);
    return d;
}

void due_close(due *d) {
    if (!d) return;
    bus_forget(d->options.bus, d);
    pg_close(d->db);
    rows_close(d->rows);
    arena_close(d->sent);
    arena_close(d->read);
    free(d);
}

bool due_reached(const due *d) {
    return d->reached;
}

int due_wait_ms(const due *d) {
    int64_t left = d->look_at_ms - process_ms();
    return d->n_open || left > 1000 ? 1000 : left > 0 ? (int) left : 0;
}

/* ---- one command --------------------------------------------------------------------------- */

static void on_done(void *self, const Bus__Answer *answer) {
    due *d = self;
    d->n_open--;
    if (answer->status != OK && d->n_refused++ == 0) d->refused_with = answer->status;
    if (!agent_undecided(answer)) pace_note(&d->pace, answer->status != OK);
}

/* The row's key under the same names: the generator has seen that they are there. */
static ProtobufCMessage *command_about(const row_type *type, const command_type *command,
                                       const ProtobufCMessage *row, arena *a) {
    const ProtobufCMessageDescriptor *d = command->input->descriptor;
    ProtobufCMessage *input = arena_alloc(a, d->sizeof_message);
    if (!input) return NULL;
    protobuf_c_message_init(d, input);
    for (unsigned i = 0; i < type->index[0].n; i++) {
        unsigned from = type->index[0].field[i];
        int to = catalog_field(command->input, type->message->descriptor->fields[from].name);
        must(to >= 0);
        if (field_is_text(type->message, from))
            field_set_text(input, (unsigned) to, field_text(row, from));
        else if (field_is_bytes(type->message, from))
            field_set_bytes(input, (unsigned) to, field_bytes(row, from));
        else
            field_set_number(input, (unsigned) to, field_number(row, from));
    }
    return input;
}

/* The cause is method, table and time, and the key as it sorts. */
static bool id_of(const row_type *type, const row_due *what, const ProtobufCMessage *row, arena *a,
                  uint8_t out[UUID_BYTES]) {
    uint8_t cause[AGENT_CAUSE_MAX];
    const char *head = arena_printf(a, "%s:%s:%lld:", what->method, type->table,
                                    (long long) field_number(row, what->field));
    size_t bytes = head ? strlen(head) : 0;
    if (bytes == 0 || bytes > sizeof cause - ROW_KEY_BYTES_MAX) return false;
    memcpy(cause, head, bytes);
    row_key key = row_key_of_row(type, 0, row);
    size_t key_bytes = row_key_encode(&key, cause + bytes, sizeof cause - bytes);
    if (key_bytes == 0) return false;
    agent_id("due", cause, bytes + key_bytes, 0, out);
    return true;
}

static void send_about(due *d, const row_type *type, const row_due *what,
                       const ProtobufCMessage *row) {
    uint8_t id[UUID_BYTES];
    arena_reset(d->sent);
    const command_type *command = catalog_command(what->method);
    const ProtobufCMessage *input = command ? command_about(type, command, row, d->sent) : NULL;
    status s = E_INTERNAL;
    if (input && id_of(type, what, row, d->sent, id))
        s = agent_send(d->options.bus,
                       &(agent_call){.method = what->method,
                                     .channel = "clock",
                                     .message = input,
                                     .id = id,
                                     .timeout_ms = TIMEOUT_MS},
                       d->sent, on_done, d);
    d->n_open += s == OK;
    if (s != OK) log_warn("due_not_sent", log_text("method", what->method), log_status(s));
}

/* ---- one look ------------------------------------------------------------------------------ */

static bool failed(due *d, status s, const char *detail) {
    if (!d->failing) log_warn("due_waits", log_status(s), log_text("database", detail));
    d->failing = true;
    d->look_at_ms = process_ms() + FAILED_MS;
    return false;
}

static bool connected(due *d) {
    if (d->db && !pg_is_lost(d->db)) return true;
    d->owned = false;
    status s = d->db ? pg_reconnect(d->db) : pg_open(d->options.database, &d->db);
    if (s != OK) return failed(d, s, d->db ? pg_error(d->db) : pg_open_error());
    d->reached = true;
    d->failing = false;
    return true;
}

static void begin_again(due *d, int64_t in_ms) {
    d->type = d->number = 0;
    d->last = NULL;
    d->over = false;
    d->look_at_ms = process_ms() + in_ms;
    pace_begin(&d->pace, d->look_at_ms);
}

static bool is_owner(due *d) {
    if (d->owned) return true;
    status s = owner_ask(d->db, d->options.owner, &d->owned);
    if (s != OK) return failed(d, s, pg_error(d->db));
    begin_again(d, d->owned ? 0 : d->options.poll_ms);
    if (d->owned) log_info("due_owner", log_text("owner", d->options.owner));
    return d->owned;
}

static bool next_number(due *d) {
    d->last = NULL;
    d->number++;
    while (d->type < n_row_types && d->number >= row_types[d->type]->n_due) {
        d->type++;
        d->number = 0;
    }
    return d->type < n_row_types;
}

/* The rows behind the last piece; the last one of them is kept for the piece after it. */
static status read_piece(due *d, ProtobufCMessage **out, size_t *n) {
    const row_type *type = row_types[d->type];
    const ProtobufCMessageDescriptor *descriptor = type->message->descriptor;
    ProtobufCMessage *first = calloc(1, descriptor->sizeof_message);
    must(first);
    protobuf_c_message_init(descriptor, first);
    rows_due_find find = {type, d->number, process_now_us() + d->options.offset_us,
                          d->last ? d->last : first, PIECE};
    arena *next = arena_open(ARENA_BYTES);
    must(next);
    status s = rows_due(d->rows, d->db, &find, next, out, n);
    arena_close(d->read);
    d->read = next;
    d->last = *n ? out[*n - 1] : NULL;
    free(first);
    return s;
}

static void look(due *d) {
    ProtobufCMessage *row[PIECE];
    size_t n = 0;
    const row_type *type = row_types[d->type];
    status s = read_piece(d, row, &n);
    if (s != OK) {
        begin_again(d, 0);
        failed(d, s, pg_error(d->db));
        return;
    }
    d->failing = false;
    for (size_t i = 0; i < n; i++) send_about(d, type, &type->due[d->number], row[i]);
    d->sent_method = type->due[d->number].method;
    if (n) log_info("due_sent", log_text("method", d->sent_method), log_number("n", (int64_t) n));
    d->over = n < PIECE && !next_number(d);
}

static void say_refused(due *d) {
    if (d->n_refused)
        log_warn("due_refused", log_text("method", d->sent_method), log_number("n", d->n_refused),
                 log_status(d->refused_with));
    d->n_refused = 0;
}

void due_turn(due *d) {
    if (d->n_open || process_ms() < d->look_at_ms) return;
    say_refused(d);
    if (d->over) begin_again(d, pace_end(&d->pace, process_ms()));
    if (process_ms() < d->look_at_ms || !connected(d) || !is_owner(d)) return;
    if (d->number < row_types[d->type]->n_due || next_number(d))
        look(d);
    else
        d->over = true;
}
