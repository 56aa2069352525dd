/* confirm: a command of high risk that comes with a code of the second factor (header X-Factor) is
 * confirmed first, so that a page sends one request. Inner header. Source: docs/rules 2.13. */
#ifndef HALL_WEB_CONFIRM_H
#define HALL_WEB_CONFIRM_H

#include "adapters/web/door/request.h"

/* confirm_wanted: whether the request brought a code for a command that takes one. */
bool confirm_wanted(const request *r);

/* confirm_send: sends the confirmation of `act`, then `act` itself, whose answer `answered` gets.
 * `act` and what it points to live in the request's arena. False when it was refused at once. */
bool confirm_send(request *r, const Bus__Envelope *act, bus_answered *answered);

#endif
