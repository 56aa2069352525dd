/* place: makes and checks the folders of a hall before anything starts. */
#include "tools/supervisor/place.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tools/supervisor/account.h"

enum { FREE_MB_LEAST = 500 };

bool complain(const char *format, ...) {
    va_list list;
    va_start(list, format);
    fputs("hall: ", stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    return false;
}

const char *place_path(const place *p, const char *name) {
    static char path[4][PATH_BYTES + 64];
    static unsigned turn;
    char *out = path[turn++ % 4];
    snprintf(out, sizeof path[0], "%s/%.60s", p->data, name);
    return out;
}

bool place_write(const place *p, const char *name, const char *content) {
    char fresh[PATH_BYTES + 80];
    const char *path = place_path(p, name);
    snprintf(fresh, sizeof fresh, "%s.new", path);
    FILE *file = fopen(fresh, "we");
    if (!file) return complain("%s cannot be written: %s.", fresh, strerror(errno));
    bool good = fputs(content, file) >= 0;
    good = fclose(file) == 0 && good;
    if (!good || rename(fresh, path))
        return complain("%s cannot be written: %s.", path, strerror(errno));
    return true;
}

/* All folders of the path, the last one 0700. */
static bool make_folder(const char *path) {
    char part[PATH_BYTES];
    snprintf(part, sizeof part, "%s", path);
    for (char *at = part + 1; *at; at++) {
        if (*at != '/') continue;
        *at = 0;
        if (mkdir(part, 0755) && errno != EEXIST) return false;
        *at = '/';
    }
    return mkdir(part, 0700) == 0 || errno == EEXIST;
}

/* FNV-1a: the same data folder gets the same runtime folder. */
static uint32_t path_mark(const char *path) {
    uint32_t mark = 2166136261u;
    for (; *path; path++) mark = (mark ^ (uint8_t) *path) * 16777619u;
    return mark;
}

static const char *runtime_base(void) {
    const char *own = getenv("XDG_RUNTIME_DIR");
    if (getuid() == 0) return "/run/hall-private";
    return own && *own == '/' && strlen(own) < 30 && access(own, W_OK) == 0 ? own : "/tmp";
}

static bool runtime_make(place *p) {
    const char *base = runtime_base();
    snprintf(p->runtime, sizeof p->runtime, "%s/hall-%u-%08x", base, getuid(), path_mark(p->data));
    struct stat seen;
    if (!make_folder(p->runtime))
        return complain("The folder for sockets %s cannot be made: %s.", p->runtime,
                        strerror(errno));
    if (lstat(p->runtime, &seen) || !S_ISDIR(seen.st_mode))
        return complain("%s is no folder; remove it.", p->runtime);
    /* In the shared folder another account could replace a folder of its own by a link, and what it
     * leads to would be emptied at the end. Root's folder is not shared. */
    if (getuid() != 0 && seen.st_uid != getuid())
        return complain("%s belongs to another account; remove it.", p->runtime);
    return true;
}

/* A folder the programs may not enter is copied to where they may. */
static bool reach(const place *p, char *folder, const char *name) {
    if (account_enters(p->owner, folder)) return true;
    char from[PATH_BYTES + 4];
    const char *to = place_path(p, name);
    snprintf(from, sizeof from, "%s/.", folder);
    if (!make_folder(to) ||
        account_run("", (const char *[]){"cp", "-r", "--remove-destination", from, to, NULL}) ||
        account_run("", (const char *[]){"chmod", "-R", "a+rX", to, NULL}))
        return complain("%s cannot be copied to %s.", folder, to);
    snprintf(folder, PATH_BYTES, "%s", to);
    return true;
}

/* Nobody's but root's: what is written here later cannot be diverted by a program. */
static bool stay_root(place *p, const char *owner) {
    snprintf(p->owner, sizeof p->owner, "%s", owner);
    if (!account_exists(owner)) return false;
    if (!account_give(p->data, "root", "root", 0711) || chown(runtime_base(), 0, 0) ||
        chmod(runtime_base(), 0711) || chown(p->runtime, 0, 0) || chmod(p->runtime, 0711))
        return complain("The folders %s and %s cannot be made root's.", p->data, p->runtime);
    if (!reach(p, p->bin, "program") || !reach(p, p->params, "params") ||
        (*p->portal && !reach(p, p->portal, "portal")))
        return false;
    return account_enters(p->owner, p->data) ||
           complain("The account %s may not enter %s; name another folder with --data.", p->owner,
                    p->data);
}

static bool resolve(const char *path, char out[PATH_BYTES]) {
    char full[PATH_MAX];
    size_t n = realpath(path, full) ? strlen(full) : PATH_BYTES;
    if (n >= PATH_BYTES) return false;
    memcpy(out, full, n + 1);
    return true;
}

/* Before anything in the folder changes: the programs copied there may be running. */
static bool take(place *p) {
    p->lock = open(place_path(p, "lock"), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (p->lock < 0)
        return complain("The data folder %s cannot be written: %s.", p->data, strerror(errno));
    if (flock(p->lock, LOCK_EX | LOCK_NB)) {
        close(p->lock);
        p->lock = -1;
        return complain("Another hall runs in %s; stop it first.", p->data);
    }
    return true;
}

bool place_make(place *p, const char *data, const char *bin, const char *params, const char *portal,
                const char *owner) {
    umask(022);
    if (!make_folder(data) || !resolve(data, p->data))
        return complain("The data folder %s cannot be made: %s.", data, strerror(errno));
    if (!resolve(bin, p->bin)) return complain("There is no folder %s with the programs.", bin);
    if (!resolve(params, p->params))
        return complain("There is no folder %s with parameters.", params);
    if (!resolve(portal, p->portal)) *p->portal = 0;
    if (!take(p) || !runtime_make(p) || (getuid() == 0 && !stay_root(p, owner))) return false;
    umask(077);
    if (getuid() != 0 && (chmod(p->data, 0700) || chmod(p->runtime, 0700)))
        return complain("The data folder %s belongs to another account.", p->data);
    setenv("HOME", p->data, 1);
    return chdir(p->data) == 0;
}

/* A folder or file and who has it: the account OWNER-account, and a group that it shares it with.
 */
typedef struct share {
    const char *name, *account, *group;
    unsigned mode;
} share;

static const char *who(const place *p, const char *suffix) {
    return !*p->owner ? "" : !suffix ? "root" : account_name(p->owner, suffix);
}

static bool give(const place *p, const char *path, const share *s) {
    return account_give(path, who(p, s->account), who(p, s->group), s->mode);
}

static bool make_shared(const place *p, const char *inside, const share *s) {
    char path[PATH_BYTES + 64];
    snprintf(path, sizeof path, "%s/%s", inside, s->name);
    return (make_folder(path) || complain("%s cannot be made: %s.", path, strerror(errno))) &&
           give(p, path, s);
}

bool place_share(const place *p) {
    /* NULL: nobody's but the caller's. */
    static const share keys = {"keys", NULL, NULL, 0700}, files = {"files", NULL, "files", 02770},
                       outbox = {"outbox", "sender", "sender", 0700},
                       cache = {"cache", "projector", "worker", 02770},
                       front = {"front", "broker", "bus", 02750},
                       back = {"back", "broker", "worker", 02750};
    return make_shared(p, p->data, &keys) && make_shared(p, p->data, &files) &&
           make_shared(p, p->data, &outbox) && make_shared(p, p->data, &cache) &&
           make_shared(p, p->runtime, &front) && make_shared(p, p->runtime, &back);
}

bool place_share_database(const place *p) {
    static const share pg = {"pg", "", "", 0700}, db = {"db", "", "", 0711};
    return make_shared(p, p->data, &pg) && make_shared(p, p->runtime, &db);
}

bool place_share_keys(const place *p) {
    static const share vault = {"vault", NULL, "worker", 0640},
                       files = {"files.secret", NULL, "files", 0640};
    return give(p, place_path(p, vault.name), &vault) && give(p, place_path(p, files.name), &files);
}

bool place_check(const place *p, bool *fresh) {
    struct statvfs room;
    if (statvfs(p->data, &room) == 0 &&
        (uint64_t) room.f_bavail * room.f_frsize < (uint64_t) FREE_MB_LEAST << 20)
        return complain("Less than %d MB are free where %s lies; make room first.", FREE_MB_LEAST,
                        p->data);
    *fresh = access(place_path(p, "ready"), F_OK) != 0;
    if (*fresh && access(place_path(p, "pg"), F_OK) == 0)
        return complain(
            "The data folder %s was left half-made; run again with --reset, which begins "
            "anew, or name another folder with --data.",
            p->data);
    return true;
}

bool place_finished(const place *p) {
    return place_write(p, "ready", "this folder holds a whole hall\n");
}

static void remove_folder(const char *path) {
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder) closedir(folder);
    rmdir(path);
}

void place_leave(const place *p) {
    static const char *const inside[] = {"db", "front", "back"};
    char path[sizeof p->runtime + 8];
    for (size_t i = 0; *p->runtime && i < sizeof inside / sizeof inside[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", p->runtime, inside[i]);
        remove_folder(path);
    }
    if (*p->runtime) remove_folder(p->runtime);
}

int place_listen(int64_t wanted, uint16_t *port) {
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t) wanted),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof at;
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;
    bool good = s >= 0 && setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
                bind(s, (struct sockaddr *) &at, bytes) == 0 && listen(s, SOMAXCONN) == 0 &&
                getsockname(s, (struct sockaddr *) &at, &bytes) == 0;
    *port = ntohs(at.sin_port);
    if (good) return s;
    complain("Port %d is in use; choose another with --port.", (int) wanted);
    if (s >= 0) close(s);
    return -1;
}
