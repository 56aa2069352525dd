/* business: shows one entry of the catalogue from the contract and the centre's switch. */
#include "workers/query/business.h"

#include "gen/query/list_businesses.h"
#include "gen/query/rows.h"
#include "workers/rules/closed.h"

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
    out->procedure_url = arena_printf(a, "/api/v1/%s/%s", command->service, command->path);
    return out->procedure_url ? show_fields(command, a, out) : E_ARENA;
}

status business_show(const command_type *command, const Business *row, int64_t at_us, arena *a,
                     Query__BusinessShown *out) {
    static const text_pair none = {"", ""};
    text_pair title = command ? command->title : none, how = command ? command->procedure : none;
    *out = (BusinessShown) BUSINESS_SHOWN_INIT;
    out->method = lend(command ? command->name : row->method);
    out->kind = first_of(row ? row->kind : "", command ? command->kind : "");
    out->title_zh = first_of(row ? row->title_zh : "", title.zh);
    out->title_en = first_of(row ? row->title_en : "", title.en);
    out->procedure_zh = first_of(row ? row->procedure_zh : "", how.zh);
    out->procedure_en = first_of(row ? row->procedure_en : "", how.en);
    out->closed = row && closed_at(row, at_us);
    out->notice = first_of(row && out->closed == row->closed ? row->notice : "", "");
    out->closed_since_us = out->closed ? row->closed_since_us : 0;
    out->until_us = out->closed ? row->until_us : 0;
    out->presence = row && row->presence;
    return command ? show_contract(command, a, out) : OK;
}
