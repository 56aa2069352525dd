/* session: what the headers of a request say about who asks and how: token, language, trace, ids.
 * Pure functions over header texts; NULL stands for an absent header. */
#ifndef HALL_WEB_SESSION_H
#define HALL_WEB_SESSION_H

#include "proto/runtime/arena.h"
#include "proto/runtime/position.h"

#define SESSION_TOKEN_BYTES 32u
#define SESSION_COOKIE "__Host-hall"
#define SESSION_CSRF_BYTES (2 * SESSION_TOKEN_BYTES + 1)
#define SESSION_DEVICE_COOKIE "__Host-hall-device"
#define SESSION_TRACE_BYTES 56 /* a traceparent and NUL */

typedef enum session_source {
    SESSION_NONE,
    SESSION_HEADER,
    SESSION_COOKIED,
    SESSION_PROGRAM /* the key of a unit's own software, from the header only */
} session_source;

/* session_token: from `Authorization: Bearer <64 hex>` or `Bearer hallkey_<64 hex>`, else from the
 * cookie.
 * errors  E_TOKEN the header is there but holds no token. A malformed cookie counts as none. */
status session_token(const char *authorization, const char *cookie,
                     uint8_t out[SESSION_TOKEN_BYTES], session_source *source) MUST_CHECK;

/* session_device: the secret that a device keeps; false without a cookie of the right form. */
bool session_device(const char *cookie, uint8_t out[SESSION_TOKEN_BYTES]);

/* session_same_site: whether a browser's request comes from a page of this very origin, so that its
 * cookie counts. Sec-Fetch-Site decides where it is sent, else Origin or Referer (`origin`) against
 * Host; without any the answer is no. `typed`: what its user wrote into the address bar counts. */
bool session_same_site(const char *sec_fetch_site, const char *origin, const char *host,
                       bool typed);

/* session_csrf: the text that pages of a cookie session send back with every act, in the header
 * X-CSRF-Token; it follows from the session's secret and gives nothing of it away.
 * session_csrf_good: whether `header` is that text. */
void session_csrf(const uint8_t token[SESSION_TOKEN_BYTES], char out[SESSION_CSRF_BYTES]);
bool session_csrf_good(const uint8_t token[SESSION_TOKEN_BYTES], const char *header);

/* session_english: whether Accept-Language prefers English to Chinese; Chinese when in doubt. */
bool session_english(const char *accept_language);

/* session_trace: the trace id of a W3C traceparent, kept when well-formed, else one of `fresh`: 16
 * bytes of the trace and 8 of the span. session_trace_id: its 32 hexadecimal characters. */
void session_trace(const char *traceparent, const uint8_t fresh[24], char out[SESSION_TRACE_BYTES]);
const char *session_trace_id(const char *trace, arena *a);

/* session_key: an Idempotency-Key, a UUID bare or in quotes. */
bool session_key(const char *header, uint8_t out[16]);

/* session_text: percent-decoded text of a header, clean UTF-8 of at most 300 bytes.
 * errors  E_TEXT, E_TOO_LONG, E_ARENA. */
status session_text(const char *header, arena *a, const char **out) MUST_CHECK;

/* session_certificate: the hash (SM3) of a certificate in DER, from its percent-encoded PEM text;
 * false for NULL and any other text. */
bool session_certificate(const char *header, arena *a, uint8_t out[32]);

/* session_position: log positions as their text, "" when absent, borrowed; E_FORM for any other
 * text. */
status session_position(const char *header, const char **out) MUST_CHECK;

/* session_encode: RFC 5987 percent-encoding of UTF-8, for file names; NULL: arena full. */
const char *session_encode(const char *text, arena *a);

#endif
