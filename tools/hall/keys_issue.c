/* keys issue: gives each program a key folder of its own with what it needs and nothing else, so
 * that a program which is taken over knows no other one's keys. A broker gets everybody's
 * certificate; a worker the keys of those whose commands it checks; anybody else its own and the
 * broker's certificate. The folder stays the caller's; a group may read it. */
#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/keys.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/secret_file.h"
#include "tools/hall/hall.h"

enum { PATH_BYTES = 4096, TEXT_BYTES = 4096, NO_GROUP = -1 };

static const char *const suffixes[] = {".key", ".cert", ".cert_secret"};
enum { MAC_KEY, CERTIFICATE, SECRET, SUFFIXES };

/* One key folder that is made or renewed. */
typedef struct issue {
    const key_ring *ring;
    const peer_key *of;
    char folder[PATH_BYTES];
    int64_t group; /* who may read it besides the caller, or NO_GROUP */
} issue;

static bool is_needed(const peer_key *of, const peer_key *other, int suffix) {
    if (of == other) return suffix != MAC_KEY || of->peer != PEER_BROKER;
    if (suffix == CERTIFICATE) return of->peer == PEER_BROKER || other->peer == PEER_BROKER;
    return suffix == MAC_KEY && of->peer == PEER_WORKER && other->peer != PEER_WORKER &&
           other->peer != PEER_BROKER;
}

static status may_be_read(const issue *it, const char *path, mode_t alone, mode_t shared) {
    bool good = it->group == NO_GROUP
                    ? chmod(path, alone) == 0
                    : chown(path, (uid_t) -1, (gid_t) it->group) == 0 && chmod(path, shared) == 0;
    return good ? OK : E_FORBIDDEN;
}

static status copy_file(const issue *it, const char *peer, const char *suffix) {
    char from[PATH_BYTES], to[PATH_BYTES + 80], text[TEXT_BYTES];
    snprintf(from, sizeof from, "%s/%s%s", opt.keys, peer, suffix);
    snprintf(to, sizeof to, "%s/%s%s", it->folder, peer, suffix);
    status s = secret_file_read(from, text, sizeof text);
    if (s == OK) s = secret_file_replace(to, text);
    crypt_wipe(text, sizeof text);
    if (s != OK) return s == E_NOT_FOUND ? OK : s; /* no such key on this machine */
    return may_be_read(it, to, 0600, 0640);
}

static status copy_needed(const issue *it) {
    status s = OK;
    for (size_t i = 0; i < key_ring_count(it->ring); i++) {
        const peer_key *other = key_ring_at(it->ring, i);
        for (int k = 0; s == OK && k < SUFFIXES; k++)
            if (is_needed(it->of, other, k)) s = copy_file(it, other->name, suffixes[k]);
    }
    return s;
}

static bool stays(const issue *it, const char *file) {
    for (int k = 0; k < SUFFIXES; k++) {
        size_t all = strlen(file), end = strlen(suffixes[k]);
        char name[KEY_NAME_MAX];
        if (all <= end || all - end >= sizeof name || strcmp(file + all - end, suffixes[k]))
            continue;
        snprintf(name, sizeof name, "%.*s", (int) (all - end), file);
        const peer_key *other = key_ring_find(it->ring, name);
        return other && is_needed(it->of, other, k);
    }
    return *file == '.'; /* nothing but keys lies here */
}

/* What was needed once and is not any more, such as the key of a peer that was taken away. */
static status remove_rest(const issue *it) {
    DIR *folder = opendir(it->folder);
    status s = folder ? OK : E_UNAVAILABLE;
    for (struct dirent *entry; s == OK && (entry = readdir(folder));)
        if (!stays(it, entry->d_name) && unlinkat(dirfd(folder), entry->d_name, 0) != 0)
            s = E_UNAVAILABLE;
    if (folder) closedir(folder);
    return s;
}

static int issue_one(const key_ring *ring, const char *name, int64_t group) {
    issue it = {.ring = ring, .of = key_ring_find(ring, name), .group = group};
    if (!it.of)
        return say(EXIT_REFUSED, "%s has no key %s; make it with hall keys create %s=CLASS.",
                   opt.keys, name, name);
    snprintf(it.folder, sizeof it.folder, "%s/%s", opt.keys_issued, name);
    if (mkdir(it.folder, 0700) != 0 && errno != EEXIST)
        return say(EXIT_UNAVAILABLE, "%s cannot be made: %s.", it.folder, strerror(errno));
    status s = copy_needed(&it);
    if (s == OK) s = remove_rest(&it);
    if (s == OK) s = may_be_read(&it, it.folder, 0700, 0750);
    return s == OK ? EXIT_DONE : say_status(it.folder, s);
}

/* NAME or NAME=GROUP */
static int issue_text(const key_ring *ring, const char *text) {
    char name[KEY_NAME_MAX];
    size_t length = strcspn(text, "=");
    if (length == 0 || length >= sizeof name)
        return say(EXIT_USAGE, "%s is no NAME or NAME=GROUP.", text);
    snprintf(name, sizeof name, "%.*s", (int) length, text);
    const struct group *group = text[length] ? getgrnam(text + length + 1) : NULL;
    if (text[length] && !group)
        return say(EXIT_USAGE, "There is no group %s on this machine.", text + length + 1);
    return issue_one(ring, name, group ? (int64_t) group->gr_gid : NO_GROUP);
}

/* Every folder that was issued once, for the same readers. */
static int renew_all(const key_ring *ring) {
    DIR *folder = opendir(opt.keys_issued);
    int code = EXIT_DONE;
    if (!folder) return say(EXIT_UNAVAILABLE, "%s: %s.", opt.keys_issued, strerror(errno));
    for (struct dirent *entry; code == EXIT_DONE && (entry = readdir(folder));) {
        struct stat info;
        if (*entry->d_name == '.' || fstatat(dirfd(folder), entry->d_name, &info, 0) != 0) continue;
        code =
            issue_one(ring, entry->d_name, info.st_mode & 070 ? (int64_t) info.st_gid : NO_GROUP);
    }
    closedir(folder);
    return code;
}

int keys_issue(int argc, char **argv) {
    key_ring *ring = NULL;
    status s = key_ring_open(opt.keys, &ring);
    if (s != OK) return say_status(opt.keys, s);
    if (mkdir(opt.keys_issued, 0711) == 0) (void) !chmod(opt.keys_issued, 0711);
    int code = argc > 2 ? EXIT_DONE : renew_all(ring);
    for (int i = 2; code == EXIT_DONE && i < argc; i++) code = issue_text(ring, argv[i]);
    key_ring_close(ring);
    return code;
}
