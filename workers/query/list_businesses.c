/* list_businesses (S1, S9): the catalogue: every command with a business code, and the entries that
 * the centre added for what only the counter does. */
#include <string.h>

#include "gen/query/list_businesses.h"
#include "gen/query/rows.h"
#include "workers/query/business.h"

static const Business *row_of(row_list said, const char *method) {
    for (size_t i = 0; i < said.n; i++)
        if (!strcmp(((const Business *) said.row[i])->method, method))
            return (const Business *) said.row[i];
    return NULL;
}

/* What the list is made of. */
typedef struct catalogue {
    const context *ctx;
    Kernel__Role role; /* ROLE_NONE: any */
    row_list said;
    arena *a;
    BusinessShown *shown;
} catalogue;

static status add(const catalogue *c, const command_type *command, const Business *row,
                  BusinessList *out) {
    BusinessShown *at = &c->shown[out->n_business];
    status s = business_show(command, row, c->ctx->received_at_us, c->a, at);
    bool reviewed = command && command->review.when != KERNEL__WHEN__NEVER;
    at->days = reviewed ? c->ctx->review_days : 0;
    if (s == OK) out->business[out->n_business++] = at;
    return s;
}

static status add_all(const catalogue *c, BusinessList *out) {
    row_list said = c->said;
    status s = OK;
    for (unsigned i = 0; s == OK && i < n_commands; i++)
        if (business_listed(&commands[i]) &&
            business_is_for(&commands[i], c->ctx->actor.role, c->role))
            s = add(c, &commands[i], row_of(said, commands[i].name), out);
    for (size_t i = 0; s == OK && i < said.n; i++) {
        const Business *row = (const Business *) said.row[i];
        if (!catalog_command(row->method) && !c->role) s = add(c, NULL, row, out);
    }
    return s;
}

verdict query_list_businesses(const context *ctx, view *rows, const ListBusinesses *in,
                              changes *out) {
    row_list said = list_business_by_listed(rows, true);
    size_t most = n_commands + said.n;
    BusinessList reply = BUSINESS_LIST_INIT;
    BusinessShown *shown = arena_alloc(view_arena(rows), most * sizeof *shown);
    reply.business = arena_alloc(view_arena(rows), most * sizeof *reply.business);
    const catalogue c = {ctx, in->role, said, view_arena(rows), shown};
    status s = shown && reply.business ? add_all(&c, &reply) : E_ARENA;
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
