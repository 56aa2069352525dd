/* site: see site.h. One pass over the folder reads all files; a second one joins the compressed
 * forms to the files they are of. */
#include "adapters/web/door/site.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/runtime/crypt/crypt.h"

#define ASSETS "/assets/"

enum { HASH_CHARACTERS = 8, NAME_BYTES = 512 };

struct site {
    site_file *file;
    unsigned n;
    size_t bytes;
};

static const char *const ending_of[SITE_FORMS] = {"", ".gz", ".br"};
static const char *const token_of[SITE_FORMS] = {"identity", "gzip", "br"};

static const struct {
    const char *ending, *type;
} types[] = {
    {".css", "text/css; charset=utf-8"},
    {".html", "text/html; charset=utf-8"},
    {".ico", "image/x-icon"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".png", "image/png"},
    {".svg", "image/svg+xml"},
    {".webmanifest", "application/manifest+json"},
    {".woff2", "font/woff2"},
};

const char *site_type(const char *name) {
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        if (!strcmp(types[i].ending, dot)) return types[i].type;
    return NULL;
}

/* The bundler puts what it names by content into one folder, as NAME-HASH.ENDING. */
static bool is_lasting(const char *name) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *dot = strchr(name, '.');
    if (strncmp(name, ASSETS, strlen(ASSETS)) != 0 || !dot) return false;
    const char *base = strrchr(name, '/') + 1;
    if (dot - base <= HASH_CHARACTERS + 1) return false;
    const char *hash = dot - HASH_CHARACTERS;
    return hash[-1] == '-' && strspn(hash, digits) == HASH_CHARACTERS;
}

static status read_all(int fd, size_t bytes, char *out) {
    for (size_t got = 0; got < bytes;) {
        ssize_t n = read(fd, out + got, bytes - got);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return E_UNAVAILABLE;
        got += (size_t) n;
    }
    return OK;
}

static status add_file(site *s, int fd, size_t bytes, const char *name) {
    if (s->n == SITE_FILES_MAX || bytes > SITE_BYTES_MAX - s->bytes) return E_TOO_LARGE;
    site_file *f = &s->file[s->n];
    *f = (site_file){.name = strdup(name), .lasting = is_lasting(name)};
    f->form[SITE_PLAIN].data = malloc(bytes + 1);
    f->form[SITE_PLAIN].bytes = bytes;
    s->n++;
    s->bytes += bytes;
    return f->name && f->form[SITE_PLAIN].data ? read_all(fd, bytes, f->form[SITE_PLAIN].data)
                                               : E_UNAVAILABLE;
}

static status add_folder(site *s, int fd, const char *name, unsigned depth);

/* What is a link, or turned into something else since it was listed, is left out. */
static status add_entry(site *s, int folder, const char *base, const char *entry, unsigned depth) {
    char name[NAME_BYTES];
    struct stat seen;
    if (*entry == '.') return OK;
    if (snprintf(name, sizeof name, "%s/%s", base, entry) >= (int) sizeof name) return E_TOO_LARGE;
    int fd = openat(folder, entry, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return errno == ELOOP || errno == ENXIO ? OK : E_UNAVAILABLE;
    status code = fstat(fd, &seen) == 0 ? OK : E_UNAVAILABLE;
    if (code == OK && S_ISDIR(seen.st_mode)) return add_folder(s, fd, name, depth + 1);
    if (code == OK && S_ISREG(seen.st_mode)) code = add_file(s, fd, (size_t) seen.st_size, name);
    close(fd);
    return code;
}

/* Takes `fd` over. */
static status add_folder(site *s, int fd, const char *name, unsigned depth) {
    DIR *folder = depth <= SITE_DEPTH_MAX ? fdopendir(fd) : NULL;
    if (!folder) {
        close(fd);
        return depth <= SITE_DEPTH_MAX ? E_UNAVAILABLE : E_TOO_LARGE;
    }
    status code = OK;
    for (struct dirent *e; code == OK && (e = readdir(folder));)
        code = add_entry(s, dirfd(folder), name, e->d_name, depth);
    closedir(folder);
    return code;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const site_file *) a)->name, ((const site_file *) b)->name);
}

static site_file *find(const site *s, const char *name) {
    const site_file wanted = {.name = (char *) (uintptr_t) name};
    return bsearch(&wanted, s->file, s->n, sizeof wanted, by_name);
}

static site_file *original_of(const site *s, const char *name, site_form *form) {
    char base[NAME_BYTES];
    size_t n = strlen(name);
    for (*form = SITE_GZIP; *form < SITE_FORMS; ++*form) {
        size_t ending = strlen(ending_of[*form]);
        if (n <= ending || strcmp(name + n - ending, ending_of[*form]) != 0) continue;
        snprintf(base, sizeof base, "%.*s", (int) (n - ending), name);
        return find(s, base);
    }
    return NULL;
}

static void tag(site_file *f) {
    uint8_t hash[CRYPT_HASH_BYTES];
    uint64_t first;
    crypt_sm3(f->form[SITE_PLAIN].data, f->form[SITE_PLAIN].bytes, hash);
    memcpy(&first, hash, sizeof first);
    snprintf(f->tag, sizeof f->tag, "%016" PRIx64, first);
}

/* A compressed form moves to its file; its own entry stays without a type, as all that is not
 * served. */
static void join(site *s) {
    site_form form;
    for (unsigned i = 0; i < s->n; i++) {
        site_file *f = &s->file[i], *original = original_of(s, f->name, &form);
        if (original) {
            original->form[form] = f->form[SITE_PLAIN];
            f->form[SITE_PLAIN].data = NULL;
            continue;
        }
        f->type = site_type(f->name);
        tag(f);
    }
}

status site_open(const char *folder, site **out) {
    *out = NULL;
    int fd = *folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd < 0) return !*folder || errno == ENOENT ? OK : E_UNAVAILABLE;
    site *s = calloc(1, sizeof *s);
    if (s) s->file = calloc(SITE_FILES_MAX, sizeof *s->file);
    if (!s || !s->file) {
        close(fd);
        site_close(s);
        return E_UNAVAILABLE;
    }
    status code = add_folder(s, fd, "", 0);
    if (code == OK) {
        qsort(s->file, s->n, sizeof *s->file, by_name);
        join(s);
    }
    if (code == OK && site_index(s))
        *out = s;
    else
        site_close(s);
    return code;
}

void site_close(site *s) {
    if (!s) return;
    for (unsigned i = 0; i < s->n; i++) {
        free(s->file[i].name);
        for (unsigned form = 0; form < SITE_FORMS; form++) free(s->file[i].form[form].data);
    }
    free(s->file);
    free(s);
}

const site_file *site_find(const site *s, const char *name) {
    const site_file *found = s ? find(s, name) : NULL;
    return found && found->type ? found : NULL;
}

const site_file *site_index(const site *s) {
    return site_find(s, "/index.html");
}

/* Whether the list names the token, and not with the weight nought (RFC 9110 12.5.3). */
static bool takes(const char *list, const char *token) {
    size_t n = strlen(token);
    for (const char *at = list; at && *at;) {
        at += strspn(at, ", \t");
        size_t word = strcspn(at, ",; \t"), all = strcspn(at, ",");
        const char *weight = memmem(at, all, "q=", 2);
        if (word == n && !strncmp(at, token, n)) return !weight || strtod(weight + 2, NULL) > 0;
        at += all;
    }
    return false;
}

site_form site_choose(const site_file *file, const char *accept_encoding) {
    site_form best = SITE_PLAIN;
    for (site_form form = SITE_GZIP; form < SITE_FORMS; form++)
        if (file->form[form].data && file->form[form].bytes < file->form[best].bytes &&
            takes(accept_encoding, token_of[form]))
            best = form;
    return best;
}

/* A method's name has a dot, too: a capital follows, as in no ending of a file. */
static bool names_file(const char *last) {
    const char *dot = strchr(last, '.');
    return dot && !(dot[1] >= 'A' && dot[1] <= 'Z');
}

bool site_page(const char *path) {
    const char *last = strrchr(path, '/');
    return strncmp(path, "/api", 4) != 0 && last && !names_file(last);
}
