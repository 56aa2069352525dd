/* forms: what a page needs to know of a business, derived from the contract: an index for menu and
 * search, and one form for each method that has a route at this door. docs/http.md. */
#ifndef HALL_WEB_FORMS_H
#define HALL_WEB_FORMS_H

#include <jansson.h>

#include "adapters/web/door/request.h"

/* forms_index: all of a door. forms_one: the form of a method with the code tables it uses. Both
 * are new references. */
json_t *forms_index(door_kind kind);
json_t *forms_one(const command_type *command);

/* forms_work: GET /api/v1/forms. forms_work_words: GET /api/v1/forms/words. forms_work_one: GET
 * /api/v1/forms/{method}; 404 for a method that has no route at this door. With If-None-Match of
 * the same contract 304. */
void forms_work(request *r);
void forms_work_words(request *r);
void forms_work_one(request *r);

#endif
