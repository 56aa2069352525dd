/* cluster: makes, starts and stops the private PostgreSQL of a hall. */
#include "tools/supervisor/cluster.h"

#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What differs from PostgreSQL's defaults, and why it is safe to say so. */
static const char settings[] = "# Written once by hall-supervisor; yours to change afterwards.\n"
                               "listen_addresses = ''\n"
                               "shared_buffers = 64MB\n"
                               "max_connections = 60\n"
                               "wal_level = replica\n"
                               "max_wal_size = 1GB\n"
                               "wal_compression = lz4\n"
                               "timezone = 'UTC'\n"
                               "log_timezone = 'UTC'\n"
                               "logging_collector = off\n"
                               "log_min_messages = warning\n"
                               "jit = off\n";

/* Where Debian keeps the server's programs; they are not in PATH. */
static const char *bindir(void) {
    static char found[PATH_BYTES];
    if (access("/usr/lib/postgresql/15/bin/postgres", X_OK) == 0)
        return "/usr/lib/postgresql/15/bin";
    FILE *ask = popen("pg_config --bindir 2>/dev/null", "r");
    bool told = ask && fgets(found, sizeof found, ask);
    if (ask) pclose(ask);
    if (!told) return NULL;
    found[strcspn(found, "\n")] = 0;
    char server[PATH_BYTES + 16];
    snprintf(server, sizeof server, "%s/postgres", found);
    return access(server, X_OK) == 0 ? found : NULL;
}

static const char *account(void) {
    const struct passwd *who = getpwuid(getuid());
    return who ? who->pw_name : "hall";
}

static bool add_text(const char *path, const char *mode, const char *text) {
    FILE *file = fopen(path, mode);
    if (!file) return false;
    bool good = fputs(text, file) >= 0;
    return fclose(file) == 0 && good;
}

/* Only the owner may enter, and root, who could become the owner anyway; its programs each in their
 * own role. */
static bool admit(const place *p) {
    char people[512];
    snprintf(people, sizeof people,
             "hall %s %s\nhall root %s\nhall %s hall_worker\nhall %s hall_reader\n"
             "hall %s hall_keeper\n",
             account(), account(), account(), account(), account(), account());
    return add_text(place_path(p, "pg/pg_ident.conf"), "we", people);
}

static bool configure(const place *p) {
    return add_text(place_path(p, "pg/postgresql.conf"), "ae", settings) && admit(p) &&
           add_text(place_path(p, "pg/pg_hba.conf"), "we",
                    "local all all peer map=hall\nlocal replication all peer map=hall\n");
}

bool cluster_make(crew *c) {
    const char *bin = bindir();
    char program[PATH_BYTES + 16];
    if (!bin)
        return complain("PostgreSQL 15 is not installed; run tools/install as root, or "
                        "apt-get install postgresql-15.");
    if (access(place_path(c->place, "pg/PG_VERSION"), F_OK) == 0) return admit(c->place);
    snprintf(program, sizeof program, "%s/initdb", bin);
    int code =
        crew_run(c, (const char *[]){program, "-D", place_path(c->place, "pg"), "-E", "UTF8",
                                     "--locale=C.UTF-8", "--data-checksums", "-A", "peer", "-U",
                                     account(), "--no-instructions", "--no-sync", NULL});
    if (code != 0 || !configure(c->place))
        return complain("The database could not be made in %s (initdb ended with %d).",
                        place_path(c->place, "pg"), code);
    return true;
}

static bool answers(const member *m, crew *c) {
    (void) m;
    const char *const names[] = {"host", "dbname", "connect_timeout", NULL};
    const char *const values[] = {c->place->runtime, "postgres", "2", NULL};
    return PQpingParams(names, values, 0) == PQPING_OK;
}

bool cluster_add(crew *c) {
    char program[PATH_BYTES + 16];
    snprintf(program, sizeof program, "%s/postgres", bindir());
    member *m = crew_add(c, "postgres", program, answers);
    crew_argument(m, "-D");
    crew_argument(m, "%s", place_path(c->place, "pg"));
    crew_argument(m, "-k");
    crew_argument(m, "%s", c->place->runtime);
    m->stop_signal = SIGINT; /* fast shutdown */
    m->patient = true;
    return true;
}

const char *cluster_conninfo(const place *p, const char *role) {
    static char text[256];
    snprintf(text, sizeof text, "host=%s dbname=hall user=%s", p->runtime, role ? role : account());
    return text;
}

bool cluster_database(const place *p) {
    char text[256];
    snprintf(text, sizeof text, "host=%s dbname=postgres user=%s", p->runtime, account());
    PGconn *db = PQconnectdb(text);
    PGresult *seen = PQexec(db, "select 1 from pg_database where datname = 'hall'");
    bool good = PQresultStatus(seen) == PGRES_TUPLES_OK;
    if (good && PQntuples(seen) == 0) {
        PGresult *made = PQexec(db, "create database hall");
        good = PQresultStatus(made) == PGRES_COMMAND_OK;
        PQclear(made);
    }
    if (!good) complain("The database refuses: %s", PQerrorMessage(db));
    PQclear(seen);
    PQfinish(db);
    return good;
}
