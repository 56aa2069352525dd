/* list_receivables (Q05): what is due for a person, month by month. A unit sees its own months only
 * (docs/rules 7.1: payment data of the time in this unit). */
#include "workers/query/record.h"

verdict query_list_receivables(const context *ctx, view *rows, const ListReceivables *in,
                               changes *out) {
    (void) ctx;
    ReceivableList reply = RECEIVABLE_LIST_INIT;
    if (!record_receivables(rows, in->person_no, &reply)) return refuse(E_ARENA, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
