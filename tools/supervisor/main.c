/* hall-supervisor: one whole hall in the foreground: its database, brokers, workers and
 * adapters, started in order, stopped in reverse. tools/run and the system tests are built on it; a
 * production machine uses systemd instead (deploy/systemd). SIGHUP starts what does not run. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "proto/runtime/config.h"
#include "tools/supervisor/hall.h"

enum { REVIVE_MS = 500 };

static const setting settings[] = {
    SETTING_TEXT(options, data, "data", "Folder of everything that outlives the hall."),
    SETTING_TEXT(options, bin, "build/release/bin", "Folder with the programs."),
    SETTING_TEXT(options, params, "deploy/params", "Folder with the business parameters."),
    SETTING_TEXT(options, portal, "",
                 "Folder with the built portal, a folder in it for each door; empty or not there: "
                 "hall-web's own first page."),
    SETTING_TEXT(options, user, "hall",
                 "Started by root: the owner's account; programs run as OWNER-worker and so on."),
    SETTING_TEXT(options, programs, "projector,roster,clock,sender,bulk,web",
                 "Programs besides brokers and workers; kiosk: a web adapter for those machines."),
    SETTING_TEXT(options, seed, "demo", "What a new hall holds: demo or none."),
    SETTING_TEXT(options, extra, "", "Arguments by program: \"worker1 --a=b; web --c=d\"."),
    SETTING_TEXT(options, client_front, "", "What clients connect to instead of the brokers."),
    SETTING_TEXT(options, worker_back, "", "What workers connect to instead of the brokers."),
    SETTING_TEXT(options, log_file, "", "Where the programs write; empty: here."),
    SETTING_TEXT(options, db, "",
                 "Connection string of the lane's database; empty: a private PostgreSQL."),
    SETTING_NUMBER(options, lane, "0", 0, 63, "Lane of the log that lies in the database."),
    SETTING_NUMBER(options, port, "8080", 0, 65532,
                   "Outside door; the intranet, internal and kiosk doors follow; 0: free ones."),
    SETTING_NUMBER(options, workers, "2", 1, 16, "How many workers."),
    SETTING_NUMBER(options, brokers, "1", 1, 4, "How many brokers."),
    SETTING_NUMBER(options, persons, "200", 0, 20000000, "Synthetic persons of a new hall."),
    SETTING_NUMBER(options, history, "0", 0, 12, "Years of cases that a new hall has behind it."),
    SETTING_NUMBER(options, largest_unit, "0", 0, 1000000, "Members of its first unit; 0: 24."),
    SETTING_NUMBER(options, clock_offset_s, "0", -3153600000, 3153600000,
                   "Added to the brokers' clock: for tests and demonstrations only."),
    SETTING_NUMBER(options, ready_ms, "120000", 100, 3600000,
                   "Longest time from the start of a program until it serves."),
    SETTING_FLAG(options, revive, "yes", "Start again what ended by itself."),
    SETTING_FLAG(options, with_parent, "no", "Stop when the program that started this one ends."),
};
static const program self = {"hall-supervisor",  "一键运行", "runs one whole hall",
                             SETTINGS(settings), NULL,       NULL};
static options opt;
static hall one = {.opt = &opt};

static sigset_t watched(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    return set;
}

static bool log_to(const char *file) {
    one.crew.log = STDERR_FILENO;
    if (!*file) return true;
    one.crew.log = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return one.crew.log >= 0 || complain("%s cannot be written: %s.", file, strerror(errno));
}

/* A change of user forgets the wish, so it is said after it; who ended before it was said is seen.
 */
static void stop_with_parent(pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) raise(SIGTERM);
}

static bool start(void) {
    bool fresh = false;
    pid_t parent = getppid();
    if (!place_make(&one.place, opt.data, opt.bin, opt.params, opt.portal, opt.user) ||
        !place_check(&one.place, &fresh) || !place_share(&one.place) || !log_to(opt.log_file))
        return false;
    if (opt.with_parent) stop_with_parent(parent);
    hall_untell(&one);
    return hall_plan(&one) && hall_start_database(&one) && hall_first(&one, fresh) &&
           crew_start_all(&one.crew) && hall_tell(&one);
}

/* In order: a program is not ready before those that it needs, so one that cannot be started yet
 * holds up the ones after it. */
static void revive(void) {
    for (unsigned i = 0; i < one.crew.n; i++) {
        member *m = &one.crew.member[i];
        if (m->pid) continue;
        if (now_ms() - m->died_ms < REVIVE_MS || !crew_start(&one.crew, m)) return;
    }
}

/* Withdraw the address file while the hall restarts, so that clients do not connect too early.
 * Where somebody died meanwhile, reviving ends what this began. */
static bool withdrawn;

static void tell_when_whole(void) {
    for (unsigned i = 0; i < one.crew.n; i++)
        if (!one.crew.member[i].pid) return;
    withdrawn = !hall_tell(&one);
}

static void start_again(void) {
    hall_untell(&one);
    withdrawn = true;
    if (crew_start_all(&one.crew)) tell_when_whole();
}

/* Until a signal asks for the end. */
static void watch(const sigset_t *set) {
    for (;;) {
        int got = sigtimedwait(set, NULL, &(struct timespec){0, REVIVE_MS * 1000000L});
        crew_reap(&one.crew);
        if (got == SIGTERM || got == SIGINT) return;
        if (got == SIGHUP) start_again();
        if (opt.revive) revive();
        if (opt.revive && withdrawn) tell_when_whole();
    }
}

int main(int argc, char **argv) {
    int stop = config_load(&self, argc, argv, &opt);
    if (stop >= 0) return stop;
    sigset_t set = watched();
    sigprocmask(SIG_BLOCK, &set, NULL);
    bool good = start();
    if (good) {
        fprintf(stdout, "ready %s\n", place_path(&one.place, "where"));
        fflush(stdout);
        watch(&set);
        hall_untell(&one);
    }
    hall_close_doors(&one);
    crew_stop(&one.crew);
    if (one.place.lock > 0) place_leave(&one.place);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
