/* site: the portal's built files of one door, read into memory at the start: what is asked for is
 * looked up by its whole name, so that no request reaches the file system. Left out: names that
 * begin with a dot, links, and everything else that is no file or folder. x.br and x.gz beside x
 * are forms of x and have no name of their own. Inner header. Source: docs/http.md 1. */
#ifndef HALL_WEB_SITE_H
#define HALL_WEB_SITE_H

#include <stddef.h>

#include "proto/runtime/status.h"

/* A folder beyond these is refused: it is not a built portal. */
enum { SITE_FILES_MAX = 4096, SITE_DEPTH_MAX = 8, SITE_BYTES_MAX = 64 * 1024 * 1024 };

typedef enum site_form { SITE_PLAIN, SITE_GZIP, SITE_BROTLI, SITE_FORMS } site_form;

typedef struct site_file {
    char *name;       /* as in an address: "/assets/x.js" */
    const char *type; /* Content-Type */
    char tag[20];     /* of the content, without quotes */
    bool lasting;     /* the name follows from the content */
    struct {
        void *data; /* NULL: there is none */
        size_t bytes;
    } form[SITE_FORMS];
} site_file;

typedef struct site site;

/* site_open: NULL in `out` for "", a folder that is not there, or one without index.html: then the
 * door has the hall's own first page. site_close takes NULL.
 * errors  E_TOO_LARGE beyond the bounds above; E_UNAVAILABLE a file cannot be read. */
status site_open(const char *folder, site **out) MUST_CHECK;
void site_close(site *s);

/* site_find: the file of that name; NULL: none, or `s` is NULL. site_index: index.html. */
const site_file *site_find(const site *s, const char *name);
const site_file *site_index(const site *s);

/* site_choose: the smallest form of a file that an Accept-Encoding header (NULL: none) takes. */
site_form site_choose(const site_file *file, const char *accept_encoding);

/* site_type: the Content-Type by a name's ending; NULL for one that is not served. */
const char *site_type(const char *name);

/* site_page: whether an address is one of the portal's own pages: outside /api, and not a file by
 * its last part. */
bool site_page(const char *path);

#endif
