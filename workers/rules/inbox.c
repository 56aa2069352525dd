/* inbox: names the boxes of an account and counts what is unread in them. */
#include "workers/rules/inbox.h"

#include "gen/notification/rows.h"

const char *inbox_box(view *rows, char kind, const char *number) {
    return arena_printf(view_arena(rows), "%c:%s", kind, number);
}

/* An operator may be insured, too; what concerns him as a person he reads as one. */
unsigned inbox_of(const actor *who, view *rows, const char *out[INBOX_BOXES_MAX]) {
    bool unit = who->role == KERNEL__ROLE__UNIT_OPERATOR && who->unit_no[0];
    bool person = who->role == KERNEL__ROLE__PERSON && who->person_no[0];
    unsigned n = 0;
    if ((out[n] = inbox_box(rows, 'a', who->account_no))) n++;
    if (unit && (out[n] = inbox_box(rows, 'u', who->unit_no))) n++;
    if (person && (out[n] = inbox_box(rows, 'p', who->person_no))) n++;
    return n;
}

int64_t inbox_unread(const actor *who, view *rows) {
    const char *box[INBOX_BOXES_MAX];
    unsigned n = inbox_of(who, rows, box);
    int64_t unread = 0;
    for (unsigned i = 0; i < n; i++) {
        row_key key = key_message_by_box_read(box[i], false);
        key.count = true;
        unread += view_count(rows, &key);
    }
    return unread;
}
