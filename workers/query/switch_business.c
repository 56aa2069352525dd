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

static verdict check_entry(const business_entry *entry, const SwitchBusiness *in) {
    if (entry->command) /* a query without a business code is no entry of the catalogue */
        return business_listed(entry->command) ? accept() : refuse(E_UNKNOWN_METHOD, "method");
    if (entry->kind || entry->row) return accept();
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

/* What is left empty stays as the centre said it before: a close says nothing of the rest. */
static char *kept(const char *in, const char *before) {
    return lend(in[0] || !before ? in : before);
}

static BusinessSwitched event_of(const SwitchBusiness *in, const Business *now) {
    static const Business none = BUSINESS_INIT;
    const Business *before = now ? now : &none;
    BusinessSwitched event = BUSINESS_SWITCHED_INIT;
    field_copy_named(&in->base, &event.base);
    event.kind = kept(in->kind, before->kind);
    event.title_zh = kept(in->title_zh, before->title_zh);
    event.title_en = kept(in->title_en, before->title_en);
    event.procedure_zh = kept(in->procedure_zh, before->procedure_zh);
    event.procedure_en = kept(in->procedure_en, before->procedure_en);
    event.presence = in->presence || (now && !catalog_command(in->method) && now->presence);
    return event;
}

/* The row as the event will leave it. */
static Business row_of(const BusinessSwitched *event) {
    Business said = BUSINESS_INIT;
    field_copy_named(&event->base, &said.base);
    return said;
}

verdict query_switch_business(const context *ctx, view *rows, const SwitchBusiness *in,
                              changes *out) {
    const Business *now = find_business(rows, in->method);
    business_entry entry = business_entry_of(in->method, now);
    verdict v = check_entry(&entry, in);
    if (!refused(v)) v = check_close(ctx, in);
    if (refused(v)) return v;
    changes_base(out, now ? now->version : 0);
    BusinessSwitched event = event_of(in, now);
    event.closed_since_us = closed_since(ctx, now, in);
    Business said = row_of(&event);
    BusinessShown reply;
    entry.row = &said;
    status s = business_show(&entry, ctx, view_arena(rows), &reply);
    if (s != OK) return refuse(s, NULL);
    emit_business_switched(out, &event);
    changes_reply(out, &reply.base);
    return accept();
}
