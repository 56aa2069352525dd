/* find_persons (A10, A25): who is or was insured in the officer's district, by the words under
 * which the district finds persons. The rarest of the typed words leads to the candidates; those
 * who stand under all of them are opened and compared whole. What fits many is refused, so that
 * nobody reads a district page by page: a list is what units have. Source: docs/sealing.md. */
#include <stdlib.h>
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/query/find_persons.h"
#include "workers/rules/search/words.h"
#include "workers/rules/spell.h"

/* WORDS_TYPED: fewer than are kept of the initials of a very long name (words.h). */
enum { WORDS_TYPED = 4, CANDIDATES_MAX = 2000, OPENED_MAX = 200, SHOWN_MAX = 20 };

/* Under each word typed, those who stand there; a list that is not whole says nothing. */
typedef struct candidates {
    row_list of[WORDS_TYPED];
    size_t n;
    const row_list *rarest; /* NULL where none is whole */
} candidates;

static bool is_whole(const row_list *list) {
    return list->n < CANDIDATES_MAX;
}

static candidates load(const context *ctx, view *rows, const wanted *what) {
    ProtobufCBinaryData word[WORDS_TYPED];
    candidates out = {
        .n = wanted_words(ctx, rows, ctx->actor.district_code, what, word, WORDS_TYPED)};
    for (size_t i = 0; i < out.n; i++) {
        row_key key = key_district_word_by_district_code_word(ctx->actor.district_code, word[i]);
        key.limit = CANDIDATES_MAX;
        out.of[i] = view_list(rows, &key);
    }
    return out;
}

static void choose(candidates *c) {
    for (size_t i = 0; i < c->n; i++)
        if (is_whole(&c->of[i]) && (!c->rarest || c->of[i].n < c->rarest->n)) c->rarest = &c->of[i];
}

static int by_person(const void *a, const void *b) {
    const DistrictWord *x = *(const DistrictWord *const *) a, *y = *(const DistrictWord *const *) b;
    return strcmp(x->person_no, y->person_no);
}

/* Lists are in the order of person numbers. */
static bool stands_under_all(const candidates *c, const ProtobufCMessage *row) {
    bool all = true;
    for (size_t i = 0; i < c->n && all; i++)
        all = !is_whole(&c->of[i]) ||
              bsearch(&row, c->of[i].row, c->of[i].n, sizeof c->of[i].row[0], by_person);
    return all;
}

static size_t narrow(const candidates *c, const DistrictWord *out[OPENED_MAX + 1]) {
    size_t n = 0;
    for (size_t i = 0; i < c->rarest->n && n <= OPENED_MAX; i++)
        if (stands_under_all(c, c->rarest->row[i]))
            out[n++] = (const DistrictWord *) c->rarest->row[i];
    return n;
}

/* ---- the answer ---------------------------------------------------------------------------- */

/* Spells and units of other districts are not in scope: the place is one of this district. */
static PersonFound line_of(view *rows, const Person *person) {
    const Spell *latest = spells_of(rows, person->person_no).latest;
    const Unit *unit = latest && latest->unit_no[0] ? find_unit(rows, latest->unit_no) : NULL;
    PersonFound out = PERSON_FOUND_INIT;
    out.person_no = person->person_no;
    out.name = person->name;
    out.document_no = person->document_no;
    out.unit_no = latest ? latest->unit_no : lend("");
    out.unit_name = unit ? unit->name : lend("");
    out.community_code = latest ? latest->community_code : lend("");
    out.status = latest ? latest->status : 0;
    out.valid_from = latest ? latest->valid_from : 0;
    return out;
}

static bool is_meant(const wanted *what, const Person *person) {
    const member_names who = {"", person->person_no, person->name, person->document_no};
    return wanted_fits(what, &who);
}

/* False when more fit than are shown. */
static bool show(view *rows, const wanted *what, const DistrictWord *const *opened, size_t n,
                 PersonFound line[SHOWN_MAX], PersonsFound *out) {
    for (size_t i = 0; i < n; i++) {
        const Person *person = find_person(rows, opened[i]->person_no);
        if (!person || !is_meant(what, person)) continue;
        if (out->n_person == SHOWN_MAX) return false;
        line[out->n_person] = line_of(rows, person);
        out->person[out->n_person] = &line[out->n_person];
        out->n_person++;
    }
    return true;
}

verdict query_find_persons(const context *ctx, view *rows, const FindPersons *in, changes *out) {
    static const verdict wide = {E_FORM, "find", "find_wide"};
    wanted what;
    status s = wanted_read(in->find, &what);
    if (s != OK) return (verdict){s, "find", "find_short"};
    candidates all = load(ctx, rows, &what);
    choose(&all);
    if (!all.rarest) return wide;
    const DistrictWord *opened[OPENED_MAX + 1];
    size_t n = narrow(&all, opened);
    if (n > OPENED_MAX) return wide;
    PersonFound line[SHOWN_MAX], *list[SHOWN_MAX];
    PersonsFound reply = PERSONS_FOUND_INIT;
    reply.person = list;
    if (!show(rows, &what, opened, n, line, &reply)) return wide;
    changes_reply(out, &reply.base);
    return accept();
}
