/* letters: activation letters go out as a document to print, to whoever gave their codes, each
 * once. Source: docs/rules 2.18. Inner header. */
#ifndef HALL_WEB_LETTERS_H
#define HALL_WEB_LETTERS_H

#include "adapters/web/door/request.h"

/* GET /api/v1/identity/letters[?account_no=], with a code of the second factor. At most twenty at
 * a time; the header X-More says "1" where others wait. */
void letters_work(request *r);

#endif
