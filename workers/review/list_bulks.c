/* list_bulks (A29): runs of the reviewer, or of the office. */
#include "gen/review/list_bulks.h"

#include "workers/review/bulk.h"
#include "workers/review/bulk_page.h"

verdict review_list_bulks(const context *ctx, view *rows, const ListBulks *in, changes *out) {
    row_key key = scope_key(ctx, &row_bulk_run, NULL);
    return bulk_page(rows, &key, in->limit, in->after, out);
}
