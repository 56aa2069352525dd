/* status: what an operator looks at first: brokers with their queues and workers, the log's
 * position, what is parked, the oldest waiting case, free space. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>
#include <sys/statvfs.h>

#include "proto/runtime/position.h"
#include "store/pg/pg.h"
#include "tools/hall/hall.h"
#include "tools/hall/missing.h"

enum { ARENA_BYTES = 4 << 20, ANSWER_MS = 1500 };

static json_t *broker_of(const Bus__BrokerStatus *s, const char *endpoint) {
    json_t *queues = json_array(), *workers = json_array();
    for (size_t i = 0; i < s->n_queue; i++)
        json_array_append_new(queues, json_pack("{s:s,s:i,s:i}", "class", s->queue[i]->class_,
                                                "waiting", (int) s->queue[i]->waiting, "limit",
                                                (int) s->queue[i]->limit));
    for (size_t i = 0; i < s->n_worker; i++)
        json_array_append_new(workers, json_pack("{s:s,s:i,s:i,s:b}", "name", s->worker[i]->name,
                                                 "shards", (int) s->worker[i]->shards, "open",
                                                 (int) s->worker[i]->open, "leaving",
                                                 s->worker[i]->leaving));
    return json_pack("{s:s,s:s,s:o,s:o,s:I,s:I,s:I,s:I}", "broker", s->broker, "endpoint", endpoint,
                     "queues", queues, "workers", workers, "answered", (json_int_t) s->answered,
                     "refusedBusy", (json_int_t) s->refused_busy, "refusedDeadline",
                     (json_int_t) s->refused_deadline, "resent", (json_int_t) s->resent);
}

static json_t *brokers(arena *a) {
    json_t *list = json_array();
    bus *b = hall_bus(opt.name);
    if (!b) return list;
    for (unsigned i = 0; bus_endpoint(b, i); i++) {
        Bus__BrokerStatus *s = NULL;
        if (bus_broker_status(b, i, ANSWER_MS, a, &s) == OK)
            json_array_append_new(list, broker_of(s, bus_endpoint(b, i)));
        else
            json_array_append_new(
                list, json_pack("{s:s,s:b}", "endpoint", bus_endpoint(b, i), "silent", 1));
    }
    bus_close(b);
    return list;
}

static status take_number(void *self, const PGresult *result) {
    *(int64_t *) self = PQntuples(result) ? pg_get_number(result, 0, 0) : 0;
    return OK;
}

static int64_t ask(pg *db, const char *sql) {
    int64_t number = 0;
    pg_args_start(db);
    return pg_run(db, sql, take_number, &number) == OK ? number : -1;
}

static status take_heads(void *self, const PGresult *result) {
    for (int i = 0; i < PQntuples(result); i++)
        positions_raise(self, (log_position){(uint32_t) pg_get_number(result, i, 0),
                                             pg_get_number(result, i, 1)});
    return OK;
}

static bool read_heads(pg *db, position_set *out) {
    pg_args_start(db);
    return pg_run(db, "select lane, position from lane_head", take_heads, out) == OK;
}

static json_t *database(pg *db) {
    position_set heads = {{0}};
    char text[POSITIONS_TEXT_BYTES];
    if (!db) return json_null();
    bool read = read_heads(db, &heads);
    return json_pack(
        "{s:s,s:I,s:I,s:I}", "position", read ? positions_text(&heads, text) : "", "parked",
        (json_int_t) ask(db, "select count(*) from parked where state = 1"), "pendingCases",
        (json_int_t) ask(db, "select count(*) from case_file where state = 2"), "oldestPendingUs",
        (json_int_t) ask(
            db, "select coalesce(min(submitted_at_us), 0) from case_file where state = 2"));
}

static int64_t free_bytes(void) {
    struct statvfs room;
    return statvfs(opt.data, &room) ? -1 : (int64_t) (room.f_bavail * room.f_frsize);
}

static int64_t number_of(const json_t *object, const char *name) {
    return json_integer_value(json_object_get(object, name));
}

static void print_broker(const json_t *broker) {
    size_t i;
    json_t *item;
    if (json_object_get(broker, "silent")) {
        printf("代理 broker   %s silent\n", json_string_value(json_object_get(broker, "endpoint")));
        return;
    }
    printf("代理 broker   %s answered=%" PRId64 " busy=%" PRId64 " deadline=%" PRId64
           " resent=%" PRId64 "\n",
           json_string_value(json_object_get(broker, "broker")), number_of(broker, "answered"),
           number_of(broker, "refusedBusy"), number_of(broker, "refusedDeadline"),
           number_of(broker, "resent"));
    json_array_foreach(json_object_get(broker, "queues"), i, item)
        printf("  队列 queue  %s %" PRId64 " of %" PRId64 "\n",
               json_string_value(json_object_get(item, "class")), number_of(item, "waiting"),
               number_of(item, "limit"));
    json_array_foreach(json_object_get(broker, "workers"), i, item) printf(
        "  处理进程 worker %s shards=%" PRId64 " open=%" PRId64 "%s\n",
        json_string_value(json_object_get(item, "name")), number_of(item, "shards"),
        number_of(item, "open"), json_is_true(json_object_get(item, "leaving")) ? " leaving" : "");
}

static bool has_worker(const json_t *list, const char *name) {
    size_t i, k;
    json_t *broker, *worker;
    json_array_foreach(list, i, broker) json_array_foreach(
        json_object_get(broker, "workers"), k,
        worker) if (!strcmp(json_string_value(json_object_get(worker, "name")), name)) return true;
    return false;
}

static bool any_answers(const json_t *list) {
    size_t i;
    json_t *broker;
    json_array_foreach(list, i, broker) if (!json_object_get(broker, "silent")) return true;
    return false;
}

static void print_all(const json_t *all) {
    size_t i;
    json_t *item;
    const json_t *db = json_object_get(all, "database");
    json_array_foreach(json_object_get(all, "brokers"), i, item) print_broker(item);
    if (json_is_null(db))
        puts("数据库 database  unreachable");
    else
        printf("日志 log      position=%s parked=%" PRId64 "\n",
               json_string_value(json_object_get(db, "position")), number_of(db, "parked"));
    printf("业务 cases    pending=%" PRId64 " oldest_us=%" PRId64 "\n",
           number_of(db, "pendingCases"), number_of(db, "oldestPendingUs"));
    printf("磁盘 disk     free=%" PRId64 " MB\n", number_of(all, "freeBytes") >> 20);
    missing_print(json_object_get(all, "missing"));
}

static json_t *everything(json_t *brokers_seen) {
    pg *db = hall_db();
    json_t *all = json_pack("{s:O,s:o,s:I,s:o}", "brokers", brokers_seen, "database", database(db),
                            "freeBytes", (json_int_t) free_bytes(), "missing", missing_soon(db));
    pg_close(db);
    return all;
}

int tool_status(int argc, char **argv) {
    bool as_json = flag_is(&argc, argv, "json"), quiet = flag_is(&argc, argv, "quiet");
    const char *worker = flag(&argc, argv, "worker");
    if (argc != 1) return say(EXIT_USAGE, "hall status [--json] [--worker NAME] [--quiet]");
    arena *a = arena_open(ARENA_BYTES);
    json_t *list = brokers(a);
    bool good = any_answers(list) && (!worker || has_worker(list, worker));
    json_t *all = quiet ? NULL : everything(list);
    if (!quiet && as_json) {
        json_dumpf(all, stdout, JSON_INDENT(2));
        puts("");
    } else if (!quiet) {
        print_all(all);
    }
    json_decref(all);
    json_decref(list);
    arena_close(a);
    return good ? EXIT_DONE : EXIT_UNAVAILABLE;
}
