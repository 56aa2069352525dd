/* list_open_bulks (A29): runs that are not finished; hall-bulk goes on with them after a stop. */
#include "gen/review/list_open_bulks.h"

#include "workers/review/bulk.h"
#include "workers/review/bulk_page.h"

verdict review_list_open_bulks(const context *ctx, view *rows, const ListOpenBulks *in,
                               changes *out) {
    (void) ctx;
    row_key key = key_bulk_run_by_open(true);
    return bulk_page(rows, &key, in->limit, "", out);
}
