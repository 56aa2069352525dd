/* switch_business (S9): the centre opens or closes an entry of the catalogue, or adds one that only
 * the counter handles. What the centre leaves empty is as the contract has it. A second person of
 * the centre decides (the wrapper); a close says why. Source: docs/rules 4.8. */
#include "gen/query/switch_business.h"

#include <string.h>

#include "gen/query/list_businesses.h"
#include "gen/query/rows.h"
#include "proto/runtime/fold.h"
#include "workers/query/business.h"
#include "workers/rules/closed.h"

static verdict check_entry(const command_type *command, const SwitchBusiness *in) {
    if (command) /* a query without a business code is no entry of the catalogue */
        return business_listed(command) ? accept() : refuse(E_UNKNOWN_METHOD, "method");
    if (!in->kind[0]) return refuse(E_REQUIRED, "kind");
    if (!in->title_zh[0]) return refuse(E_REQUIRED, "title_zh");
    if (!in->presence) /* the hall cannot do it: only the counter can */
        return refuse(E_REQUIRED, "presence");
    return accept();
}

/* An approval may come after the time proposed: then the business is open already. */
static verdict check_close(const context *ctx, const SwitchBusiness *in) {
    if (!in->closed) return in->until_us ? refuse(E_RANGE, "until_us") : accept();
    if (fold_is_blank(in->notice, strlen(in->notice))) return refuse(E_CASE_REASON, "notice");
    bool over = in->until_us && in->until_us <= ctx->received_at_us && !ctx->released;
    return over ? refuse(E_BACKDATED, "until_us") : accept();
}

/* A close that goes on under another notice began when it began. */
static int64_t closed_since(const context *ctx, const Business *now, const SwitchBusiness *in) {
    if (!in->closed) return 0;
    return now && closed_at(now, ctx->received_at_us) && now->closed_since_us ? now->closed_since_us
                                                                              : ctx->received_at_us;
}

static BusinessSwitched event_of(const SwitchBusiness *in) {
    BusinessSwitched event = BUSINESS_SWITCHED_INIT;
    event.method = in->method;
    event.closed = in->closed;
    event.notice = in->notice;
    event.kind = in->kind;
    event.title_zh = in->title_zh;
    event.title_en = in->title_en;
    event.procedure_zh = in->procedure_zh;
    event.procedure_en = in->procedure_en;
    event.presence = in->presence;
    event.until_us = in->until_us;
    return event;
}

verdict query_switch_business(const context *ctx, view *rows, const SwitchBusiness *in,
                              changes *out) {
    const command_type *command = catalog_command(in->method);
    const Business *now = find_business(rows, in->method);
    verdict v = check_entry(command, in);
    if (!refused(v)) v = check_close(ctx, in);
    if (refused(v)) return v;
    changes_base(out, now ? now->version : 0);
    BusinessSwitched event = event_of(in);
    event.closed_since_us = closed_since(ctx, now, in);
    Business said = BUSINESS_INIT;
    said.method = event.method;
    said.closed = event.closed;
    said.notice = event.notice;
    said.kind = event.kind;
    said.title_zh = event.title_zh;
    said.title_en = event.title_en;
    said.procedure_zh = event.procedure_zh;
    said.procedure_en = event.procedure_en;
    said.presence = event.presence;
    said.closed_since_us = event.closed_since_us;
    said.until_us = event.until_us;
    BusinessShown reply;
    status s = business_show(command, &said, ctx->received_at_us, view_arena(rows), &reply);
    if (s != OK) return refuse(s, NULL);
    emit_business_switched(out, &event);
    changes_reply(out, &reply.base);
    return accept();
}
