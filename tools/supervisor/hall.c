/* hall: see hall.h. Settings reach the programs by environment: each takes those its own table has.
 */
#include "tools/supervisor/hall.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/runtime/catalog.h"
#include "tools/supervisor/cluster.h"
#include "tools/supervisor/notify.h"

/* Somebody else's PostgreSQL, or the private one. */
static bool has_own_database(const hall *h) {
    return !*h->opt->db;
}

static const char *conninfo(const hall *h) {
    return has_own_database(h) ? cluster_conninfo(&h->place, NULL) : h->opt->db;
}

static void environment(const hall *h) {
    char params[PATH_BYTES + 16];
    const place *p = &h->place;
    const options *o = h->opt;
    char number[24];
    unsetenv("HALL_TOKEN");
    unsetenv("HALL_CONFIG"); /* of another hall, and perhaps nobody else's to read */
    setenv("HALL_KEYS", place_path(p, "keys"), 1);
    setenv("HALL_KEYS_ISSUED", place_path(p, "keys.d"), 1);
    setenv("HALL_VAULT", place_path(p, "vault"), 1);
    setenv("HALL_CACHE", place_path(p, "cache/copy"), 1);
    setenv("HALL_FILES", place_path(p, "files"), 1);
    setenv("HALL_FILES_KEY", place_path(p, "files.secret"), 1);
    setenv("HALL_OUTBOX", place_path(p, "outbox"), 1);
    snprintf(params, sizeof params, "%s/wuhan.tsv", p->params);
    setenv("HALL_PARAMS", params, 1);
    if (*p->portal) {
        snprintf(params, sizeof params, "%s/outside", p->portal);
        setenv("HALL_PORTAL_OUTSIDE", params, 1);
        snprintf(params, sizeof params, "%s/intranet", p->portal);
        setenv("HALL_PORTAL_INSIDE", params, 1);
    }
    setenv("HALL_DB", conninfo(h), 1);
    snprintf(number, sizeof number, "%lld", (long long) o->lane);
    setenv("HALL_LANE", number, 1);
    setenv("HALL_FRONT", *o->client_front ? o->client_front : h->front, 1);
    setenv("HALL_BACK", *o->worker_back ? o->worker_back : h->back, 1);
    setenv("HALL_DEMONSTRATION", strcmp(o->seed, "demo") ? "no" : "yes", 1);
    static const char *const ports[] = {"HALL_PORT", "HALL_INSIDE_PORT", "HALL_METRICS_PORT"};
    for (unsigned i = 0; i < HALL_KIOSK; i++) {
        snprintf(number, sizeof number, "%u", h->port[i]);
        setenv(ports[i], number, 1);
    }
    snprintf(number, sizeof number, "%lld", (long long) o->clock_offset_s);
    setenv("HALL_CLOCK_OFFSET_S", number, 1);
}

static void endpoints(hall *h) {
    size_t front = 0, back = 0;
    for (int64_t i = 1; i <= h->opt->brokers; i++) {
        const char *comma = i > 1 ? "," : "";
        front += (size_t) snprintf(h->front + front, sizeof h->front - front, "%sipc://%s/front/%d",
                                   comma, h->place.runtime, (int) i);
        back += (size_t) snprintf(h->back + back, sizeof h->back - back, "%sipc://%s/back/%d",
                                  comma, h->place.runtime, (int) i);
    }
}

static const char *key_of(const member *m) {
    return m->kind->key ? m->kind->key : m->name;
}

static member *add(hall *h, const char *name, const char *program) {
    char file[PATH_BYTES + 64];
    snprintf(file, sizeof file, "%s/%s", h->place.bin, program);
    if (!kind_of(name) || access(file, X_OK)) return NULL;
    member *m = crew_add(&h->crew, name, file, crew_announced);
    if (m->kind->peer) crew_argument(m, "--keys=%s/%s", place_path(&h->place, "keys.d"), key_of(m));
    return m;
}

static void add_numbered(hall *h, const char *what, int64_t n) {
    char name[24], program[32];
    snprintf(program, sizeof program, "hall-%s", what);
    for (int64_t i = 1; i <= n; i++) {
        snprintf(name, sizeof name, "%s%d", what, (int) i);
        member *m = add(h, name, program);
        if (!m || strcmp(what, "broker")) continue;
        crew_argument(m, "--front=ipc://%s/front/%d", h->place.runtime, (int) i);
        crew_argument(m, "--back=ipc://%s/back/%d", h->place.runtime, (int) i);
    }
}

/* Logging in costs a tenth of a second on purpose: it has a worker of its own, with small batches,
 * so that a crowd at the door neither outlasts a transaction nor silences the worker. */
static void add_workers(hall *h) {
    unsigned first = h->crew.n;
    char others[512] = "";
    size_t used = 0;
    for (unsigned i = 0; i < n_services && used < sizeof others; i++)
        if (strcmp(services[i].name, "identity"))
            used += (size_t) snprintf(others + used, sizeof others - used, "%s%s", used ? "," : "",
                                      services[i].name);
    add_numbered(h, "worker", h->opt->workers);
    for (unsigned i = first; i < h->crew.n; i++)
        crew_argument(&h->crew.member[i], "--service=%s", others);
    member *login = add(h, "login", "hall-worker");
    if (!login) return;
    crew_argument(login, "--service=identity");
    crew_argument(login, "--batch_max=4");
}

static void hand_doors(hall *h, member *m, unsigned first, unsigned n, const char *names) {
    m->listener = &h->listener[first];
    m->n_listener = n;
    m->listener_names = names;
}

/* A web adapter as it stands for the machines in offices: their pages, the outside door alone, and
 * no folder of files. */
static void add_kiosk(hall *h, const char *name) {
    member *m = *h->place.portal ? add(h, name, "hall-web") : NULL;
    if (!m) return;
    crew_argument(m, "--portal_outside=%s/kiosk", h->place.portal);
    crew_argument(m, "--kiosk=yes");
    crew_argument(m, "--files=");
    crew_argument(m, "--inside_port=0");
    crew_argument(m, "--metrics_port=0");
    hand_doors(h, m, HALL_KIOSK, 1, "outside");
}

static void add_one(hall *h, const char *name) {
    char program[40];
    snprintf(program, sizeof program, "hall-%.30s", name);
    member *m = add(h, name, program);
    if (!m) complain("%s is not built and is left out.", program);
    if (m && !strcmp(name, "web")) hand_doors(h, m, 0, HALL_KIOSK, "outside:inside:internal");
}

static void add_named(hall *h) {
    char list[256], *rest = NULL;
    snprintf(list, sizeof list, "%s", h->opt->programs);
    for (char *name = strtok_r(list, ", ", &rest); name; name = strtok_r(NULL, ", ", &rest))
        (strcmp(name, "kiosk") ? add_one : add_kiosk)(h, name);
}

static void add_extra(hall *h) {
    char list[2048], *rest = NULL;
    snprintf(list, sizeof list, "%s", h->opt->extra);
    for (char *part = strtok_r(list, ";", &rest); part; part = strtok_r(NULL, ";", &rest)) {
        char *inner = NULL, *name = strtok_r(part, " ", &inner);
        for (unsigned i = 0; name && i < h->crew.n; i++) {
            member *m = &h->crew.member[i];
            if (strcmp(m->name, name)) continue;
            for (char *a; (a = strtok_r(NULL, " ", &inner));) crew_argument(m, "%s", a);
        }
    }
}

static const char *runtime_path(const hall *h, const char *name) {
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", h->place.runtime, name);
    return path;
}

/* Each program of a hall with its own database has its own role there; an outside database is
 * entered as the operator's connection string says. */
static void add_roles(hall *h) {
    for (unsigned i = 0; i < h->crew.n; i++) {
        member *m = &h->crew.member[i];
        for (unsigned r = 0; r < KIND_ROLES_MAX; r++)
            if (m->kind->role[r].role)
                crew_argument(m, "--%s=%s", m->kind->role[r].setting,
                              cluster_conninfo(&h->place, m->kind->role[r].role));
    }
}

/* That of the kiosks only where there is one. */
static bool open_doors(hall *h) {
    bool kiosk = *h->place.portal && strstr(h->opt->programs, "kiosk");
    unsigned n = kiosk ? HALL_DOORS : HALL_KIOSK;
    for (unsigned i = 0; i < n; i++) {
        h->listener[i] = place_listen(h->opt->port ? h->opt->port + i : 0, &h->port[i]);
        if (h->listener[i] < 0) return false;
    }
    return true;
}

bool hall_plan(hall *h) {
    h->crew.place = &h->place;
    h->crew.ready_ms = h->opt->ready_ms;
    h->crew.notify = notify_open(runtime_path(h, "notify"));
    if (h->crew.notify < 0 || !open_doors(h)) return false;
    endpoints(h);
    environment(h);
    if (has_own_database(h)) cluster_add(&h->crew);
    add_numbered(h, "broker", h->opt->brokers);
    add_workers(h);
    add_named(h);
    if (has_own_database(h)) add_roles(h);
    add_extra(h);
    return true;
}

static bool run(hall *h, const char *what, ...) __attribute__((sentinel));

/* The command line does what is made once: the supervisor knows no table and no key. */
static bool run(hall *h, const char *what, ...) {
    char program[PATH_BYTES + 8];
    const char *argv[16] = {program};
    unsigned n = 1;
    snprintf(program, sizeof program, "%s/hall", h->place.bin);
    va_list list;
    va_start(list, what);
    for (const char *a; n < 15 && (a = va_arg(list, const char *));) argv[n++] = a;
    va_end(list);
    int code = crew_run(&h->crew, "", argv);
    return code == 0 ||
           complain("%s could not be made (hall %s ended with %d).", what, argv[1], code);
}

typedef struct words {
    char text[CREW_MAX + 4][2 * ACCOUNT_BYTES];
    unsigned n;
} words;

static void add_word(words *w, const char *left, const char *right) {
    char word[sizeof w->text[0]];
    snprintf(word, sizeof word, "%s%s%s", left, *right ? "=" : "", right);
    for (unsigned i = 0; i < w->n; i++)
        if (!strcmp(w->text[i], word)) return;
    memcpy(w->text[w->n++], word, sizeof word);
}

/* "hall keys WHAT WORD...". */
static bool run_keys(hall *h, const char *what, const words *w) {
    char program[PATH_BYTES + 8];
    const char *argv[CREW_MAX + 8] = {program, "keys", what};
    snprintf(program, sizeof program, "%s/hall", h->place.bin);
    for (unsigned i = 0; i < w->n; i++) argv[3 + i] = w->text[i];
    return crew_run(&h->crew, "", argv) == 0 || complain("The keys of the bus could not be made.");
}

/* Of a folder from before each program had keys of its own. */
static void move_files_key(const place *p) {
    if (access(place_path(p, "files.secret"), F_OK) != 0)
        (void) !rename(place_path(p, "keys/files.secret"), place_path(p, "files.secret"));
}

/* Everybody's keys, and for each program a folder with those it needs, which its account reads. */
static bool make_keys(hall *h) {
    words create = {.n = 0}, issue = {.n = 0};
    add_word(&create, "cli", "cli");
    add_word(&create, "operator", "operator");
    for (unsigned i = 0; i < h->crew.n; i++) {
        const member *m = &h->crew.member[i];
        if (!m->kind->peer) continue;
        add_word(&create, key_of(m), m->kind->peer);
        add_word(&issue, key_of(m), m->account);
    }
    return run_keys(h, "create", &create) && run_keys(h, "issue", &issue);
}

bool hall_start_database(hall *h) {
    if (!has_own_database(h)) return true;
    return cluster_make(&h->crew) && crew_start(&h->crew, &h->crew.member[0]) &&
           cluster_database(&h->place);
}

bool hall_first(hall *h, bool fresh) {
    move_files_key(&h->place);
    if (!run(h, "The tables", "migrate", fresh ? "--new-keys" : NULL, NULL) ||
        !run(h, "The key files", "keys", "vault", NULL) || !place_share_keys(&h->place) ||
        !make_keys(h))
        return false;
    char persons[40], history[40], largest[40];
    snprintf(persons, sizeof persons, "--persons=%lld", (long long) h->opt->persons);
    snprintf(history, sizeof history, "--history=%lld", (long long) h->opt->history);
    snprintf(largest, sizeof largest, "--largest-unit=%lld", (long long) h->opt->largest_unit);
    bool wanted = fresh && !strcmp(h->opt->seed, "demo");
    if (wanted &&
        !run(h, "The demonstration city", "city", "--demo", persons, history, largest, NULL))
        return false;
    return place_finished(&h->place);
}

bool hall_tell(const hall *h) {
    char text[4096], conf[8 * PATH_BYTES];
    const char *front = *h->opt->client_front ? h->opt->client_front : h->front;
    snprintf(
        text, sizeof text,
        "db=%s\nlane=%lld\nkeys_dir=%s\nfront=%s\nback=%s\nruntime=%s\nhttp=http://127.0.0.1:%u\n"
        "inside=http://127.0.0.1:%u\nmetrics=http://127.0.0.1:%u\n",
        conninfo(h), (long long) h->opt->lane, place_path(&h->place, "keys"), front, h->back,
        h->place.runtime, h->port[0], h->port[1], h->port[2]);
    if (h->port[HALL_KIOSK])
        snprintf(text + strlen(text), sizeof text - strlen(text), "kiosk=http://127.0.0.1:%u\n",
                 h->port[HALL_KIOSK]);
    snprintf(conf, sizeof conf,
             "# Where the command line finds this hall: hall --config=THIS or HALL_CONFIG=THIS\n"
             "keys = %s\nvault = %s\nfront = %s\ndb = %s\nlane = %lld\ndata = %s\n"
             "files = %s/files\nfiles_key = %s/files.secret\nkeys_issued = %s/keys.d\noutbox = "
             "%s/outbox\ncache = %s/cache/copy\n",
             place_path(&h->place, "keys"), place_path(&h->place, "vault"), front, conninfo(h),
             (long long) h->opt->lane, h->place.data, h->place.data, h->place.data, h->place.data,
             h->place.data, h->place.data);
    return place_write(&h->place, "hall.conf", conf) && place_write(&h->place, "where", text);
}

void hall_close_doors(hall *h) {
    for (unsigned i = 0; i < HALL_DOORS; i++)
        if (h->listener[i] > 0) close(h->listener[i]);
}

void hall_untell(const hall *h) {
    unlink(place_path(&h->place, "where"));
}
