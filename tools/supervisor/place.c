/* place: makes and checks the folders of a hall before anything starts. */
#include "tools/supervisor/place.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

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

static int run_as(const struct passwd *who, const char *const argv[]) {
    pid_t child = fork();
    if (child == 0) {
        if (who && (setgroups(0, NULL) || setgid(who->pw_gid) || setuid(who->pw_uid))) _exit(127);
        execvp(argv[0], (char *const *) argv);
        _exit(127);
    }
    int state = -1;
    while (child > 0 && waitpid(child, &state, 0) < 0 && errno == EINTR) {}
    return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}

static bool may_enter(const struct passwd *who, const char *folder) {
    return run_as(who, (const char *[]){"test", "-x", folder, NULL}) == 0;
}

static bool give(const char *folder, const struct passwd *who) {
    char owner[64];
    snprintf(owner, sizeof owner, "%u:%u", who->pw_uid, who->pw_gid);
    return run_as(NULL, (const char *[]){"chown", "-R", owner, folder, NULL}) == 0;
}

/* A folder the account may not enter is copied to where it may. */
static bool reach(const place *p, const struct passwd *who, char *folder, const char *name) {
    if (may_enter(who, folder)) return true;
    char from[PATH_BYTES + 4];
    const char *to = place_path(p, name);
    snprintf(from, sizeof from, "%s/.", folder);
    const char *copy[] = {"cp", "-r", "--remove-destination", from, to, NULL};
    if (!make_folder(to) || run_as(NULL, copy) || !give(to, who))
        return complain("%s cannot be copied to %s.", folder, to);
    snprintf(folder, PATH_BYTES, "%s", to);
    return true;
}

static bool become(const struct passwd *who) {
    if (initgroups(who->pw_name, who->pw_gid) || setgid(who->pw_gid) || setuid(who->pw_uid))
        return complain("The account %s cannot be used: %s.", who->pw_name, strerror(errno));
    setenv("USER", who->pw_name, 1);
    setenv("LOGNAME", who->pw_name, 1);
    unsetenv("XDG_RUNTIME_DIR");
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

static bool drop_root(place *p, const char *user) {
    const struct passwd *who = getpwnam(user);
    if (!who) who = getpwnam("nobody");
    if (!who || who->pw_uid == 0) return complain("There is no account %s to run as.", user);
    if (!reach(p, who, p->bin, "program") || !reach(p, who, p->params, "params")) return false;
    struct stat seen;
    bool theirs = stat(p->data, &seen) == 0 && seen.st_uid == who->pw_uid;
    if ((!theirs && !give(p->data, who)) || chown(runtime_base(), who->pw_uid, who->pw_gid) ||
        !give(p->runtime, who) || fchown(p->lock, who->pw_uid, who->pw_gid))
        return complain("The folder %s cannot be given to the account %s.", p->data, who->pw_name);
    if (!may_enter(who, p->data))
        return complain("The account %s may not enter %s; name another folder with --data.",
                        who->pw_name, p->data);
    return become(who);
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

bool place_make(place *p, const char *data, const char *bin, const char *params, const char *user) {
    umask(022);
    if (!make_folder(data) || !resolve(data, p->data))
        return complain("The data folder %s cannot be made: %s.", data, strerror(errno));
    if (!resolve(bin, p->bin)) return complain("There is no folder %s with the programs.", bin);
    if (!resolve(params, p->params))
        return complain("There is no folder %s with parameters.", params);
    if (!take(p) || !runtime_make(p) || (getuid() == 0 && !drop_root(p, user))) return false;
    umask(077);
    if (chmod(p->data, 0700) || chmod(p->runtime, 0700))
        return complain("The data folder %s belongs to another account.", p->data);
    setenv("HOME", p->data, 1);
    return chdir(p->data) == 0;
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

void place_leave(const place *p) {
    DIR *folder = *p->runtime ? opendir(p->runtime) : NULL;
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder) closedir(folder);
    rmdir(p->runtime);
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
