/* scope: narrows what a query may see to the rows that stand in the relation it was granted. */
#include "workers/engine/scope.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/identity/rows.h"
#include "gen/review/rows.h"
#include "proto/runtime/apply/values.h"
#include "workers/rules/claim.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/spell.h"
#include "workers/rules/tree.h"

enum { MEMBER_CONTRIBUTING = 1 };

/* ---- one value ----------------------------------------------------------------------------- */

static bool same(const char *a, const char *b) {
    return a[0] && !strcmp(a, b);
}

static bool is_unlimited(Kernel__Relation relation) {
    return relation == KERNEL__RELATION__ANY_RECORD || relation == KERNEL__RELATION__CITY;
}

static bool unit_stands(view *rows, const actor *who, Kernel__Relation relation,
                        const char *unit_no) {
    if (relation == KERNEL__RELATION__OWN_UNIT) return same(unit_no, who->unit_no);
    if (relation != KERNEL__RELATION__OWN_DISTRICT || !unit_no[0]) return false;
    const Unit *unit = find_unit(rows, unit_no);
    return unit && same(unit->district_code, who->district_code);
}

/* A community's code begins with its district's. */
static bool community_stands(const actor *who, Kernel__Relation relation, const char *community) {
    if (relation == KERNEL__RELATION__OWN_COMMUNITY) return same(community, who->community_code);
    size_t bytes = strlen(who->district_code);
    return relation == KERNEL__RELATION__OWN_DISTRICT && bytes &&
           !strncmp(community, who->district_code, bytes);
}

static bool spell_stands(view *rows, const actor *who, Kernel__Relation relation,
                         const Spell *spell) {
    return spell_is_flexible(spell) ? community_stands(who, relation, spell->community_code)
                                    : unit_stands(rows, who, relation, spell->unit_no);
}

/* Where the person is enrolled now, or was last. */
static bool latest_stands(view *rows, const actor *who, Kernel__Relation relation,
                          const char *person_no) {
    const Spell *latest = person_no[0] ? spells_of(rows, person_no).latest : NULL;
    return latest && spell_stands(rows, who, relation, latest);
}

/* A case that waits for its decision, filed by the actor; a draft opens nothing. */
static bool is_case_subject(view *rows, const actor *who, const char *person_no) {
    row_list cases = list_case_by_person_no(rows, person_no);
    for (size_t i = 0; i < cases.n; i++) {
        const Case *file = (const Case *) cases.row[i];
        bool open = file->state == PENDING || file->state == RETURNED;
        if (open && same(file->filer, who->account_no)) return true;
    }
    return false;
}

static bool person_in_district(view *rows, const actor *who, const char *person_no) {
    row_list all = list_spell_by_person_no(rows, person_no);
    for (size_t i = 0; i < all.n; i++) {
        const Spell *spell = (const Spell *) all.row[i];
        if (spell_stands(rows, who, KERNEL__RELATION__OWN_DISTRICT, spell)) return true;
    }
    return false;
}

/* A person is of a unit that has or had the person as a member, of a district by such units and by
 * the communities through which the person paid alone; of a community while the latest time was
 * there. */
static bool person_stands(view *rows, const actor *who, Kernel__Relation relation,
                          const char *person_no) {
    switch (relation) {
    case KERNEL__RELATION__SELF:
        return same(person_no, who->person_no);
    case KERNEL__RELATION__OWN_UNIT:
        return who->unit_no[0] && person_no[0] && find_membership(rows, who->unit_no, person_no);
    case KERNEL__RELATION__OWN_DISTRICT:
        return person_no[0] && person_in_district(rows, who, person_no);
    case KERNEL__RELATION__OWN_COMMUNITY:
        return latest_stands(rows, who, relation, person_no);
    case KERNEL__RELATION__CASE_SUBJECT:
        return person_no[0] && is_case_subject(rows, who, person_no);
    default:
        return false;
    }
}

/* What is of no district is of the centre, which has none either. */
static bool district_stands(const actor *who, Kernel__Relation relation, const char *district) {
    if (relation == KERNEL__RELATION__OWN_OFFICE) return !strcmp(district, who->district_code);
    return relation == KERNEL__RELATION__OWN_DISTRICT && same(district, who->district_code);
}

/* ---- one row ------------------------------------------------------------------------------- */

static bool is_somebodys(const row_type *type) {
    return type->unit_field >= 0 || type->district_field >= 0 || type->person_field >= 0 ||
           type->account_field >= 0 || type->community_field >= 0;
}

static const char *text_at(const ProtobufCMessage *row, int field) {
    return field < 0 ? "" : field_text(row, (unsigned) field);
}

/* Months and spells of the time of paying alone have no unit: they are the person's. */
static bool is_alone(const row_type *type, const ProtobufCMessage *row) {
    return type->unit_field >= 0 && type->person_field >= 0 && !text_at(row, type->unit_field)[0];
}

static bool is_held(const context *ctx, view *rows, const row_type *type,
                    const ProtobufCMessage *row) {
    return type == &row_case && claim_is_own(ctx, rows, (const Case *) row);
}

/* A unit sees what is the person's own (name, mobile, address) while the person is its member. */
static bool is_member(view *rows, const actor *who, const char *person_no) {
    const Membership *member =
        who->unit_no[0] && person_no[0] ? find_membership(rows, who->unit_no, person_no) : NULL;
    return member && member->status == MEMBER_CONTRIBUTING;
}

/* By its unit, or by its own: the city's staff has none. */
static bool account_in_district(view *rows, const actor *who, const Account *account) {
    return account->unit_no[0]
               ? unit_stands(rows, who, KERNEL__RELATION__OWN_DISTRICT, account->unit_no)
               : same(account->district_code, who->district_code);
}

/* Of one office and one kind: the city's staff has no district. */
static bool is_colleague(const actor *who, const Account *account) {
    return account->role == who->role && !strcmp(account->district_code, who->district_code);
}

/* Of his own branch of the tree: the centre has one, a district's is the district. */
static bool account_stands(view *rows, const actor *who, const Account *account) {
    if (tree_upper(account->role) != who->role) return false;
    return who->role == KERNEL__ROLE__SETTLEMENT_CENTER || account_in_district(rows, who, account);
}

/* By the nearest of what the row says: its unit before its person, its district before its unit. */
static bool row_stands(const context *ctx, view *rows, Kernel__Relation relation,
                       const row_type *type, const ProtobufCMessage *row) {
    const actor *who = &ctx->actor;
    switch (relation) {
    case KERNEL__RELATION__ANY_RECORD:
    case KERNEL__RELATION__CITY:
        return true;
    case KERNEL__RELATION__FILED:
        return same(text_at(row, type->account_field), who->account_no);
    case KERNEL__RELATION__ASSIGNED:
        return is_held(ctx, rows, type, row);
    case KERNEL__RELATION__ONE_BELOW:
        return type == &row_account && account_stands(rows, who, (const Account *) row);
    case KERNEL__RELATION__SELF:
        return person_stands(rows, who, relation, text_at(row, type->person_field));
    case KERNEL__RELATION__CASE_SUBJECT: /* nothing of the person's time in units */
        return (type->unit_field < 0 || is_alone(type, row)) &&
               person_stands(rows, who, relation, text_at(row, type->person_field));
    case KERNEL__RELATION__OWN_UNIT:
        return type->unit_field >= 0
                   ? unit_stands(rows, who, relation, text_at(row, type->unit_field))
                   : is_member(rows, who, text_at(row, type->person_field));
    case KERNEL__RELATION__OWN_DISTRICT:
    case KERNEL__RELATION__OWN_OFFICE:
        if (type == &row_account && relation == KERNEL__RELATION__OWN_OFFICE)
            return is_colleague(who, (const Account *) row);
        if (type == &row_account) return account_in_district(rows, who, (const Account *) row);
        if (type->district_field >= 0)
            return district_stands(who, relation, text_at(row, type->district_field));
        return type->unit_field >= 0 && !is_alone(type, row)
                   ? unit_stands(rows, who, relation, text_at(row, type->unit_field))
                   : person_stands(rows, who, relation, text_at(row, type->person_field));
    case KERNEL__RELATION__OWN_COMMUNITY:
        return type->community_field >= 0
                   ? same(text_at(row, type->community_field), who->community_code)
                   : (type->unit_field < 0 || is_alone(type, row)) &&
                         person_stands(rows, who, relation, text_at(row, type->person_field));
    default:
        return false;
    }
}

/* ---- the records an input names ------------------------------------------------------------ */

/* What is asked: an input, and the case whose content it is to become, "" for none. alone: a
 * command that could name a unit and names none, so that it is about somebody who pays alone. */
typedef struct asked {
    const ProtobufCMessage *input;
    const char *case_no;
    bool alone;
} asked;

static bool is_about_one_alone(const context *ctx, const ProtobufCMessage *input) {
    bool by_unit = false;
    for (unsigned i = 0; i < ctx->command->n_named && !ctx->command->query; i++) {
        const named_record *named = &ctx->command->named[i];
        if (named->row != &row_unit || named->list >= 0) continue;
        if (field_text(input, named->field)[0]) return false;
        by_unit = true;
    }
    return by_unit;
}

/* By where the person is now: who was once a member here is not filed for by the former office. A
 * unit files for its members only. */
static bool alone_stands(view *rows, const actor *who, Kernel__Relation relation,
                         const char *person_no) {
    if (relation == KERNEL__RELATION__OWN_UNIT) return false;
    return relation == KERNEL__RELATION__OWN_DISTRICT
               ? latest_stands(rows, who, relation, person_no)
               : person_stands(rows, who, relation, person_no);
}

/* A document number stands for the person who is registered under it. */
const char *scope_key_of(const context *ctx, view *rows, const named_record *named,
                         const char *value) {
    char number[DOCUMENT_SIZE];
    if (!named->by_document) return value;
    if (document_fold(value, number) != OK) return "";
    const PersonDirectory *place = find_person_directory(rows, ctx->search_hash(ctx, rows, number));
    return place ? place->person_no : "";
}

/* Where the key says itself whose record it is, the record need not be looked at. */
static bool record_stands(const context *ctx, view *rows, Kernel__Relation relation,
                          const named_record *named, const char *value, bool alone) {
    const row_type *type = named->row;
    int key_field = (int) type->index[0].field[0];
    if (is_unlimited(relation)) return true;
    const char *own = scope_key_of(ctx, rows, named, value);
    if (!own[0] && named->by_document && view_missing(rows)) return false; /* not known yet */
    if (!own[0]) own = "-"; /* of nobody as much is asked as of somebody else */
    if (key_field == type->person_field)
        return (alone ? alone_stands : person_stands)(rows, &ctx->actor, relation, own);
    if (key_field == type->unit_field) return unit_stands(rows, &ctx->actor, relation, own);
    row_key key = row_key_of(type, 0);
    row_key_text(&key, own);
    const ProtobufCMessage *row = view_find(rows, &key);
    return row && row_stands(ctx, rows, relation, type, row);
}

/* One field of the input, or of every member of a list; `*n` counts the records named. */
static bool field_stands(const context *ctx, view *rows, const grant *g, const asked *what,
                         const named_record *named, size_t *n) {
    if (named->list < 0) {
        const char *value = field_text(what->input, named->field);
        *n += value[0] != '\0';
        return !value[0] || record_stands(ctx, rows, g->relation, named, value, what->alone);
    }
    values members = values_of(what->input, &what->input->descriptor->fields[named->list]);
    bool stands = true;
    for (size_t i = 0; i < members.n; i++) {
        const char *value = field_text(value_message(value_at(members, i)), named->field);
        *n += value[0] != '\0';
        bool holds = !value[0] || record_stands(ctx, rows, g->relation, named, value, what->alone);
        stands = holds && stands;
    }
    return stands;
}

/* The actor's own unit, district or person, for an input that names none. */
static bool has_own(const context *ctx, Kernel__Relation relation) {
    const actor *who = &ctx->actor;
    switch (relation) {
    case KERNEL__RELATION__ONE_BELOW: /* rows of a query are looked at one by one */
        return ctx->command->query;
    case KERNEL__RELATION__SELF:
        return who->person_no[0] != '\0';
    case KERNEL__RELATION__OWN_UNIT:
        return who->unit_no[0] != '\0';
    case KERNEL__RELATION__OWN_COMMUNITY:
        return who->community_code[0] != '\0';
    case KERNEL__RELATION__OWN_DISTRICT:
        return who->district_code[0] != '\0';
    case KERNEL__RELATION__OWN_OFFICE:
    case KERNEL__RELATION__FILED:
        return who->account_no[0] != '\0';
    default:
        return is_unlimited(relation);
    }
}

static bool case_stands(const context *ctx, view *rows, const grant *g, const asked *what) {
    static const named_record by_case = {.list = -1, .row = &row_case};
    return !what->case_no[0] ||
           record_stands(ctx, rows, g->relation, &by_case, what->case_no, false) ||
           record_stands(ctx, rows, KERNEL__RELATION__FILED, &by_case, what->case_no, false);
}

/* An input that could name records and names none is nobody's business, unless the grant says that
 * it is about the actor's own. */
static bool holds(const context *ctx, view *rows, const grant *g, const asked *what,
                  const char **field) {
    const command_type *command = ctx->command;
    size_t n = 0;
    if (!case_stands(ctx, rows, g, what)) {
        *field = "case_no";
        return false;
    }
    for (unsigned i = 0; i < command->n_named; i++) {
        const named_record *named = &command->named[i];
        unsigned at = named->list < 0 ? named->field : (unsigned) named->list;
        if (field_stands(ctx, rows, g, what, named, &n)) continue;
        *field = what->input->descriptor->fields[at].name;
        return false;
    }
    if (n || is_unlimited(g->relation)) return true;
    return (!command->n_named || g->own) && has_own(ctx, g->relation);
}

/* Until the rows are there it is a guess, by which the decision asks for what it will need. */
static void let_in(context *ctx, const grant *g) {
    ctx->scope = g->relation;
    ctx->plain = g->plain;
    ctx->asks_purpose = g->purpose;
    ctx->why = g->why;
}

/* docs/rules 7.1: one's own records are opened by a valid identity document, not by a password
 * alone.
 */
static bool lacks_document(const context *ctx, const grant *g) {
    return g->relation == KERNEL__RELATION__SELF && !ctx->actor.verified;
}

/* docs/rules 6.8: what policy gives to a district the centre leaves to it. Also said of a case that
 * does not exist, so that the answer tells nothing. */
static bool reaches_down(const context *ctx) {
    return ctx->actor.role == KERNEL__ROLE__SETTLEMENT_CENTER &&
           ctx->scope == KERNEL__RELATION__OWN_OFFICE;
}

static verdict enter(context *ctx, const ProtobufCMessage *input, const char *case_no, view *rows) {
    const asked what = {input, case_no, is_about_one_alone(ctx, input)};
    const char *field = NULL;
    bool known = false;
    for (unsigned i = 0; i < ctx->command->n_grant; i++) {
        const grant *g = &ctx->command->grants[i];
        if (g->role != KERNEL__ROLE__ANYONE && g->role != ctx->actor.role) continue;
        known = true;
        let_in(ctx, g);
        if (!holds(ctx, rows, g, &what, &field)) continue;
        return lacks_document(ctx, g) ? (verdict){E_FORBIDDEN, NULL, "document_unverified"}
                                      : accept();
    }
    if (ctx->actor.role == KERNEL__ROLE__ANYONE) return refuse(E_TOKEN, NULL);
    if (what.alone && ctx->scope == KERNEL__RELATION__OWN_UNIT)
        return refuse(E_REQUIRED, "unit_no");
    if (known && reaches_down(ctx)) return (verdict){E_LEVEL, field, "office"};
    return (verdict){E_FORBIDDEN, field, known ? "relation" : "role"};
}

/* Whose a row is stands in none of its sealed fields. */
verdict scope_enter(context *ctx, const ProtobufCMessage *input, const char *case_no, view *rows) {
    view_at_rest(rows, true);
    verdict v = enter(ctx, input, case_no, rows);
    view_at_rest(rows, false);
    return v;
}

/* ---- what a query sees --------------------------------------------------------------------- */

/* What the actor's account filed; of an operator of several units, or of one who was moved, only
 * what he filed for the unit for which he is here. */
static bool is_own_act(const context *ctx, view *rows, const row_type *type,
                       const ProtobufCMessage *row) {
    const char *unit_no = text_at(row, type->unit_field), *own = ctx->actor.unit_no;
    return row_stands(ctx, rows, KERNEL__RELATION__FILED, type, row) &&
           (!own[0] || !unit_no[0] || same(unit_no, own));
}

static bool shows(void *self, view *rows, const row_type *type, const ProtobufCMessage *row) {
    const context *ctx = self;
    if (!is_somebodys(type) || row_stands(ctx, rows, ctx->scope, type, row)) return true;
    return is_own_act(ctx, rows, type, row);
}

/* A text among the values of a find, "" where there is none; NULL without memory. */
static const char *text_part(view *rows, const row_key *key, unsigned at) {
    const row_part *part = &key->part[at];
    if (key->n <= at || part->is_number || !part->bytes) return "";
    return arena_text(view_arena(rows), part->data, part->bytes);
}

/* Accounts of one role, and of one district where the actor has one. */
static bool accounts_within(const actor *who, view *rows, const row_key *key) {
    bool by_role = key->type == &row_account && key->n && key->part[0].is_number &&
                   tree_upper((Kernel__Role) key->part[0].number) == who->role;
    const char *district = by_role ? text_part(rows, key, 1) : NULL;
    return district &&
           (who->role == KERNEL__ROLE__SETTLEMENT_CENTER || same(district, who->district_code));
}

/* Whether all rows of an index entry are in the scope: it begins with whose rows they are. */
static bool is_within(void *self, view *rows, const row_key *key) {
    const context *ctx = self;
    const actor *who = &ctx->actor;
    const row_type *type = key->type;
    if (is_unlimited(ctx->scope) || !is_somebodys(type)) return true;
    if (ctx->scope == KERNEL__RELATION__ONE_BELOW) return accounts_within(who, rows, key);
    if (type == &row_account && key->n > 1 && key->part[0].is_number) /* by role and district */
        return district_stands(who, ctx->scope, text_part(rows, key, 1));
    int first = (int) type->index[key->index].field[0];
    const char *value = text_part(rows, key, 0);
    if (!value) return false;
    if (first == type->account_field) return same(value, who->account_no);
    if (first == type->district_field) return district_stands(who, ctx->scope, value);
    if (first == type->unit_field) return unit_stands(rows, who, ctx->scope, value);
    return first == type->person_field && person_stands(rows, who, ctx->scope, value);
}

void scope_limit(const context *ctx, view *rows) {
    if (!is_unlimited(ctx->scope))
        view_limit(rows, (view_scope){shows, is_within, (void *) (uintptr_t) ctx});
}
