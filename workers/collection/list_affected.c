/* list_affected (A32): the lines of a month that a proposal would change. Each is computed anew by
 * the figures that hold and by those that would; what it says today is not taken for granted. */
#include "gen/collection/list_affected.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "workers/collection/parameters.h"
#include "workers/rules/charge.h"

enum { PAGE_DEFAULT = 100 };

/* The figures of all kinds: as they hold, and as they would. */
typedef struct both {
    param_set now, next;
} both;

static status read_both(view *rows, const parameters_plan *plan, both *out) {
    status s = parameter_all(rows, &out->now);
    if (s != OK) return s;
    param_span own = out->now.span[plan->proposal.kind];
    size_t others = out->now.n - (own.end - own.first), n = 0;
    param *row = arena_alloc(view_arena(rows), (others + plan->n_next + 1) * sizeof *row);
    param_span *span = arena_alloc(view_arena(rows), PARAM_KINDS * sizeof *span);
    if (!row || !span) return E_ARENA;
    for (size_t i = 0; i < out->now.n; i++)
        if (out->now.row[i].kind != plan->proposal.kind) row[n++] = out->now.row[i];
    memcpy(row + n, plan->next, plan->n_next * sizeof *row);
    n += plan->n_next;
    params_spans(row, n, span);
    out->next = (param_set){row, n, span};
    return OK;
}

/* What a line was computed from; false where a row of it is gone. */
static bool terms_of(view *rows, const Receivable *line, month_input *out) {
    const Unit *unit = line->unit_no[0] ? find_unit(rows, line->unit_no) : NULL; /* or alone */
    const Spell *spell = find_spell(rows, line->person_no, line->spell_no);
    const Person *person = find_person(rows, line->person_no);
    const Wage *wage = spell ? find_wage(rows, line->person_no, spell->valid_from) : NULL;
    if ((!unit && line->unit_no[0]) || !spell || !person) return false;
    *out = (month_input){.terms = charge_terms(unit, line->fee_period),
                         .person = {.insurances = (uint32_t) spell->insurances,
                                    .employment_form = person->employment_form,
                                    .tier_percent = wage ? wage->tier_percent : 0,
                                    .wage_fen = wage ? wage->declared_wage_fen : line->base_fen}};
    return true;
}

/* Whether the line changes, and how. */
static bool changes_line(view *rows, const both *sets, const Receivable *line, LineAffected *out) {
    month_input in;
    month_line before = {.unit_total_fen = 0}, after = {.unit_total_fen = 0};
    if (!terms_of(rows, line, &in)) return false;
    status s = month_compute(&sets->now, &in, &before);
    status t = month_compute(&sets->next, &in, &after);
    if (s == t && !memcmp(before.unit_fen, after.unit_fen, sizeof before.unit_fen) &&
        !memcmp(before.person_fen, after.person_fen, sizeof before.person_fen))
        return false;
    *out = (LineAffected) LINE_AFFECTED_INIT;
    out->person_no = line->person_no;
    out->unit_no = line->unit_no;
    out->person_before_fen = before.person_total_fen;
    out->person_after_fen = after.person_total_fen;
    out->unit_before_fen = before.unit_total_fen;
    out->unit_after_fen = after.unit_total_fen;
    out->failure = t;
    return true;
}

static status show_page(view *rows, const both *sets, const ListAffected *in, AffectedList *out) {
    row_key key = in->unit_no[0] ? key_receivable_by_unit_no_fee_period(in->unit_no, in->period)
                                 : key_receivable_by_fee_period(in->period);
    out->total = view_count(rows, &key);
    key.limit = in->limit ? in->limit : PAGE_DEFAULT;
    if (in->after[0]) row_key_after_text(&key, in->after);
    row_list page = view_list(rows, &key);
    LineAffected *line = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *line);
    out->line = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *out->line);
    if (!line || !out->line) return E_ARENA;
    for (size_t i = 0; i < page.n; i++) {
        LineAffected *at = &line[out->n_line];
        if (changes_line(rows, sets, (const Receivable *) page.row[i], at))
            out->line[out->n_line++] = at;
    }
    if (page.n && page.n == key.limit)
        out->next = ((const Receivable *) page.row[page.n - 1])->person_no;
    return OK;
}

verdict collection_list_affected(const context *ctx, view *rows, const ListAffected *in,
                                 changes *out) {
    const ProposeParameters *proposed;
    parameters_plan plan;
    both sets;
    (void) ctx;
    verdict v = parameters_of_case(rows, in->case_no, &proposed);
    if (!refused(v)) v = parameters_read(rows, proposed, NULL, &plan);
    if (refused(v)) return v;
    AffectedList reply = AFFECTED_LIST_INIT;
    status s = read_both(rows, &plan, &sets);
    if (s == OK) s = show_page(rows, &sets, in, &reply);
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
