/* download: workbooks go out: the failed rows of a roster, to whom roster.GetRoster shows it, and
 * the empty template of a business, to anybody. Source: S24, S26. Inner header. */
#ifndef HALL_WEB_DOWNLOAD_H
#define HALL_WEB_DOWNLOAD_H

#include "adapters/web/door/request.h"

/* GET /api/v1/roster/result?roster_no= */
void download_result(request *r);

/* GET /api/v1/roster/template?method= */
void download_template(request *r);

#endif
