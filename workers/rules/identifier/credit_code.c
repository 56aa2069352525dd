/* Unit identity codes; see credit_code.h. */
#include "workers/rules/identifier/credit_code.h"

#include <string.h>

#include "workers/rules/identifier/number.h"

#define CREDIT_ALPHABET "0123456789ABCDEFGHJKLMNPQRTUWXY"
#define DIGITS "0123456789"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static int credit_value(char c) {
    return (int) (strchr(CREDIT_ALPHABET, c) - CREDIT_ALPHABET);
}

/* GB 32100-2015: weights 3^(i-1) mod 31. */
static char credit_check_char(const char *code) {
    int sum = 0, weight = 1;
    for (int i = 0; i < 17; i++) {
        sum += credit_value(code[i]) * weight;
        weight = weight * 3 % 31;
    }
    return CREDIT_ALPHABET[(31 - sum % 31) % 31];
}

/* GB 11714-1997: 11 - sum mod 11, where 10 is X and 11 is 0. */
static char org_check_char(const char *body) {
    static const int8_t weight[8] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 8; i++)
        sum += weight[i] * (body[i] <= '9' ? body[i] - '0' : body[i] - 'A' + 10);
    return "0X987654321"[sum % 11];
}

status credit_code_check(const char *text, char out[CREDIT_CODE_SIZE]) {
    char code[CREDIT_CODE_SIZE];
    if (!number_fold(text, code, sizeof code) || strlen(code) != 18) return E_USCC_LENGTH;
    if (strspn(code, CREDIT_ALPHABET) != 18) return E_USCC_CHARSET;
    if (strspn(code + 2, DIGITS) < 6) /* positions 3 to 8: division code */
        return E_USCC_CHARSET;
    if (credit_check_char(code) != code[17]) return E_USCC_CHECK;
    memcpy(out, code, sizeof code);
    return org_check_char(code + 8) == code[16] ? OK : W_ORG_CHECK;
}

status org_code_make(const char *body, char out[ORG_CODE_SIZE]) {
    if (strlen(body) != 8 || strspn(body, DIGITS CAPITALS) != 8) return E_ORG_CODE;
    memcpy(out, body, 8);
    out[8] = '-';
    out[9] = org_check_char(body);
    out[10] = 0;
    return OK;
}

status org_code_check(const char *text, char out[ORG_CODE_SIZE]) {
    char code[ORG_CODE_SIZE], body[9], made[ORG_CODE_SIZE];
    if (!number_fold(text, code, sizeof code) || strlen(code) < 9) return E_ORG_CODE;
    memcpy(body, code, 8);
    body[8] = 0;
    if (org_code_make(body, made) != OK) return E_ORG_CODE;
    const char *check = code[8] == '-' ? code + 9 : code + 8;
    if (check[0] != made[9] || check[1] != 0) return E_ORG_CODE;
    memcpy(out, made, sizeof made);
    return OK;
}
