/* purpose: the table of docs/rules 7.5. */
#include "workers/rules/purpose.h"

#include <string.h>

unsigned purpose_rests_on(const char *code) {
    static const struct {
        const char *code;
        unsigned on;
    } all[] = {{"01", PURPOSE_ON_CASE},    {"02", PURPOSE_ON_CASE},
               {"03", PURPOSE_ON_VISIT},   {"04", PURPOSE_ON_VISIT | PURPOSE_ON_REQUEST},
               {"05", PURPOSE_ON_REQUEST}, {"06", PURPOSE_ON_REQUEST},
               {"07", PURPOSE_ON_CASE}};
    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++)
        if (!strcmp(code, all[i].code)) return all[i].on;
    return 0;
}
