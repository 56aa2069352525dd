/* list_parked (A28): commands that wait for an operator, the newest first. The cursor is the time
 * of parking and the number, for two may have been parked at once. */
#include "gen/query/list_parked.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/uuid.h"
#include "workers/query/traced.h"

enum { PAGE_DEFAULT = 50 };

/* "MICROSECONDS.NUMBER", as `next` gave it. */
static bool read_cursor(const char *text, trace_search *out) {
    char *end = NULL;
    out->until_us = INT64_MAX;
    memset(out->last, 0xff, sizeof out->last);
    if (!text[0]) return true;
    out->until_us = strtoll(text, &end, 10);
    return *end == '.' && uuid_parse(end + 1, out->last);
}

verdict query_list_parked(const context *ctx, view *rows, const ListParked *in, changes *out) {
    arena *a = view_arena(rows);
    unsigned limit = in->limit ? in->limit : PAGE_DEFAULT;
    trace_search search = {
        .by = TRACE_PARKED, .account_no = "", .state = in->state, .limit = limit};
    ParkedList reply = PARKED_LIST_INIT;
    (void) ctx;
    if (!read_cursor(in->after, &search)) return refuse(E_FORM, "after");
    trace_list found = view_traces(rows, &search);
    ParkedCommand *line = arena_alloc(a, (found.n + 1) * sizeof *line);
    reply.command = arena_alloc(a, (found.n + 1) * sizeof *reply.command);
    if (!line || !reply.command) return refuse(E_ARENA, NULL);
    for (; reply.n_command < found.n; reply.n_command++) {
        ParkedCommand *one = reply.command[reply.n_command] = &line[reply.n_command];
        if (traced_parked(&found.found[reply.n_command], a, one) != OK)
            return refuse(E_ARENA, NULL);
        if (reply.n_command + 1 == limit)
            reply.next = arena_printf(a, "%" PRId64 ".%s", one->parked_at_us, one->command_id);
    }
    if (!reply.next) return refuse(E_ARENA, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
