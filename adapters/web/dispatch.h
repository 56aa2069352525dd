/* dispatch: which operation belongs to which kind of route: the one place that knows every part of
 * the web adapter. The door calls operations by the table and includes none of them. */
#ifndef HALL_WEB_DISPATCH_H
#define HALL_WEB_DISPATCH_H

#include "adapters/web/door/web.h"

/* dispatch_table: ROUTE_KINDS operations; static. */
const route_operation *dispatch_table(void);

#endif
