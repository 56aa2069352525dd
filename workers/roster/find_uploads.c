/* find_uploads (S22, S61): which of some stored files were handed in as a roster, or are the scan
 * that an act rests on; hall-roster takes the others away after their time. */
#include "gen/roster/find_uploads.h"
#include "gen/identity/rows.h"
#include "gen/roster/rows.h"
#include "workers/roster/roster.h"

static bool handed_in(view *rows, const char *file_id) {
    row_list same = list_roster_file_by_file_id(rows, file_id);
    for (size_t i = 0; i < same.n; i++)
        if (!((const RosterFile *) same.row[i])->destroyed) return true;
    return false;
}

static bool is_kept(view *rows, const char *file_id) {
    const Scan *scan = find_scan(rows, file_id);
    return (scan && scan->bound) || handed_in(rows, file_id);
}

verdict roster_find_uploads(const context *ctx, view *rows, const FindUploads *in, changes *out) {
    (void) ctx;
    UploadsFound reply = UPLOADS_FOUND_INIT;
    reply.file_id = arena_alloc(view_arena(rows), (in->n_file_id + 1) * sizeof *reply.file_id);
    if (!reply.file_id) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < in->n_file_id; i++)
        if (is_kept(rows, in->file_id[i])) reply.file_id[reply.n_file_id++] = in->file_id[i];
    changes_reply(out, &reply.base);
    return accept();
}
