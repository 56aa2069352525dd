/* params_builtin: deploy/params/wuhan.tsv and holidays.tsv as they were when the program was built,
 * so that tools and tests need no installed files. */
#ifndef HALL_TOOLS_PARAMS_BUILTIN_H
#define HALL_TOOLS_PARAMS_BUILTIN_H

#include "workers/engine/params.h"

/* params_builtin: the caller's until params_close; NULL without memory. The build's tests prove
 * that the file itself reads. */
params_book *params_builtin(void);

/* params_builtin_days: the same of the working days, until params_workdays_close. */
workday_table *params_builtin_days(void);

#endif
