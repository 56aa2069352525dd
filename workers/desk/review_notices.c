/* review_notices (S63): all notices for an audience, with how many confirmed the present edition.
 */
#include "gen/desk/review_notices.h"

#include "workers/desk/notice.h"

enum { PAGE_DEFAULT = 50 };

static NoticeReviewed review(view *rows, const Notice *row, NoticeShown *shown) {
    NoticeReviewed out = NOTICE_REVIEWED_INIT;
    row_key readings = key_notice_reading_by_notice_no_edition(row->notice_no, row->edition);
    readings.count = true;
    out.notice = shown;
    out.confirmations = view_count(rows, &readings);
    out.close_reason = row->close_reason;
    out.published_by = row->published_by;
    return out;
}

verdict desk_review_notices(const context *ctx, view *rows, const ReviewNotices *in, changes *out) {
    row_key key = key_notice_by_audience_closed(in->audience, in->closed);
    key.limit = in->limit ? in->limit : PAGE_DEFAULT;
    if (in->after[0]) row_key_after_text(&key, in->after);
    row_list page = view_list(rows, &key);
    NoticesReviewed reply = NOTICES_REVIEWED_INIT;
    NoticeShown *shown = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *shown);
    NoticeReviewed *one = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *one);
    reply.notice = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *reply.notice);
    if (!shown || !one || !reply.notice) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < page.n; i++) {
        const Notice *row = (const Notice *) page.row[i];
        shown[i] = notice_as_shown(ctx, rows, row);
        one[i] = review(rows, row, &shown[i]);
        reply.notice[reply.n_notice++] = &one[i];
    }
    if (page.n == key.limit) reply.next = ((const Notice *) page.row[page.n - 1])->notice_no;
    changes_reply(out, &reply.base);
    return accept();
}
