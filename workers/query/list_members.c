/* list_members (Q04): the unit's members by person number, page by page. */
#include "gen/query/list_members.h"
#include "gen/enrolment/rows.h"

enum { PAGE_DEFAULT = 50 };

static row_key members_key(const ListMembers *in) {
    return in->status ? key_membership_by_unit_no_status(in->unit_no, in->status)
                      : key_membership_by_unit_no(in->unit_no);
}

static row_list page_of(view *rows, const ListMembers *in, unsigned limit) {
    row_key page = members_key(in);
    page.limit = limit;
    if (in->after[0]) {
        row_key_after_text(&page, in->unit_no);
        row_key_after_text(&page, in->after);
    }
    return view_list(rows, &page);
}

static MemberShown show_member(const Membership *row) {
    MemberShown out = MEMBER_SHOWN_INIT;
    out.person_no = row->person_no;
    out.name = row->name;
    out.document_no = row->document_no;
    out.status = row->status;
    out.valid_from = row->valid_from;
    out.valid_to = row->valid_to;
    return out;
}

verdict query_list_members(const context *ctx, view *rows, const ListMembers *in, changes *out) {
    unsigned limit = in->limit ? in->limit : PAGE_DEFAULT;
    row_key all = members_key(in);
    row_list page = page_of(rows, in, limit);
    MemberList reply = MEMBER_LIST_INIT;
    MemberShown *shown = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *shown);
    reply.member = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *reply.member);
    (void) ctx;
    reply.total = view_count(rows, &all);
    if (!shown || !reply.member) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < page.n; i++) {
        shown[i] = show_member((const Membership *) page.row[i]);
        reply.member[reply.n_member++] = &shown[i];
    }
    if (page.n == limit) reply.next = shown[page.n - 1].person_no;
    changes_reply(out, &reply.base);
    return accept();
}
