/* account: accounts of the city and their sessions. What proves who somebody is stays outside: one
 * password for all, tokens that are made up. */
#include <stdio.h>

#include "gen/enrolment/rows.h"
#include "gen/identity/login.h"
#include "gen/identity/rows.h"
#include "gen/identity/set_factor.h"
#include "tools/city/city.h"
#include "workers/identity/factor.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/identifier/citizen_id.h"

enum { SESSION_HOURS = 8, SEQUENCES = 200, SEQUENCE_FIRST = 800, BIRTHDAYS = 9000 };

/* Sequences 800 to 999 are nobody's; then the next day of birth. */
void city_document(int32_t born, unsigned holder, char out[CITY_DOCUMENT_SIZE]) {
    char number[CITY_DOCUMENT_SIZE];
    int32_t birth = date_add(born, (int32_t) (holder / SEQUENCES % BIRTHDAYS));
    snprintf(number, sizeof number, "420106%08d%03u", birth, SEQUENCE_FIRST + holder % SEQUENCES);
    snprintf(out, CITY_DOCUMENT_SIZE, "%.17s%c", number, citizen_id_check_char(number));
}

/* "" while nobody is registered under the document. */
static const char *person_of(const city_account *l, const context *ctx, view *rows) {
    if (l->role != KERNEL__ROLE__PERSON) return "";
    const PersonDirectory *known =
        find_person_directory(rows, ctx->search_hash(ctx, rows, l->document_no));
    return known ? known->person_no : "";
}

/* All have the same authenticator, and recovery codes that everybody knows. */
static verdict give_factor(const context *ctx, view *rows, const char *account_no, changes *out) {
    char text[CITY_RECOVERY_CODES][16], *code[CITY_RECOVERY_CODES];
    for (int i = 0; i < CITY_RECOVERY_CODES; i++) {
        snprintf(text[i], sizeof text[i], CITY_RECOVERY_CODE, i + 1);
        code[i] = text[i];
    }
    FactorChanged event = FACTOR_CHANGED_INIT;
    event.account_no = lend(account_no);
    event.secret = lend(CITY_FACTOR);
    event.recovery_codes = factor_codes(ctx, rows, account_no, CITY_RECOVERY_CODES, code);
    if (!event.recovery_codes) return refuse(E_ARENA, NULL);
    emit_factor_changed(out, &event);
    return accept();
}

verdict city_account_make(void *self, const void *what, const context *ctx, view *rows,
                          changes *out) {
    const city_account *l = what;
    if (find_account(rows, l->account_no)) return accept();
    AccountCreated event = ACCOUNT_CREATED_INIT;
    event.account_no = lend(l->account_no);
    event.document_no = lend(l->document_no);
    event.document_hash = ctx->search_hash(ctx, rows, l->document_no);
    event.role = l->role;
    event.unit_no = lend(l->unit_no);
    event.district_code = lend(l->district_code);
    event.community_code = lend(l->community_code);
    event.person_no = lend(person_of(l, ctx, rows));
    event.display_name = lend(l->name);
    event.password_hash = self;
    emit_account_created(out, &event);
    return l->factor ? give_factor(ctx, rows, l->account_no, out) : accept();
}

void city_session(const context *ctx, const Account *account,
                  const uint8_t token_hash[CRYPT_HASH_BYTES], changes *out) {
    SessionStarted event = SESSION_STARTED_INIT;
    event.token_hash = (ProtobufCBinaryData){CRYPT_HASH_BYTES, (uint8_t *) (uintptr_t) token_hash};
    event.account_no = account->account_no;
    event.role = account->role;
    event.unit_no = account->unit_no;
    event.district_code = account->district_code;
    event.community_code = account->community_code;
    event.person_no = account->person_no;
    event.expires_at_us = ctx->received_at_us + SESSION_HOURS * INT64_C(3600) * 1000000;
    event.verified = account->person_no[0] ? VERIFIED_DOCUMENT : VERIFIED_NONE;
    event.source_address = lend(ctx->source_address);
    event.channel = lend("web");
    emit_session_started(out, &event);
}
