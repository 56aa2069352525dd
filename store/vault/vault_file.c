/* vault_file: see the header. Everything read is wiped from the stack again. */
#include "store/vault/vault_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

status vault_file_write(const char *file, const vault_secrets *secrets) {
    char master[2 * CRYPT_KEY_BYTES + 1], search[2 * CRYPT_KEY_BYTES + 1], text[256];
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return errno == EEXIST ? E_CONFLICT : E_UNAVAILABLE;
    crypt_hex(secrets->master, CRYPT_KEY_BYTES, master);
    crypt_hex(secrets->search, CRYPT_KEY_BYTES, search);
    int n = snprintf(text, sizeof text, "suite=%s\nmaster=%s\nsearch=%s\n",
                     crypt_suite_name(secrets->suite), master, search);
    bool good = write(fd, text, (size_t) n) == n && fsync(fd) == 0;
    good &= close(fd) == 0;
    crypt_wipe(text, sizeof text);
    crypt_wipe(master, sizeof master);
    crypt_wipe(search, sizeof search);
    if (!good) unlink(file);
    return good ? OK : E_UNAVAILABLE;
}

static bool parse(const char *text, vault_secrets *out) {
    char suite[8], master[65], search[65];
    bool good = sscanf(text, "suite=%7s master=%64s search=%64s", suite, master, search) == 3 &&
                crypt_suite_find(suite, &out->suite) &&
                crypt_unhex(master, out->master, CRYPT_KEY_BYTES) &&
                crypt_unhex(search, out->search, CRYPT_KEY_BYTES);
    crypt_wipe(master, sizeof master);
    crypt_wipe(search, sizeof search);
    return good;
}

status vault_file_read(const char *file, vault_secrets *out) {
    char text[256] = {0};
    struct stat info;
    vault_secrets secrets;
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
