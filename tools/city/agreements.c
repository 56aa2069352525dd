/* agreements: what the demonstration's units and persons have signed. Texts are published and
 * signed by the hall's own decisions, each party by the hash that it is shown. */
#include <stdio.h>
#include <string.h>

#include "gen/desk/offer_deferral.h"
#include "gen/desk/publish_agreement.h"
#include "gen/desk/sign_agreement.h"
#include "gen/identity/rows.h"
#include "tools/city/city.h"
#include "workers/rules/agreement.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

static const char online_zh[] =
    "一、本协议由参保单位或参保人员（以下称申报方）与市社会保险基金结算中心（以下称结算中心）签署，"
    "约定通过网上办事大厅办理社会保险业务的权利和义务。\n"
    "二、申报方对其账号下提交的申报内容的真实性、完整性负责；账号由一名经办人员专用，不得转借。\n"
    "三、网上申报与书面申报具有同等效力，以大厅记录的接收时间为申报时间。\n"
    "四、结算中心按规定的时限审核，对申报数据和个人信息保密，不用于社会保险以外的目的。\n"
    "五、申报方应及时查看办理结果；被退回的业务应按要求补正。\n"
    "六、申报方可随时终止本协议；终止后停止受理新的申报，已受理的业务继续办理。\n"
    "七、申报方虚假申报或有其他严重失信行为的，结算中心可终止本协议，并依法处理。\n"
    "八、协议文本更新的，以申报方最近一次签署的版本为准。";
static const char online_en[] =
    "1. This agreement is made between the unit or person that files (the filer) and the city's "
    "settlement centre of the social insurance fund (the centre); it governs acts in the online "
    "service hall.\n"
    "2. The filer answers for truth and completeness of what is filed under its accounts. An "
    "account is used by one clerk and lent to nobody.\n"
    "3. What is filed online has the same effect as on paper; the time of receipt that the hall "
    "records is the time of filing.\n"
    "4. The centre reviews within the terms laid down, keeps filings and personal data "
    "confidential and uses them for social insurance only.\n"
    "5. The filer looks at results in time and mends what is returned.\n"
    "6. The filer may end this agreement at any time. New filings stop then; what was accepted "
    "goes on.\n"
    "7. After false filings or other serious breaches the centre may end this agreement and act "
    "by the law.\n"
    "8. When the text changes, the version signed last by the filer holds.";
static const char deferral_zh[] =
    "一、单位因生产经营严重困难不能足额缴费，经结算中心同意，提供担保后延期缴纳所列期间的社会保险费"
    "。\n"
    "二、单位按所附缴款计划如期足额缴款；缓缴期间不加收滞纳金，不影响职工依法享受待遇。\n"
    "三、单位未按计划缴款的，结算中心可依法申请以担保财产抵缴。";
static const char deferral_en[] =
    "1. A unit in serious difficulty pays the contributions of the periods named later, with the "
    "centre's consent and against a guarantee.\n"
    "2. It pays in full and in time by the schedule attached. No late fee falls due meanwhile, and "
    "employees keep their benefits.\n"
    "3. If it does not pay by the schedule, the centre may by the law have the guarantee realised.";

typedef struct words {
    Kernel__AgreementKind kind;
    const char *title_zh, *title_en, *text_zh, *text_en;
} words;

static verdict publish(void *self, const void *what, const context *ctx, view *rows, changes *out) {
    (void) self;
    const words *w = what;
    PublishAgreement in = PUBLISH_AGREEMENT_INIT;
    if (agreement_current(rows, w->kind)) return accept();
    in.kind = w->kind;
    in.title_zh = lend(w->title_zh);
    in.title_en = lend(w->title_en);
    in.text_zh = lend(w->text_zh);
    in.text_en = lend(w->text_en);
    return desk_publish_agreement(ctx, rows, &in, out);
}

/* As the account named, which signs what it is shown. */
static verdict sign(void *self, const void *what, const context *ctx, view *rows, changes *out) {
    (void) self;
    const Account *account = find_account(rows, what);
    const AgreementText *text = agreement_current(rows, KERNEL__AGREEMENT_KIND__ONLINE_SERVICE);
    if (!account || !text) return accept();
    context own = *ctx;
    SignAgreement in = SIGN_AGREEMENT_INIT;
    own.actor = (actor){.account_no = account->account_no,
                        .role = account->role,
                        .unit_no = account->unit_no,
                        .person_no = account->person_no,
                        .community_code = account->community_code};
    in.kind = text->kind;
    in.text_hash = text->text_hash;
    return desk_sign_agreement(&own, rows, &in, out);
}

static verdict offer(void *self, const void *what, const context *ctx, view *rows, changes *out) {
    (void) self;
    int32_t period = *(const int32_t *) what;
    InstalmentShown line[2] = {INSTALMENT_SHOWN_INIT, INSTALMENT_SHOWN_INIT}, *list[2];
    OfferDeferral in = OFFER_DEFERRAL_INIT;
    if (find_agreement(rows, "u:10000002", KERNEL__AGREEMENT_KIND__DEFERRED_PAYMENT))
        return accept();
    for (int i = 0; i < 2; i++) {
        line[i].period = period_add(period, -2 + i);
        line[i].amount_fen = 1280000;
        line[i].due_date = period_add(period, 3 + i) * 100 + 15;
        list[i] = &line[i];
    }
    in.unit_no = lend("10000002");
    in.guarantee = lend("厂房抵押，鄂（2026）武汉市不动产证明第0000001号（模拟）");
    in.instalment = list;
    in.n_instalment = 2;
    return desk_offer_deferral(ctx, rows, &in, out);
}

status city_texts(loader *l, int64_t at_us) {
    static const words texts[] = {{KERNEL__AGREEMENT_KIND__ONLINE_SERVICE, "网上办事协议",
                                   "Online-service agreement", online_zh, online_en},
                                  {KERNEL__AGREEMENT_KIND__DEFERRED_PAYMENT, "缓缴协议",
                                   "Deferred-payment agreement", deferral_zh, deferral_en}};
    status s = OK;
    for (size_t i = 0; s == OK && i < 2; i++)
        s = loader_add(l, publish, NULL, &texts[i], sizeof texts[i], 0, at_us);
    return s == OK ? loader_flush(l) : s;
}

status city_sign(loader *l, const char *account_no, int64_t at_us) {
    return loader_add(l, sign, NULL, account_no, strlen(account_no) + 1, 0, at_us);
}

status city_agreements(loader *l, int64_t at_us) {
    static const char *const parties[] = {"unit01",      "unit02",     "unit03",   "person01",
                                          "person02",    "person03",   "person04", "person05",
                                          "community01", "community02"};
    status s = OK;
    for (size_t i = 0; s == OK && i < sizeof parties / sizeof parties[0]; i++)
        s = city_sign(l, parties[i], at_us);
    return s == OK ? loader_flush(l) : s;
}

status city_deferral(loader *l, int32_t today) {
    int32_t period = period_from_date(today);
    status s = loader_add(l, offer, NULL, &period, sizeof period, 0, date_us(today, 0));
    return s == OK ? loader_flush(l) : s;
}
