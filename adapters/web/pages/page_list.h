/* page_list: the lists of the pages as HTML, straight from the catalogue. Pure. Inner header. */
#ifndef HALL_WEB_PAGE_LIST_H
#define HALL_WEB_PAGE_LIST_H

#include <stdio.h>

#include "adapters/web/door/route.h"

/* page_list: list "businesses", "queries" or "problems" as seen from this door; another name writes
 * nothing. page_escape: text of the contract as HTML. */
void page_list(FILE *out, const char *name, door_kind door, bool english);
void page_escape(FILE *out, const char *text);

#endif
