/* status: names, texts and HTTP codes of the status enum and texts of reasons, from the tables that
 * tools/catalog writes out of proto/kernel/status.proto and reason.proto. */
#include "proto/runtime/status.h"

#include <string.h>

#include "gen/reason_table.h"
#include "gen/status_table.h"

enum { N_STATUS = sizeof status_table / sizeof status_table[0] };

/* The table is in the order of the file, which groups codes by subject. */
static const struct status_row *row_of(status code) {
    for (size_t i = 0; i < N_STATUS; i++)
        if (status_table[i].number == (int) code) return &status_table[i];
    return code == E_INTERNAL ? &status_table[0] : row_of(E_INTERNAL);
}

const char *status_name(status code) {
    return row_of(code)->name;
}

const char *status_text(status code, bool english) {
    return text_pair_in(row_of(code)->text, english);
}

const char *status_next(status code, bool english) {
    return text_pair_in(row_of(code)->next, english);
}

const char *status_href(status code) {
    return row_of(code)->href;
}

const char *status_gate(status code) {
    return row_of(code)->gate;
}

static const reason_text *reason_of(status code, const char *reason) {
    const reason_text *found = NULL;
    for (unsigned i = 0; reason && i < n_reason_texts; i++) {
        const reason_text *it = &reason_texts[i];
        if (strcmp(it->key, reason) == 0 && (it->code == code || (it->code == OK && !found)))
            found = it;
    }
    return found;
}

const char *status_reason(status code, const char *reason, bool english) {
    const reason_text *found = reason_of(code, reason);
    return !found ? "" : english ? found->en : found->zh;
}

const char *status_by(status code, const char *reason, bool english) {
    const reason_text *found = reason_of(code, reason);
    return text_pair_in(found && *found->by.zh ? found->by : row_of(code)->by, english);
}

const char *status_sentence(status code, const char *reason, bool english) {
    const char *next = status_reason(code, reason, english);
    return *next ? next : status_text(code, english);
}

unsigned status_http(status code) {
    return row_of(code)->http;
}

bool status_may_retry(status code) {
    return row_of(code)->retry;
}

bool status_is_warning(status code) {
    return row_of(code)->name[0] == 'W';
}

bool status_find(const char *name, status *out) {
    for (size_t i = 0; i < N_STATUS; i++)
        if (!strcmp(status_table[i].name, name)) {
            *out = (status) status_table[i].number;
            return true;
        }
    return false;
}
