/* notices: what is announced to everybody, without script and without a login. Inner header. */
#ifndef HALL_WEB_NOTICES_H
#define HALL_WEB_NOTICES_H

#include "adapters/web/door/request.h"

/* notices_work: answers ROUTE_NOTICES and ROUTE_NOTICE. */
void notices_work(request *r);

#endif
