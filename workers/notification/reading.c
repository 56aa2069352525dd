/* reading: says which messages were read. */
#include "workers/notification/reading.h"

#include "gen/notification/read_message.h"

verdict reading_say(const context *ctx, view *rows, const Message *const *message, size_t n,
                    changes *out) {
    MessagesRead event = MESSAGES_READ_INIT;
    MessageMarked reply = MESSAGE_MARKED_INIT;
    ReadOne *one = arena_alloc(view_arena(rows), (n + 1) * sizeof *one);
    event.message = arena_alloc(view_arena(rows), (n + 1) * sizeof *event.message);
    if (!one || !event.message) return refuse(E_ARENA, NULL);
    event.account_no = lend(ctx->actor.account_no);
    for (size_t i = 0; i < n; i++) {
        one[i] = (ReadOne) READ_ONE_INIT;
        one[i].box = message[i]->box;
        one[i].message_no = message[i]->message_no;
        event.message[event.n_message++] = &one[i];
    }
    if (n) emit_messages_read(out, &event);
    reply.n = (uint32_t) n;
    changes_reply(out, &reply.base);
    return accept();
}
