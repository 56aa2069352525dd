/* read_message: a message of one of the account's boxes, and of no other. */
#include "gen/notification/read_message.h"

#include "workers/notification/reading.h"
#include "workers/rules/inbox.h"

verdict notification_read_message(const context *ctx, view *rows, const ReadMessage *in,
                                  changes *out) {
    const char *box[INBOX_BOXES_MAX];
    const Message *found = NULL;
    unsigned n = inbox_of(&ctx->actor, rows, box);
    for (unsigned i = 0; i < n; i++) {
        const Message *one = find_message(rows, box[i], in->message_no);
        if (one) found = one;
    }
    if (!found) return refuse(E_NOT_FOUND, "message_no");
    return reading_say(ctx, rows, &found, found->read ? 0 : 1, out);
}
