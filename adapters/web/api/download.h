/* download: workbooks go out: the failed rows of a roster, to whom roster.GetRoster shows it, and
 * the empty template of a business, to anybody. Source: S24, S26. Inner header. */
#ifndef HALL_WEB_DOWNLOAD_H
#define HALL_WEB_DOWNLOAD_H

#include "adapters/web/door/request.h"

#define DOWNLOAD_WORKBOOK "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* download_file: the file `fd` becomes the response, which closes it, under a name in both
 * languages. Source: RFC 6266 with RFC 5987. */
void download_file(request *r, int fd, const char *type, const char *ascii, const char *chinese);

/* GET /api/v1/roster/result?roster_no= */
void download_result(request *r);

/* GET /api/v1/roster/template?method= */
void download_template(request *r);

#endif
