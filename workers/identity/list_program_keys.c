/* list_program_keys (A39): the keys of a unit's software, live or ended, a page at a time. */
#include "gen/identity/list_program_keys.h"
#include "workers/identity/program_key.h"

enum { PAGE_DEFAULT = 50 };

verdict identity_list_program_keys(const context *ctx, view *rows, const ListProgramKeys *in,
                                   changes *out) {
    (void) ctx;
    row_key key = key_program_key_by_unit_no(in->unit_no);
    key.limit = in->limit ? in->limit : PAGE_DEFAULT;
    if (in->after[0]) row_key_after_text(&key, in->after);
    row_list page = view_list(rows, &key);
    ProgramKeyList reply = PROGRAM_KEY_LIST_INIT;
    ProgramKeyShown *shown = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *shown);
    reply.key = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *reply.key);
    if (!shown || !reply.key) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < page.n; i++) {
        status s = program_key_show(rows, (const ProgramKey *) page.row[i], &shown[i]);
        if (s != OK) return refuse(s, NULL);
        reply.key[reply.n_key++] = &shown[i];
    }
    if (page.n == key.limit) reply.next = shown[page.n - 1].key_no;
    changes_reply(out, &reply.base);
    return accept();
}
