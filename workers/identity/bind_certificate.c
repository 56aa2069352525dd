/* bind_certificate: the certificate of this connection becomes a further factor of the account. The
 * door fills it in, so nobody binds one that he only heard of. Source: docs/rules 2.16. */
#include "gen/identity/bind_certificate.h"
#include "gen/identity/rows.h"
#include "proto/runtime/crypt/crypt.h"

verdict identity_bind_certificate(const context *ctx, view *rows, const BindCertificate *in,
                                  changes *out) {
    (void) rows;
    if (in->certificate_hash.len != CRYPT_HASH_BYTES)
        return (verdict){E_REQUIRED, "certificate_hash", "no_certificate"};
    CertificateBound event = CERTIFICATE_BOUND_INIT;
    event.account_no = lend(ctx->actor.account_no);
    event.certificate_hash = in->certificate_hash;
    emit_certificate_bound(out, &event);
    CertificateShown reply = CERTIFICATE_SHOWN_INIT;
    reply.bound = true;
    changes_reply(out, &reply.base);
    return accept();
}
