/* switch_business (S9): the centre opens or closes an entry of the catalogue, or adds one that only
 * the counter handles. What the centre leaves empty is as the contract has it. */
#include "gen/query/switch_business.h"
#include "gen/query/list_businesses.h"
#include "gen/query/rows.h"
#include "workers/query/business.h"

static verdict check(const command_type *command, const SwitchBusiness *in) {
    if (command) /* a query without a business code is no entry of the catalogue */
        return business_listed(command) ? accept() : refuse(E_UNKNOWN_METHOD, "method");
    if (!in->kind[0]) return refuse(E_REQUIRED, "kind");
    if (!in->title_zh[0]) return refuse(E_REQUIRED, "title_zh");
    if (!in->presence) /* the hall cannot do it: only the counter can */
        return refuse(E_REQUIRED, "presence");
    return accept();
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
    return event;
}

verdict query_switch_business(const context *ctx, view *rows, const SwitchBusiness *in,
                              changes *out) {
    const command_type *command = catalog_command(in->method);
    (void) ctx;
    verdict v = check(command, in);
    if (refused(v)) return v;
    BusinessSwitched event = event_of(in);
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
    BusinessShown reply;
    status s = business_show(command, &said, view_arena(rows), &reply);
    if (s != OK) return refuse(s, NULL);
    emit_business_switched(out, &event);
    changes_reply(out, &reply.base);
    return accept();
}
