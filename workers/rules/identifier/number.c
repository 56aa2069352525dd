/* Typed identifiers; see number.h. */
#include "workers/rules/identifier/number.h"

#include <string.h>

#include "proto/runtime/fold.h"

bool number_fold(const char *text, char *out, size_t size_bytes) {
    char folded[NUMBER_TYPED_BYTES + 1];
    size_t typed = strlen(text);
    out[0] = 0;
    if (typed > NUMBER_TYPED_BYTES) return false;
    size_t n = fold_number(text, typed, folded);
    if (n >= size_bytes) return false;
    memcpy(out, folded, n + 1);
    return true;
}

int32_t number_of(const char *digits, int n) {
    int32_t value = 0;
    for (int i = 0; i < n; i++) value = value * 10 + (digits[i] - '0');
    return value;
}

void number_put(char *digits, int n, int32_t value) {
    for (int i = n; i-- > 0; value /= 10) digits[i] = (char) ('0' + value % 10);
}
