/* html: see html.h. What a page may do is named; frames, devices and other windows are none of it.
 */
#include "adapters/web/door/html.h"

#include <string.h>

void html_choose(request *r) {
    const char *lang = request_parameter(r, "lang");
    if (lang) r->english = !strcmp(lang, "en");
}

void html_headers(request *r, const char *policy) {
    MHD_add_response_header(r->response, "Content-Security-Policy", policy);
    MHD_add_response_header(r->response, "X-Frame-Options", "DENY");
    MHD_add_response_header(r->response, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(r->response, "Permissions-Policy",
                            "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), "
                            "geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), "
                            "serial=(), usb=()");
}

void html_language(request *r) {
    MHD_add_response_header(r->response, "Content-Language", r->english ? "en" : "zh-CN");
    MHD_add_response_header(r->response, "Vary", "Accept-Language");
}
