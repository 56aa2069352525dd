/* even: what strangers ask about persons is answered after a set time, however long it took: how
 * many rows were looked at shows in no answer. Source: docs/rules 2.11 (4). */
#ifndef HALL_WEB_EVEN_H
#define HALL_WEB_EVEN_H

#include "adapters/web/door/request.h"

/* even_resume: resumes the request, which has its response, EVEN_US after it came, or now when that
 * has passed. */
enum { EVEN_US = 250000 };
void even_resume(request *r);

/* even_sweep: resumes those whose time has come. even_wait_ms: at most so long may a turn wait. */
void even_sweep(web *w, int64_t now_us);
int even_wait_ms(const web *w, int most_ms);

#endif
