/* list_replies (S51): the city's standard replies for a category, and the own district's. */
#include "gen/ticket/list_replies.h"

#include "workers/ticket/reply.h"

enum { MOST = 200 }; /* of the city, and of a district; docs/tickets.md */

static row_list of(view *rows, const char *district_code, const ListReplies *in) {
    row_key key = key_standard_reply_by_district_code_category_withdrawn(
        district_code, in->category, in->withdrawn);
    key.limit = MOST;
    return view_list(rows, &key);
}

static void add(const row_list *found, ReplyShown *shown, ReplyList *out) {
    for (size_t i = 0; i < found->n; i++) {
        ReplyShown *one = &shown[out->n_reply];
        *one = (ReplyShown) REPLY_SHOWN_INIT;
        field_copy_named(found->row[i], &one->base);
        out->reply[out->n_reply++] = one;
    }
}

verdict ticket_list_replies(const context *ctx, view *rows, const ListReplies *in, changes *out) {
    const char *own = ctx->actor.district_code;
    row_list city = of(rows, "", in), district = own[0] ? of(rows, own, in) : (row_list){0};
    size_t n = city.n + district.n + 1;
    ReplyList reply = REPLY_LIST_INIT;
    ReplyShown *shown = arena_alloc(view_arena(rows), n * sizeof *shown);
    reply.reply = arena_alloc(view_arena(rows), n * sizeof *reply.reply);
    if (!shown || !reply.reply) return refuse(E_ARENA, NULL);
    add(&district, shown, &reply);
    add(&city, shown, &reply);
    changes_reply(out, &reply.base);
    return accept();
}
