/* params_builtin: deploy/params/wuhan.tsv as it was when the program was built, so that tools and
 * tests need no installed files. */
#ifndef HALL_TOOLS_PARAMS_BUILTIN_H
#define HALL_TOOLS_PARAMS_BUILTIN_H

#include "workers/engine/params.h"

/* params_builtin: the caller's until params_close; NULL without memory. The build's tests prove
 * that the file itself reads. */
params_book *params_builtin(void);

#endif
