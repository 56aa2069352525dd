/* unbind_certificate: the account needs no certificate any more. Source: docs/rules 2.16. */
#include "gen/identity/bind_certificate.h"
#include "workers/identity/certificate.h"

verdict identity_unbind_certificate(const context *ctx, view *rows, const UnbindCertificate *in,
                                    changes *out) {
    (void) in;
    if (!certificate_remove(rows, ctx->actor.account_no, out)) return refuse(E_NOT_FOUND, NULL);
    CertificateShown reply = CERTIFICATE_SHOWN_INIT;
    changes_reply(out, &reply.base);
    return accept();
}
