/* Password weakness; see password.h. */
#include "workers/rules/identifier/password.h"

#include <string.h>
#include <strings.h>

#include "proto/runtime/text.h"
#include "workers/rules/identifier/number.h"
#include "workers/rules/search/readings.h"

enum { PASSWORD_LETTERS = 129 }; /* of a password or of a name in pinyin */

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

/* The letters of a text in small ones, without what stands between them. */
static void password_letters(const char *text, char *out, size_t size) {
    size_t n = 0;
    for (; *text && n + 1 < size; text++)
        if (strchr("abcdefghijklmnopqrstuvwxyz", *text | 0x20)) out[n++] = (char) (*text | 0x20);
    out[n] = 0;
}

/* Readings of a name's characters from `from` on, as far as there is room. */
static void password_pinyin(const char *name, size_t from, char *out, size_t size) {
    size_t n = strlen(out), left = strlen(name), step, at = 0;
    for (uint32_t code; left > 0 && (step = text_next(name, left, &code)) > 0; at++) {
        const char *reading = reading_of(code, at == 0);
        if (at >= from && n + strlen(reading) < size) {
            strcpy(out + n, reading);
            n += strlen(reading);
        }
        name += step;
        left -= step;
    }
}

static bool password_spells(const char *letters, const char *name) {
    size_t n = strlen(name);
    if (n < PASSWORD_FACT_WHOLE) return n && !strcmp(letters, name);
    return password_within(name, letters);
}

/* The name in pinyin, whatever stands between its syllables: 王小明 is in "Wang-Xiaoming7", in
 * "xiaoming.wang" and in "XiaoMing8". */
static bool password_tells_name(const char *password, const char *name) {
    char letters[PASSWORD_LETTERS], whole[PASSWORD_LETTERS] = "", given[PASSWORD_LETTERS] = "";
    if (!name) return false;
    password_letters(password, letters, sizeof letters);
    password_pinyin(name, 0, whole, sizeof whole);
    password_pinyin(name, 1, given, sizeof given);
    return password_spells(letters, whole) || password_spells(letters, given);
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
    return password_tells_name(password, facts->name) ? "holds_name" : NULL;
}

status password_check(password_level level, const char *password, const password_facts *facts) {
    bool good = password_strong(level, password) && !password_told(password, facts);
    return good ? OK : E_PWD_WEAK;
}
