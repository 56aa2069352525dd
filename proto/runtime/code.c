/* code: which value of a code table a filer means by what he wrote. */
#include "proto/runtime/code.h"

#include <string.h>

#include "proto/runtime/fold.h"

/* Of a label, another name, or a label with its ending. */
#define NAME_BYTES 256u

bool code_is_blank(const code_value *value) {
    return !strcmp(value->text, "BLANK");
}

static bool all_digits(const char *text) {
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static const char *without_zeros(const char *digits) {
    while (digits[0] == '0' && digits[1] != '\0') digits++;
    return digits;
}

static bool same_number(const char *a, const char *b) {
    return all_digits(a) && all_digits(b) && !strcmp(without_zeros(a), without_zeros(b));
}

static bool same_name(const char *folded, const char *name) {
    char plain[NAME_BYTES];
    size_t bytes = strlen(name);
    if (bytes == 0 || bytes >= sizeof plain) return false;
    fold_number(name, bytes, plain);
    return !strcmp(folded, plain);
}

static bool same_with_ending(const char *folded, const char *label, const char *ending) {
    size_t n = strlen(label);
    return *ending && !strncmp(folded, label, n) && !strcmp(folded + n, ending);
}

static bool same_any_name(const char *folded, const code_value *value) {
    if (same_name(folded, value->label.zh) || same_name(folded, value->label.en)) return true;
    for (const char *const *also = value->also; also && *also; also++)
        if (same_name(folded, *also)) return true;
    return false;
}

/* "01身份证", "01-身份证": folding has taken the blanks. */
static bool same_after_code(const char *folded, const code_value *value) {
    size_t n = strlen(value->text);
    if (strncmp(folded, value->text, n) != 0) return false;
    return same_any_name(folded + n + strspn(folded + n, "-_:."), value);
}

bool code_named(const code_table *table, const code_value *value, const char *folded) {
    if (code_is_blank(value)) return false;
    return same_number(folded, value->text) || same_name(folded, value->text) ||
           same_any_name(folded, value) ||
           same_with_ending(folded, value->label.zh, table->ending) ||
           same_after_code(folded, value);
}

/* Nearly everybody writes the code or the label as it stands in the table. */
static const code_value *as_it_stands(const code_table *table, const char *text) {
    for (unsigned i = 0; i < table->n; i++) {
        const code_value *value = &table->value[i];
        if (code_is_blank(value)) continue;
        if (!strcmp(text, value->text) || !strcmp(text, value->label.zh)) return value;
    }
    return NULL;
}

const code_value *code_find(const code_table *table, const char *text) {
    char folded[CODE_TEXT_MAX + 1];
    size_t bytes = strlen(text);
    if (bytes > CODE_TEXT_MAX || fold_number(text, bytes, folded) == 0) return NULL;
    const code_value *found = as_it_stands(table, folded);
    for (unsigned i = 0; !found && i < table->n; i++)
        if (code_named(table, &table->value[i], folded)) found = &table->value[i];
    return found;
}
