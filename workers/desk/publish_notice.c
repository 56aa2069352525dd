/* publish_notice (S63): the first edition, under a number of its own. */
#include "gen/desk/publish_notice.h"

#include "workers/desk/notice.h"

verdict desk_publish_notice(const context *ctx, view *rows, const PublishNotice *in, changes *out) {
    char notice_no[NOTICE_NO_SIZE];
    const announcement words = {in->audience, in->title_zh, in->title_en, in->text_zh,
                                in->text_en,  in->from_us,  in->to_us,    in->must_read};
    bool faulty = notice_check(ctx, &words, out);
    if (faulty) return accept();
    status s = announce(ctx, rows, &words, notice_no, out);
    return s == OK ? notice_reply(notice_no, 1, out) : refuse(s, NULL);
}
