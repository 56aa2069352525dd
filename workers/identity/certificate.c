/* certificate: compares and removes. */
#include "workers/identity/certificate.h"

#include <string.h>

#include "gen/identity/bind_certificate.h"

bool certificate_fits(view *rows, const char *account_no, ProtobufCBinaryData hash) {
    const Certificate *bound = find_certificate(rows, account_no);
    return !bound || (bound->certificate_hash.len == hash.len &&
                      !memcmp(bound->certificate_hash.data, hash.data, hash.len));
}

bool certificate_remove(view *rows, const char *account_no, changes *out) {
    if (!find_certificate(rows, account_no)) return false;
    CertificateUnbound event = CERTIFICATE_UNBOUND_INIT;
    event.account_no = lend(account_no);
    emit_certificate_unbound(out, &event);
    return true;
}
