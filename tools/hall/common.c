/* common: what several commands of `hall` share. See hall.h. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/runtime/process.h"
#include "proto/runtime/uuid.h"
#include "store/files/files.h"
#include "tools/hall/hall.h"
#include "tools/params_builtin.h"

int say(int code, const char *format, ...) {
    va_list list;
    va_start(list, format);
    fputs("hall: ", stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
    return code;
}

FILE *open_file(const char *path) {
    struct stat info;
    FILE *in = fopen(path, "re");
    if (!in) {
        say(0, "%s cannot be read.", path);
        return NULL;
    }
    if (fstat(fileno(in), &info) == 0 && !S_ISDIR(info.st_mode)) return in;
    fclose(in);
    say(0, "%s is a folder; name a file in it.", path);
    return NULL;
}

int exit_of(status s) {
    if (s == OK || status_is_warning(s)) return EXIT_DONE;
    return status_may_retry(s) || s == E_UNAVAILABLE ? EXIT_UNAVAILABLE : EXIT_REFUSED;
}

int say_status(const char *what, status s) {
    return say(exit_of(s), "%s: %s %s / %s", what, status_name(s), status_text(s, false),
               status_text(s, true));
}

static void take_out(int *argc, char **argv, int at, int n) {
    for (int i = at; i + n <= *argc; i++) argv[i] = argv[i + n];
    *argc -= n;
}

const char *flag(int *argc, char **argv, const char *name) {
    size_t length = strlen(name);
    for (int i = 1; i < *argc; i++) {
        char *value = argv[i];
        if (strncmp(value, "--", 2) || strncmp(value + 2, name, length)) continue;
        value += 2 + length;
        bool alone = *value == 0;
        if (!alone && *value != '=') continue;
        if (alone && i + 1 == *argc) continue;
        value = alone ? argv[i + 1] : value + 1;
        take_out(argc, argv, i, alone ? 2 : 1);
        return value;
    }
    return NULL;
}

bool flag_is(int *argc, char **argv, const char *name) {
    for (int i = 1; i < *argc; i++) {
        if (strncmp(argv[i], "--", 2) || strcmp(argv[i] + 2, name)) continue;
        take_out(argc, argv, i, 1);
        return true;
    }
    return false;
}

bool flag_number(int *argc, char **argv, const char *name, int64_t least, int64_t most,
                 int64_t *out) {
    const char *text = flag(argc, argv, name);
    if (!text) return true;
    char *end = NULL;
    long long value = strtoll(text, &end, 10);
    if (*text && !*end && value >= least && value <= most) {
        *out = value;
        return true;
    }
    say(EXIT_USAGE, "--%s must be a whole number from %lld to %lld.", name, (long long) least,
        (long long) most);
    return false;
}

bus *hall_bus(const char *name) {
    const char *endpoint[BUS_BROKERS_MAX];
    unsigned n = process_list(opt.front, endpoint, BUS_BROKERS_MAX);
    bus *b = NULL;
    bus_options how = {.name = name, .keys_dir = opt.keys, .endpoint = endpoint, .n_endpoint = n};
    status s = bus_open(&how, &b);
    if (s == OK) return b;
    say(EXIT_UNAVAILABLE, "The bus %s cannot be reached with key %s/%s.key: %s.", opt.front,
        opt.keys, name, status_text(s, true));
    return NULL;
}

pg *hall_db(void) {
    pg *db = NULL;
    pg_options how = {.conninfo = opt.db, .application = "hall", .statement_ms = 3600000};
    if (pg_open(&how, &db) == OK) return db;
    say(EXIT_UNAVAILABLE, "The database cannot be reached: %s", pg_open_error());
    return NULL;
}

vault *hall_vault(void) {
    vault *v = NULL;
    status s = vault_open(opt.vault, &v);
    if (s != OK) say_status(opt.vault, s);
    return v;
}

struct files *hall_files(void) {
    files *store = NULL;
    if (access(opt.files, R_OK | W_OK | X_OK) != 0) {
        say(0, "The folder of files %s cannot be reached from here.", opt.files);
        return NULL;
    }
    status s = files_open(opt.files, opt.files_key, INT64_MAX, &store);
    if (s != OK) say_status(opt.files_key, s);
    return s == OK ? store : NULL;
}

/* ---- the kept login ------------------------------------------------------------------------ */

static const char *token_file(bool make_folder) {
    static char path[1024];
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (base && *base)
        snprintf(path, sizeof path, "%s", base);
    else
        snprintf(path, sizeof path, "%s/.config", home ? home : "/");
    for (unsigned i = 0; make_folder && i < 2; i++) {
        if (i) strncat(path, "/hall", sizeof path - strlen(path) - 1);
        mkdir(path, 0700);
    }
    if (!make_folder) strncat(path, "/hall", sizeof path - strlen(path) - 1);
    strncat(path, "/token", sizeof path - strlen(path) - 1);
    return path;
}

bool token_get(const char *given, uint8_t out[32]) {
    char text[80] = "";
    if (!given) given = getenv("HALL_TOKEN");
    if (given) return crypt_unhex(given, out, 32);
    FILE *file = fopen(token_file(false), "re");
    if (!file) return false;
    bool good = fscanf(file, "%79s", text) == 1 && crypt_unhex(text, out, 32);
    fclose(file);
    return good;
}

bool token_put(const uint8_t token[32], const char *account) {
    char text[65];
    const char *path = token_file(true);
    unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return false;
    crypt_hex(token, 32, text);
    bool good = dprintf(fd, "%s %s\n", text, account) > 0;
    crypt_wipe(text, sizeof text);
    return close(fd) == 0 && good;
}

void token_drop(void) {
    unlink(token_file(false));
}

params_book *hall_params(void) {
    params_book *book = NULL;
    params_fault at;
    if (!opt.params[0]) return params_builtin();
    status s = params_open(opt.params, &book, &at);
    if (s != OK) say_status(opt.params, s);
    if (s != OK && at.line) say(0, "line %d, column %d", at.line, at.column);
    return book;
}

status hall_call_on(bus *b, const hall_act *act, arena *a, Bus__Answer **out) {
    uint8_t id[UUID_BYTES];
    Bus__Envelope e = BUS__ENVELOPE__INIT;
    uuid_v7(id);
    e.id = (ProtobufCBinaryData){UUID_BYTES, id};
    e.method = arena_dup(a, act->method);
    e.channel = arena_dup(a, "cli");
    e.payload.data = arena_alloc(a, protobuf_c_message_get_packed_size(act->message) + 1);
    if (!e.method || !e.channel || !e.payload.data) return E_ARENA;
    e.payload.len = protobuf_c_message_pack(act->message, e.payload.data);
    if (act->purpose) e.purpose = arena_dup(a, act->purpose);
    if (act->reference) e.purpose_ref = arena_dup(a, act->reference);
    if (!e.purpose || !e.purpose_ref) return E_ARENA;
    if (act->token) e.token = (ProtobufCBinaryData){32, arena_copy(a, act->token, 32)};
    status s = confirm_is_due(catalog_command(act->method), &e) ? confirm_first(b, &e, a, out) : OK;
    if (s != OK) return s;
    s = bus_call(b, &e, (uint32_t) opt.timeout_ms, a, out);
    return s == OK ? (*out)->status : s;
}

status hall_call(const hall_act *act, arena *a, Bus__Answer **out) {
    bus *b = hall_bus(act->peer);
    status s = b ? hall_call_on(b, act, a, out) : E_UNAVAILABLE;
    bus_close(b);
    return s;
}

int say_refusal(const char *what, status s, const Bus__Answer *answer) {
    int code = say_status(answer && *answer->field ? answer->field : what, s);
    const char *next = answer ? status_reason(s, answer->reason, false) : "";
    return *next ? say(code, "%s / %s", next, status_reason(s, answer->reason, true)) : code;
}
