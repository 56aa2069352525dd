/* members: what the two ways to list a unit's members share: the answer while it is made, and where
 * a page begins and ends. Private to list_members. */
#ifndef HALL_QUERY_MEMBERS_H
#define HALL_QUERY_MEMBERS_H

#include "gen/enrolment/rows.h"
#include "gen/query/list_members.h"
#include "workers/rules/search/words.h"

enum { MEMBER_CONTRIBUTING = 1, MEMBER_PAUSED = 2, MEMBER_CURSOR_SIZE = 32 }; /* AAC031 */

/* limit: of a page. back: the page before a cursor is asked for; backward: the index is read
 * against its order for it. first, last: of what was read, in the order of reading. more: there is
 * some behind it. */
typedef struct members {
    const context *ctx;
    view *rows;
    const ListMembers *in;
    size_t limit;
    bool back, backward, more;
    char first[MEMBER_CURSOR_SIZE], last[MEMBER_CURSOR_SIZE];
    MemberList reply;
    MemberShown *shown;
} members;

/* members_cursor: what the page stands behind, or before; "" for the first one. */
const char *members_cursor(const members *m);

/* members_show: one more line; there is room for `limit` of them. */
void members_show(members *m, const Membership *row);

/* members_found: those whom `what` names, by person number. */
void members_found(members *m, const wanted *what);

#endif
