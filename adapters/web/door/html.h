/* html: the headers of every HTML page of a door. Inner header. */
#ifndef HALL_WEB_HTML_H
#define HALL_WEB_HTML_H

#include "adapters/web/door/request.h"

#define HTML_TYPE "text/html; charset=utf-8"

/* The policy of a page without any script. */
#define HTML_PLAIN                                                                                 \
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "                      \
    "form-action 'none'; frame-ancestors 'none'"

/* html_choose: sets the request's language by ?lang=, where it says one. */
void html_choose(request *r);

/* html_headers: adds them to the response; `policy` is its Content-Security-Policy. */
void html_headers(request *r, const char *policy);

/* html_language: the header that says it, and that it follows the reader's. */
void html_language(request *r);

#endif
