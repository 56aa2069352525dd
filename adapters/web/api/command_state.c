/* command_state: see command_state.h. The kept answer is shown as it was shown the first time. */
#include "adapters/web/api/command_state.h"

#include <string.h>

#include "adapters/web/api/call.h"
#include "adapters/web/door/reply.h"
#include "proto/runtime/uuid.h"
#include "query/show_command.pb-c.h"

static void show(request *r, const Query__CommandShown *shown) {
    const command_type *command = catalog_command(shown->method);
    const Bus__Answer *kept =
        bus__answer__unpack(arena_pb(r->a), shown->answer.len, shown->answer.data);
    const char *text = NULL;
    if (!command || !kept ||
        reply_text(command, kept, r->english, &(reply_added){.method = command->name}, r->a,
                   &text) != OK)
        request_refuse_code(r, E_INTERNAL, NULL);
    else
        request_answer(r, reply_http(kept), "application/json", text, strlen(text));
}

static void answered(void *self, const Bus__Answer *answer) {
    request *r = self;
    Query__CommandShown *shown = NULL;
    if (answer->status != OK)
        request_refuse(r, problem_of(answer));
    else if ((shown = query__command_shown__unpack(arena_pb(r->a), answer->payload.len,
                                                   answer->payload.data)))
        show(r, shown);
    else
        request_refuse_code(r, E_INTERNAL, NULL);
    request_resume(r);
}

void command_state_work(request *r) {
    static const char *const none[] = {NULL};
    const command_type *query = catalog_command("query.ShowCommand");
    Query__ShowCommand input = QUERY__SHOW_COMMAND__INIT;
    ProtobufCBinaryData payload;
    if (!request_only(r, none) || !request_cookie(r, false)) return;
    input.command_id = (char *) (uintptr_t) r->route.rest;
    if (!call_pack(r, &input.base, &payload)) return;
    uuid_v7(r->id);
    Bus__Envelope e = call_envelope(r, query, payload);
    request_send(r, &e, query->timeout_ms, answered);
}
