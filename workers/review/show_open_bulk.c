/* show_open_bulk (A29): what an open run still has to have decided. */
#include "gen/review/show_open_bulk.h"

#include "workers/review/bulk.h"
#include "workers/review/bulk_page.h"

verdict review_show_open_bulk(const context *ctx, view *rows, const ShowOpenBulk *in,
                              changes *out) {
    (void) ctx;
    const bulk_cut cut = {in->bulk_no, BULK_WAITING, BULK_CASES_MOST, ""};
    return bulk_cases(rows, &cut, out);
}
