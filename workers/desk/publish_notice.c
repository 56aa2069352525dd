/* publish_notice (S63): the first edition, under a number of its own. */
#include "gen/desk/publish_notice.h"

#include "gen/enrolment/rows.h"
#include "workers/desk/notice.h"
#include "workers/rules/identifier/serial.h"

verdict desk_publish_notice(const context *ctx, view *rows, const PublishNotice *in, changes *out) {
    char notice_no[SERIAL_CASE_SIZE];
    const notice_words words = {in->audience, in->title_zh, in->title_en, in->text_zh,
                                in->text_en,  in->from_us,  in->to_us,    in->must_read};
    const Counter *counter = find_counter(rows, ctx->shard, "case");
    if (notice_check(ctx, &words, out)) return accept();
    NoticeNumber taken = NOTICE_NUMBER_INIT, *list[] = {&taken};
    taken.shard = (int32_t) ctx->shard;
    taken.number = (counter ? counter->last : 0) + 1;
    status s = serial_case_make(
        (case_no){ctx->today, (int32_t) (taken.number % 10000000), (int32_t) ctx->shard},
        notice_no);
    if (s != OK) return refuse(s, NULL);
    view_fresh(rows, notice_no);
    NoticePublished event = notice_event(ctx, &words, notice_no, 1);
    event.n_counted = 1;
    event.counted = list;
    emit_notice_published(out, &event);
    return notice_reply(notice_no, 1, out);
}
