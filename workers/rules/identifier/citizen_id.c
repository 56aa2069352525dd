/* Numbers of the GB 11643-1999 family; see citizen_id.h. */
#include "workers/rules/identifier/citizen_id.h"

#include <string.h>

#include "workers/rules/calendar/date.h"
#include "workers/rules/identifier/number.h"

#define CITIZEN_COUNTRY 156
#define CITIZEN_FIRST_BIRTH 18000101

char citizen_id_check_char(const char digits[17]) {
    static const int8_t weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++) sum += (digits[i] - '0') * weight[i];
    return "10X98765432"[sum % 11];
}

/* Province set of docs/rules 2.2 step 3. */
static bool citizen_province(int32_t code) {
    static const int8_t last_of_ten[] = {0, 5, 3, 7, 6, 4, 5, 1, 3, 0}; /* by first digit */
    return code % 10 >= (code / 10 == 5 ? 0 : 1) && code % 10 <= last_of_ten[code / 10];
}

static bool citizen_birth(int32_t birth, int32_t as_of) {
    return birth >= CITIZEN_FIRST_BIRTH && birth <= as_of && date_valid(birth);
}

/* Folds and checks the outer form: 18 characters, all digits but a last X. */
static status citizen_form(const char *text, char number[CITIZEN_ID_SIZE]) {
    if (!number_fold(text, number, CITIZEN_ID_SIZE) || strlen(number) != 18) return E_ID_LENGTH;
    size_t digits = strspn(number, "0123456789");
    if (digits < 17 || (digits == 17 && number[17] != 'X')) return E_ID_CHARSET;
    return OK;
}

static void citizen_fill(const char number[CITIZEN_ID_SIZE], int32_t country, int32_t birth,
                         citizen_id *out) {
    memcpy(out->number, number, CITIZEN_ID_SIZE);
    out->country = country;
    out->birth = birth;
    out->sex = (number[16] - '0') % 2 ? SEX_MALE : SEX_FEMALE;
}

status citizen_id_parse(const char *text, int32_t as_of, citizen_id *out) {
    char number[CITIZEN_ID_SIZE];
    status s = citizen_form(text, number);
    if (s != OK) return s;
    if (!citizen_province(number_of(number, 2))) return E_ID_REGION;
    int32_t birth = number_of(number + 6, 8);
    if (!citizen_birth(birth, as_of)) return E_ID_DATE;
    if (citizen_id_check_char(number) != number[17]) return E_ID_CHECK;
    citizen_fill(number, CITIZEN_COUNTRY, birth, out);
    return OK;
}

status citizen_id_widen(const char *text, char out[CITIZEN_ID_SIZE]) {
    char old[16];
    if (!number_fold(text, old, sizeof old) || strlen(old) != 15) return E_ID_LENGTH;
    if (strspn(old, "0123456789") != 15) return E_ID_CHARSET;
    memcpy(out, old, 6);
    memcpy(out + 6, number_of(old + 12, 3) >= 996 ? "18" : "19", 2);
    memcpy(out + 8, old + 6, 9);
    out[17] = citizen_id_check_char(out);
    out[18] = 0;
    return OK;
}

status citizen_id_resident(const char *text, int32_t as_of, citizen_id *out) {
    char number[CITIZEN_ID_SIZE];
    status s = citizen_form(text, number);
    if (s != OK) return s;
    if (number[0] != '9') return E_ID_PREFIX;
    if (!citizen_province(number_of(number + 1, 2))) return E_ID_REGION;
    int32_t birth = number_of(number + 6, 8);
    if (!citizen_birth(birth, as_of)) return E_ID_DATE;
    if (number_of(number + 14, 3) == 0) return E_DOCUMENT;
    if (citizen_id_check_char(number) != number[17]) return E_ID_CHECK;
    citizen_fill(number, number_of(number + 3, 3), birth, out);
    return OK;
}

status citizen_id_consistent(const citizen_id *id, int32_t sex, int32_t birth) {
    if (sex != SEX_UNKNOWN && sex != SEX_UNSTATED && sex != id->sex) return E_SEX_ID_MISMATCH;
    if (birth != 0 && birth != id->birth) return E_BIRTH_ID_MISMATCH;
    return OK;
}
