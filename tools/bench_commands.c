/* hall-bench-commands: what a filing costs end to end: client, broker, worker, durable commit,
 * answer. It speaks to a running hall with the token of a VIP unit's operator and keeps 1, 16 and
 * 256 commands open, each enrolling another synthetic person; or, with --query, asks for the unit's
 * members; or, with --statistics, for the statistics of the latest month. The baseline, the same
 * rows written by plain SQL, is measured by tools/bench. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "broker/bus.h"
#include "gen/query/list_members.h"
#include "gen/query/show_statistics.h"
#include "proto/runtime/config.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/process.h"
#include "proto/runtime/uuid.h"
#include "tools/city/city.h"
#include "workers/rules/calendar/date.h"

enum { OPEN_MAX = 256, SAMPLES_MAX = 1 << 20, ARENA_BYTES = 1 << 16 };

typedef struct options {
    const char *name, *keys, *vault, *front, *db, *data, *files, *files_key, *keys_issued, *token,
        *unit_no, *outbox, *cache, *lane;
    int64_t open, seconds, seed;
    bool query, statistics;
} options;

static const setting settings[] = {
    SETTING_TEXT(options, name, "cli", "Own peer name."),
    SETTING_TEXT(options, keys, NULL, "Key folder of the bus."),
    SETTING_TEXT(options, front, NULL, "Brokers, with commas between."),
    SETTING_TEXT(options, vault, "", "Not used; stands in the hall's own settings file."),
    SETTING_TEXT(options, db, "", "Not used; stands in the hall's own settings file."),
    SETTING_TEXT(options, data, "", "Not used; stands in the hall's own settings file."),
    SETTING_TEXT(options, files, "", "Not used; stands in the hall's own settings file."),
    SETTING_TEXT(options, files_key, "", "Not used; stands in the hall's own settings file."),
    SETTING_TEXT(options, keys_issued, "", "Not used; stands in the hall's own settings file."),
    SETTING_TEXT(options, outbox, "", "Not used; stands in the hall's own settings file."),
    SETTING_TEXT(options, cache, "", "Not used; stands in the hall's own settings file."),
    SETTING_TEXT(options, lane, "", "Not used; stands in the hall's own settings file."),
    SETTING_TEXT(options, token, NULL, "Login of a unit's operator, 64 hexadecimal characters."),
    SETTING_TEXT(options, unit_no, "10000001", "The operator's unit."),
    SETTING_NUMBER(options, open, "16", 1, OPEN_MAX, "Commands kept open."),
    SETTING_NUMBER(options, seconds, "5", 1, 600, "How long to measure."),
    SETTING_NUMBER(options, seed, "1000", 1, INT64_MAX, "Another seed makes other persons."),
    SETTING_FLAG(options, query, "no", "List members instead of adding them."),
    SETTING_FLAG(options, statistics, "no",
                 "Show the latest statistics instead, by each attribute in turn."),
};
static const program self = {"hall-bench-commands", "端到端测速", "measures commands end to end",
                             SETTINGS(settings),    NULL,         NULL};
static options opt;

/* One open command; its slot is used again as soon as it is answered. */
typedef struct slot {
    int64_t began_us;
} slot;

static bus *b;
static arena *scratch;
static city_random people;
static uint8_t token[32];
static slot slots[OPEN_MAX];
static int64_t samples[SAMPLES_MAX], end_us;
static size_t n_samples, n_refused;
static status last_refusal;

static int64_t clock_now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void answered(void *self_slot, const Bus__Answer *answer);

static const ProtobufCMessage *next_statistics(void) {
    static ShowStatistics in;
    static unsigned n;
    in = (ShowStatistics) SHOW_STATISTICS_INIT;
    in.by = (Query__StatisticsBy) (STATISTICS_BUSINESS + n++ % STATISTICS_TIME);
    return &in.base;
}

static const ProtobufCMessage *next_message(city_person *person, ListMembers *list) {
    static char unit_no[32];
    if (opt.statistics) return next_statistics();
    snprintf(unit_no, sizeof unit_no, "%s", opt.unit_no);
    *list = (ListMembers) LIST_MEMBERS_INIT;
    list->unit_no = unit_no;
    list->limit = 10;
    if (opt.query) return &list->base;
    int32_t today = date_from_us((int64_t) time(NULL) * 1000000);
    person_make(&people, unit_no, today / 100 * 100 + 1, 450000, 2700000, person);
    return &person->in.base;
}

static void send_next(slot *s) {
    uint8_t id[UUID_BYTES];
    city_person person;
    ListMembers list;
    static char add[] = "enrolment.AddMember", members[] = "query.ListMembers", channel[] = "bench",
                statistics[] = "query.ShowStatistics";
    const ProtobufCMessage *message = next_message(&person, &list);
    Bus__Envelope e = BUS__ENVELOPE__INIT;
    arena_reset(scratch);
    uuid_v7(id);
    e.id = (ProtobufCBinaryData){sizeof id, id};
    e.method = opt.statistics ? statistics : opt.query ? members : add;
    e.channel = channel;
    e.token = (ProtobufCBinaryData){sizeof token, token};
    e.payload.data = arena_alloc(scratch, protobuf_c_message_get_packed_size(message) + 1);
    must(e.payload.data);
    e.payload.len = protobuf_c_message_pack(message, e.payload.data);
    s->began_us = clock_now_us();
    status sent = bus_send(b, &e, 30000, answered, s);
    must(sent == OK);
}

static void answered(void *self_slot, const Bus__Answer *answer) {
    slot *s = self_slot;
    int64_t now_us = clock_now_us();
    if (answer->status != OK) {
        n_refused++;
        last_refusal = answer->status;
    } else if (n_samples < SAMPLES_MAX) {
        samples[n_samples++] = now_us - s->began_us;
    }
    if (now_us < end_us) send_next(s);
}

static bool connect_bus(void) {
    const char *endpoint[BUS_BROKERS_MAX];
    unsigned n = process_list(opt.front, endpoint, BUS_BROKERS_MAX);
    bus_options how = {
        .name = opt.name, .keys_dir = opt.keys, .endpoint = endpoint, .n_endpoint = n};
    return bus_open(&how, &b) == OK;
}

static int64_t run(void) {
    int64_t began_us = clock_now_us();
    end_us = began_us + opt.seconds * 1000000;
    for (int64_t i = 0; i < opt.open; i++) send_next(&slots[i]);
    while (bus_open_count(b)) {
        zmq_pollitem_t items[BUS_BROKERS_MAX];
        int n = (int) bus_poll(b, items);
        zmq_poll(items, n, bus_wait_ms(b, 1000));
        bus_turn(b);
    }
    return clock_now_us() - began_us;
}

static int by_value(const void *x, const void *y) {
    int64_t left = *(const int64_t *) x, right = *(const int64_t *) y;
    return (left > right) - (left < right);
}

int main(int argc, char **argv) {
    int stop = config_load(&self, argc, argv, &opt);
    if (stop >= 0) return stop;
    scratch = arena_open(ARENA_BYTES);
    people.state = (uint64_t) opt.seed;
    if (!scratch || !crypt_unhex(opt.token, token, sizeof token) || !connect_bus()) {
        fputs("hall-bench-commands: no bus, or no token.\n", stderr);
        return 1;
    }
    int64_t took_us = run();
    qsort(samples, n_samples, sizeof samples[0], by_value);
    printf("%" PRId64 "\t%zu\t%zu\t%.0f\t%.2f\t%.2f\n", opt.open, n_samples, n_refused,
           (double) n_samples * 1e6 / (double) took_us,
           n_samples ? (double) samples[n_samples / 2] / 1e3 : 0.0,
           n_samples ? (double) samples[n_samples * 99 / 100] / 1e3 : 0.0);
    if (n_refused) fprintf(stderr, "%zu refused, last %s\n", n_refused, status_name(last_refusal));
    bus_close(b);
    arena_close(scratch);
    return n_samples ? 0 : 1;
}
