/* page: asks for a page and makes room for its lines. */
#include "workers/rules/page.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_DEFAULT = 50 };

page page_of(view *rows, row_key key, uint32_t limit, const char *after) {
    key.limit = limit ? limit : LINES_DEFAULT;
    if (after[0]) row_key_after_text(&key, after);
    row_list found = view_list(rows, &key);
    return (page){found, found.n == key.limit};
}

void *page_lines(view *rows, const page *p, size_t bytes, void ***item) {
    char *line = arena_alloc(view_arena(rows), (p->found.n + 1) * bytes);
    *item = arena_alloc(view_arena(rows), (p->found.n + 1) * sizeof **item);
    if (!line || !*item) return NULL;
    for (size_t i = 0; i < p->found.n; i++) (*item)[i] = line + i * bytes;
    return line;
}

bool page_begin_timed(row_key *key, const char *cursor) {
    const char *dot = strchr(cursor, '.');
    if (!cursor[0]) return true;
    if (!dot || strspn(cursor, "0123456789") != (size_t) (dot - cursor)) return false;
    row_key_after_number(key, strtoll(cursor, NULL, 10));
    row_key_after_text(key, dot + 1);
    return true;
}

char *page_timed(view *rows, int64_t time_us, const char *number) {
    return arena_printf(view_arena(rows), "%" PRId64 ".%s", time_us, number);
}
