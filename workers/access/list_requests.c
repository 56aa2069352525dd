/* list_requests: the register of a district, by number. */
#include "gen/access/list_requests.h"
#include "gen/access/rows.h"
#include "workers/rules/page.h"

static BasisLine line_of(const LookBasis *row) {
    BasisLine out = BASIS_LINE_INIT;
    out.basis_no = row->basis_no;
    out.kind = row->kind;
    out.state = row->state;
    out.person_no = row->person_no;
    out.purpose = row->purpose;
    out.authority = row->authority;
    out.letter_no = row->letter_no;
    out.legal_basis = row->legal_basis;
    out.items = row->items;
    out.from_date = row->from_date;
    out.to_date = row->to_date;
    out.delayed_until = row->delayed_until;
    out.made_by = row->made_by;
    out.confirmed_by = row->confirmed_by;
    return out;
}

verdict access_list_requests(const context *ctx, view *rows, const ListRequests *in, changes *out) {
    row_key key = scope_key(ctx, &row_look_basis, "state");
    row_key_number(&key, in->state ? in->state : IN_FORCE);
    BasisList reply = BASIS_LIST_INIT;
    reply.total = view_count(rows, &key);
    page shown = page_of(rows, key, in->limit, in->after);
    BasisLine *line = page_lines(rows, &shown, sizeof *line, (void ***) &reply.basis);
    if (!line) return refuse(E_ARENA, NULL);
    for (; reply.n_basis < shown.found.n; reply.n_basis++)
        line[reply.n_basis] = line_of((const LookBasis *) shown.found.row[reply.n_basis]);
    if (shown.full) reply.next = line[reply.n_basis - 1].basis_no;
    changes_reply(out, &reply.base);
    return accept();
}
