/* list_alike (A9): who on record may be the person in a waiting filing. Source: docs/rules 5.14. */
#include "gen/query/list_alike.h"

#include "workers/rules/alike.h"
#include "workers/rules/spell.h"

static void show(view *rows, const Case *file, const Person *person, AlikePerson *out) {
    const Spell *latest = spells_of(rows, person->person_no).latest;
    *out = (AlikePerson) ALIKE_PERSON_INIT;
    field_copy_named(&person->base, &out->base);
    if (latest) {
        out->unit_no = latest->unit_no;
        out->community_code = latest->community_code;
        out->contributing = latest->status == SPELL_OPEN;
    }
    out->verdict = alike_verdict(rows, file->document_hash, person->document_hash);
}

verdict query_list_alike(const context *ctx, view *rows, const ListAlike *in, changes *out) {
    const Case *file = find_case(rows, in->case_no);
    const Person *alike[ALIKE_MOST];
    AlikePerson line[ALIKE_MOST], *list[ALIKE_MOST];
    AlikeList reply = ALIKE_LIST_INIT;
    if (!file) return refuse(E_NOT_FOUND, "case_no");
    size_t n = alike_persons(rows, alike_filed(ctx, rows, file), file->document_hash, alike);
    for (size_t i = 0; i < n; i++) {
        show(rows, file, alike[i], &line[i]);
        list[i] = &line[i];
    }
    reply.alike = list;
    reply.n_alike = n;
    changes_reply(out, &reply.base);
    return accept();
}
