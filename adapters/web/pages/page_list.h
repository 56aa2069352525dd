/* page_list: the lists of the pages as HTML, straight from the catalogue. Pure. Inner header. */
#ifndef HALL_WEB_PAGE_LIST_H
#define HALL_WEB_PAGE_LIST_H

#include <stdio.h>

#include "adapters/web/door/route.h"

/* page_pick: the reader's half of a pair, "" for none. page_review: who decides about a business.
 */
const char *page_pick(text_pair text, bool english);
const char *page_review(Kernel__When review, bool english);

/* page_list: list "businesses", "queries" or "problems" as seen from this door; another name writes
 * nothing. page_escape: text of the contract as HTML. */
void page_list(FILE *out, const char *name, door_kind door, bool english);
void page_escape(FILE *out, const char *text);

#endif
