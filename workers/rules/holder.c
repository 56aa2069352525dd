/* holder: compares accounts by the document and the person they belong to. */
#include "workers/rules/holder.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/identity/rows.h"

static bool same_bytes(ProtobufCBinaryData a, ProtobufCBinaryData b) {
    return a.len && a.len == b.len && !memcmp(a.data, b.data, a.len);
}

bool holder_is_one(view *rows, const char *account_no, const char *other_no) {
    const Account *one = find_account(rows, account_no), *other = find_account(rows, other_no);
    if (!strcmp(account_no, other_no)) return true;
    if (!one || !other) return false;
    if (one->person_no[0] && !strcmp(one->person_no, other->person_no)) return true;
    return same_bytes(one->document_hash, other->document_hash);
}

bool holder_is_person(view *rows, const char *account_no, const char *person_no) {
    const Account *account = find_account(rows, account_no);
    const Person *person = find_person(rows, person_no);
    if (!account || !person) return false;
    return !strcmp(account->person_no, person_no) ||
           same_bytes(account->document_hash, person->document_hash);
}

bool holder_has_document(view *rows, const char *account_no, ProtobufCBinaryData document_hash) {
    const Account *account = find_account(rows, account_no);
    return account && same_bytes(account->document_hash, document_hash);
}
