/* business: shows one entry of the catalogue from the contract and the centre's switch. */
#include "workers/query/business.h"

#include "gen/query/list_businesses.h"
#include "gen/query/rows.h"
#include "workers/rules/closed.h"
#include "workers/rules/term.h"

enum { OTHER_MATTER = 9 }; /* of the appointment matters */

bool business_listed(const command_type *command) {
    return command->kind && command->kind[0];
}

static char *first_of(const char *said, const char *contract) {
    if (said && said[0]) return lend(said);
    return lend(contract ? contract : "");
}

static status show_fields(const command_type *command, arena *a, Query__BusinessShown *out) {
    unsigned n = command->input->descriptor->n_fields;
    BusinessField *field = arena_alloc(a, (n + 1) * sizeof *field);
    out->field = arena_alloc(a, (n + 1) * sizeof *out->field);
    if (!field || !out->field) return E_ARENA;
    for (unsigned i = 0; i < n; i++) {
        const field_type *option = &command->input->field[i];
        field[i] = (BusinessField) BUSINESS_FIELD_INIT;
        field[i].field = lend(command->input->descriptor->fields[i].name);
        field[i].label_zh = first_of(option->label.zh, "");
        field[i].label_en = first_of(option->label.en, "");
        field[i].required = option->required;
        out->field[out->n_field++] = &field[i];
    }
    return OK;
}

static bool says(const Query__BusinessShown *out, Kernel__Role role) {
    for (size_t i = 0; i < out->n_role; i++)
        if (out->role[i] == role) return true;
    return false;
}

static bool show_roles(const command_type *command, arena *a, Query__BusinessShown *out) {
    out->role = arena_alloc(a, (command->n_grant + 1) * sizeof *out->role);
    for (unsigned i = 0; out->role && i < command->n_grant; i++)
        if (!says(out, command->grants[i].role)) out->role[out->n_role++] = command->grants[i].role;
    return out->role;
}

bool business_is_for(const command_type *command, Kernel__Role asker, Kernel__Role role) {
    bool outside = asker == KERNEL__ROLE__ANYONE || asker == KERNEL__ROLE__PERSON ||
                   asker == KERNEL__ROLE__UNIT_OPERATOR ||
                   asker == KERNEL__ROLE__COMMUNITY_OPERATOR;
    bool granted = !role;
    for (unsigned i = 0; !granted && i < command->n_grant; i++)
        granted = command->grants[i].role == role;
    return granted && (command->door == KERNEL__DOOR__OUTSIDE || !outside);
}

/* S1: every entry can be started from what is shown. */
static status show_contract(const command_type *command, arena *a, Query__BusinessShown *out) {
    out->window = command->window;
    out->question = command->question;
    out->words_zh = first_of("", command->words.zh);
    out->words_en = first_of("", command->words.en);
    out->papers_zh = first_of("", command->papers.zh);
    out->papers_en = first_of("", command->papers.en);
    if (!show_roles(command, a, out)) return E_ARENA;
    out->begins = lend(command->name);
    return show_fields(command, a, out);
}

/* docs/rules 1.5: whatever the hall does costs nothing. */
static const text_pair fee = {"免费", "free of charge"};

static void show_kind(const business_kind *kind, Query__BusinessShown *out) {
    out->class_ = kind->class;
    out->basis_zh = lend(kind->basis.zh);
    out->basis_en = lend(kind->basis.en);
    out->items_zh = lend(kind->items.zh);
    out->items_en = lend(kind->items.en);
    out->papers_zh = lend(kind->papers.zh);
    out->papers_en = lend(kind->papers.en);
    out->window = kind->window;
    out->begins = lend(kind->begins);
    out->question = kind->question;
}

static void show_row(const Business *row, int64_t at_us, Query__BusinessShown *out) {
    out->closed = closed_at(row, at_us);
    out->notice = first_of(out->closed == row->closed ? row->notice : "", "");
    out->closed_since_us = out->closed ? row->closed_since_us : 0;
    out->until_us = out->closed ? row->until_us : 0;
    out->presence = row->presence;
}

static void show_texts(const business_entry *e, Query__BusinessShown *out) {
    static const Business none = BUSINESS_INIT;
    static const text_pair nothing = {"", ""};
    const Business *said = e->row ? e->row : &none;
    text_pair title = e->command ? e->command->title : e->kind ? e->kind->title : nothing;
    text_pair how = e->command ? e->command->procedure : e->kind ? e->kind->procedure : nothing;
    out->method = lend(e->command ? e->command->name : e->row ? e->row->method : e->kind->code);
    out->kind = first_of(said->kind, e->kind ? e->kind->code : e->command ? e->command->kind : "");
    out->title_zh = first_of(said->title_zh, title.zh);
    out->title_en = first_of(said->title_en, title.en);
    out->procedure_zh = first_of(said->procedure_zh, how.zh);
    out->procedure_en = first_of(said->procedure_en, how.en);
    out->fee_zh = lend(fee.zh);
    out->fee_en = lend(fee.en);
}

static bool reviewed(const business_entry *e) {
    if (e->command) return e->command->review.when != KERNEL__WHEN__NEVER;
    return e->kind && e->kind->reviewed;
}

static status show_entry_point(arena *a, Query__BusinessShown *out) {
    const command_type *first = *out->begins ? catalog_command(out->begins) : NULL;
    out->later = !first && !out->presence;
    if (first) out->procedure_url = arena_printf(a, "/api/v1/%s/%s", first->service, first->path);
    return out->procedure_url ? OK : E_ARENA;
}

business_entry business_entry_of(const char *method, const Business *row) {
    const command_type *command = catalog_command(method);
    const char *code = command ? command->kind : method;
    return (business_entry){command, kind_find(code), row};
}

status business_show(const business_entry *e, const context *ctx, arena *a,
                     Query__BusinessShown *out) {
    *out = (BusinessShown) BUSINESS_SHOWN_INIT;
    show_texts(e, out);
    if (e->row) show_row(e->row, ctx->received_at_us, out);
    if (e->kind) show_kind(e->kind, out);
    term_days term = term_days_of(ctx, e->command, ctx->today);
    out->matter = e->kind && e->kind->matter ? e->kind->matter : OTHER_MATTER;
    out->days = reviewed(e) && term.n > 0 ? term.n : 0;
    out->calendar_days = reviewed(e) && term.calendar;
    status s = e->command ? show_contract(e->command, a, out) : OK;
    return s == OK ? show_entry_point(a, out) : s;
}
