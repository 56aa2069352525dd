/* trace: runs a script of events with virtual time against the route and compares what it sends. */
#include "tests/broker/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/route.h"

enum { TEXT_BYTES = 65536, IDS = 256 };

static const char *const service_names[] = {"enrolment", "query"};
static const command_type filing = {.queue_class = KERNEL__CLASS__FILING};
static const command_type query = {.queue_class = KERNEL__CLASS__QUERY, .query = true};
static const command_type bulk = {.queue_class = KERNEL__CLASS__BULK};

typedef struct trace {
    route *route;
    int64_t now_us;
    char got[TEXT_BYTES], wanted[TEXT_BYTES];
    uint64_t ticket[IDS];
    int frames;
} trace;

static void __attribute__((format(printf, 2, 3))) say(char *text, const char *format, ...) {
    va_list args;
    size_t n = strlen(text);
    va_start(args, format);
    vsnprintf(text + n, TEXT_BYTES - n, format, args);
    va_end(args);
}

static peer peer_of(const char *name) {
    peer out = {.socket = name[0] == 'w', .size = (uint8_t) strlen(name)};
    memcpy(out.id, name, out.size);
    return out;
}

static const char *effect_name(const route_effect *effect) {
    static const char *const names[] = {"work", "answered", "", "welcome", "beat", "left"};
    return effect->kind == EFFECT_REFUSE ? status_name(effect->code) : names[effect->kind];
}

/* Frames are numbers of ids here. */
static void on_effect(void *self, const route_effect *effect) {
    trace *t = self;
    int id = (int) (intptr_t) effect->frame;
    if (effect->kind == EFFECT_RELEASE) {
        t->frames--;
        return;
    }
    say(t->got, "> ");
    if (effect->kind == EFFECT_NOTE) {
        say(t->got, "note %s %s\n", effect->name, effect->reason);
        return;
    }
    say(t->got, "%.*s ", effect->to.size, (const char *) effect->to.id);
    if (effect->kind == EFFECT_HINT) {
        char text[POSITION_TEXT_BYTES];
        say(t->got, "hint %s%s\n", position_text(effect->position, text),
            effect->frame ? "" : " everything");
        return;
    }
    say(t->got, "%s", effect_name(effect));
    if (effect->kind == EFFECT_WORK) {
        t->ticket[id] = effect->ticket;
        say(t->got, " id=%d shard=%u delivery=%u", id, effect->shard, effect->delivery);
    } else if (effect->kind == EFFECT_ANSWER) {
        say(t->got, " id=%d", id);
    } else if (effect->kind == EFFECT_REFUSE) {
        say(t->got, " id=%d %s", effect->id[0], effect->reason);
    }
    say(t->got, "\n");
}

/* The number behind "name=" in the line, or what is given. */
static long number(const char *line, const char *name, long otherwise) {
    char key[32];
    snprintf(key, sizeof key, " %s=", name);
    const char *at = strstr(line, key);
    return !at ? otherwise : atol(at + strlen(key));
}

static void step(trace *t, route_event event, const char *name) {
    event.now_us = t->now_us;
    if (name) event.from = peer_of(name);
    route_step(t->route, &event);
}

static void ask(trace *t, const char *line, const char *client, const command_type *command) {
    uint8_t id = (uint8_t) number(line, "id", 0);
    route_event event = {.kind = ROUTE_REQUEST};
    event.request = (route_request){.command = command,
                                    .service = command->query,
                                    .shard = (uint32_t) number(line, "shard", 0),
                                    .ttl_ms = (uint32_t) number(line, "ttl", 10000),
                                    .attempt = (uint32_t) number(line, "attempt", 1),
                                    .received_at_us = t->now_us,
                                    .frame = (void *) (intptr_t) id};
    event.request.id[0] = id;
    event.request.digest[0] = id;
    event.request.digest[1] = (uint8_t) number(line, "content", 0);
    t->frames++;
    step(t, event, client);
}

static void hello(trace *t, const char *line, const char *name) {
    route_event event = {.kind = ROUTE_HELLO};
    const char *worker_name = strstr(line, " as=");
    char text[32] = "";
    if (worker_name) sscanf(worker_name, " as=%31s", text);
    event.hello.name = worker_name ? text : name;
    event.hello.services = strstr(line, "services=enrolment") ? 1
                           : strstr(line, "services=query")   ? 2
                                                              : 3;
    event.hello.credit = (uint32_t) number(line, "credit", 1);
    event.hello.weight = (uint32_t) number(line, "weight", 1);
    step(t, event, name);
}

static void of_worker(trace *t, const char *verb, const char *line, const char *name,
                      const char *rest) {
    route_event event = {.kind = ROUTE_BEAT};
    if (strcmp(verb, "answer") == 0) {
        long id = number(line, "id", 0);
        event.kind = ROUTE_ANSWER;
        event.answer.ticket = t->ticket[id];
        event.answer.frame = (void *) id;
    } else if (strcmp(verb, "credit") == 0) {
        event.kind = ROUTE_CREDIT;
        event.credit = (uint32_t) atol(rest);
    } else if (strcmp(verb, "hint") == 0) {
        event.kind = ROUTE_HINT;
        event.hint.position = (log_position){0, atol(rest)};
        event.hint.said = t;
    } else if (strcmp(verb, "pulse") == 0) {
        event.kind = ROUTE_PULSE;
        event.hello.name = name;
        name = "w-pulse";
    } else if (strcmp(verb, "leave") == 0) {
        event.kind = ROUTE_LEAVE;
    } else if (strcmp(verb, "gone") == 0) {
        event.kind = ROUTE_GONE;
    }
    step(t, event, name);
}

static void go_to(trace *t, int64_t us) {
    while (t->now_us < us) {
        t->now_us = t->now_us + 100000 < us ? t->now_us + 100000 : us;
        step(t, (route_event){.kind = ROUTE_TICK}, NULL);
    }
}

static void line_run(trace *t, const char *line) {
    char verb[32] = "", name[32] = "", rest[64] = "";
    sscanf(line, "%31s %31s %63s", verb, name, rest);
    if (strcmp(verb, "at") == 0) {
        go_to(t, atol(name) * 1000);
    } else if (strcmp(verb, "jump") == 0) {
        t->now_us = atol(name) * 1000;
        step(t, (route_event){.kind = ROUTE_TICK}, NULL);
    } else if (strcmp(verb, "hello") == 0) {
        hello(t, line, name);
    } else if (strcmp(verb, "file") == 0) {
        ask(t, line, name, &filing);
    } else if (strcmp(verb, "look") == 0) {
        ask(t, line, name, &query);
    } else if (strcmp(verb, "load") == 0) {
        ask(t, line, name, &bulk);
    } else if (strcmp(verb, "watch") == 0) {
        step(t, (route_event){.kind = ROUTE_WATCH}, name);
    } else if (strcmp(verb, "drain") == 0) {
        step(t, (route_event){.kind = ROUTE_DRAIN}, NULL);
    } else if (strcmp(verb, "stop") == 0) {
        step(t, (route_event){.kind = ROUTE_STOP}, NULL);
    } else if (strcmp(verb, "owner") == 0) {
        const char *owner = route_owner(t->route, 0, (uint32_t) atol(name));
        say(t->got, "> owner %s %s\n", name, !owner ? "nobody" : owner);
    } else {
        of_worker(t, verb, line, name, rest);
    }
}

static route *route_of(trace *t, const char *line) {
    route_options options = {.broker = "b",
                             .limit = {(uint32_t) number(line, "filing", 100),
                                       (uint32_t) number(line, "query", 100),
                                       (uint32_t) number(line, "bulk", 100)},
                             .open_max = (uint32_t) number(line, "open", 128),
                             .delivery_max = (uint32_t) number(line, "redeliveries", 6),
                             .lost_after_us = 3000000,
                             .seed = 1,
                             .n_service = 2,
                             .service = service_names};
    return route_open(&options, on_effect, t);
}

static void script_run(trace *t, FILE *script) {
    char line[256];
    while (fgets(line, sizeof line, script)) {
        if (line[0] == '>') {
            say(t->wanted, "%s", line);
            continue;
        }
        if (!t->route && line[0] != '#') t->route = route_of(t, line);
        if (line[0] != '#' && line[0] != '\n' && strncmp(line, "limits", 6) != 0) {
            say(t->got, "%s", line);
            say(t->wanted, "%s", line);
            line_run(t, line);
        }
    }
}

bool trace_run(const char *path) {
    FILE *script = fopen(path, "re");
    trace *t = calloc(1, sizeof *t);
    bool good = script && t;
    if (good) {
        script_run(t, script);
        good = strcmp(t->got, t->wanted) == 0 && t->frames == (int) route_open_count(t->route);
        if (!good) {
            fprintf(stderr, "--- %s: expected\n%s--- got (frames %d, open %zu)\n%s", path,
                    t->wanted, t->frames, route_open_count(t->route), t->got);
        }
        route_close(t->route);
    }
    if (script) fclose(script);
    free(t);
    return good;
}
