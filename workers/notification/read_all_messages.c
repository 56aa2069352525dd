/* read_all_messages: what is unread in the account's boxes, a piece at a time. */
#include "gen/notification/read_all_messages.h"

#include "workers/notification/reading.h"
#include "workers/rules/inbox.h"

enum { PIECE = 500 };

verdict notification_read_all_messages(const context *ctx, view *rows, const ReadAllMessages *in,
                                       changes *out) {
    (void) in;
    const char *box[INBOX_BOXES_MAX];
    const Message *all[PIECE];
    unsigned n = inbox_of(&ctx->actor, rows, box);
    size_t used = 0;
    for (unsigned i = 0; i < n; i++) {
        row_key key = key_message_by_box_read(box[i], false);
        key.limit = PIECE;
        row_list page = view_list(rows, &key);
        for (size_t k = 0; k < page.n && used < PIECE; k++)
            all[used++] = (const Message *) page.row[k];
    }
    return reading_say(ctx, rows, all, used, out);
}
