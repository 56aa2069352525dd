/* sweep: removes uploads and results that nobody needs any more. */
#include "workers/agents/roster/sweep.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
#include "roster/find_uploads.pb-c.h"
#include "workers/agents/agent.h"

enum { PIECE = 100, AGAIN_MS = 60000, TIMEOUT_MS = 10000, ARENA_BYTES = 1 << 20 };

struct sweep {
    bus *bus;
    files *store;
    int64_t keep_s, every_ms, at_ms, before_s;
    bool asking;
    arena *arena;
    char after[FILES_NAME_BYTES]; /* where the next piece begins */
    size_t n;
    char name[PIECE][FILES_NAME_BYTES];
};

sweep *sweep_open(bus *b, files *store, int64_t keep_days, int64_t every_s) {
    sweep *s = calloc(1, sizeof *s);
    must(s);
    s->bus = b;
    s->store = store;
    s->keep_s = keep_days * 86400;
    s->every_ms = every_s * 1000;
    s->arena = arena_open(ARENA_BYTES);
    must(s->arena);
    return s;
}

void sweep_close(sweep *s) {
    if (!s) return;
    arena_close(s->arena);
    free(s);
}

static bool named(const Roster__UploadsFound *found, const char *name) {
    for (size_t i = 0; i < found->n_file_id; i++)
        if (!strcmp(found->file_id[i], name)) return true;
    return false;
}

static void take_away(sweep *s, const char *name) {
    status code = files_remove_old(s->store, name, s->before_s);
    if (code == OK)
        log_info("file_removed", log_text("file", name));
    else if (code != E_NOT_FOUND) /* gone or written again meanwhile */
        log_warn("file_not_removed", log_text("file", name), log_status(code));
}

static void on_found(void *self, const Bus__Answer *answer) {
    sweep *s = self;
    s->asking = false;
    arena_reset(s->arena);
    Roster__UploadsFound *found =
        answer->status != OK ? NULL
                             : roster__uploads_found__unpack(
                                   arena_pb(s->arena), answer->payload.len, answer->payload.data);
    if (!found) {
        log_warn("files_asked", log_status(answer->status));
        s->at_ms = process_ms() + AGAIN_MS;
        return;
    }
    for (size_t i = 0; i < s->n; i++)
        if (!named(found, s->name[i])) take_away(s, s->name[i]);
    memcpy(s->after, s->name[s->n - 1], sizeof s->after);
}

static void ask(sweep *s) {
    Roster__FindUploads message = ROSTER__FIND_UPLOADS__INIT;
    const agent_call call = {.method = "roster.FindUploads",
                             .channel = "roster",
                             .message = &message.base,
                             .timeout_ms = TIMEOUT_MS};
    char *ids[PIECE];
    arena_reset(s->arena);
    for (size_t i = 0; i < s->n; i++) ids[i] = s->name[i];
    message.file_id = ids;
    message.n_file_id = s->n;
    s->asking = agent_send(s->bus, &call, s->arena, on_found, s) == OK;
    if (!s->asking) s->at_ms = process_ms() + AGAIN_MS;
}

void sweep_turn(sweep *s) {
    if (s->asking || process_ms() < s->at_ms) return;
    s->before_s = (int64_t) time(NULL) - s->keep_s;
    s->n = files_old(s->store, s->before_s, s->after, PIECE, s->name);
    if (s->n) {
        ask(s);
        return;
    }
    s->after[0] = 0;
    s->at_ms = process_ms() + s->every_ms;
}
