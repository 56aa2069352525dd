/* Publishing a notice; see announce.h. */
#include "workers/rules/announce.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/issue.h"

const char *announce_moment(arena *a, int64_t time_us) {
    int32_t date = date_from_us(time_us);
    int minute = (int) ((time_us - date_us(date, 0)) / 60000000);
    return arena_printf(a, "%04d-%02d-%02d %02d:%02d", (int) date / 10000, (int) date / 100 % 100,
                        (int) date % 100, minute / 60, minute % 60);
}

NoticePublished announce_event(const context *ctx, const announcement *words, const char *notice_no,
                               int32_t edition) {
    NoticePublished event = NOTICE_PUBLISHED_INIT;
    bool begins = words->from_us > ctx->received_at_us;
    event.notice_no = lend(notice_no);
    event.edition = edition;
    event.audience = words->audience;
    event.title_zh = lend(words->title_zh);
    event.title_en = lend(words->title_en);
    event.text_zh = lend(words->text_zh);
    event.text_en = lend(words->text_en);
    event.from_us = begins ? words->from_us : ctx->received_at_us;
    event.to_us = words->to_us;
    event.must_read = words->must_read;
    return event;
}

status announce(const context *ctx, view *rows, const announcement *words,
                char notice_no[NOTICE_NO_SIZE], changes *out) {
    NoticeNumber taken = NOTICE_NUMBER_INIT, *list[] = {&taken};
    taken.shard = (int32_t) ctx->shard;
    status s = issue_number(ctx, rows, &taken.number, notice_no);
    if (s != OK) return s;
    NoticePublished event = announce_event(ctx, words, notice_no, 1);
    event.n_counted = 1;
    event.counted = list;
    emit_notice_published(out, &event);
    return OK;
}
