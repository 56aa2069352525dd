/* cache_guard: a bit that flips in LMDB's own structure can end every process that reads it, again
 * and again. Every process keeps a small file beside the environments, locked while it lives, whose
 * one byte says that it is inside LMDB. Who opens an environment looks for files of the dead: a
 * reader that died inside means damage; a writer may have been killed there by chance, so it takes
 * two in a row. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/cache/cache_internal.h"

enum { OUTSIDE = 0, READING = 1, WRITING = 2, WRITERS_LOST_MAX = 2 };

void cache_enter(cache *c) {
    if (c->guard) *c->guard = c->writer ? WRITING : READING;
}

void cache_leave(cache *c) {
    if (c->guard) *c->guard = OUTSIDE;
}

/* One more writer died inside. Returns how many in a row. */
static off_t count_writer(const cache *c) {
    char path[512];
    struct stat info = {0};
    if (cache_path(c, "died", path) != OK) return 0;
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0660);
    if (fd < 0) return 0;
    bool counted = write(fd, "w", 1) == 1 && fstat(fd, &info) == 0;
    close(fd);
    return counted ? info.st_size : 0;
}

void cache_trust(cache *c) {
    char path[512];
    if (!c->trusted && cache_path(c, "died", path) == OK) unlink(path);
    c->trusted = true;
}

static void look_at(cache *c, const char *name) {
    char path[512];
    uint8_t where = OUTSIDE;
    if (cache_path(c, name, path) != OK) return;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        bool known = read(fd, &where, 1) == 1;
        unlink(path);
        if (known &&
            (where == READING || (where == WRITING && count_writer(c) >= WRITERS_LOST_MAX)))
            cache_mark_damaged(c);
    }
    close(fd);
}

static void look_at_the_dead(cache *c) {
    DIR *folder = opendir(c->folder);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)))
        if (strncmp(entry->d_name, "inside-", 7) == 0) look_at(c, entry->d_name);
    if (folder) closedir(folder);
}

static bool guard_lives(const cache *c) {
    struct stat info;
    return c->guard && fstat(c->guard_fd, &info) == 0 && info.st_nlink > 0;
}

void cache_guard_open(cache *c) {
    static unsigned number;
    look_at_the_dead(c);
    if (guard_lives(c)) return;
    cache_guard_close(c);
    snprintf(c->guard_name, sizeof c->guard_name, "inside-%d-%u", getpid(), number++);
    char path[512];
    if (cache_path(c, c->guard_name, path) != OK) return;
    c->guard_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (c->guard_fd < 0) return; /* no folder yet: nothing to read either */
    void *page = MAP_FAILED;
    if (flock(c->guard_fd, LOCK_EX | LOCK_NB) == 0 && ftruncate(c->guard_fd, 1) == 0)
        page = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, c->guard_fd, 0);
    if (page != MAP_FAILED) c->guard = page;
}

void cache_guard_close(cache *c) {
    char path[512];
    if (c->guard) munmap((void *) (uintptr_t) c->guard, 1);
    c->guard = NULL;
    if (c->guard_fd < 0) return;
    if (cache_path(c, c->guard_name, path) == OK) unlink(path);
    close(c->guard_fd);
    c->guard_fd = -1;
}
