/* Password weakness; see password.h. */
#include "workers/rules/identifier/password.h"

#include <string.h>
#include <strings.h>

#include "workers/rules/identifier/number.h"

#define PASSWORD_FACT_WHOLE 6 /* shorter facts may occur inside a password by chance */

/* Whether `part` occurs in `whole`, letters compared without case. */
static bool password_within(const char *part, const char *whole) {
    size_t n = strlen(part);
    for (; strlen(whole) >= n; whole++)
        if (strncasecmp(part, whole, n) == 0) return true;
    return false;
}

static bool password_tells(const char *password, const char *fact) {
    if (!fact) return false;
    return password_within(password, fact) ||
           (strlen(fact) >= PASSWORD_FACT_WHOLE && password_within(fact, password));
}

static unsigned password_class(char c) {
    if (c >= '0' && c <= '9') return 1;
    if (c >= 'a' && c <= 'z') return 2;
    return c >= 'A' && c <= 'Z' ? 4 : 8;
}

/* Long enough and of enough classes for its level. */
static bool password_strong(password_level level, const char *password) {
    int n = 0;
    unsigned classes = 0;
    for (const char *at = password; *at; at++) {
        n += (*at & 0xC0) != 0x80; /* a character is counted at its first byte */
        classes |= password_class(*at);
    }
    if (level == PASSWORD_OPERATOR) return n >= 10 && __builtin_popcount(classes) >= 3;
    return n >= 8 && __builtin_popcount(classes) >= 2;
}

status password_check(password_level level, const char *password, const password_facts *facts) {
    char birth[9] = "";
    if (facts->birth > 0) number_put(birth, 8, facts->birth);
    const char *known[] = {facts->document_no, facts->mobile, facts->card_no, facts->account,
                           birth};
    if (!password_strong(level, password)) return E_PWD_WEAK;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (password_tells(password, known[i])) return E_PWD_WEAK;
    return OK;
}
