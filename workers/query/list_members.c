/* list_members (Q04): the unit's members by person number, page by page; or those that `find`
 * names, by the words under which they stand (workers/rules/search/words.h). What the unit declared
 * itself is shown to it alone. */
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/query/list_members.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/search/words.h"

enum { PAGE_DEFAULT = 50, CANDIDATES_MAX = 500, PAUSED = 2 };

/* The answer while it is made. */
typedef struct answer {
    const context *ctx;
    view *rows;
    const ListMembers *in;
    MemberList reply;
    MemberShown *shown;
    size_t limit;
} answer;

static row_key members_key(const ListMembers *in) {
    return in->status ? key_membership_by_unit_no_status(in->unit_no, in->status)
                      : key_membership_by_unit_no(in->unit_no);
}

/* The latest that counts in this unit by now. */
static const Wage *wage_of(const answer *a, const Membership *row) {
    row_list wages = list_wage_by_person_no(a->rows, row->person_no);
    const Wage *latest = NULL;
    for (size_t i = 0; i < wages.n; i++) {
        const Wage *w = (const Wage *) wages.row[i];
        bool here =
            !strcmp(w->unit_no, row->unit_no) && w->from_period <= period_from_date(a->ctx->today);
        if (here && (!latest || w->from_period > latest->from_period)) latest = w;
    }
    return latest;
}

static void show_member(answer *a, const Membership *row) {
    MemberShown *out = &a->shown[a->reply.n_member];
    *out = (MemberShown) MEMBER_SHOWN_INIT;
    out->person_no = row->person_no;
    out->name = row->name;
    out->document_no = row->document_no;
    out->status = row->status;
    out->valid_from = row->valid_from;
    out->valid_to = row->valid_to;
    const Wage *wage = a->ctx->actor.role == KERNEL__ROLE__UNIT_OPERATOR ? wage_of(a, row) : NULL;
    out->declared_wage_fen = wage ? wage->declared_wage_fen : 0;
    out->wage_from = wage ? wage->from_period : 0;
    a->reply.member[a->reply.n_member++] = out;
}

static void list_page(answer *a) {
    row_key all = members_key(a->in), page = all;
    page.limit = (unsigned) a->limit;
    if (a->in->after[0]) {
        row_key_after_text(&page, a->in->unit_no);
        row_key_after_text(&page, a->in->after);
    }
    row_list found = view_list(a->rows, &page);
    for (size_t i = 0; i < found.n; i++) show_member(a, (const Membership *) found.row[i]);
    a->reply.total = view_count(a->rows, &all);
    if (found.n == a->limit) a->reply.next = a->shown[found.n - 1].person_no;
}

/* ---- find ---------------------------------------------------------------------------------- */

static bool is_meant(const answer *a, const wanted *what, const Membership *row) {
    const member_names who = {row->unit_no, row->person_no, row->name, row->document_no};
    return (!a->in->status || row->status == a->in->status) && wanted_fits(what, &who);
}

static row_list candidates(const answer *a, ProtobufCBinaryData word, size_t most) {
    row_key page = key_member_word_by_unit_no_word(a->in->unit_no, word);
    page.limit = (unsigned) most;
    if (a->in->after[0]) {
        row_key_after_text(&page, a->in->unit_no);
        row_key_after_bytes(&page, word);
        row_key_after_text(&page, a->in->after);
    }
    return view_list(a->rows, &page);
}

/* Of the candidates, those who are meant; as many as a page holds are shown. */
static size_t show_meant(answer *a, const wanted *what, row_list found) {
    size_t meant = 0;
    for (size_t i = 0; i < found.n; i++) {
        const MemberWord *word = (const MemberWord *) found.row[i];
        const Membership *row = find_membership(a->rows, word->unit_no, word->person_no);
        if (!row || !is_meant(a, what, row)) continue;
        if (meant++ < a->limit) show_member(a, row);
    }
    return meant;
}

/* In the order of person numbers. A word that is less than was typed, or a state besides, leads to
 * others as well: then a piece of the candidates is looked at, and the next page goes on behind it.
 */
static void list_found(answer *a, const wanted *what) {
    ProtobufCBinaryData word = wanted_word(a->ctx, a->rows, a->in->unit_no, what);
    bool exact = wanted_whole(what) && !a->in->status;
    size_t most = exact || a->limit > CANDIDATES_MAX ? a->limit : CANDIDATES_MAX;
    row_list found = candidates(a, word, most);
    size_t meant = show_meant(a, what, found);
    if (meant >= a->limit && a->reply.n_member)
        a->reply.next = a->shown[a->reply.n_member - 1].person_no;
    else if (found.n == most)
        a->reply.next = ((const MemberWord *) found.row[found.n - 1])->person_no;
    row_key all = key_member_word_by_unit_no_word(a->in->unit_no, word);
    a->reply.total = exact ? view_count(a->rows, &all) : (int64_t) meant;
    a->reply.more = !exact && (found.n == most || a->in->after[0]);
}

static void count_states(answer *a) {
    row_key all = key_membership_by_unit_no(a->in->unit_no);
    row_key paused = key_membership_by_unit_no_status(a->in->unit_no, PAUSED);
    a->reply.paused = view_count(a->rows, &paused);
    a->reply.contributing = view_count(a->rows, &all) - a->reply.paused;
}

verdict query_list_members(const context *ctx, view *rows, const ListMembers *in, changes *out) {
    answer a = {.ctx = ctx, .rows = rows, .in = in, .limit = in->limit ? in->limit : PAGE_DEFAULT};
    wanted what;
    status s = in->find[0] ? wanted_read(in->find, &what) : OK;
    if (s != OK) return (verdict){s, "find", "find_short"};
    a.reply = (MemberList) MEMBER_LIST_INIT;
    a.shown = arena_alloc(view_arena(rows), (a.limit + 1) * sizeof *a.shown);
    a.reply.member = arena_alloc(view_arena(rows), (a.limit + 1) * sizeof *a.reply.member);
    if (!a.shown || !a.reply.member) return refuse(E_ARENA, NULL);
    if (in->find[0])
        list_found(&a, &what);
    else
        list_page(&a);
    count_states(&a);
    changes_reply(out, &a.reply.base);
    return accept();
}
