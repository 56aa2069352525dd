/* document: every kind of personal document a filer may name, by its type code. Source:
 * docs/rules 2.4 (type codes of batch templates). Types without a national code there are our own.
 */
#ifndef HALL_RULES_DOCUMENT_H
#define HALL_RULES_DOCUMENT_H

#include "workers/rules/identifier/citizen_id.h"

enum {
    DOCUMENT_CITIZEN_ID = 201,      /* 居民身份证, residence permits of HK, Macao, Taiwan */
    DOCUMENT_PASSPORT = 208,        /* 外国护照 */
    DOCUMENT_HK_MACAO_PERMIT = 210, /* 港澳居民来往内地通行证 */
    DOCUMENT_TAIWAN_PERMIT = 213,   /* 台湾居民来往大陆通行证 */
    DOCUMENT_RESIDENT_CARD = 215,   /* 外国人永久居留身份证, 18 or old 15 characters */
    DOCUMENT_FOREIGN_SSN = 216,     /* 外国人社会保障号码 */
};

#define DOCUMENT_SIZE 32 /* longest folded number is 24 characters */

/* number: folded, upper-case, as stored and compared; birth, sex: 0 when the document has none. */
typedef struct document {
    char number[DOCUMENT_SIZE];
    int32_t birth, sex;
} document;

/* document_check: any text. as_of YYYYMMDD bounds the birth date. Errors: E_CODE_VALUE for an
 * unknown type; E_ID_* for 201 and 18-character resident cards; E_FOREIGN_SSN; E_DOCUMENT for the
 * others. */
status document_check(int32_t type, const char *text, int32_t as_of, document *out) MUST_CHECK;

/* document_fold: number as compared (folded, upper-case), without any check, for look-ups.
 * Errors: E_DOCUMENT when longer than any document's number. */
status document_fold(const char *text, char out[DOCUMENT_SIZE]) MUST_CHECK;

#endif
