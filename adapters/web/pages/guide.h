/* guide: what can be done here, and one business whole: who may, how, when, what is filled in, and
 * where it begins. Works without script and without a login. Inner header. Source: docs/http.md. */
#ifndef HALL_WEB_GUIDE_H
#define HALL_WEB_GUIDE_H

#include "adapters/web/door/request.h"

/* guide_work: answers ROUTE_GUIDE and ROUTE_GUIDE_ONE. */
void guide_work(request *r);

#endif
