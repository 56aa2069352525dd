/* list_members (Q04): the unit's members in one of three orders, page by page in both directions;
 * or those that `find` names (members_found.c). A page is merged from one of each state. What the
 * unit declared itself is shown to it alone. How many there are is kept as rows: a large unit is
 * not counted for every page. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workers/query/members.h"
#include "workers/rules/calendar/period.h"

enum { PAGE_DEFAULT = 50, LISTS = 2 };

/* ---- a line -------------------------------------------------------------------------------- */

/* The latest that counts in this unit by now. */
static const Wage *wage_of(const members *m, const Membership *row) {
    row_list wages = list_wage_by_person_no(m->rows, row->person_no);
    const Wage *latest = NULL;
    for (size_t i = 0; i < wages.n; i++) {
        const Wage *w = (const Wage *) wages.row[i];
        bool here =
            !strcmp(w->unit_no, row->unit_no) && w->from_period <= period_from_date(m->ctx->today);
        if (here && (!latest || w->from_period > latest->from_period)) latest = w;
    }
    return latest;
}

void members_show(members *m, const Membership *row) {
    MemberShown *out = &m->shown[m->reply.n_member];
    *out = (MemberShown) MEMBER_SHOWN_INIT;
    out->person_no = row->person_no;
    out->name = row->name;
    out->document_no = row->document_no;
    out->status = row->status;
    out->valid_from = row->valid_from;
    out->valid_to = row->valid_to;
    const Wage *wage = m->ctx->actor.role == KERNEL__ROLE__UNIT_OPERATOR ? wage_of(m, row) : NULL;
    out->declared_wage_fen = wage ? wage->declared_wage_fen : 0;
    out->wage_from = wage ? wage->from_period : 0;
    m->reply.member[m->reply.n_member++] = out;
}

/* ---- the order ----------------------------------------------------------------------------- */

/* By what the order asked for goes before the number; 0 where that is all. */
static int32_t rank_of(const members *m, const Membership *row) {
    return m->in->order == MEMBER_SINCE   ? row->valid_from
           : m->in->order == MEMBER_STATE ? row->status
                                          : 0;
}

static bool stands_before(const members *m, const Membership *one, const Membership *other) {
    int32_t a = rank_of(m, one), b = rank_of(m, other);
    bool less = a != b ? a < b : strcmp(one->person_no, other->person_no) < 0;
    return less != m->backward;
}

const char *members_cursor(const members *m) {
    return m->back ? m->in->before : m->in->after;
}

static void write_cursor(const members *m, const Membership *row, char out[MEMBER_CURSOR_SIZE]) {
    if (m->in->order == MEMBER_NUMBER)
        snprintf(out, MEMBER_CURSOR_SIZE, "%s", row->person_no);
    else
        snprintf(out, MEMBER_CURSOR_SIZE, "%" PRId32 ".%s", rank_of(m, row), row->person_no);
}

/* A cursor, read. */
typedef struct place {
    int64_t rank;
    const char *person_no; /* "" for the beginning */
} place;

/* False when the text is no cursor of this order. */
static bool read_cursor(const members *m, place *out) {
    const char *text = members_cursor(m), *dot = strchr(text, '.');
    bool ranked = text[0] && m->in->order != MEMBER_NUMBER;
    *out = (place){0, text};
    if (ranked != !!dot) return false;
    if (!ranked) return true;
    out->rank = strtoll(text, NULL, 10);
    out->person_no = dot + 1;
    return dot > text && strspn(text, "0123456789") == (size_t) (dot - text);
}

/* ---- a page -------------------------------------------------------------------------------- */

/* Rows of each state asked for, in the order in which they are read. */
typedef struct pages {
    row_list of[LISTS];
    size_t at[LISTS];
    unsigned n;
} pages;

static void begin_behind(const members *m, const place *from, row_key *key) {
    if (!from->person_no[0]) return;
    if (m->in->order == MEMBER_SINCE) row_key_after_number(key, from->rank);
    row_key_after_text(key, m->in->unit_no);
    row_key_after_text(key, from->person_no);
}

static void read_list(const members *m, row_key key, const place *from, pages *out) {
    begin_behind(m, from, &key);
    key.limit = (unsigned) m->limit + 1;
    key.backward = m->backward;
    out->of[out->n++] = view_list(m->rows, &key);
}

/* In the order of states one stands wholly before the other, and may have been read already. */
static void read_state(const members *m, int32_t state, const place *from, pages *out) {
    static const place beginning = {0, ""};
    row_key key = key_membership_by_unit_no_status(m->in->unit_no, state);
    bool cut = m->in->order == MEMBER_STATE && from->person_no[0] && state != from->rank;
    if (m->in->status && m->in->status != state) return;
    if (cut && (state < from->rank) != m->backward) return;
    if (m->in->order == MEMBER_SINCE && !row_key_order(&key, "valid_from")) return;
    read_list(m, key, cut ? &beginning : from, out);
}

static void read_pages(const members *m, const place *from, pages *out) {
    if (m->in->order == MEMBER_NUMBER) {
        read_list(m,
                  m->in->status ? key_membership_by_unit_no_status(m->in->unit_no, m->in->status)
                                : key_membership_by_unit_no(m->in->unit_no),
                  from, out);
        return;
    }
    read_state(m, MEMBER_CONTRIBUTING, from, out);
    read_state(m, MEMBER_PAUSED, from, out);
}

static const Membership *take_next(const members *m, pages *from) {
    const Membership *next = NULL;
    unsigned of = 0;
    for (unsigned i = 0; i < from->n; i++) {
        if (from->at[i] == from->of[i].n) continue;
        const Membership *head = (const Membership *) from->of[i].row[from->at[i]];
        if (next && !stands_before(m, head, next)) continue;
        next = head;
        of = i;
    }
    if (next) from->at[of]++;
    return next;
}

static bool list_page(members *m) {
    pages all = {.n = 0};
    place from;
    if (!read_cursor(m, &from)) return false;
    read_pages(m, &from, &all);
    const Membership *row = NULL;
    while (m->reply.n_member < m->limit && (row = take_next(m, &all))) {
        if (!m->first[0]) write_cursor(m, row, m->first);
        write_cursor(m, row, m->last);
        members_show(m, row);
    }
    m->more = take_next(m, &all);
    return true;
}

/* ---- how many ------------------------------------------------------------------------------ */

/* Those who have not changed since there were counts are looked up: an index has them alone. */
static int64_t uncounted(const members *m, int32_t state) {
    row_key key = key_membership_by_unit_no_status_counted(m->in->unit_no, state, 0);
    return view_count(m->rows, &key);
}

static void count_states(members *m) {
    row_list counts = list_member_count_by_unit_no(m->rows, m->in->unit_no);
    m->reply.contributing = uncounted(m, MEMBER_CONTRIBUTING);
    m->reply.paused = uncounted(m, MEMBER_PAUSED);
    for (size_t i = 0; i < counts.n; i++) {
        m->reply.contributing += ((const MemberCount *) counts.row[i])->contributing;
        m->reply.paused += ((const MemberCount *) counts.row[i])->paused;
    }
}

static int64_t total_of(const members *m) {
    const int64_t of[] = {m->reply.contributing + m->reply.paused, m->reply.contributing,
                          m->reply.paused};
    return m->in->status <= MEMBER_PAUSED ? of[m->in->status] : 0;
}

/* ---- the answer ---------------------------------------------------------------------------- */

static void reverse(MemberList *list) {
    for (size_t i = 0; i < list->n_member / 2; i++) {
        MemberShown *swap = list->member[i];
        list->member[i] = list->member[list->n_member - 1 - i];
        list->member[list->n_member - 1 - i] = swap;
    }
}

static void set_marks(members *m) {
    char *behind = m->more ? m->last : lend(""),
         *ahead = members_cursor(m)[0] ? m->first : lend("");
    m->reply.next = m->back ? ahead : behind;
    m->reply.previous = m->back ? behind : ahead;
    if (m->back) reverse(&m->reply);
}

static verdict list(members *m) {
    const ListMembers *in = m->in;
    wanted what;
    status s = in->find[0] ? wanted_read(in->find, &what) : OK;
    if (s != OK) return (verdict){s, "find", "find_short"};
    if (in->before[0] && in->after[0]) return refuse(E_CURSOR, "before");
    count_states(m);
    m->reply.total = total_of(m);
    if (in->find[0])
        members_found(m, &what);
    else if (!list_page(m))
        return refuse(E_CURSOR, m->back ? "before" : "after");
    set_marks(m);
    return accept();
}

verdict query_list_members(const context *ctx, view *rows, const ListMembers *in, changes *out) {
    members m = {.ctx = ctx, .rows = rows, .in = in, .limit = in->limit ? in->limit : PAGE_DEFAULT};
    m.back = in->before[0];
    m.backward = (in->descending && !in->find[0]) != m.back;
    m.reply = (MemberList) MEMBER_LIST_INIT;
    m.shown = arena_alloc(view_arena(rows), m.limit * sizeof *m.shown);
    m.reply.member = arena_alloc(view_arena(rows), m.limit * sizeof *m.reply.member);
    if (!m.shown || !m.reply.member) return refuse(E_ARENA, NULL);
    verdict v = list(&m);
    if (!refused(v)) changes_reply(out, &m.reply.base);
    return v;
}
