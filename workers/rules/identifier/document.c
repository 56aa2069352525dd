/* Documents by type; see document.h. */
#include "workers/rules/identifier/document.h"

#include <string.h>

#include "workers/rules/identifier/number.h"

static bool document_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool document_letter(char c) {
    return c >= 'A' && c <= 'Z';
}

/* Whether number has the form: 'A' stands for a letter, '9' for a digit. */
static bool document_form(const char *number, const char *form) {
    for (; *form; form++, number++)
        if (!(*form == 'A' ? document_letter(*number) : document_digit(*number))) return false;
    return *number == 0;
}

/* between least and most characters, letters and digits only */
static bool document_word(const char *number, size_t least, size_t most) {
    size_t n = strspn(number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return number[n] == 0 && n >= least && n <= most;
}

static bool document_hk_macao(const char *number) {
    return (number[0] == 'H' || number[0] == 'M') &&
           (document_form(number, "A99999999") || document_form(number, "A9999999999"));
}

static bool document_taiwan(const char *number) {
    return document_form(number, "99999999") || document_form(number, "9999999999A");
}

/* 3 letters nationality, 1 reserved digit, then a passport or residence-card number.
 * Source: 人社部令第16号; docs/rules 2.4. */
static bool document_foreign_ssn(const char *number) {
    return strspn(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") >= 3 && document_digit(number[3]) &&
           document_word(number + 4, 5, 20);
}

static status document_numbered(status code, const citizen_id *id, document *out) {
    if (code != OK) return code;
    memcpy(out->number, id->number, sizeof id->number);
    out->birth = id->birth;
    out->sex = id->sex;
    return OK;
}

static status document_plain(const char *number, bool fits, status refusal, document *out) {
    if (!fits) return refusal;
    memcpy(out->number, number, DOCUMENT_SIZE);
    out->birth = 0;
    out->sex = SEX_UNKNOWN;
    return OK;
}

status document_fold(const char *text, char out[DOCUMENT_SIZE]) {
    return number_fold(text, out, DOCUMENT_SIZE) ? OK : E_DOCUMENT;
}

status document_check(int32_t type, const char *text, int32_t as_of, document *out) {
    char number[DOCUMENT_SIZE];
    citizen_id id;
    number_fold(text, number, DOCUMENT_SIZE); /* when too long "", which fits no form */
    switch (type) {
    case DOCUMENT_CITIZEN_ID:
        return document_numbered(citizen_id_parse(text, as_of, &id), &id, out);
    case DOCUMENT_RESIDENT_CARD:
        if (document_form(number, "AAA999999999999"))
            return document_plain(number, true, E_DOCUMENT, out);
        return document_numbered(citizen_id_resident(text, as_of, &id), &id, out);
    case DOCUMENT_PASSPORT:
        return document_plain(number, document_word(number, 5, 15), E_DOCUMENT, out);
    case DOCUMENT_HK_MACAO_PERMIT:
        return document_plain(number, document_hk_macao(number), E_DOCUMENT, out);
    case DOCUMENT_TAIWAN_PERMIT:
        return document_plain(number, document_taiwan(number), E_DOCUMENT, out);
    case DOCUMENT_FOREIGN_SSN:
        return document_plain(number, document_foreign_ssn(number), E_FOREIGN_SSN, out);
    default:
        return E_CODE_VALUE;
    }
}
