/* notices: what the demonstration's people are told, published by the hall's own decision. */
#include "gen/desk/publish_notice.h"
#include "gen/desk/rows.h"
#include "tools/city/city.h"

typedef struct words {
    Desk__Audience audience;
    const char *title_zh, *title_en, *text_zh, *text_en;
    bool must_read;
} words;

static const words told[] = {
    {EVERYBODY, "网上办事大厅开通公告", "The service hall is open",
     "社会保险网上办事大厅现已开通。参保单位签署网上办事协议后即可申报；参保人员可查询本人记录。\n"
     "本系统为演示环境，所有人员和单位均为模拟数据。",
     "The online service hall of the city's social insurance is open. Units file once they have "
     "signed the online-service agreement; insured persons look at their own records.\n"
     "This is a demonstration: all persons and units are made up.",
     false},
    {UNITS, "月结时间提醒", "Closing date of the month",
     "请各参保单位于每月月结前完成当月增员、减员申报；月结后申报的，自次月生效。",
     "Please file enrolments and suspensions before the month closes; what comes later takes "
     "effect "
     "in the next month.",
     true},
    {FLEXIBLE, "灵活就业人员缴费档次", "Tiers of flexible persons",
     "灵活就业人员可在当年内选择一次缴费档次，可在本系统或所在社区办理。",
     "Flexible persons choose a tier once a year, here or through their community.", false},
    {STAFF, "个人信息查阅要求", "Looking at personal records",
     "查阅参保人员信息须有事由，每次查阅均有记录，当事人可以看到。",
     "A look at a person's record needs a purpose; every look is noted, and the person sees it.",
     true},
};

static verdict publish(void *self, const void *what, const context *ctx, view *rows, changes *out) {
    const words *w = what;
    int64_t to_us = *(const int64_t *) self;
    if (list_notice_by_audience_closed(rows, w->audience, false).n) return accept();
    PublishNotice in = PUBLISH_NOTICE_INIT;
    in.audience = w->audience;
    in.title_zh = lend(w->title_zh);
    in.title_en = lend(w->title_en);
    in.text_zh = lend(w->text_zh);
    in.text_en = lend(w->text_en);
    in.to_us = to_us;
    in.must_read = w->must_read;
    return desk_publish_notice(ctx, rows, &in, out);
}

status city_notices(loader *l, int64_t at_us, int64_t to_us) {
    status s = OK;
    for (size_t i = 0; s == OK && i < sizeof told / sizeof told[0]; i++)
        s = loader_add(l, publish, &to_us, &told[i], sizeof told[i], 0, at_us);
    return s == OK ? loader_flush(l) : s;
}
