/* Runner of the test vectors; see vectors.h. */
#include "tools/vectors.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tools/vectors_kind.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/money/amount.h"

const char *vector_text(const vector_case *c, const char *key) {
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->input[i].key, key) == 0) {
            *c->asked |= UINT32_C(1) << i;
            return c->input[i].value;
        }
    return "";
}

int32_t vector_number(const vector_case *c, const char *key) {
    return (int32_t) strtol(vector_text(c, key), NULL, 10);
}

int64_t vector_fen(const vector_case *c, const char *key) {
    int64_t fen;
    return amount_parse(vector_text(c, key), &fen) == OK ? fen : 0;
}

int32_t vector_rate(const vector_case *c, const char *key) {
    int32_t rate;
    return amount_parse_rate(vector_text(c, key), &rate) == OK ? rate : 0;
}

int32_t vector_date(const vector_case *c, const char *key) {
    int32_t date;
    return date_parse(vector_text(c, key), &date) == OK ? date : 0;
}

int32_t vector_period(const vector_case *c, const char *key) {
    int32_t period;
    return period_parse(vector_text(c, key), &period) == OK ? period : 0;
}

void vector_say(vector_case *c, const char *format, ...) {
    size_t used = strlen(c->answer);
    va_list args;
    va_start(args, format);
    vsnprintf(c->answer + used, sizeof c->answer - used, format, args);
    va_end(args);
}

const char *vector_yuan(int64_t fen) {
    static char ring[4][AMOUNT_SIZE];
    static unsigned next;
    char *out = ring[next++ % 4];
    amount_format(fen, out);
    return out;
}

bool vector_goes_on(vector_case *c, status code) {
    if (code == OK || status_is_warning(code)) return true;
    vector_say(c, "%s", status_name(code));
    return false;
}

static const vector_kind *vectors_find(const char *name) {
    const vector_kind *const tables[] = {vectors_identity, vectors_money, vectors_time,
                                         vectors_crypt};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const vector_kind *kind = tables[i]; kind->name; kind++)
            if (strcmp(kind->name, name) == 0) return kind;
    return NULL;
}

/* Cuts "k=v;k=v" in place; values may hold '='. False when a part has no '=' or there are too many.
 */
static bool vectors_cut(vector_case *c, char *inputs) {
    for (char *part; (part = strsep(&inputs, ";"));) {
        char *value = strchr(part, '=');
        if (!value || c->n == VECTOR_INPUTS) return false;
        *value++ = 0;
        c->input[c->n++] = (vector_input){part, value};
    }
    return true;
}

static void say_unknown(vector_case *c) {
    for (size_t i = 0; i < c->n; i++)
        if (!(*c->asked >> i & 1)) vector_say(c, ";unknown attribute %s", c->input[i].key);
}

/* One line; true when it passed, else it is named on out. */
static bool vectors_line(const param_set *params, char *line, int number, FILE *out) {
    const char *name = strsep(&line, "\t");
    char *inputs = strsep(&line, "\t"), *expected = strsep(&line, "\t");
    if (!expected) {
        fprintf(out, "line %d: three columns are needed\n", number);
        return false;
    }
    char *shown = strdup(inputs);
    uint32_t asked = 0;
    vector_case c = {.params = params, .asked = &asked};
    const vector_kind *kind = vectors_find(name);
    if (!kind)
        vector_say(&c, "unknown kind");
    else if (!vectors_cut(&c, inputs))
        vector_say(&c, "malformed inputs");
    else
        kind->run(&c);
    if (kind) say_unknown(&c);
    bool passed = kind && strcmp(c.answer, expected) == 0;
    if (!passed)
        fprintf(out, "line %d: %s %s: expected %s, got %s\n", number, name, shown ? shown : "",
                expected, c.answer);
    free(shown);
    return passed;
}

int vectors_run(const param_set *params, FILE *in, FILE *out) {
    char *line = NULL;
    size_t room = 0;
    int number = 0, passed = 0, failed = 0;
    while (getline(&line, &room, in) >= 0) {
        line[strcspn(line, "\r\n")] = 0;
        if (number++ == 0 || line[0] == 0) /* the first line is a header */
            continue;
        if (vectors_line(params, line, number, out))
            passed++;
        else
            failed++;
    }
    free(line);
    fprintf(out, "%d passed, %d failed\n", passed, failed);
    return ferror(in) ? -1 : failed;
}
