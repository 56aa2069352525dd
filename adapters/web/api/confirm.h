/* confirm: an act that comes with a code of the second factor (header X-Factor) is confirmed by it
 * where it is of high risk, so that a page sends one request. Inner header. Source:
 * docs/rules 2.13.
 */
#ifndef HALL_WEB_CONFIRM_H
#define HALL_WEB_CONFIRM_H

#include "adapters/web/door/request.h"

/* confirm_wanted: whether the request of a session brought a code for `act`, which may need one: of
 * high risk, or of a case that may be and whose version it names. */
bool confirm_wanted(const request *r, const Bus__Envelope *act);

/* confirm_send: sends the confirmation of `act`, then `act` itself, whose answer `answered` gets.
 * `act` and what it points to live in the request's arena. False when it was refused at once. */
bool confirm_send(request *r, const Bus__Envelope *act, bus_answered *answered);

#endif
