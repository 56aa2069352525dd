/* feed: server-sent events that tell a page "something that you follow changed", so that it asks
 * again. A hint only: it names topics and carries no data; what may be seen is decided when the
 * page asks. A page names what it shows: `topics=cases,roster:NUMBER` (docs/http.md); which changes
 * concern its session, topic.h says. Two hints of a feed are feed_pause_ms apart at least; an
 * account has few feeds, as an address has. A feed needs a login and ends with it: whether the
 * login still lives is asked before the feed begins and every feed_check_ms. A comment line every
 * 15 s finds out who is gone. Source: docs/rules 8.2. Inner header. */
#ifndef HALL_WEB_FEED_H
#define HALL_WEB_FEED_H

#include "adapters/web/door/request.h"

enum { FEED_BEAT_MS = 15000, FEED_EVENT_BYTES = 8192 };

/* feed_work: answers GET /api/v1/feed. feed_hint: the log moved. feed_sweep: comment lines and
 * questions after logins that are due. feed_end: ends every feed. */
void feed_work(request *r);
void feed_hint(web *w, log_position at, const Bus__Hint *hint);
void feed_sweep(web *w, int64_t now_us);
void feed_end(web *w);

#endif
