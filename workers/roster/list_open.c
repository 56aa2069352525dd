/* list_open (S22): rosters that are not finished; the reader goes on with them after a stop. */
#include "gen/roster/list_open.h"
#include "gen/roster/rows.h"
#include "workers/roster/roster.h"

enum { PAGE_DEFAULT = 100 };

verdict roster_list_open(const context *ctx, view *rows, const ListOpen *in, changes *out) {
    (void) ctx;
    row_key page = key_roster_file_by_open(true);
    page.limit = in->limit ? in->limit : PAGE_DEFAULT;
    const roster_page all = {.files = view_list(rows, &page)};
    return roster_reply_page(rows, &all, out);
}
