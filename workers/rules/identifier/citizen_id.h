/* citizen_id: numbers of the GB 11643-1999 family, 18 characters with an ISO 7064 MOD 11-2 check:
 * the citizen's number (with residence permits 81, 82, 83), the old 15-digit form, and the
 * permanent residence card of foreigners. Not here: other documents (document.h). */
#ifndef HALL_RULES_CITIZEN_ID_H
#define HALL_RULES_CITIZEN_ID_H

#include "proto/runtime/status.h"

#define CITIZEN_ID_SIZE 19 /* 18 characters and NUL */

enum { SEX_UNKNOWN = 0, SEX_MALE = 1, SEX_FEMALE = 2, SEX_UNSTATED = 9 }; /* AAC004 */

/* number: upper-case as stored; birth YYYYMMDD; sex from the sequence, odd = male; country: ISO
 * 3166 numeric of a permanent residence card, 000 stateless; 156 for a citizen's number. */
typedef struct citizen_id {
    char number[CITIZEN_ID_SIZE];
    int32_t birth, sex, country;
} citizen_id;

/* citizen_id_parse: any text; it is folded first. as_of YYYYMMDD: births after it are refused.
 * Errors, first failure wins: E_ID_LENGTH, E_ID_CHARSET, E_ID_REGION (province only: withdrawn
 * county codes stay valid for life), E_ID_DATE (also before 1800), E_ID_CHECK. Source: GB
 * 11643-1999; docs/rules 2.2. */
status citizen_id_parse(const char *text, int32_t as_of, citizen_id *out) MUST_CHECK;

/* citizen_id_widen: a 15-digit number becomes 18; sequences 996 to 999 were given to people over
 * 100 and get century 18. For search only: such numbers were withdrawn in 2013. Errors:
 * E_ID_LENGTH, E_ID_CHARSET. Source: docs/rules 2.3. */
status citizen_id_widen(const char *text, char out[CITIZEN_ID_SIZE]) MUST_CHECK;

/* citizen_id_resident: permanent residence card from 2023-12: 9, province, country, birth, sequence
 * (000 is invalid), check. Errors in order: E_ID_LENGTH, E_ID_CHARSET, E_ID_PREFIX, E_ID_REGION,
 * E_ID_DATE, E_DOCUMENT (sequence 000), E_ID_CHECK. Source: docs/rules 2.4. */
status citizen_id_resident(const char *text, int32_t as_of, citizen_id *out) MUST_CHECK;

/* citizen_id_consistent: sex (AAC004) and birth (AAC006) as filed against the number. 0 and
 * SEX_UNSTATED are not compared. Errors: E_SEX_ID_MISMATCH, E_BIRTH_ID_MISMATCH. Source:
 * docs/rules 2.2. */
status citizen_id_consistent(const citizen_id *id, int32_t sex, int32_t birth) MUST_CHECK;

/* citizen_id_check_char: check character of 17 digits. */
char citizen_id_check_char(const char digits[17]);

#endif
