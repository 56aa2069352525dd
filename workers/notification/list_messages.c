/* list_messages: the boxes of the account together, the newest first. */
#include "gen/notification/list_messages.h"

#include <string.h>

#include "gen/notification/rows.h"
#include "workers/rules/inbox.h"

enum { PAGE_DEFAULT = 20 };

/* In the words of this reader. */
static text_pair title_of(const Message *row) {
    const message_type *type = catalog_message(row->event);
    const event_type *event = type ? type->event : NULL;
    if (!event) return (text_pair){"", ""};
    return row->reader < event->n_tell ? event->tell[row->reader].title : event->title;
}

static MessageShown show(const Message *row) {
    MessageShown out = MESSAGE_SHOWN_INIT;
    text_pair title = title_of(row);
    out.message_no = row->message_no;
    out.title_zh = lend(title.zh);
    out.title_en = lend(title.en);
    out.about = row->about;
    out.event = row->event;
    out.left_at_us = row->left_at_us;
    out.from_address = row->from_address;
    out.read = row->read;
    out.shared = row->box[0] == 'u';
    return out;
}

static row_list page_of(view *rows, const char *box, const char *after, unsigned limit) {
    row_key key = key_message_by_box(box);
    key.limit = limit;
    if (after[0]) {
        row_key_after_text(&key, box);
        row_key_after_text(&key, after);
    }
    return view_list(rows, &key);
}

/* The smaller number is the newer message. */
static const Message *next_of(const row_list page[INBOX_BOXES_MAX], size_t at[INBOX_BOXES_MAX],
                              unsigned n) {
    const Message *first = NULL;
    unsigned from = 0;
    for (unsigned i = 0; i < n; i++) {
        const Message *one = at[i] < page[i].n ? (const Message *) page[i].row[at[i]] : NULL;
        if (!one || (first && strcmp(one->message_no, first->message_no) > 0)) continue;
        first = one;
        from = i;
    }
    at[from]++;
    return first;
}

verdict notification_list_messages(const context *ctx, view *rows, const ListMessages *in,
                                   changes *out) {
    const char *box[INBOX_BOXES_MAX];
    row_list page[INBOX_BOXES_MAX];
    size_t at[INBOX_BOXES_MAX] = {0};
    unsigned n = inbox_of(&ctx->actor, rows, box), limit = in->limit ? in->limit : PAGE_DEFAULT;
    for (unsigned i = 0; i < n; i++) page[i] = page_of(rows, box[i], in->after, limit);
    MessageList reply = MESSAGE_LIST_INIT;
    MessageShown *shown = arena_alloc(view_arena(rows), (limit + 1) * sizeof *shown);
    reply.message = arena_alloc(view_arena(rows), (limit + 1) * sizeof *reply.message);
    if (!shown || !reply.message) return refuse(E_ARENA, NULL);
    for (const Message *one; reply.n_message < limit && (one = next_of(page, at, n));) {
        shown[reply.n_message] = show(one);
        reply.message[reply.n_message] = &shown[reply.n_message];
        reply.n_message++;
    }
    if (reply.n_message == limit) reply.next = shown[limit - 1].message_no;
    reply.unread = inbox_unread(&ctx->actor, rows);
    changes_reply(out, &reply.base);
    return accept();
}
