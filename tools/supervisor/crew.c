/* crew: starts the programs of a hall in order, waits for each, and stops them in reverse. */
#include "tools/supervisor/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tools/supervisor/notify.h"

enum { STOP_MS = 30000, LOOK_MS = 20, LISTEN_FDS_START = 3 };

int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void pause_ms(long ms) {
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

member *crew_add(crew *c, const char *name, const char *file, member_ready *ready) {
    if (c->n == CREW_MAX) {
        complain("More than %u programs cannot be started.", CREW_MAX);
        exit(1);
    }
    member *m = &c->member[c->n++];
    *m = (member){.kind = kind_of(name), .ready = ready, .stop_signal = SIGTERM};
    snprintf(m->name, sizeof m->name, "%s", name);
    snprintf(m->account, sizeof m->account, "%s", account_name(c->place->owner, m->kind->account));
    crew_argument(m, "%s", file);
    return m;
}

void crew_argument(member *m, const char *format, ...) {
    unsigned n = 0;
    while (m->argv[n]) n++;
    if (n == CREW_ARGUMENTS_MAX) return;
    va_list list;
    va_start(list, format);
    if (vasprintf(&m->argv[n], format, list) < 0) m->argv[n] = NULL;
    va_end(list);
}

bool crew_announced(const member *m, crew *c) {
    (void) c;
    return m->announced;
}

/* Words of programs that have ended meanwhile are dropped: their number belongs to nobody here. */
static void hear(crew *c) {
    for (pid_t who; notify_take(c->notify, &who);)
        for (unsigned i = 0; i < c->n; i++)
            if (c->member[i].pid == who) c->member[i].announced = true;
}

/* The sockets become descriptors 3, 4, ... (sd_listen_fds(3)). They are moved out of the way first:
 * one of them may have such a number already. */
static void hand_over(const member *m) {
    int high[CREW_SOCKETS_MAX];
    char number[16];
    for (unsigned i = 0; i < m->n_listener; i++)
        high[i] = fcntl(m->listener[i], F_DUPFD_CLOEXEC, LISTEN_FDS_START + CREW_SOCKETS_MAX);
    for (unsigned i = 0; i < m->n_listener; i++) dup2(high[i], LISTEN_FDS_START + (int) i);
    snprintf(number, sizeof number, "%d", getpid());
    setenv("LISTEN_PID", number, 1);
    snprintf(number, sizeof number, "%u", m->n_listener);
    setenv("LISTEN_FDS", number, 1);
    setenv("LISTEN_FDNAMES", m->listener_names, 1);
}

/* The child's life ends with the supervisor's; its own process group keeps ctrl-C away from it, so
 * that the order of stopping is ours. */
static void become_program(const crew *c, const member *m, const char *account,
                           const char *const argv[], pid_t parent) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    if (m) umask(007); /* the group of a folder decides who shares what is made in it */
    if (!account_become(account)) _exit(127);
    prctl(PR_SET_PDEATHSIG, m ? m->stop_signal : SIGKILL);
    if (getppid() != parent) _exit(0);
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    if (c->log != STDERR_FILENO) {
        dup2(c->log, STDERR_FILENO);
        dup2(c->log, STDOUT_FILENO);
    }
    if (m) setenv("HALL_NAME", m->name, 1);
    if (m && m->n_listener) hand_over(m);
    execv(argv[0], (char *const *) argv);
    fprintf(stderr, "hall: %s cannot be run: %s.\n", argv[0], strerror(errno));
    _exit(127);
}

static pid_t spawn(const crew *c, const member *m, const char *account, const char *const argv[]) {
    pid_t parent = getpid(), child = fork();
    if (child == 0) become_program(c, m, account, argv, parent);
    return child;
}

static void write_pids(const crew *c) {
    char text[CREW_MAX * 48] = "";
    size_t used = 0;
    for (unsigned i = 0; i < c->n; i++)
        if (c->member[i].pid)
            used += (size_t) snprintf(text + used, sizeof text - used, "%s %d\n", c->member[i].name,
                                      c->member[i].pid);
    place_write(c->place, "pids", text);
}

static void launch(crew *c, member *m) {
    m->announced = false;
    m->pid = spawn(c, m, m->account, (const char *const *) m->argv);
    if (m->pid < 0) m->pid = 0;
    write_pids(c);
}

/* Somebody who is started earlier, because others need it, does not run. */
static const member *missing_before(const crew *c, const member *m) {
    for (const member *other = c->member; other < m; other++)
        if (!other->pid) return other;
    return NULL;
}

static bool asked_to_stop(void) {
    sigset_t set;
    return sigpending(&set) == 0 && (sigismember(&set, SIGTERM) || sigismember(&set, SIGINT));
}

bool crew_start(crew *c, member *m) {
    int64_t end = now_ms() + c->ready_ms;
    launch(c, m);
    while (now_ms() < end) {
        crew_reap(c);
        hear(c);
        if (m->pid && (!m->ready || m->ready(m, c))) return true;
        const member *needed = missing_before(c, m);
        if (needed) return complain("%s waits for %s.", m->name, needed->name);
        if (asked_to_stop()) return false;
        if (!m->pid && !m->patient) return complain("%s ended before it was ready.", m->name);
        if (!m->pid) {
            pause_ms(10L * LOOK_MS);
            launch(c, m);
        }
        pause_ms(LOOK_MS);
    }
    return complain("%s was not ready within %d seconds.", m->name, (int) (c->ready_ms / 1000));
}

bool crew_start_all(crew *c) {
    for (unsigned i = 0; i < c->n; i++)
        if (!c->member[i].pid && !crew_start(c, &c->member[i])) return false;
    return true;
}

static void note_end(member *m, int state) {
    if (WIFSIGNALED(state))
        complain("%s (%d) was ended by signal %d.", m->name, m->pid, WTERMSIG(state));
    else if (WEXITSTATUS(state))
        complain("%s (%d) ended with code %d.", m->name, m->pid, WEXITSTATUS(state));
    m->pid = 0;
    m->died_ms = now_ms();
}

void crew_reap(crew *c) {
    bool changed = false;
    for (unsigned i = 0; i < c->n; i++) {
        int state = 0;
        member *m = &c->member[i];
        if (!m->pid || waitpid(m->pid, &state, WNOHANG) != m->pid) continue;
        note_end(m, state);
        changed = true;
    }
    if (changed) write_pids(c);
}

static void stop_one(crew *c, member *m) {
    int64_t end = now_ms() + STOP_MS;
    kill(m->pid, m->stop_signal);
    while (m->pid) {
        crew_reap(c);
        if (m->pid && now_ms() > end) {
            complain("%s does not stop and is ended.", m->name);
            kill(m->pid, SIGKILL);
            end += STOP_MS;
        }
        if (m->pid) pause_ms(LOOK_MS);
    }
}

void crew_stop(crew *c) {
    for (unsigned i = c->n; i-- > 0;)
        if (c->member[i].pid) stop_one(c, &c->member[i]);
}

int crew_run(crew *c, const char *account, const char *const argv[]) {
    pid_t child = spawn(c, NULL, account, argv);
    int state = -1;
    while (child > 0 && waitpid(child, &state, 0) < 0 && errno == EINTR) {}
    return child > 0 && WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}
