/* activate_person (S3): a code from the reserved mobile makes the person's account, or sets its
 * password anew. What is told before the code is right holds for every document number alike.
 * Source: docs/rules 2.9, 2.15. */
#include "gen/identity/activate_person.h"
#include "workers/identity/account.h"
#include "workers/identity/person.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/mobile_code.h"

/* Whoever can be reached elsewhere learns of it, and the inbox says so. */
static verdict set_anew(const context *ctx, view *rows, const Person *person,
                        const Account *account, const char *password, changes *out) {
    if (account->disabled) return (verdict){E_AUTH_LOCKED, NULL, "disabled"};
    verdict v = account_set_password(ctx, rows, account, password, out);
    return refused(v) ? v
                      : person_tell(ctx, rows, person,
                                    "您的账号已凭预留手机验证码重新设置密码。如非本人办理，请立即"
                                    "到社区或区社保处窗口核实。",
                                    out);
}

static verdict open_account(const context *ctx, view *rows, const Person *person, const char *key,
                            const char *password, changes *out) {
    const Account *account = person_account(rows, person->person_no);
    const account_holder holder = {.role = KERNEL__ROLE__PERSON,
                                   .account_no = person_account_no(rows, person->person_no),
                                   .document_no = person->document_no,
                                   .mobile = key,
                                   .name = person->name};
    if (!holder.account_no) return refuse(E_ARENA, NULL);
    PersonActivatedShown reply = PERSON_ACTIVATED_SHOWN_INIT;
    list_token_by_account_no_revoked(rows, holder.account_no, false);
    verdict v = account_password(ctx, &holder, password, "password");
    if (refused(v)) return v;
    if (view_missing(rows)) return refuse(E_NOT_READY, NULL); /* this run is void: spare the hash */
    v = account ? set_anew(ctx, rows, person, account, password, out)
                : account_open(ctx, rows, person, holder.account_no, password, out);
    if (refused(v)) return v;
    reply.sessions = account_end_sessions(ctx, rows, holder.account_no, NULL, out);
    reply.account_no = lend(holder.account_no);
    changes_reply(out, &reply.base);
    return accept();
}

verdict identity_activate_person(const context *ctx, view *rows, const ActivatePerson *in,
                                 changes *out) {
    document holder;
    status s = document_check(in->document_type, in->document_no, ctx->today, &holder);
    if (s != OK) return refuse(s, "document_no");
    verdict v = account_password(ctx,
                                 &(account_holder){.role = KERNEL__ROLE__PERSON,
                                                   .account_no = "",
                                                   .document_no = holder.number,
                                                   .mobile = ""},
                                 in->password, "password");
    if (refused(v)) return v;
    v = mobile_code_check(ctx, rows,
                          &(mobile_code_typed){.use = CODE_USE_ACTIVATION,
                                               .bound_to = holder.number,
                                               .code_no = in->code_no,
                                               .code = in->code},
                          out);
    if (refused(v)) return v;
    const Person *person = person_named(ctx, rows, holder.number);
    const char *key = person_key(ctx, rows, person);
    return key[0] ? open_account(ctx, rows, person, key, in->password, out)
                  : refuse(E_AUTH_CODE, "code"); /* another number was reserved since */
}
