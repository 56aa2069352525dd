/* list_businesses (S1, S9): the catalogue: every command with a business code, the entries that the
 * centre added for what only the counter does, and the kinds that no command bears yet. */
#include <stdlib.h>
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

static status add(const catalogue *c, business_entry entry, BusinessList *out) {
    BusinessShown *at = &c->shown[out->n_business];
    status s = business_show(&entry, c->ctx, c->a, at);
    if (s == OK) out->business[out->n_business++] = at;
    return s;
}

static status add_commands(const catalogue *c, BusinessList *out) {
    status s = OK;
    for (unsigned i = 0; s == OK && i < n_commands; i++)
        if (business_listed(&commands[i]) &&
            business_is_for(&commands[i], c->ctx->actor.role, c->role))
            s = add(c, business_entry_of(commands[i].name, row_of(c->said, commands[i].name)), out);
    return s;
}

/* Entries that the centre added: only the counter handles them. */
static status add_counter(const catalogue *c, BusinessList *out) {
    status s = OK;
    for (size_t i = 0; s == OK && i < c->said.n; i++) {
        const Business *row = (const Business *) c->said.row[i];
        if (!catalog_command(row->method) && !kind_find(row->method))
            s = add(c, business_entry_of(row->method, row), out);
    }
    return s;
}

/* Whether a command bears the kind, or the centre's entry for the counter does. */
static bool borne(const catalogue *c, const char *code) {
    for (unsigned i = 0; i < n_commands; i++)
        if (!strcmp(commands[i].kind, code)) return true;
    for (size_t i = 0; i < c->said.n; i++) {
        const Business *row = (const Business *) c->said.row[i];
        if (!kind_find(row->method) && !strcmp(row->kind, code)) return true;
    }
    return false;
}

static status add_kinds(const catalogue *c, BusinessList *out) {
    status s = OK;
    for (unsigned i = 0; s == OK && i < n_business_kinds; i++) {
        const char *code = business_kinds[i].code;
        if (!borne(c, code)) s = add(c, business_entry_of(code, row_of(c->said, code)), out);
    }
    return s;
}

/* By code, as people read them; those of one code by name. */
static int by_kind(const void *a, const void *b) {
    const BusinessShown *one = *(const BusinessShown *const *) a,
                        *other = *(const BusinessShown *const *) b;
    int order = strcmp(one->kind, other->kind);
    return order ? order : strcmp(one->method, other->method);
}

verdict query_list_businesses(const context *ctx, view *rows, const ListBusinesses *in,
                              changes *out) {
    row_list said = list_business_by_listed(rows, true);
    size_t most = n_commands + said.n + n_business_kinds;
    BusinessList reply = BUSINESS_LIST_INIT;
    BusinessShown *shown = arena_alloc(view_arena(rows), most * sizeof *shown);
    reply.business = arena_alloc(view_arena(rows), most * sizeof *reply.business);
    const catalogue c = {ctx, in->role, said, view_arena(rows), shown};
    status s = shown && reply.business ? add_commands(&c, &reply) : E_ARENA;
    if (s == OK && !in->role) s = add_counter(&c, &reply);
    if (s == OK && !in->role) s = add_kinds(&c, &reply);
    if (s != OK) return refuse(s, NULL);
    qsort(reply.business, reply.n_business, sizeof *reply.business, by_kind);
    changes_reply(out, &reply.base);
    return accept();
}
