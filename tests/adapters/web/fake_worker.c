/* fake_worker: a worker without rules and store, for stories about the web adapter alone. What it
 * answers is said by the command itself: unit_no or account_no WAIT is never answered, REFUSE,
 * REVIEW and BUSY are what they say, anything else is OK with a reply that mirrors what came in. A
 * token whose first byte ends in 3 is of clerk3, an operator of unit 3. A command about a unit
 * touches a case and a roster of that unit. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/bus.h"
#include "gen/identity/show_session.h"
#include "gen/roster/rows.h"
#include "proto/runtime/config.h"
#include "proto/runtime/log.h"

typedef struct options {
    const char *name, *keys, *back, *result_file;
} options;

static const setting settings[] = {
    SETTING_TEXT(options, name, "worker1", "Own name."),
    SETTING_TEXT(options, keys, NULL, "Key folder; keys of web and worker are made there."),
    SETTING_TEXT(options, back, NULL, "Back endpoint of the broker."),
    SETTING_TEXT(options, result_file, "", "What GetRoster names as result workbook."),
};
static const program self = {"fake-worker",      "测试", "a worker of the tests",
                             SETTINGS(settings), NULL,   NULL};
static options opt;
static int64_t position;
static char field_at_fault[] = "document_no", case_no[] = "2026112300000010425";
static char rule_name[] = "unit_is_vip";

static void *unpack(const bus_work *work, arena *a) {
    const ProtobufCBinaryData *p = &work->envelope->payload;
    return protobuf_c_message_unpack(work->command->input->descriptor, arena_pb(a), p->len,
                                     p->data);
}

static const char *word_of(const bus_work *work, const ProtobufCMessage *input) {
    int field = catalog_field(work->command->input, "unit_no");
    if (field < 0) field = catalog_field(work->command->input, "account_no");
    if (field < 0) field = catalog_field(work->command->input, "roster_no");
    return input && field >= 0 ? field_text(input, (unsigned) field) : "";
}

/* Fields of the same name are copied from input to output; enough to see what crossed the bus. */
static char last_file[65]; /* handed in last */

static void mirror(const bus_work *work, const ProtobufCMessage *input, ProtobufCMessage *output) {
    const message_type *in = work->command->input, *out = work->command->output;
    for (unsigned i = 0; i < out->descriptor->n_fields; i++) {
        int from = catalog_field(in, out->descriptor->fields[i].name);
        bool single = out->descriptor->fields[i].label != PROTOBUF_C_LABEL_REPEATED;
        if (from < 0 || !single) continue;
        if (field_is_text(out, i))
            field_set_text(output, i, field_text(input, (unsigned) from));
        else if (field_is_number(out, i))
            field_set_number(output, i, field_number(input, (unsigned) from));
    }
}

static void show_session(const bus_work *work, SessionShown *out) {
    static char account_no[] = "clerk0", unit_no[] = "0";
    unit_no[0] = account_no[5] = (char) ('0' + work->envelope->token.data[0] % 16 % 10);
    out->account_no = account_no;
    out->unit_no = unit_no;
    out->role = KERNEL__ROLE__UNIT_OPERATOR;
}

static void fill_reply(const bus_work *work, const ProtobufCMessage *input, arena *a,
                       Bus__Answer *answer) {
    const ProtobufCMessageDescriptor *d = work->command->output->descriptor;
    ProtobufCMessage *output = arena_alloc(a, d->sizeof_message);
    protobuf_c_message_init(d, output);
    mirror(work, input, output);
    if (!strcmp(work->command->name, "roster.SubmitRoster"))
        snprintf(last_file, sizeof last_file, "%s", ((RosterShown *) output)->file_id);
    if (!strcmp(work->command->name, "roster.GetRoster"))
        ((RosterShown *) output)->result_file =
            strcmp(opt.result_file, "LAST") ? (char *) (uintptr_t) opt.result_file : last_file;
    if (!strcmp(work->command->name, "identity.ShowSession"))
        show_session(work, (SessionShown *) output);
    answer->payload.data = arena_alloc(a, protobuf_c_message_get_packed_size(output) + 1);
    answer->payload.len = protobuf_c_message_pack(output, answer->payload.data);
}

/* Tokens count as good unless they begin with a zero byte, so that 401 can be told, too. */
static bool logged_in(const bus_work *work) {
    const ProtobufCBinaryData *token = &work->envelope->token;
    if (work->command->grants[0].role == KERNEL__ROLE__ANYONE) return true;
    return token->len == 32 && token->data[0] != 0;
}

static void touch(bus_worker *w, const char *unit_no) {
    static Bus__Touched file = BUS__TOUCHED__INIT, roster = BUS__TOUCHED__INIT;
    static char cases[] = "cases", rosters[] = "roster";
    static Bus__Touched *both[] = {&file, &roster};
    Bus__Hint hint = BUS__HINT__INIT;
    file.topic = cases;
    roster.topic = rosters;
    file.key = roster.key = case_no;
    file.unit_no = roster.unit_no = (char *) (uintptr_t) unit_no;
    hint.touched = both;
    hint.n_touched = 2;
    bus_hint(w, (log_position){0, position}, &hint);
}

static void run(bus_worker *w, const bus_work *work, arena *a) {
    static Bus__RuleResult rule = BUS__RULE_RESULT__INIT;
    static Bus__RuleResult *rules[] = {&rule};
    Bus__Answer answer = BUS__ANSWER__INIT;
    ProtobufCMessage *input = unpack(work, a);
    const char *word = word_of(work, input);
    if (!strcmp(word, "WAIT")) return;
    rule.rule = rule_name;
    answer.outcome = work->command->query ? BUS__OUTCOME__SHOWN : BUS__OUTCOME__APPLIED;
    char text[POSITION_TEXT_BYTES];
    if (!work->command->query) position++;
    answer.position = (char *) position_text((log_position){0, position}, text);
    if (!logged_in(work))
        answer.status = E_TOKEN;
    else if (!strcmp(word, "REFUSE"))
        answer.status = E_ID_LENGTH, answer.field = field_at_fault;
    else if (!strcmp(word, "BUSY"))
        answer.status = E_BUSY, answer.retry_after_ms = 2500;
    if (!strcmp(word, "REVIEW")) {
        answer.outcome = BUS__OUTCOME__IN_REVIEW;
        answer.case_no = case_no;
        answer.n_rule = 1;
        answer.rule = rules;
    }
    if (work->envelope->dry_run) answer.outcome = BUS__OUTCOME__WOULD_APPLY;
    if (answer.status == OK)
        fill_reply(work, input, a, &answer);
    else
        answer.outcome = BUS__OUTCOME__REFUSED;
    if (bus_answer(w, work->stamp, &answer) != OK) log_warn("not_answered", log_text("word", word));
    if (!work->command->query) touch(w, word);
}

static void turn(bus_worker *w, arena *a) {
    bus_work work[32];
    unsigned n = bus_take(w, a, work, 32);
    for (unsigned i = 0; i < n; i++) run(w, &work[i], a);
    arena_reset(a);
}

int main(int argc, char **argv) {
    int stop = config_load(&self, argc, argv, &opt);
    if (stop >= 0) return stop;
    bus_worker *w = NULL;
    arena *a = arena_open(8 << 20);
    const bus_worker_options bus_opt = {.name = opt.name,
                                        .keys_dir = opt.keys,
                                        .endpoint = &opt.back,
                                        .n_endpoint = 1,
                                        .credit = 64,
                                        .version = "test"};
    signal(SIGTERM, _exit);
    bool keyed = keys_create(opt.keys, "broker", PEER_BROKER) == OK &&
                 keys_create(opt.keys, "web", PEER_WEB) == OK &&
                 keys_create(opt.keys, opt.name, PEER_WORKER) == OK;
    log_info("keys", log_text("made", keyed ? "yes" : "no"));
    if (bus_worker_open(&bus_opt, &w) != OK) return EXIT_FAILURE;
    for (;;) {
        zmq_pollitem_t items[BUS_WORKER_ITEMS_MAX];
        unsigned n = bus_worker_poll(w, items);
        zmq_poll(items, (int) n, bus_worker_wait_ms(w, 100));
        bus_worker_turn(w);
        turn(w, a);
    }
}
