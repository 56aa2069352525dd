/* vault_file: see the header. Everything read is wiped from the stack again. */
#include "store/vault/vault_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_BYTES = 1024, HEX_BYTES = 2 * CRYPT_KEY_BYTES + 1 };

const vault_master *vault_newest(const vault_secrets *secrets) {
    return &secrets->master[secrets->n - 1];
}

const vault_master *vault_master_of(const vault_secrets *secrets, uint32_t number) {
    for (unsigned i = 0; i < secrets->n; i++)
        if (secrets->master[i].number == number) return &secrets->master[i];
    return NULL;
}

static int print(const vault_secrets *secrets, char text[TEXT_BYTES]) {
    char hex[HEX_BYTES];
    crypt_hex(secrets->search, CRYPT_KEY_BYTES, hex);
    int n =
        snprintf(text, TEXT_BYTES, "suite=%s\nsearch=%s\n", crypt_suite_name(secrets->suite), hex);
    for (unsigned i = 0; i < secrets->n; i++) {
        crypt_hex(secrets->master[i].key, CRYPT_KEY_BYTES, hex);
        n += snprintf(text + n, TEXT_BYTES - (size_t) n, "master=%u:%s\n",
                      secrets->master[i].number, hex);
    }
    crypt_wipe(hex, sizeof hex);
    return n;
}

status vault_file_write(const char *file, const vault_secrets *secrets) {
    char text[TEXT_BYTES];
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return errno == EEXIST ? E_CONFLICT : E_UNAVAILABLE;
    int n = print(secrets, text);
    bool good = write(fd, text, (size_t) n) == n && fsync(fd) == 0;
    good &= close(fd) == 0;
    crypt_wipe(text, sizeof text);
    if (!good) unlink(file);
    return good ? OK : E_UNAVAILABLE;
}

static int open_folder(const char *file) {
    char *folder = strdup(file), *slash = folder ? strrchr(folder, '/') : NULL;
    if (slash) slash[slash == folder] = 0;
    int fd = folder ? open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    free(folder);
    return fd;
}

/* The name of the file must be durable, too, before an old key is given up. */
static bool sync_folder(const char *file) {
    int fd = open_folder(file);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return good;
}

status vault_file_lock(const char *file, int *lock) {
    int fd = open_folder(file);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
        *lock = fd;
        return OK;
    }
    status s = fd >= 0 && errno == EWOULDBLOCK ? E_BUSY : E_UNAVAILABLE;
    if (fd >= 0) close(fd);
    return s;
}

/* Called by root, the file stays the account's that reads it. */
static bool same_owner(const char *file, const char *temporary) {
    struct stat was;
    if (stat(file, &was) != 0) return errno == ENOENT;
    return was.st_uid == geteuid() || chown(temporary, was.st_uid, was.st_gid) == 0;
}

status vault_file_replace(const char *file, const vault_secrets *secrets) {
    char temporary[4096];
    int n = snprintf(temporary, sizeof temporary, "%s.new", file);
    if (n < 0 || (size_t) n >= sizeof temporary) return E_UNAVAILABLE;
    unlink(temporary); /* of one who was killed here */
    status s = vault_file_write(temporary, secrets);
    if (s == OK && (!same_owner(file, temporary) || rename(temporary, file) != 0))
        s = E_UNAVAILABLE;
    if (s != OK) unlink(temporary);
    return s == OK && !sync_folder(file) ? E_UNAVAILABLE : s;
}

static bool parse_master(const char *line, vault_secrets *out) {
    char hex[HEX_BYTES];
    vault_master *m = &out->master[out->n];
    bool good = out->n < VAULT_MASTERS_MAX &&
                sscanf(line, "master=%u:%64s", &m->number, hex) == 2 &&
                crypt_unhex(hex, m->key, CRYPT_KEY_BYTES) &&
                m->number > (out->n > 0 ? vault_newest(out)->number : 0);
    crypt_wipe(hex, sizeof hex);
    out->n += good;
    return good;
}

static bool parse(char *text, vault_secrets *out) {
    char suite[8], hex[HEX_BYTES], *rest = text, *line;
    bool good = sscanf(text, "suite=%7s search=%64s", suite, hex) == 2 &&
                crypt_suite_find(suite, &out->suite) &&
                crypt_unhex(hex, out->search, CRYPT_KEY_BYTES);
    crypt_wipe(hex, sizeof hex);
    for (int i = 0; good && (line = strsep(&rest, "\n")); i++)
        if (i >= 2 && line[0] != 0) good = parse_master(line, out);
    return good && out->n > 0;
}

status vault_file_read(const char *file, vault_secrets *out) {
    char text[TEXT_BYTES] = {0};
    struct stat info;
    vault_secrets secrets = {.n = 0};
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &info) != 0) {
        if (fd >= 0) close(fd);
        return E_UNAVAILABLE;
    }
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if ((info.st_mode & 077) != 0) return E_FORBIDDEN;
    bool good = n > 0 && parse(text, &secrets);
    crypt_wipe(text, sizeof text);
    if (good) *out = secrets;
    crypt_wipe(&secrets, sizeof secrets);
    return good ? OK : E_MALFORMED;
}
