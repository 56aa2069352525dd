/* throttle: lets the addresses take turns at what is dear: a login costs a slow hash. Few are on
 * their way at once, one of an address; the others wait here, and of the waiting the address that
 * was served longest ago is next. An address that failed often waits its time before anything is
 * hashed; where too many wait, the one whose turn is last is told so at once. All of it lives in
 * the door's memory. Source: docs/rules 2.9 (6). */
#ifndef HALL_WEB_THROTTLE_H
#define HALL_WEB_THROTTLE_H

#include "adapters/web/door/request.h"

/* throttle_enter: sends the request's envelope now (request_send) or later; false when it was
 * refused: E_TOO_OFTEN for an address that failed too often or has too many waiting. The envelope
 * and what it points to live in the request's arena. */
bool throttle_enter(request *r, const Bus__Envelope *envelope, uint32_t timeout_ms,
                    bus_answered *answered);

/* throttle_leave: the answer is there, or the request over without one; lets the next one go. How
 * long the client takes to read it is no matter. `failed`: it was a wrong password. Nothing for a
 * request that did not enter or has left. */
void throttle_leave(request *r, bool failed);

/* throttle_sweep: refuses who waited too long (E_BUSY). */
void throttle_sweep(web *w, int64_t now_us);

throttle *throttle_open(void);
void throttle_close(throttle *t);

#endif
