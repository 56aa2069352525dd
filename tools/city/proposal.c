/* proposal: a proposal that waits for the second person of the centre: limits of next year. The
 * case is what the review wrapper makes of such a filing (workers/engine/keep.c). */
#include <stdio.h>

#include "gen/collection/propose_parameters.h"
#include "gen/collection/rows.h"
#include "gen/enrolment/rows.h"
#include "gen/review/rows.h"
#include "proto/runtime/changes.h"
#include "tools/city/city.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/identifier/serial.h"

enum { INSURANCES = 5, FLOOR_FEN = 459000, CEILING_FEN = 2295000 };
static const char METHOD[] = "collection.ProposeParameters";

typedef struct wanted {
    Figure figure[INSURANCES], *list[INSURANCES];
    ProposeParameters in;
} wanted;

static void want(wanted *w, int32_t today) {
    static const int32_t insurance[INSURANCES] = {110, 210, 310, 410, 510};
    w->in = (ProposeParameters) PROPOSE_PARAMETERS_INIT;
    w->in.kind = FIGURE_LIMIT;
    w->in.legal_ref = lend("模拟数据");
    w->in.source = lend("湖北省人力资源和社会保障厅（模拟）");
    w->in.reason = lend("公布下一年度缴费基数上下限");
    w->in.figure = w->list;
    w->in.n_figure = INSURANCES;
    for (int i = 0; i < INSURANCES; i++) {
        w->figure[i] = (Figure) FIGURE_INIT;
        w->figure[i].insurance = insurance[i];
        w->figure[i].group = 1;
        w->figure[i].from_period = (today / 10000 + 1) * 100 + 1;
        w->figure[i].floor_fen = FLOOR_FEN;
        w->figure[i].ceiling_fen = CEILING_FEN;
        w->list[i] = &w->figure[i];
    }
}

static char *content_of(const ProposeParameters *in, arena *a) {
    size_t bytes = protobuf_c_message_get_packed_size(&in->base);
    uint8_t *packed = arena_alloc(a, bytes);
    char *text = arena_alloc(a, 4 * ((bytes + 2) / 3) + 1);
    if (!packed || !text) return NULL;
    protobuf_c_message_pack(&in->base, packed);
    crypt_base64(packed, bytes, text);
    return text;
}

static uint32_t shard_of(const wanted *w, const uint8_t id[16]) {
    return catalog_filing_shard(catalog_command(METHOD), &w->in.base, "", id);
}

static verdict submit(void *self, const void *what, const context *ctx, view *rows, changes *out) {
    wanted w;
    char case_no_[SERIAL_CASE_SIZE];
    (void) self;
    want(&w, *(const int32_t *) what);
    uint32_t shard = shard_of(&w, ctx->command_id);
    const Counter *counter = find_counter(rows, shard, "case");
    const ParameterHead *head = find_parameter_head(rows, FIGURE_LIMIT);
    int64_t number = (counter ? counter->last : 0) + 1;
    if (list_case_by_filer_state(rows, "centre01", PENDING).n) return accept(); /* loaded before */
    CaseSubmitted event = CASE_SUBMITTED_INIT;
    CaseBased base = CASE_BASED_INIT;
    status s = serial_case_make((case_no){ctx->today, (int32_t) number, (int32_t) shard}, case_no_);
    event.content = content_of(&w.in, view_arena(rows));
    if (s != OK || !event.content) return refuse(E_ARENA, NULL);
    event.case_no = base.case_no = case_no_;
    event.method = lend(METHOD);
    event.filer = lend("centre01");
    event.filer_role = KERNEL__ROLE__SETTLEMENT_CENTER;
    event.channel = lend("city");
    event.shard = (int32_t) shard;
    event.number = number;
    event.submission = base.submission = 1;
    event.approvers = 1;
    base.replaces = head ? head->version : 0;
    emit_case_submitted(out, &event);
    emit_case_based(out, &base);
    return accept();
}

status city_proposal(loader *l, int32_t today) {
    static const uint8_t none[16];
    wanted w;
    want(&w, today);
    status s = loader_add(l, submit, NULL, &today, sizeof today, shard_of(&w, none),
                          date_us(date_add(today, -1), 16));
    return s == OK ? loader_flush(l) : s;
}
