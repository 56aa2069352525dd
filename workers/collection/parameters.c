/* parameters: reads a proposal; see parameters.h. */
#include "workers/collection/parameters.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/review/rows.h"
#include "proto/runtime/crypt/crypt.h"
#include "workers/rules/calendar/period.h"

static param figure_of(Collection__ParameterKind kind, const Figure *in) {
    return (param){.kind = (param_kind) kind,
                   .insurance = in->insurance,
                   .payer = in->payer,
                   .group = in->group,
                   .from = in->from_period,
                   .to = in->to_period,
                   .rate = in->rate,
                   .round_to = in->round_to,
                   .age_from = in->age_from,
                   .age_to = in->age_to,
                   .step = in->step,
                   .amount_fen = in->amount_fen,
                   .floor_fen = in->floor_fen,
                   .ceiling_fen = in->ceiling_fen};
}

/* Where faults go, and what they are about. */
typedef struct telling {
    changes *out;
    arena *a;
    const parameters_plan *plan;
    const ProposeParameters *in;
} telling;

static void note(const telling *t, verdict why, const char *list, size_t index) {
    if (!t->out) return;
    const char *path = arena_printf(t->a, "%s[%zu].%s", list, index, why.field);
    changes_fault(t->out, path ? (verdict){why.code, path, why.reason} : refuse(E_ARENA, NULL));
}

/* Which member of `retire` names a row. */
static size_t named_at(const telling *t, int32_t number) {
    for (size_t i = 0; i < t->in->n_retire; i++)
        if (t->in->retire[i]->number == number) return i;
    return 0;
}

static void tell(void *self, proposal_fault fault) {
    const telling *t = self;
    if (fault.retired)
        note(t, fault.why, "retire", named_at(t, t->plan->now.parameter[fault.index]->number));
    else
        note(t, fault.why, "figure", fault.index);
}

/* Marks what is taken back; a number that no figure has is a fault. */
static void retire(const telling *t, bool *retired) {
    for (size_t i = 0; i < t->in->n_retire; i++) {
        bool found = false;
        for (size_t k = 0; k < t->plan->now.n; k++) {
            bool same = t->plan->now.parameter[k]->number == t->in->retire[i]->number;
            found |= same && !retired[k];
            retired[k] |= same;
        }
        if (!found) note(t, (verdict){E_NOT_FOUND, "number", "no_such_figure"}, "retire", i);
    }
}

static bool take_room(parameters_plan *plan, const ProposeParameters *in, arena *a, param **added,
                      bool **retired) {
    *added = arena_alloc(a, (in->n_figure + 1) * sizeof **added);
    *retired = arena_alloc(a, (plan->now.n + 1) * sizeof **retired);
    plan->next = arena_alloc(a, (plan->now.n + in->n_figure + 1) * sizeof *plan->next);
    plan->change = arena_alloc(a, PARAMETERS_CHANGES_MAX * sizeof *plan->change);
    if (!*added || !*retired || !plan->next || !plan->change) return false;
    memset(*retired, 0, (plan->now.n + 1) * sizeof **retired);
    for (size_t i = 0; i < in->n_figure; i++) (*added)[i] = figure_of(in->kind, in->figure[i]);
    return true;
}

verdict parameters_read(view *rows, const ProposeParameters *in, changes *out,
                        parameters_plan *plan) {
    param *added;
    bool *retired;
    if (in->kind <= FIGURE_NONE || (int) in->kind >= (int) PARAM_KINDS)
        return refuse(E_CODE_VALUE, "kind");
    *plan = (parameters_plan){.head = find_parameter_head(rows, in->kind)};
    status s = parameter_list_of(rows, (param_kind) in->kind, &plan->now);
    if (s != OK || !take_room(plan, in, view_arena(rows), &added, &retired))
        return refuse(E_ARENA, NULL);
    telling t = {out, view_arena(rows), plan, in};
    retire(&t, retired);
    plan->proposal = (proposal){.kind = (param_kind) in->kind,
                                .n_now = plan->now.n,
                                .n_added = in->n_figure,
                                .now = plan->now.row,
                                .added = added,
                                .retired = retired,
                                .holes_known = in->holes_why[0] != 0};
    plan->n_next = proposal_check(&plan->proposal, tell, &t, plan->next);
    plan->n_change = proposal_changes(&plan->proposal, plan->next, plan->n_next, plan->change,
                                      PARAMETERS_CHANGES_MAX);
    return plan->n_change > PARAMETERS_CHANGES_MAX ? refuse(E_TOO_LARGE, "figure") : accept();
}

void parameters_months(const parameters_plan *plan, int32_t last, bool out[PARAMETERS_MONTHS]) {
    memset(out, 0, PARAMETERS_MONTHS * sizeof *out);
    if (!proposal_charges(plan->proposal.kind)) return;
    for (int i = 0; i < PARAMETERS_MONTHS; i++) {
        int32_t month = period_add(last, -i);
        for (size_t k = 0; k < plan->n_change && !out[i]; k++)
            out[i] = period_within(month, plan->change[k].from, plan->change[k].to);
    }
}

int32_t parameters_last(int32_t today) {
    return period_add(period_from_date(today), 1);
}

int64_t parameters_lines(view *rows, int32_t period) {
    row_key key = key_receivable_by_fee_period(period);
    return view_count(rows, &key);
}

int64_t parameters_affected(view *rows, const parameters_plan *plan, int32_t today) {
    bool month[PARAMETERS_MONTHS];
    int64_t n = 0;
    int32_t last = parameters_last(today);
    parameters_months(plan, last, month);
    for (int i = 0; i < PARAMETERS_MONTHS; i++)
        if (month[i]) n += parameters_lines(rows, period_add(last, -i));
    return n;
}

verdict parameters_of_case(view *rows, const char *case_no, const ProposeParameters **out) {
    const Case *file = find_case(rows, case_no);
    const command_type *command = catalog_command("collection.ProposeParameters");
    if (!file || strcmp(file->method, command->name) != 0) return refuse(E_NOT_FOUND, "case_no");
    size_t length = strlen(file->content), bytes = 0;
    uint8_t *packed = arena_alloc(view_arena(rows), 3 * (length / 4) + 1);
    if (!packed) return refuse(E_ARENA, NULL);
    if (!length || !crypt_unbase64(file->content, length, packed, &bytes))
        return refuse(E_NOT_FOUND, "case_no");
    *out = (const ProposeParameters *) protobuf_c_message_unpack(
        command->input->descriptor, arena_pb(view_arena(rows)), bytes, packed);
    return *out ? accept() : refuse(E_NOT_FOUND, "case_no");
}
