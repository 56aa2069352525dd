/* assets: finds the embedded files of the pages by name. */
#include "adapters/web/door/assets.h"

#include <string.h>

#include "adapters/web/door/request.h"

static const struct {
    const char *ending, *type;
} types[] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
};

const asset *assets_find(const char *name) {
    for (unsigned i = 0; i < n_assets; i++)
        if (!strcmp(assets[i].name, name)) return &assets[i];
    return NULL;
}

/* Only files with a type of their own are served; templates are no pages. */
static const char *type_of(const char *name) {
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        if (!strcmp(types[i].ending, dot)) return types[i].type;
    return NULL;
}

void assets_work(request *r) {
    const asset *found = assets_find(r->route.rest);
    const char *type = found ? type_of(found->name) : NULL;
    if (!type) {
        request_refuse_code(r, E_UNKNOWN_METHOD, NULL);
        return;
    }
    request_answer(r, 200, type, found->begin, (size_t) (found->end - found->begin));
    MHD_add_response_header(r->response, "Cache-Control", "public, max-age=3600");
}
