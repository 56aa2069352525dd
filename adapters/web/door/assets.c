/* assets: finds the embedded files of the pages by name. */
#include "adapters/web/door/assets.h"

#include <string.h>

#include "adapters/web/door/portal.h"
#include "adapters/web/door/site.h"

const asset *assets_find(const char *name) {
    for (unsigned i = 0; i < n_assets; i++)
        if (!strcmp(assets[i].name, name)) return &assets[i];
    return NULL;
}

/* Templates and documents are embedded, too; they are no addresses. */
static bool is_open(const char *name) {
    static const char *const endings[] = {".css", ".js", ".svg"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (!strcmp(dot, endings[i])) return true;
    return false;
}

void assets_work(request *r) {
    if (portal_file(r, r->path)) return;
    const asset *found = assets_find(r->route.rest);
    if (!found || !is_open(found->name)) {
        request_refuse_code(r, E_UNKNOWN_METHOD, NULL);
        return;
    }
    request_answer(r, 200, site_type(found->name), found->begin,
                   (size_t) (found->end - found->begin));
    MHD_add_response_header(r->response, "Cache-Control", "public, max-age=3600");
}
