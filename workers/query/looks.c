/* looks: shows a look. What a question shows of a person follows from the contract: the fields of
 * its reply that are personal. */
#include "workers/query/looks.h"

#include <string.h>

enum { SHOWN_MAX = 32, DEPTH_MAX = 3 };

bool looks_hidden(const context *ctx, const Look *row) {
    return row->timing == DELAYED && row->shown_from_us > ctx->received_at_us;
}

static void add(text_pair label, LookShown *out) {
    if (!label.zh || !label.zh[0] || out->n_shown_zh == SHOWN_MAX) return;
    for (size_t i = 0; i < out->n_shown_zh; i++)
        if (!strcmp(out->shown_zh[i], label.zh)) return;
    out->shown_zh[out->n_shown_zh++] = lend(label.zh);
    out->shown_en[out->n_shown_en++] = lend(label.en);
}

static void add_personal(const message_type *type, unsigned depth, LookShown *out) {
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        const field_type *f = &type->field[i];
        if (f->personal) add(f->label, out);
        if (f->message && depth < DEPTH_MAX) add_personal(f->message, depth + 1, out);
    }
}

status looks_show(const Look *row, arena *a, LookShown *out) {
    const command_type *command = catalog_command(row->method);
    *out = (LookShown) LOOK_SHOWN_INIT;
    out->at_us = row->at_us;
    out->role = row->role;
    out->office = row->office;
    out->method = row->method;
    out->title_zh = lend(command ? command->title.zh : "");
    out->title_en = lend(command ? command->title.en : "");
    out->purpose = row->purpose;
    out->reference = row->reference;
    out->channel = row->channel;
    out->n = row->n;
    out->shown_zh = arena_alloc(a, SHOWN_MAX * sizeof *out->shown_zh);
    out->shown_en = arena_alloc(a, SHOWN_MAX * sizeof *out->shown_en);
    if (!out->shown_zh || !out->shown_en) return E_ARENA;
    if (command && command->query) add_personal(command->output, 0, out);
    return OK;
}
