/* Password weakness; see password.h. */
#include "workers/rules/identifier/password.h"

#include <string.h>
#include <strings.h>

#include "workers/rules/identifier/number.h"

#define PASSWORD_FACT_WHOLE 6 /* fewer characters may occur inside a password by chance */

/* Whether `part` occurs in `whole`, letters compared without case. */
static bool password_within(const char *part, const char *whole) {
    size_t n = strlen(part);
    for (; strlen(whole) >= n; whole++)
        if (strncasecmp(part, whole, n) == 0) return true;
    return false;
}

/* Whether so many digits that stand together in the fact do so in the password: digits 12 to 17 of
 * an identity number, its birth date without the century, the end of a mobile number. */
static bool password_holds_digits(const char *password, const char *fact) {
    char part[PASSWORD_FACT_WHOLE + 1] = "";
    for (; strlen(fact) >= PASSWORD_FACT_WHOLE; fact++) {
        memcpy(part, fact, PASSWORD_FACT_WHOLE);
        if (strspn(part, "0123456789") == PASSWORD_FACT_WHOLE && password_within(part, password))
            return true;
    }
    return false;
}

static bool password_tells(const char *password, const char *fact) {
    if (!fact) return false;
    return password_within(password, fact) || password_holds_digits(password, fact) ||
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

const char *password_told(const char *password, const password_facts *facts) {
    char birth[9] = "";
    if (facts->birth > 0) number_put(birth, 8, facts->birth);
    const struct {
        const char *fact, *name;
    } known[] = {{birth, "holds_birth_date"},       {facts->document_no, "holds_document_no"},
                 {facts->mobile, "holds_mobile"},   {facts->card_no, "holds_card_no"},
                 {facts->account, "holds_account"}, {facts->name, "holds_name"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (password_tells(password, known[i].fact)) return known[i].name;
    return NULL;
}

status password_check(password_level level, const char *password, const password_facts *facts) {
    bool good = password_strong(level, password) && !password_told(password, facts);
    return good ? OK : E_PWD_WEAK;
}
