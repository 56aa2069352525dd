/* use: tells the hall now and then that a session is in use (identity.ExtendSession), so that not
 * every call writes a row. A question after the session itself is no use, and none that says that
 * nobody asked (X-Renewal): so asks a page that only waits. What was told when lives in the door's
 * memory, in so many places that sessions seldom share one; who shares one is told of more often.
 * Source: docs/rules 2.14. */
#ifndef HALL_WEB_USE_H
#define HALL_WEB_USE_H

#include "adapters/web/door/request.h"

enum { USE_PLACES = 8192 };

struct use {
    uint64_t session; /* the start of its hash */
    int64_t told_us;
};

/* use_asked: `envelope` goes out for the request's session. use_noticed: the answer is there; only
 * one that let the session in says that it is used, so a made-up one costs the hall nothing more.
 */
void use_asked(request *r, const Bus__Envelope *envelope);
void use_noticed(request *r);

use *use_open(void);
void use_close(use *u);

#endif
