/* show_editions (S63): all that a notice ever said. */
#include "gen/desk/show_editions.h"

#include "workers/desk/notice.h"

static NoticeShown show(const NoticeEdition *row) {
    NoticeShown out = NOTICE_SHOWN_INIT;
    out.notice_no = row->notice_no;
    out.edition = row->edition;
    out.audience = row->audience;
    out.title_zh = row->title_zh;
    out.title_en = row->title_en;
    out.text_zh = row->text_zh;
    out.text_en = row->text_en;
    out.from_us = row->from_us;
    out.to_us = row->to_us;
    out.must_read = row->must_read;
    out.published_at_us = row->published_at_us;
    return out;
}

verdict desk_show_editions(const context *ctx, view *rows, const ShowEditions *in, changes *out) {
    (void) ctx;
    row_list all = list_notice_edition_by_notice_no(rows, in->notice_no);
    NoticeList reply = NOTICE_LIST_INIT;
    NoticeShown *shown = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *shown);
    reply.notice = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *reply.notice);
    if (!shown || !reply.notice) return refuse(E_ARENA, NULL);
    if (!all.n) return refuse(E_NOT_FOUND, "notice_no");
    for (size_t i = 0; i < all.n; i++) {
        shown[i] = show((const NoticeEdition *) all.row[i]);
        reply.notice[reply.n_notice++] = &shown[i];
    }
    changes_reply(out, &reply.base);
    return accept();
}
