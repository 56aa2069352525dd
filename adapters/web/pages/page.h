/* page: the few pages for people: what runs here and how to file (/), all refusals (/problems), the
 * API viewer (/docs), what a share code shows (/share). Chinese first, English complete (?lang=en,
 * or the browser's language). Scripts are files of their own, no foreign host. Inner header. */
#ifndef HALL_WEB_PAGE_H
#define HALL_WEB_PAGE_H

#include "adapters/web/door/request.h"

/* page_work: answers ROUTE_PAGE, ROUTE_PROBLEMS, ROUTE_DOCS and ROUTE_SHARE. */
void page_work(request *r);

/* page_document_no: a document number that has the right form and belongs to a made-up person, from
 * `random`; for the example on the first page. Source: GB 11643 (check digit). */
void page_document_no(uint32_t random, char out[19]);

#endif
