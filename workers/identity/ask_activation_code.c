/* ask_activation_code (S3): a code to the reserved mobile of whoever document and name are; for
 * anybody else the same answer, and nothing is sent. Source: docs/rules 2.11, 2.15. */
#include "gen/identity/ask_activation_code.h"
#include "workers/identity/person.h"
#include "workers/rules/field.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/mobile_code.h"

verdict identity_ask_activation_code(const context *ctx, view *rows, const AskActivationCode *in,
                                     changes *out) {
    document holder;
    status s = document_check(in->document_type, in->document_no, ctx->today, &holder);
    if (s != OK) return refuse(s, "document_no");
    s = field_name(in->name, in->document_type != DOCUMENT_CITIZEN_ID);
    if (s != OK) return refuse(s, "name");
    const Person *person = person_named(ctx, rows, holder.number);
    const char *key = person_key(ctx, rows, person);
    const mobile_code_ask ask = {.use = CODE_USE_ACTIVATION,
                                 .mobile = person_is_called(person, in->name) ? key : "",
                                 .bound_to = holder.number,
                                 .about = ""};
    mobile_code_sent sent = {.code_no = NULL};
    verdict v = mobile_code_send(ctx, rows, &ask, out, &sent);
    if (refused(v)) return v;
    ActivationCodeAsked reply = ACTIVATION_CODE_ASKED_INIT;
    reply.code_no = lend(sent.code_no);
    reply.expires_at_us = sent.expires_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
