/* session: reads token, language, trace and ids from the headers of a request. */
#include "adapters/web/door/session.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "proto/runtime/program_key.h"
#include "proto/runtime/text.h"
#include "proto/runtime/uuid.h"

enum { TOKEN_HEX = 2 * SESSION_TOKEN_BYTES, TEXT_BYTES_MAX = 300 };

static bool token_parse(const char *text, size_t bytes, uint8_t *out) {
    char hex[TOKEN_HEX + 1];
    if (bytes != TOKEN_HEX) return false;
    memcpy(hex, text, TOKEN_HEX);
    hex[TOKEN_HEX] = 0;
    bool good = crypt_unhex(hex, out, SESSION_TOKEN_BYTES);
    crypt_wipe(hex, sizeof hex);
    return good;
}

/* The value of the first cookie of that name. */
static const char *cookie_find(const char *cookie, const char *name, size_t *bytes) {
    size_t n = strlen(name);
    while (cookie && *cookie) {
        cookie += strspn(cookie, " ;");
        size_t length = strcspn(cookie, ";");
        if (length > n && !strncmp(cookie, name, n) && cookie[n] == '=') {
            *bytes = length - n - 1;
            return cookie + n + 1;
        }
        cookie += length;
    }
    return NULL;
}

status session_token(const char *authorization, const char *cookie,
                     uint8_t out[SESSION_TOKEN_BYTES], session_source *source) {
    *source = SESSION_NONE;
    if (authorization) {
        if (strncasecmp(authorization, "Bearer ", 7) != 0) return E_TOKEN;
        if (program_key_parse(authorization + 7, out)) {
            *source = SESSION_PROGRAM;
            return OK;
        }
        if (!token_parse(authorization + 7, strlen(authorization + 7), out)) return E_TOKEN;
        *source = SESSION_HEADER;
        return OK;
    }
    size_t bytes = 0;
    const char *value = cookie_find(cookie, SESSION_COOKIE, &bytes);
    if (value && token_parse(value, bytes, out)) *source = SESSION_COOKIED;
    return OK;
}

bool session_device(const char *cookie, uint8_t out[SESSION_TOKEN_BYTES]) {
    size_t bytes = 0;
    const char *value = cookie_find(cookie, SESSION_DEVICE_COOKIE, &bytes);
    return value && token_parse(value, bytes, out);
}

bool session_same_site(const char *sec_fetch_site, const char *origin, const char *host,
                       bool typed) {
    if (sec_fetch_site)
        return !strcmp(sec_fetch_site, "same-origin") || (typed && !strcmp(sec_fetch_site, "none"));
    if (!origin || !host) return false;
    const char *at = strstr(origin, "://");
    size_t n = strlen(host);
    return at && strcspn(at + 3, "/") == n && !strncasecmp(at + 3, host, n);
}

void session_csrf(const uint8_t token[SESSION_TOKEN_BYTES], char out[SESSION_CSRF_BYTES]) {
    static const char label[] = "csrf";
    uint8_t mac[CRYPT_HASH_BYTES];
    crypt_hmac_sm3(token, SESSION_TOKEN_BYTES, label, strlen(label), mac);
    crypt_hex(mac, sizeof mac, out);
}

bool session_csrf_good(const uint8_t token[SESSION_TOKEN_BYTES], const char *header) {
    char wanted[SESSION_CSRF_BYTES];
    session_csrf(token, wanted);
    return header && strlen(header) == sizeof wanted - 1 &&
           crypt_equal(header, wanted, sizeof wanted - 1);
}

/* Weight of one language range "en-GB;q=0.7" in thousandths. */
static long range_weight(const char *range, size_t bytes) {
    const char *q = memmem(range, bytes, "q=", 2);
    if (!q) return 1000;
    return (long) (strtod(q + 2, NULL) * 1000);
}

bool session_english(const char *accept_language) {
    long zh = 0, en = 0;
    for (const char *at = accept_language; at && *at;) {
        at += strspn(at, " ,");
        size_t n = strcspn(at, ",");
        long weight = range_weight(at, n);
        if (!strncasecmp(at, "zh", 2) && weight > zh) zh = weight;
        if (!strncasecmp(at, "en", 2) && weight > en) en = weight;
        at += n;
    }
    return en > zh;
}

static bool lower_hex(const char *text, size_t n) {
    return strspn(text, "0123456789abcdef") >= n;
}

/* Source: W3C Trace Context 3.2: version 00, ids not all zero. */
static bool trace_good(const char *t) {
    return t && strlen(t) == SESSION_TRACE_BYTES - 1 && !strncmp(t, "00-", 3) &&
           lower_hex(t + 3, 32) && t[35] == '-' && lower_hex(t + 36, 16) && t[52] == '-' &&
           lower_hex(t + 53, 2) && strspn(t + 3, "0") < 32 && strspn(t + 36, "0") < 16;
}

void session_trace(const char *traceparent, const uint8_t fresh[24],
                   char out[SESSION_TRACE_BYTES]) {
    if (trace_good(traceparent)) {
        memcpy(out, traceparent, SESSION_TRACE_BYTES);
        return;
    }
    memcpy(out, "00-", 3);
    crypt_hex(fresh, 16, out + 3);
    out[35] = '-';
    crypt_hex(fresh + 16, 8, out + 36);
    memcpy(out + 52, "-01", 4);
}

const char *session_trace_id(const char *trace, arena *a) {
    return arena_text(a, trace + 3, 32);
}

bool session_key(const char *header, uint8_t out[16]) {
    char text[UUID_TEXT_BYTES];
    if (!header) return false;
    size_t n = strlen(header);
    if (n == UUID_TEXT_BYTES + 1 && header[0] == '"' && header[n - 1] == '"') header++, n -= 2;
    if (n != UUID_TEXT_BYTES - 1) return false;
    memcpy(text, header, n);
    text[n] = 0;
    return uuid_parse(text, out);
}

static bool percent_decode(const char *from, char *out) {
    while (*from) {
        uint8_t byte = 0;
        if (*from != '%') {
            *out++ = *from++;
            continue;
        }
        if (!isxdigit((unsigned char) from[1]) || !isxdigit((unsigned char) from[2])) return false;
        char hex[3] = {from[1], from[2], 0};
        byte = (uint8_t) strtoul(hex, NULL, 16);
        *out++ = (char) byte;
        if (byte == 0) return false;
        from += 3;
    }
    *out = 0;
    return true;
}

status session_text(const char *header, arena *a, const char **out) {
    if (!header) {
        *out = "";
        return OK;
    }
    char *text = arena_alloc(a, strlen(header) + 1);
    if (!text) return E_ARENA;
    if (!percent_decode(header, text) || !text_clean(text, strlen(text))) return E_TEXT;
    *out = text;
    return strlen(text) > TEXT_BYTES_MAX ? E_TOO_LONG : OK;
}

static void without_blanks(char *text) {
    char *to = text;
    for (const char *from = text; *from; from++)
        if (!isspace((unsigned char) *from)) *to++ = *from;
    *to = 0;
}

/* Source: RFC 7468 for the text; nginx escapes it as $ssl_client_escaped_cert. */
bool session_certificate(const char *header, arena *a, uint8_t out[32]) {
    static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END CERTIFICATE-----";
    char *text = header ? arena_alloc(a, strlen(header) + 1) : NULL;
    if (!text || !percent_decode(header, text)) return false;
    char *last = strstr(text, end);
    if (strncmp(text, begin, strlen(begin)) != 0 || !last) return false;
    *last = 0;
    text += strlen(begin);
    without_blanks(text);
    size_t bytes = 0;
    uint8_t *der = arena_alloc(a, strlen(text) + 1);
    if (!der || !crypt_unbase64(text, strlen(text), der, &bytes) || !bytes) return false;
    crypt_sm3(der, bytes, out);
    return true;
}

status session_position(const char *header, const char **out) {
    position_set read;
    *out = header ? header : "";
    return !header || (*header && positions_parse(header, &read) == OK) ? OK : E_FORM;
}

const char *session_encode(const char *text, arena *a) {
    static const char digits[] = "0123456789ABCDEF";
    char *out = arena_alloc(a, 3 * strlen(text) + 1), *at = out;
    if (!out) return NULL;
    for (; *text; text++) {
        unsigned char c = (unsigned char) *text;
        if (isalnum(c) || strchr("-._~", c)) {
            *at++ = (char) c;
            continue;
        }
        *at++ = '%';
        *at++ = digits[c >> 4];
        *at++ = digits[c & 15];
    }
    return out;
}
