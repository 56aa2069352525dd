/* program_key: holds the terms of a key against the contract, and shows keys. */
#include "workers/identity/program_key.h"

#include <string.h>

#include "workers/rules/calendar/date.h"
#include "workers/rules/prefix.h"

enum { ONE_YEAR = 10000 /* of a date YYYYMMDD */ };

/* ---- what a key may ------------------------------------------------------------------------- */

static bool reaches(const char *item, bool query) {
    for (unsigned i = 0; i < n_commands; i++) {
        const command_type *c = &commands[i];
        bool named = !strcmp(c->name, item) || (c->kind[0] && !strcmp(c->kind, item));
        if (named && c->by_key && c->query == query) return true;
    }
    return false;
}

static void check_reach(char **item, size_t n, bool query, changes *out) {
    const char *field = query ? "question" : "business";
    for (size_t i = 0; i < n; i++)
        if (!reaches(item[i], query)) {
            changes_fault(out, (verdict){E_CODE_VALUE, field, "key_business"});
            return;
        }
}

static void check_networks(const key_terms *terms, changes *out) {
    prefix read;
    for (size_t i = 0; i < terms->n_network; i++)
        if (prefix_parse(terms->network[i], &read) != OK) {
            changes_fault(out, (verdict){E_FORM, "network", "key_network"});
            return;
        }
}

static void check_end(const context *ctx, int32_t valid_until, changes *out) {
    if (!date_valid(valid_until))
        changes_fault(out, refuse(E_DATE, "valid_until"));
    else if (valid_until < ctx->today)
        changes_fault(out, refuse(E_RANGE, "valid_until"));
    else if (valid_until > ctx->today + ONE_YEAR)
        changes_fault(out, (verdict){E_RANGE, "valid_until", "key_too_long"});
}

/* NULL without memory. */
static char *joined(view *rows, char **item, size_t n) {
    const char *all = "";
    for (size_t i = 0; all && i < n; i++)
        all = arena_printf(view_arena(rows), "%s%s%s", all, i ? "," : "", item[i]);
    return lend(all);
}

bool program_key_limits(const context *ctx, view *rows, const key_terms *terms, changes *out,
                        key_limits *limits) {
    if (!terms->n_business && !terms->n_question)
        changes_fault(out, refuse(E_REQUIRED, "business"));
    check_reach(terms->business, terms->n_business, false, out);
    check_reach(terms->question, terms->n_question, true, out);
    check_networks(terms, out);
    check_end(ctx, terms->valid_until, out);
    if (changes_at_fault(out)) return false;
    *limits = (key_limits){.business = joined(rows, terms->business, terms->n_business),
                           .question = joined(rows, terms->question, terms->n_question),
                           .network = joined(rows, terms->network, terms->n_network),
                           .ends_at_us = date_us(terms->valid_until, 24)};
    return limits->business && limits->question && limits->network;
}

/* ---- what is shown -------------------------------------------------------------------------- */

static bool divide(view *rows, const char *list, char ***item, size_t *n) {
    char *rest = arena_dup(view_arena(rows), list), *one;
    *item = arena_alloc(view_arena(rows), (strlen(list) + 1) * sizeof **item);
    if (!rest || !*item) return false;
    while (rest && (one = strsep(&rest, ",")))
        if (*one) (*item)[(*n)++] = one;
    return true;
}

status program_key_show(view *rows, const ProgramKey *key, ProgramKeyShown *out) {
    *out = (ProgramKeyShown) PROGRAM_KEY_SHOWN_INIT;
    out->key_no = key->key_no;
    out->account_no = key->account_no;
    out->unit_no = key->unit_no;
    out->name = key->name;
    out->valid_until = key->valid_until;
    out->calls_a_day = key->calls_a_day;
    out->made_at_us = key->made_at_us;
    out->revoked = key->revoked;
    out->revoked_at_us = key->revoked_at_us;
    out->revoked_by = key->revoked_by;
    bool whole = divide(rows, key->business, &out->business, &out->n_business) &&
                 divide(rows, key->question, &out->question, &out->n_question) &&
                 divide(rows, key->network, &out->network, &out->n_network);
    return whole ? OK : E_ARENA;
}
