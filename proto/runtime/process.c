/* process: signals, readiness and the measuring clock of a program of the hall. */
#include "proto/runtime/process.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include "proto/runtime/log.h"

int process_stop_fd(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    signal(SIGPIPE, SIG_IGN);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) return -1;
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

void process_ready(void) {
    int said = sd_notify(0, "READY=1");
    if (said < 0) log_warn("ready_unsaid", log_errno(-said));
}

/* sd_listen_fds reads the environment at every call: it is asked without unsetting it. */
int process_listener(const char *name) {
    char **names = NULL;
    int n = sd_listen_fds_with_names(0, &names), found = -1;
    for (int i = 0; i < n; i++) {
        if (found < 0 && !strcmp(names[i], name)) found = SD_LISTEN_FDS_START + i;
        free(names[i]);
    }
    free(names);
    return found;
}

unsigned process_list(const char *list, const char **out, unsigned n) {
    char *copy = strdup(list), *rest = NULL;
    unsigned found = 0;
    must(copy);
    for (char *at = strtok_r(copy, ", ", &rest); at && found < n; at = strtok_r(NULL, ", ", &rest))
        out[found++] = at;
    return found;
}

bool process_log(const char *name, const char *level) {
    log_level least = LEVEL_INFO;
    if (!log_level_find(level, &least)) return false;
    log_open(name, least, 2);
    return true;
}

static int64_t microseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t process_ms(void) {
    return microseconds(CLOCK_MONOTONIC) / 1000;
}
int64_t process_now_us(void) {
    return microseconds(CLOCK_REALTIME);
}
