/* list_causes (S52): the causes of the city, the newest first. */
#include "gen/ticket/list_causes.h"

#include "workers/rules/page.h"
#include "workers/ticket/causes.h"

verdict ticket_list_causes(const context *ctx, view *rows, const ListCauses *in, changes *out) {
    (void) ctx;
    row_key key = key_cause_by_state(in->state);
    key.backward = true;
    page shown = page_of(rows, key, in->limit, in->after);
    CauseList reply = CAUSE_LIST_INIT;
    CauseShown *line = page_lines(rows, &shown, sizeof *line, (void ***) &reply.cause);
    if (!line) return refuse(E_ARENA, NULL);
    for (; reply.n_cause < shown.found.n; reply.n_cause++)
        line[reply.n_cause] = cause_shown(rows, (const Cause *) shown.found.row[reply.n_cause]);
    if (shown.full) reply.next = line[reply.n_cause - 1].cause_no;
    changes_reply(out, &reply.base);
    return accept();
}
