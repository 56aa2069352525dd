/* members_found: a unit's members by the words under which they stand
 * (workers/rules/search/words.h), in the order of person numbers. A word that is less than was
 * typed, or a state besides, leads to others as well: then a piece of the candidates is looked at,
 * and the next page goes on behind it.
 */
#include <stdio.h>
#include <string.h>

#include "workers/query/members.h"

/* How many a page looks at: of those who stand under all that was typed most have the state asked
 * for; of those under its first two characters few may have the others. */
enum { FOR_STATE = 4, CANDIDATES_MAX = 500 };

static bool is_meant(const members *m, const wanted *what, const Membership *row) {
    const member_names who = {row->unit_no, row->person_no, row->name, row->document_no};
    return (!m->in->status || row->status == m->in->status) && wanted_fits(what, &who);
}

static row_list candidates(const members *m, ProtobufCBinaryData word, size_t most) {
    row_key page = key_member_word_by_unit_no_word(m->in->unit_no, word);
    page.limit = (unsigned) most;
    page.backward = m->backward;
    if (members_cursor(m)[0]) {
        row_key_after_text(&page, m->in->unit_no);
        row_key_after_bytes(&page, word);
        row_key_after_text(&page, members_cursor(m));
    }
    return view_list(m->rows, &page);
}

/* Of the candidates, those who are meant; as many as a page holds are shown, and reading goes on
 * behind the last of them. Returns how many are meant. */
static size_t show_meant(members *m, const wanted *what, row_list found) {
    size_t meant = 0;
    for (size_t i = 0; i < found.n; i++) {
        const MemberWord *word = (const MemberWord *) found.row[i];
        const Membership *row = find_membership(m->rows, word->unit_no, word->person_no);
        bool fits = row && is_meant(m, what, row);
        if (fits && meant++ < m->limit) members_show(m, row);
        if (!m->first[0]) snprintf(m->first, sizeof m->first, "%s", word->person_no);
        if (meant <= m->limit) snprintf(m->last, sizeof m->last, "%s", word->person_no);
    }
    return meant;
}

void members_found(members *m, const wanted *what) {
    ProtobufCBinaryData word = wanted_word(m->ctx, m->rows, m->in->unit_no, what);
    bool whole = wanted_whole(what), exact = whole && !m->in->status;
    size_t few = FOR_STATE * m->limit;
    size_t most = exact ? m->limit + 1 : whole && few < CANDIDATES_MAX ? few : CANDIDATES_MAX;
    if (most <= m->limit) most = m->limit + 1;
    row_list found = candidates(m, word, most);
    size_t meant = show_meant(m, what, found);
    m->more = meant > m->limit || (!exact && found.n == most);
    row_key all = key_member_word_by_unit_no_word(m->in->unit_no, word);
    m->reply.total = exact ? view_count(m->rows, &all) : (int64_t) meant;
    m->reply.more = !exact && (found.n == most || members_cursor(m)[0]);
}
