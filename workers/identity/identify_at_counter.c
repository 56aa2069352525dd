/* identify_at_counter (S3): the document was seen and the photo compared, so a one-time code takes
 * the place of password and second factor. Source: docs/rules 2.15. */
#include "gen/identity/identify_at_counter.h"

#include <string.h>

#include "gen/identity/reset_account.h"
#include "workers/identity/account.h"
#include "workers/identity/factor.h"
#include "workers/identity/person.h"
#include "workers/identity/standing.h"
#include "workers/rules/field.h"
#include "workers/rules/identifier/document.h"

static const char told[] =
    "您的账号已在窗口凭有效身份证件重新发放一次性密码。如非本人办理，请立即到"
    "社区或区社保处窗口核实。";

/* What the officer states, held against what is registered. */
static void check_stated(const context *ctx, const Person *person, const IdentifyAtCounter *in,
                         changes *out) {
    if (!person_is_called(person, in->name)) changes_fault(out, refuse(E_NAME_ID_MISMATCH, "name"));
    if (in->valid_until && in->valid_until < ctx->today)
        changes_fault(out, (verdict){E_RANGE, "valid_until", "document_expired"});
    if (in->mobile[0]) {
        char mobile[FIELD_MOBILE_SIZE];
        if (!field_mobile_plain(in->mobile, mobile) || field_mobile(mobile) != OK)
            changes_fault(out, refuse(E_MOBILE, "mobile"));
    }
}

static void note(const context *ctx, const Person *person, const Account *officer,
                 const IdentifyAtCounter *in, changes *out) {
    PersonIdentified event = PERSON_IDENTIFIED_INIT;
    event.person_no = person->person_no;
    event.account_no = lend(ctx->actor.account_no);
    if (officer) event.officer_hash = officer->document_hash;
    event.district_code = lend(ctx->actor.district_code);
    event.community_code = lend(ctx->actor.community_code);
    event.document_type = in->document_type;
    event.reading = in->reading;
    event.photo = in->photo;
    event.valid_until = in->valid_until;
    event.day = ctx->today;
    emit_person_identified(out, &event);
}

/* The former number is told before another takes its place. */
static verdict reserve(const context *ctx, view *rows, const Person *person,
                       const IdentifyAtCounter *in, changes *out) {
    char *mobile = arena_alloc(view_arena(rows), FIELD_MOBILE_SIZE);
    if (!mobile) return refuse(E_ARENA, NULL);
    const ReservedMobile *former = find_reserved_mobile(rows, person->person_no);
    verdict v = person_tell(ctx, rows, person, told, out);
    if (refused(v) || !field_mobile_plain(in->mobile, mobile) || !mobile[0]) return v;
    if (!former || strcmp(former->mobile, mobile) != 0)
        person_reserve(ctx, person->person_no, mobile, PROVED_AT_COUNTER, out);
    return v;
}

static verdict give_code(const context *ctx, view *rows, const Person *person,
                         const char *account_no, changes *out) {
    const Account *account = person_account(rows, person->person_no);
    verdict v = account ? account_reset(ctx, rows, account, out)
                        : account_open(ctx, rows, person, account_no, NULL, out);
    if (refused(v)) return v;
    factor_remove(rows, account_no, out);
    PersonIdentifiedShown reply = PERSON_IDENTIFIED_SHOWN_INIT;
    reply.account_no = lend(account_no);
    reply.code_expires_at_us = account_code_end(ctx);
    changes_reply(out, &reply.base);
    return v;
}

verdict identity_identify_at_counter(const context *ctx, view *rows, const IdentifyAtCounter *in,
                                     changes *out) {
    document paper;
    status s = document_check(in->document_type, in->document_no, ctx->today, &paper);
    if (s != OK) return refuse(s, "document_no");
    const Person *person = person_named(ctx, rows, paper.number);
    const Account *officer = find_account(rows, ctx->actor.account_no);
    if (!person || person->dead) return refuse(E_NOT_FOUND, "document_no");
    if (person_is_officer(ctx, rows, person)) return (verdict){E_MAKER_CHECKER, NULL, "own_record"};
    verdict v = standing_undisputed(ctx, rows, person->document_hash);
    if (refused(v)) return v;
    check_stated(ctx, person, in, out);
    if (changes_at_fault(out)) return accept();
    const char *account_no = person_account_no(rows, person->person_no);
    if (!account_no) return refuse(E_ARENA, NULL);
    find_factor(rows, account_no);
    find_certificate(rows, account_no);
    list_confirmation_by_account_no(rows, account_no);
    standing_ask(rows, person->document_hash);
    list_token_by_account_no_revoked(rows, account_no, false);
    if (view_missing(rows)) return refuse(E_NOT_READY, NULL); /* this run is void: spare the hash */
    note(ctx, person, officer, in, out);
    const standing_statement valid = {
        person->document_hash, person->person_no, STANDING_VALID, in->valid_until, "", ""};
    standing_state(ctx, rows, &valid, out);
    v = reserve(ctx, rows, person, in, out);
    return refused(v) ? v : give_code(ctx, rows, person, account_no, out);
}
