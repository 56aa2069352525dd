/* life: what the demonstration's people did before a visitor comes: a mandate, a share code, a
 * program key, logins from elsewhere. Each is decided by the hall's own handler as the account that
 * did it, and leaves its message in the inbox as the engine does. */
#include <string.h>

#include "gen/access/make_mandate.h"
#include "gen/access/make_share.h"
#include "gen/access/rows.h"
#include "gen/identity/login.h"
#include "gen/identity/make_program_key.h"
#include "gen/identity/program_key.h"
#include "gen/identity/rows.h"
#include "proto/runtime/crypt/share_code.h"
#include "proto/runtime/program_key.h"
#include "tools/city/city.h"
#include "workers/engine/tell.h"
#include "workers/rules/calendar/date.h"

typedef verdict deed(const context *ctx, view *rows, changes *out);

/* What somebody did. Deeds are each person's own, so a second load finds them done. */
typedef struct did {
    deed *decide;
    char account_no[16];
} did;

static verdict give_mandate(const context *ctx, view *rows, changes *out) {
    char agent[CITY_DOCUMENT_SIZE];
    MakeMandate in = MAKE_MANDATE_INIT;
    if (list_mandate_by_person_no(rows, ctx->actor.person_no).n) return accept();
    flexible_document(1, agent);
    in.person_no = lend(ctx->actor.person_no);
    in.agent_document_no = agent;
    in.agent_name = lend("夏自强");
    in.kind = RELATIVE;
    in.look = true;
    in.files = lend("enrolment.SuspendMember enrolment.ResumeMember");
    in.from_date = ctx->today;
    in.to_date = date_add(ctx->today, 365);
    return access_make_mandate(ctx, rows, &in, out);
}

static verdict share(const context *ctx, view *rows, changes *out) {
    uint8_t hash[CRYPT_HASH_BYTES];
    MakeShare in = MAKE_SHARE_INIT;
    if (!share_code_hash(CITY_SHARE_CODE, hash)) return refuse(E_FORM, NULL);
    if (list_share_by_person_no(rows, ctx->actor.person_no).n) return accept();
    in.person_no = lend(ctx->actor.person_no);
    in.code_hash = (ProtobufCBinaryData){sizeof hash, hash};
    in.fields = lend("name enrolments");
    in.days = 30;
    in.uses = 20;
    return access_make_share(ctx, rows, &in, out);
}

/* Known to everybody, so for this machine alone. */
static verdict make_key(const context *ctx, view *rows, changes *out) {
    static char *business[] = {(char *) "B01", (char *) "B03"};
    static char *question[] = {(char *) "Q02"}, *network[] = {(char *) "127.0.0.0/8"};
    uint8_t secret[PROGRAM_KEY_BYTES], hash[CRYPT_HASH_BYTES];
    MakeProgramKey in = MAKE_PROGRAM_KEY_INIT;
    if (!program_key_parse(CITY_PROGRAM_KEY, secret)) return refuse(E_FORM, NULL);
    if (list_program_key_by_unit_no(rows, ctx->actor.unit_no).n) return accept();
    crypt_sm3(secret, sizeof secret, hash);
    in.unit_no = lend(ctx->actor.unit_no);
    in.name = lend("薪酬系统");
    in.business = business;
    in.n_business = 2;
    in.question = question;
    in.n_question = 1;
    in.network = network;
    in.n_network = 1;
    in.valid_until = date_add(ctx->today, 300);
    in.calls_a_day = 1000;
    in.key_hash = (ProtobufCBinaryData){sizeof hash, hash};
    return identity_make_program_key(ctx, rows, &in, out);
}

/* From a program whose token nobody has: a session that its owner finds in the list and ends. */
static verdict log_in(const context *ctx, view *rows, changes *out) {
    const Account *account = find_account(rows, ctx->actor.account_no);
    uint8_t token[CRYPT_HASH_BYTES];
    UnknownDeviceUsed told = UNKNOWN_DEVICE_USED_INIT;
    crypt_sm3(ctx->actor.account_no, strlen(ctx->actor.account_no), token);
    if (!account || find_token(rows, (ProtobufCBinaryData){sizeof token, token})) return accept();
    city_session(ctx, account, token, out);
    told.account_no = account->account_no;
    emit_unknown_device_used(out, &told);
    return accept();
}

/* As the account named, in the shard of whose record it is. */
static verdict live(void *self, const void *what, const context *ctx, view *rows, changes *out) {
    (void) self;
    const did *d = what;
    const Account *account = find_account(rows, d->account_no);
    if (!account) return accept();
    context own = *ctx;
    own.source_address = "198.51.100.23";
    own.actor = (actor){.account_no = account->account_no,
                        .role = account->role,
                        .unit_no = account->unit_no,
                        .district_code = account->district_code,
                        .community_code = account->community_code,
                        .person_no = account->person_no};
    if (account->person_no[0] && !catalog_number_shard(account->person_no, &own.shard))
        return refuse(E_FORM, NULL);
    verdict v = d->decide(&own, rows, out);
    if (!refused(v)) tell_all(&own, rows, out);
    return v;
}

status city_life(loader *l, int64_t at_us) {
    static const did all[] = {{give_mandate, "person01"}, {share, "person01"},
                              {make_key, "unit01"},       {log_in, "unit01"},
                              {log_in, "person01"},       {log_in, "district01"}};
    status s = OK;
    for (size_t i = 0; s == OK && i < sizeof all / sizeof all[0]; i++)
        s = loader_add(l, live, NULL, &all[i], sizeof all[i], 0, at_us);
    return s == OK ? loader_flush(l) : s;
}
