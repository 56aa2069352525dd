/* portal: see portal.h. The portal finds its page by the address itself, so that every page's
 * address is answered with the same file. */
#include "adapters/web/door/portal.h"

#include <string.h>

#include "adapters/web/door/html.h"
#include "adapters/web/door/site.h"

/* The portal's scripts write into the page through one policy only, that of its framework. */
static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types vue";

static const char *const encoding_of[SITE_FORMS] = {NULL, "gzip", "br"};

static void describe(request *r, const site_file *file, const char *tag) {
    struct MHD_Response *response = r->response;
    bool page = !strncmp(file->type, "text/html", strlen("text/html"));
    MHD_add_response_header(response, "Content-Type", file->type);
    MHD_add_response_header(response, "ETag", tag);
    MHD_add_response_header(response, "Vary", "Accept-Encoding");
    MHD_add_response_header(response, "Cache-Control",
                            file->lasting ? "public, max-age=31536000, immutable" : "no-cache");
    if (page) html_headers(r, policy);
}

static void serve(request *r, const site_file *file) {
    site_form form = site_choose(file, request_header(r, "Accept-Encoding"));
    const char *tag = arena_printf(r->a, "\"%s-%d\"", file->tag, (int) form);
    const char *known = request_header(r, "If-None-Match");
    must(tag);
    bool same = known && strstr(known, tag);
    struct MHD_Response *response = MHD_create_response_from_buffer(
        same ? 0 : file->form[form].bytes, file->form[form].data, MHD_RESPMEM_PERSISTENT);
    must(response);
    request_respond(r, same ? 304 : 200, response);
    describe(r, file, tag);
    if (!same && encoding_of[form])
        MHD_add_response_header(response, "Content-Encoding", encoding_of[form]);
}

bool portal_file(request *r, const char *name) {
    const site_file *file = site_find(r->door->portal, name);
    if (file) serve(r, file);
    return file;
}

bool portal_first(request *r) {
    const site_file *file = site_index(r->door->portal);
    if (file) serve(r, file);
    return file;
}

static bool wants_page(const request *r) {
    const char *accept = request_header(r, "Accept");
    return accept && strstr(accept, "text/html") && site_page(r->path);
}

void portal_work(request *r) {
    if (portal_file(r, r->path) || (wants_page(r) && portal_first(r))) return;
    request_refuse_code(r, E_UNKNOWN_METHOD, NULL);
}
