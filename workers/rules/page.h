/* page: one page of a list: the rows behind a cursor, and room for the lines that a reply makes of
 * them. */
#ifndef HALL_RULES_PAGE_H
#define HALL_RULES_PAGE_H

#include "proto/runtime/decide.h"

/* The rows, borrowed from the view. full: as many as were asked for, so more may follow. */
typedef struct page {
    row_list found;
    bool full;
} page;

/* page_of: the rows of `key` behind the text `after` ("" for the first page), `limit` at most (0
 * for the usual 50). */
page page_of(view *rows, row_key key, uint32_t limit, const char *after);

/* page_lines: room for a line of `bytes` for each row, in the arena of `rows`; *item becomes the
 * list of pointers to them that a reply has. NULL without memory. */
void *page_lines(view *rows, const page *p, size_t bytes, void ***item);

/* Lists by time: page_begin_timed begins a page behind "TIME.NUMBER", the last line of the page
 * before ("" for the first page); false when the text is no such cursor. page_timed: that text, in
 * the arena of `rows`. */
bool page_begin_timed(row_key *key, const char *cursor) MUST_CHECK;
char *page_timed(view *rows, int64_t time_us, const char *number);

#endif
