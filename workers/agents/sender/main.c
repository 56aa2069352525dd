/* hall-sender: takes the texts that wait for a phone, one after the other, to whoever sends them.
 * What was taken is sent by nobody else, also when this program ends in between: then its time runs
 * out, and it counts as failed. Neither number nor text is written to the log. */
#include <unistd.h>

#include "notification/find_queued.pb-c.h"
#include "notification/settle_outgoing.pb-c.h"
#include "notification/show_outgoing.pb-c.h"
#include "notification/take_outgoing.pb-c.h"
#include "proto/runtime/config.h"
#include "proto/runtime/guard.h"
#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
#include "workers/agents/agent.h"
#include "workers/agents/sender/sender.h"

enum { ARENA_BYTES = 4 << 20, FIND_MS = 10000, SETTLE_MS = 60000, PIECE = 50, TIDY_MS = 60000 };

typedef struct options {
    const char *name, *front, *keys, *outbox, *log_level;
    int64_t poll_ms;
} options;

static const setting settings[] = {
    SETTING_TEXT(options, name, "sender", "Own name on the bus; NAME.key is in the key folder."),
    SETTING_TEXT(options, front, "ipc:///run/hall/front/1",
                 "Broker endpoints for clients, separated by commas."),
    SETTING_TEXT(options, keys, "/etc/hall/keys.d/sender", "Own key folder."),
    SETTING_TEXT(options, outbox, "/var/lib/hall/outbox",
                 "Folder into which texts are written instead of to phones."),
    SETTING_TEXT(options, log_level, "info", "error, warn, info or debug."),
    SETTING_NUMBER(options, poll_ms, "500", 20, 60000, "Time between two looks at what waits."),
};
static const program self = {"hall-sender",      "短信发送进程", "takes texts to phones",
                             SETTINGS(settings), NULL,           NULL};
static options opt;

/* What the work needs; the arena is emptied for each text. */
typedef struct desk {
    bus *bus;
    sender sender;
    arena *found, *one;
} desk;

static status ask(const desk *d, arena *a, const char *method, const ProtobufCMessage *message,
                  uint32_t timeout_ms, Bus__Answer **out) {
    return agent_ask(
        d->bus,
        &(agent_call){
            .method = method, .channel = "sender", .message = message, .timeout_ms = timeout_ms},
        a, out);
}

static bool take(const desk *d, char *no) {
    Notification__TakeOutgoing in = NOTIFICATION__TAKE_OUTGOING__INIT;
    Bus__Answer *answer;
    in.outgoing_no = no;
    status s = ask(d, d->one, "notification.TakeOutgoing", &in.base, FIND_MS, &answer);
    if (s != OK) log_warn("text_not_taken", log_text("outgoing", no), log_status(s));
    return s == OK;
}

static const char *send(const desk *d, char *no) {
    Notification__ShowOutgoing in = NOTIFICATION__SHOW_OUTGOING__INIT;
    Bus__Answer *answer;
    in.outgoing_no = no;
    if (ask(d, d->one, "notification.ShowOutgoing", &in.base, FIND_MS, &answer) != OK)
        return "not_shown";
    Notification__OutgoingShown *shown = notification__outgoing_shown__unpack(
        arena_pb(d->one), answer->payload.len, answer->payload.data);
    if (!shown || !shown->mobile[0]) return "not_shown";
    return d->sender.send(d->sender.self, &(text_message){no, shown->mobile, shown->text});
}

static void settle(const desk *d, char *no, const char *failure) {
    Notification__SettleOutgoing in = NOTIFICATION__SETTLE_OUTGOING__INIT;
    Bus__Answer *answer;
    in.outgoing_no = no;
    if (failure) in.failure = (char *) (uintptr_t) failure;
    status s = ask(d, d->one, "notification.SettleOutgoing", &in.base, SETTLE_MS, &answer);
    if (failure)
        log_warn("text_failed", log_text("outgoing", no), log_text("failure", failure));
    else
        log_info("text_sent", log_text("outgoing", no));
    if (s != OK) log_error("text_not_settled", log_text("outgoing", no), log_status(s));
}

static void find(const desk *d) {
    Notification__FindQueued in = NOTIFICATION__FIND_QUEUED__INIT;
    Bus__Answer *answer;
    arena_reset(d->found);
    in.limit = PIECE;
    if (ask(d, d->found, "notification.FindQueued", &in.base, FIND_MS, &answer) != OK) return;
    Notification__QueuedFound *queued = notification__queued_found__unpack(
        arena_pb(d->found), answer->payload.len, answer->payload.data);
    for (size_t i = 0; queued && i < queued->n_outgoing_no; i++) {
        char *no = queued->outgoing_no[i];
        arena_reset(d->one);
        if (take(d, no)) settle(d, no, send(d, no));
    }
}

static void serve(const desk *d, int signals) {
    bool told = false;
    int64_t look_at_ms = 0, tidy_at_ms = 0;
    while (agent_wait(d->bus, signals, NULL, 0, (int) opt.poll_ms)) {
        if (!bus_ready(d->bus) || process_ms() < look_at_ms) continue;
        if (!told) process_ready();
        told = true;
        find(d);
        if (process_ms() >= tidy_at_ms) {
            d->sender.tidy(d->sender.self);
            tidy_at_ms = process_ms() + TIDY_MS;
        }
        look_at_ms = process_ms() + opt.poll_ms;
    }
}

int main(int argc, char **argv) {
    int stop = config_load(&self, argc, argv, &opt);
    if (stop >= 0) return stop;
    if (!process_log(self.name, opt.log_level)) return 64;
    guard_process(GUARD_ALONE);
    int signals = process_stop_fd();
    desk d = {.sender = sender_folder(opt.outbox),
              .found = arena_open(ARENA_BYTES),
              .one = arena_open(ARENA_BYTES)};
    must(d.found && d.one);
    status s = agent_open(opt.name, opt.keys, opt.front, &d.bus);
    if (s == OK) {
        log_info("sender_started", log_text("name", opt.name));
        serve(&d, signals);
    } else {
        log_error("sender_start", log_status(s));
    }
    bus_close(d.bus);
    arena_close(d.found);
    arena_close(d.one);
    close(signals);
    return s == OK ? 0 : 1;
}
