/* folder: a sender that writes each text into a file of its own instead of to a phone. A file is
 * there whole or not at all. */
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "workers/agents/sender/sender.h"

enum { KEPT_S = 86400, NO_CHARACTERS = 32 };

static int open_folder(void *self) {
    return open((const char *) self, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Also what a sender that was ended in between left of a text. */
static void tidy(void *self) {
    int folder = open_folder(self);
    DIR *list = folder < 0 ? NULL : fdopendir(folder);
    time_t before = time(NULL) - KEPT_S;
    struct stat about;
    for (struct dirent *entry; list && (entry = readdir(list));)
        if (fstatat(folder, entry->d_name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(about.st_mode) && about.st_mtime < before)
            unlinkat(folder, entry->d_name, 0);
    if (list)
        closedir(list);
    else if (folder >= 0)
        close(folder);
}

static bool write_file(int folder, const char *name, const text_message *m) {
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return false;
    bool good = dprintf(fd, "%s %s\n", m->mobile, m->text) > 0;
    return close(fd) == 0 && good;
}

static const char *send(void *self, const text_message *m) {
    char fresh[NO_CHARACTERS + 2];
    if (strlen(m->no) != NO_CHARACTERS || strspn(m->no, "0123456789abcdef") != NO_CHARACTERS)
        return "number";
    int folder = open_folder(self);
    if (folder < 0) return "folder";
    snprintf(fresh, sizeof fresh, ".%s", m->no);
    bool good = write_file(folder, fresh, m) && renameat(folder, fresh, folder, m->no) == 0;
    close(folder);
    return good ? NULL : "not_written";
}

sender sender_folder(const char *path) {
    return (sender){(void *) (uintptr_t) path, send, tidy};
}
