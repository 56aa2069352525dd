/* get_bulk (A29): one run with its counts, and what became of its cases. */
#include "gen/review/get_bulk.h"

#include "workers/review/bulk_page.h"

verdict review_get_bulk(const context *ctx, view *rows, const GetBulk *in, changes *out) {
    (void) ctx;
    const bulk_cut cut = {in->bulk_no, in->state, in->limit, in->after};
    return bulk_cases(rows, &cut, out);
}
