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

/* S1: every entry can be started from what is shown. */
static status show_contract(const command_type *command, arena *a, Query__BusinessShown *out) {
    out->window = command->window;
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
