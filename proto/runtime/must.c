/* must: where our own bugs end. A worker that stops is restarted and its commands are sent again;
 * one that goes on with a broken belief stores it. */
#include <stdlib.h>

#include "proto/runtime/log.h"

void must_failed(const char *condition, const char *file, int line) {
    log_error("must_failed", log_text("condition", condition), log_text("file", file),
              log_number("line", line));
    abort();
}
