/* list_mandates (A35): given and held. */
#include "gen/access/list_mandates.h"
#include "gen/access/rows.h"

static MandateLine *line_of(const Mandate *row, arena *a) {
    MandateLine *out = arena_alloc(a, sizeof *out);
    if (!out) return NULL;
    *out = (MandateLine) MANDATE_LINE_INIT;
    out->mandate_no = row->mandate_no;
    out->person_no = row->person_no;
    out->agent_no = row->agent_no;
    out->kind = row->kind;
    out->state = row->state;
    out->look = row->look;
    out->files = row->files;
    out->from_date = row->from_date;
    out->to_date = row->to_date;
    out->scan_no = row->scan_no;
    return out;
}

static bool show(row_list rows, arena *a, MandateLine ***out, size_t *n) {
    *out = arena_alloc(a, (rows.n + 1) * sizeof **out);
    for (size_t i = 0; *out && i < rows.n; i++) {
        (*out)[i] = line_of((const Mandate *) rows.row[i], a);
        if (!(*out)[i]) return false;
        (*n)++;
    }
    return *out;
}

verdict access_list_mandates(const context *ctx, view *rows, const ListMandates *in, changes *out) {
    row_list given = list_mandate_by_person_no(rows, in->person_no);
    row_list held = list_mandate_by_agent_no(rows, in->person_no);
    MandateList reply = MANDATE_LIST_INIT;
    (void) ctx;
    if (!show(given, view_arena(rows), &reply.given, &reply.n_given) ||
        !show(held, view_arena(rows), &reply.held, &reply.n_held))
        return refuse(E_ARENA, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
