/* files_key: see the header. What is written or read is wiped from the stack again. */
#include "store/files/files_key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_BYTES = 512, HEX_BYTES = 2 * CRYPT_KEY_BYTES + 1 };

const files_store_key *files_key_newest(const files_key *store) {
    return &store->at[store->n - 1];
}

const files_store_key *files_key_find(const files_key *store, uint32_t number) {
    for (unsigned i = 0; i < store->n; i++)
        if (store->at[i].number == number) return &store->at[i];
    return NULL;
}

void files_key_add(files_key *store) {
    files_store_key *key = &store->at[store->n];
    key->number = store->n ? files_key_newest(store)->number + 1 : 1;
    crypt_random(key->key, CRYPT_KEY_BYTES);
    store->n++;
}

static bool parse_key(const char *line, files_key *out) {
    char hex[HEX_BYTES];
    files_store_key *key = &out->at[out->n];
    bool good = out->n < FILES_KEYS_MAX && sscanf(line, "key=%u:%64s", &key->number, hex) == 2 &&
                crypt_unhex(hex, key->key, CRYPT_KEY_BYTES) &&
                key->number > (out->n ? files_key_newest(out)->number : 0);
    crypt_wipe(hex, sizeof hex);
    out->n += good;
    return good;
}

static bool parse(char *text, files_key *out) {
    char suite[8], *rest = text, *line;
    bool good = sscanf(text, "suite=%7s", suite) == 1 && crypt_suite_find(suite, &out->suite);
    strsep(&rest, "\n");
    while (good && (line = strsep(&rest, "\n")))
        if (line[0]) good = parse_key(line, out);
    return good && out->n > 0;
}

status files_key_load(const char *file, files_key *out) {
    char text[TEXT_BYTES] = {0};
    struct stat info;
    files_key read_key = {.n = 0};
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == ENOENT ? E_NOT_FOUND : E_UNAVAILABLE;
    bool known = fstat(fd, &info) == 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (!known || n < 0) return E_UNAVAILABLE;
    if ((info.st_mode & 077) != 0) return E_FORBIDDEN;
    bool good = parse(text, &read_key);
    if (good) *out = read_key;
    crypt_wipe(text, sizeof text);
    crypt_wipe(&read_key, sizeof read_key);
    return good ? OK : E_MALFORMED;
}

static int print(const files_key *store, char text[TEXT_BYTES]) {
    char hex[HEX_BYTES];
    int n = snprintf(text, TEXT_BYTES, "suite=%s\n", crypt_suite_name(store->suite));
    for (unsigned i = 0; i < store->n; i++) {
        crypt_hex(store->at[i].key, CRYPT_KEY_BYTES, hex);
        n += snprintf(text + n, TEXT_BYTES - (size_t) n, "key=%u:%s\n", store->at[i].number, hex);
    }
    crypt_wipe(hex, sizeof hex);
    return n;
}

/* Called by root, the file stays the account's that reads it. */
static bool same_owner(const char *file, int fd) {
    struct stat was;
    if (stat(file, &was) != 0) return errno == ENOENT;
    return was.st_uid == geteuid() || fchown(fd, was.st_uid, was.st_gid) == 0;
}

/* A whole key file beside the one it is to become. */
static bool write_beside(const char *file, const files_key *store, char temporary[4096]) {
    char text[TEXT_BYTES];
    int length = snprintf(temporary, 4096, "%s.%ld", file, (long) getpid());
    if (length < 0 || length >= 4096) return false;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return false;
    int n = print(store, text);
    bool good = write(fd, text, (size_t) n) == n && same_owner(file, fd) && fsync(fd) == 0;
    good &= close(fd) == 0;
    crypt_wipe(text, sizeof text);
    if (!good) unlink(temporary);
    return good;
}

/* Another process may make the key at the same moment: the file appears whole, by link, or not at
 * all. */
status files_key_make(const char *file) {
    char temporary[4096];
    files_key store = {.suite = CRYPT_SM};
    files_key_add(&store);
    bool good = write_beside(file, &store, temporary);
    crypt_wipe(&store, sizeof store);
    if (!good) return E_UNAVAILABLE;
    good = link(temporary, file) == 0 || errno == EEXIST;
    unlink(temporary);
    return good ? OK : E_UNAVAILABLE;
}

/* The name must be durable, too: files are wrapped by the new key next. */
static bool sync_folder(char *path) {
    char *slash = strrchr(path, '/');
    if (slash) slash[slash == path] = 0;
    int fd = open(slash ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return good;
}

int files_key_alone(const char *file) {
    char *folder = strdup(file), *slash = folder ? strrchr(folder, '/') : NULL;
    must(folder);
    if (slash) slash[slash == folder] = 0;
    int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
    close(fd);
    return -1;
}

status files_key_replace(const char *file, const files_key *store) {
    char temporary[4096];
    if (!write_beside(file, store, temporary)) return E_UNAVAILABLE;
    if (rename(temporary, file) != 0) {
        unlink(temporary);
        return E_UNAVAILABLE;
    }
    return sync_folder(temporary) ? OK : E_UNAVAILABLE;
}
