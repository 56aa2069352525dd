/* fuzz_id: any text as an identifier of any kind; what is accepted is stored in one form, which is
 * accepted again and unchanged. */
#include <stdlib.h>
#include <string.h>

#include "workers/rules/calendar/date.h"
#include "workers/rules/field.h"
#include "workers/rules/identifier/citizen_id.h"
#include "workers/rules/identifier/credit_code.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/identifier/password.h"
#include "workers/rules/identifier/serial.h"

#define AS_OF 20251231

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void documents(const char *text) {
    static const int32_t types[] = {201, 208, 210, 213, 215, 216, 0};
    document first, again;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (document_check(types[i], text, AS_OF, &first) != OK) continue;
        must(strlen(first.number) < DOCUMENT_SIZE);
        must(first.birth == 0 || (date_valid(first.birth) && first.birth <= AS_OF));
        must(document_check(types[i], first.number, AS_OF, &again) == OK);
        must(strcmp(first.number, again.number) == 0);
    }
}

static void units(const char *text) {
    char code[CREDIT_CODE_SIZE], again[CREDIT_CODE_SIZE], org[ORG_CODE_SIZE],
        org_again[ORG_CODE_SIZE];
    status found = credit_code_check(text, code);
    if (found == OK || found == W_ORG_CHECK) {
        must(credit_code_check(code, again) == found);
        must(strcmp(code, again) == 0);
    }
    if (org_code_check(text, org) == OK) {
        must(org_code_check(org, org_again) == OK);
        must(strcmp(org, org_again) == 0);
    }
}

static void serials(const char *text) {
    case_no parts;
    char made[SERIAL_CASE_SIZE], widened[CITIZEN_ID_SIZE];
    citizen_id id;
    if (serial_case_parse(text, &parts) == OK && parts.date >= 10000101) {
        must(serial_case_make(parts, made) == OK);
        must(strcmp(made, text) == 0);
    }
    if (citizen_id_widen(text, widened) == OK)
        must(citizen_id_parse(widened, AS_OF, &id) != E_ID_CHECK);
}

static void fields(const char *text) {
    password_facts facts = {.document_no = text, .birth = 19491231};
    if (field_name(text, false) == OK) must(field_name(text, true) == OK);
    if (field_bank_account(text) == OK) (void) field_bank_luhn(text);
    must(field_mobile(text) != OK || field_digits(text, 11));
    must(field_landline(text) != OK || strlen(text) <= 13);
    must(field_postcode(text) != OK || field_digits(text, 6));
    must(password_check(PASSWORD_CITIZEN, text, &facts) == E_PWD_WEAK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
    char *text = malloc(bytes + 1); /* exactly as long: reading past it is found */
    must(text);
    memcpy(text, data, bytes);
    text[bytes] = 0;
    documents(text);
    units(text);
    serials(text);
    fields(text);
    free(text);
    return 0;
}
