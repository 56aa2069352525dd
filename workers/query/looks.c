/* looks: shows a look. The sentence is made of the contract's own words: post and purpose of its
 * code tables, titles of its methods. What a question shows of a person are the fields of its reply
 * that are personal. */
#include "workers/query/looks.h"

#include <string.h>

#include "gen/desk/office.h"
#include "gen/review/rows.h"

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

/* ---- who ------------------------------------------------------------------------------------ */

static text_pair word_of(const char *table_name, int64_t number) {
    const code_table *table = catalog_codes(table_name);
    for (unsigned i = 0; table && i < table->n; i++)
        if (table->value[i].number == number && table->value[i].label.zh)
            return table->value[i].label;
    return (text_pair){"", ""};
}

/* "08" of an envelope or grant. */
static text_pair purpose_of(const char *code) {
    const code_table *table = catalog_codes("purpose");
    const code_value *value = table ? code_find(table, code) : NULL;
    return value && value->label.zh ? value->label : (text_pair){"", ""};
}

/* A code with words before and behind it. */
static text_pair named(view *rows, text_pair before, const char *code, text_pair behind) {
    const char *zh = arena_printf(view_arena(rows), "%s%s%s", before.zh, code, behind.zh);
    const char *en = arena_printf(view_arena(rows), "%s%s%s", before.en, code, behind.en);
    return zh && en ? (text_pair){zh, en} : (text_pair){"", ""};
}

text_pair looks_office(view *rows, Kernel__Role role, const char *office) {
    const text_pair none = {"", ""}, unit = {"单位", "unit "}, community = {"社区", "community "};
    const text_pair district = {"行政区", "the office of district "}, its_office = {"社保处", ""};
    if (!office[0]) return none;
    if (role == KERNEL__ROLE__UNIT_OPERATOR) return named(rows, unit, office, none);
    if (role == KERNEL__ROLE__COMMUNITY_OPERATOR) return named(rows, community, office, none);
    const Office *known = find_office(rows, office);
    return known ? (text_pair){known->name_zh, known->name_en}
                 : named(rows, district, office, its_office);
}

/* ---- the sentence --------------------------------------------------------------------------- */

/* What a sentence is made of. A text of "" is left out with the words around it. */
typedef struct parts {
    text_pair office, post, purpose, title, business; /* business: of the case that it rests on */
    const char *staff_no;
    bool acted; /* a business was done for the person */
} parts;

static const char *who_looked(const parts *p, bool english, arena *a) {
    const char *office = text_pair_in(p->office, english), *post = text_pair_in(p->post, english);
    const char *open = english ? " (staff number " : "（工号", *close = english ? ")" : "）";
    bool known = *p->staff_no;
    if (!known) open = close = "";
    return english ? arena_printf(a, "%s%s%s%s%s%s", post, *office ? " of " : "", office, open,
                                  p->staff_no, close)
                   : arena_printf(a, "%s%s%s%s%s", office, post, open, p->staff_no, close);
}

static const char *why(const parts *p, bool english, arena *a) {
    const char *purpose = text_pair_in(p->purpose, english);
    const char *business = text_pair_in(p->business, english);
    if (!strcmp(p->purpose.zh, p->title.zh)) return "";
    if (!*purpose || !*business) return purpose;
    return arena_printf(a, english ? "%s (%s)" : "%s（%s）", purpose, business);
}

static const char *in_chinese(const parts *p, arena *a) {
    const char *who = who_looked(p, false, a), *reason = why(p, false, a);
    if (!who || !reason) return NULL;
    if (p->acted) return arena_printf(a, "%s代您办理了“%s”。", who, p->title.zh);
    return arena_printf(a, "%s%s%s%s看了您的记录%s%s。", who, *p->title.zh ? "通过“" : "",
                        p->title.zh, *p->title.zh ? "”" : "", *reason ? "，事由是" : "", reason);
}

static const char *in_english(const parts *p, arena *a) {
    char *who = lend(who_looked(p, true, a));
    const char *reason = why(p, true, a);
    if (!who || !reason) return NULL;
    if (*who >= 'a' && *who <= 'z') *who = (char) (*who - 'a' + 'A');
    if (p->acted) return arena_printf(a, "%s did “%s” for you.", who, p->title.en);
    return arena_printf(a, "%s looked at your record%s%s%s%s%s.", who,
                        *p->title.en ? " through “" : "", p->title.en, *p->title.en ? "”" : "",
                        *reason ? ", for this reason: " : "", reason);
}

/* ---- one look ------------------------------------------------------------------------------- */

/* The case that a look rests on, where it is about the person: that one he may open. */
static const Case *own_case(view *rows, const Look *row) {
    const Case *file = row->reference[0] ? find_case(rows, row->reference) : NULL;
    return file && !strcmp(file->person_no, row->person_no) ? file : NULL;
}

static parts parts_of(view *rows, const Look *row, const command_type *command) {
    const Case *file = own_case(rows, row);
    const command_type *filed = file ? catalog_command(file->method) : NULL;
    const text_pair none = {"", ""};
    return (parts){.office = looks_office(rows, row->role, row->office),
                   .post = word_of("post", row->role),
                   .purpose = purpose_of(row->purpose),
                   .title = command ? command->title : none,
                   .business = filed ? filed->title : none,
                   .staff_no = row->staff_no,
                   .acted = command && !command->query};
}

static status say(view *rows, const Look *row, const command_type *command, LookShown *out) {
    const parts p = parts_of(rows, row, command);
    out->sentence_zh = lend(in_chinese(&p, view_arena(rows)));
    out->sentence_en = lend(in_english(&p, view_arena(rows)));
    out->office_zh = lend(p.office.zh);
    out->office_en = lend(p.office.en);
    out->purpose_zh = lend(p.purpose.zh);
    out->purpose_en = lend(p.purpose.en);
    out->title_zh = lend(p.title.zh);
    out->title_en = lend(p.title.en);
    out->staff_no = row->staff_no;
    if (own_case(rows, row)) out->case_no = row->reference;
    return out->sentence_zh && out->sentence_en ? OK : E_ARENA;
}

status looks_show(view *rows, const Look *row, LookShown *out) {
    const command_type *command = catalog_command(row->method);
    arena *a = view_arena(rows);
    *out = (LookShown) LOOK_SHOWN_INIT;
    out->at_us = row->at_us;
    out->role = row->role;
    out->office = row->office;
    out->method = row->method;
    out->purpose = row->purpose;
    out->reference = row->reference;
    out->channel = row->channel;
    out->n = row->n;
    out->shown_zh = arena_alloc(a, SHOWN_MAX * sizeof *out->shown_zh);
    out->shown_en = arena_alloc(a, SHOWN_MAX * sizeof *out->shown_en);
    if (!out->shown_zh || !out->shown_en) return E_ARENA;
    if (command && command->query) add_personal(command->output, 0, out);
    return say(rows, row, command, out);
}
