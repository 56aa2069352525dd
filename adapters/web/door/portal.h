/* portal: answers requests for the portal's pages and files (site.h). Inner header. Source:
 * docs/http.md 1. */
#ifndef HALL_WEB_PORTAL_H
#define HALL_WEB_PORTAL_H

#include "adapters/web/door/request.h"

/* portal_work: answers GET of an address that is nothing else: a file of the portal, or its first
 * page where a browser asks for a page; refuses the rest as unknown. */
void portal_work(request *r);

/* portal_file: answers with that file, if this door's portal has it. portal_first: answers with the
 * first page, if this door has a portal. False: nothing was answered. */
bool portal_file(request *r, const char *name);
bool portal_first(request *r);

#endif
