/* Vectors of identifiers, masks and passwords (docs/rules 2, 7.3). */
#include <string.h>

#include "proto/runtime/mask.h"
#include "tools/vectors_kind.h"
#include "workers/rules/field.h"
#include "workers/rules/identifier/citizen_id.h"
#include "workers/rules/identifier/credit_code.h"
#include "workers/rules/identifier/password.h"

#define NO_AS_OF 99991231
#define DATE_FORMAT "%04d-%02d-%02d"
#define DATE_PARTS(date) (date) / 10000, (date) / 100 % 100, (date) % 100

static void run_id18(vector_case *c) {
    citizen_id id;
    if (vector_goes_on(c, citizen_id_parse(vector_text(c, "id"), vector_date(c, "asof"), &id)))
        vector_say(c, "OK birth=" DATE_FORMAT " sex=%d", DATE_PARTS(id.birth), id.sex);
}

static void run_id15(vector_case *c) {
    char number[CITIZEN_ID_SIZE];
    if (vector_goes_on(c, citizen_id_widen(vector_text(c, "id"), number)))
        vector_say(c, "%s", number);
}

static void run_id_pr(vector_case *c) {
    citizen_id id;
    if (vector_goes_on(c, citizen_id_resident(vector_text(c, "id"), NO_AS_OF, &id)))
        vector_say(c, "OK country=%03d birth=" DATE_FORMAT " sex=%d", id.country,
                   DATE_PARTS(id.birth), id.sex);
}

static void run_uscc(vector_case *c) {
    char code[CREDIT_CODE_SIZE];
    status answer = credit_code_check(vector_text(c, "code"), code);
    if (vector_goes_on(c, answer)) vector_say(c, "OK org_check=%s", answer == OK ? "pass" : "fail");
}

static void run_orgcode(vector_case *c) {
    char code[ORG_CODE_SIZE];
    if (vector_goes_on(c, org_code_make(vector_text(c, "body"), code))) vector_say(c, "%s", code);
}

static void run_mobile(vector_case *c) {
    if (vector_goes_on(c, field_mobile(vector_text(c, "mobile")))) vector_say(c, "OK");
}

static void run_password(vector_case *c) {
    password_facts facts = {.document_no = vector_text(c, "id")};
    if (vector_goes_on(c, password_check(PASSWORD_CITIZEN, vector_text(c, "password"), &facts)))
        vector_say(c, "OK");
}

static void run_mask(vector_case *c) {
    static const struct {
        const char *field;
        Kernel__Personal kind;
    } fields[] = {{"id", KERNEL__PERSONAL__DOCUMENT_NO},
                  {"mobile", KERNEL__PERSONAL__MOBILE},
                  {"name", KERNEL__PERSONAL__NAME},
                  {"bank", KERNEL__PERSONAL__BANK_ACCOUNT}};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (strcmp(fields[i].field, vector_text(c, "field")) == 0)
            vector_goes_on(
                c, mask_text(fields[i].kind, vector_text(c, "value"), c->answer, sizeof c->answer));
}

const vector_kind vectors_identity[] = {
    {"id18", run_id18},         {"id15", run_id15},       {"id_pr", run_id_pr},
    {"uscc", run_uscc},         {"orgcode", run_orgcode}, {"mobile", run_mobile},
    {"password", run_password}, {"mask", run_mask},       {NULL, NULL}};
