/* outbox: shows the texts that the sender of a demonstration wrote instead of sending them, the
 * newest last. The folder is its owner's, so nobody else reads codes here. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "tools/hall/hall.h"

enum { TEXTS_MAX = 10000 };

typedef struct text_file {
    char name[64];
    struct timespec at;
} text_file;

static int by_time(const void *a, const void *b) {
    const struct timespec *x = &((const text_file *) a)->at, *y = &((const text_file *) b)->at;
    if (x->tv_sec != y->tv_sec) return x->tv_sec < y->tv_sec ? -1 : 1;
    return (x->tv_nsec > y->tv_nsec) - (x->tv_nsec < y->tv_nsec);
}

static size_t read_folder(DIR *folder, text_file *out) {
    size_t n = 0;
    struct stat about;
    for (struct dirent *entry; n < TEXTS_MAX && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.' || strlen(entry->d_name) >= sizeof out[0].name) continue;
        if (fstatat(dirfd(folder), entry->d_name, &about, AT_SYMLINK_NOFOLLOW)) continue;
        memcpy(out[n].name, entry->d_name, strlen(entry->d_name) + 1);
        out[n++].at = about.st_mtim;
    }
    qsort(out, n, sizeof out[0], by_time);
    return n;
}

static void print_one(const text_file *one) {
    char path[1200], line[1024], when[32];
    struct tm t;
    snprintf(path, sizeof path, "%s/%s", opt.outbox, one->name);
    FILE *file = fopen(path, "re");
    if (!file) return;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&one->at.tv_sec, &t));
    if (fgets(line, sizeof line, file)) printf("%s %s", when, line);
    fclose(file);
}

int tool_outbox(int argc, char **argv) {
    int64_t last = 20;
    if (!flag_number(&argc, argv, "last", 1, TEXTS_MAX, &last)) return EXIT_USAGE;
    if (argc != 1) return say(EXIT_USAGE, "hall outbox [--last N]");
    DIR *folder = opendir(opt.outbox);
    if (!folder)
        return say(EXIT_UNAVAILABLE, "The folder of texts %s cannot be read: %s.", opt.outbox,
                   strerror(errno));
    text_file *all = calloc(TEXTS_MAX, sizeof *all);
    size_t n = all ? read_folder(folder, all) : 0;
    for (size_t i = n > (size_t) last ? n - (size_t) last : 0; i < n; i++) print_one(&all[i]);
    free(all);
    closedir(folder);
    return EXIT_DONE;
}
