/* What a command says of its review: who decides, whether many of its cases may be approved in one
 * run, and in which fields such cases are alike; and which command an agent sends for an account.
 */
#include "tools/catalog/emit.h"

enum { APPROVERS_MAX = 9 };

static Kernel__When review_when(const Kernel__Command *c) {
    return c->review ? c->review->when : KERNEL__WHEN__NEVER;
}

static void check_depth(const Kernel__Command *c, bool query) {
    const Kernel__Review *r = c->review;
    if (!r) return;
    if (query || r->when == KERNEL__WHEN__NEVER)
        fail("its review has no effect; it needs `when`, and is no query's");
    if (r->level < 0 || (r->level && r->when != KERNEL__WHEN__ABOVE))
        fail("review: a level above 0 has an effect with ABOVE only");
    if (r->approvers > APPROVERS_MAX) fail("review: at most %d approvers", APPROVERS_MAX);
    if (r->approvers && r->all_approve) fail("review: approvers or all_approve, not both");
}

/* What several must approve, or one confirms by a second factor, is looked at case by case. */
static void check_bulk(const Kernel__Command *c, const Schema__Message *input) {
    const Kernel__Review *r = c->review;
    if (!r || (!r->bulk && !r->n_alike)) return;
    if (r->approvers > 1 || r->all_approve || c->high_risk)
        fail("review: what several approve, or what is of high risk, is not approved in bulk");
    if ((r->bulk == KERNEL__BULK__IF_ALIKE) != (r->n_alike > 0))
        fail("review: IF_ALIKE, and nothing else, says in which fields cases are alike");
    for (size_t i = 0; i < r->n_alike; i++) {
        int at = field_index(input, r->alike[i]);
        const Schema__FieldDef *field = at < 0 ? NULL : input->field[at];
        if (!field || field_repeated(field) || field->type == TYPE_MESSAGE ||
            field->type == TYPE_BYTES || field_option(field)->personal)
            fail("review: alike \"%s\" is no single field of %s that is nobody's personal data",
                 r->alike[i], input->name);
    }
}

/* Who acts is the account that ordered it: nobody else may send it, and the hall itself may not. */
void check_by_agent(const Kernel__Command *c, bool query) {
    if (!c->by_agent) return;
    bool system = false;
    for (size_t i = 0; i < c->n_grant; i++)
        for (size_t k = 0; k < c->grant[i]->n_role; k++)
            system |= c->grant[i]->role[k] == KERNEL__ROLE__SYSTEM;
    if (query || c->door != KERNEL__DOOR__INTERNAL || system || c->sheet[0])
        fail("by_agent: a command with door: INTERNAL, granted to accounts and not to SYSTEM");
}

static uint32_t approvers_of(const Kernel__Review *r) {
    if (!r) return 1;
    return r->all_approve ? UINT32_MAX : r->approvers ? r->approvers : 1;
}

void emit_review(const Kernel__Command *c, FILE *out) {
    const Kernel__Review *r = c->review;
    fprintf(out, "{%d, %d, %u, %d, %d, ", (int) review_when(c), r ? (int) r->level : 0,
            approvers_of(r), r ? (int) r->office : 0, r ? (int) r->bulk : 0);
    if (r && r->n_alike) fputs("(const char *const[]){", out);
    for (size_t i = 0; r && i < r->n_alike; i++) fprintf(out, "\"%s\", ", r->alike[i]);
    fputs(r && r->n_alike ? "NULL}}, " : "NULL}, ", out);
}

void check_review(const Kernel__Command *c, const Schema__Message *input, bool query) {
    check_depth(c, query);
    check_bulk(c, input);
}
