/* cell_lines: looks a field up among lines, and its text behind the tab. */
#include "proto/runtime/cell_lines.h"

#include <string.h>

const char *cell_lines_find(const char *cells, const char *field, size_t *bytes) {
    size_t n = strlen(field);
    for (const char *line = cells; n && *line; line += *bytes) {
        *bytes = strcspn(line, "\n");
        if (line[*bytes]) ++*bytes;
        if (!strncmp(line, field, n) && line[n] == '\t') return line;
    }
    return NULL;
}

const char *cell_lines_text(const char *line, size_t *bytes) {
    const char *text = line + strcspn(line, "\t") + 1;
    *bytes = strcspn(text, "\n");
    return text;
}
