/* place: what is done at each route, in two steps: begin with the header, work when the body is
 * there. Inner header. */
#ifndef HALL_WEB_PLACE_H
#define HALL_WEB_PLACE_H

#include "adapters/web/request.h"

/* place_begin: checks the header of the request's route; a refusal is the request's response then.
 * place_work: answers, or waits for the bus. */
void place_begin(request *r);
void place_work(request *r);

#endif
