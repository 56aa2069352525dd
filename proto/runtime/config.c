/* config: see config.h. Loading only; what is printed about a program is config_print.c. */
#include "proto/runtime/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "proto/runtime/config_print.h"

enum { LINE_BYTES_MAX = 4096, NAME_BYTES_MAX = 64 };

/* One load; `given` marks what something other than the default has set. */
typedef struct loader {
    const program *p;
    char *values;
    bool given[CONFIG_SETTINGS_MAX];
} loader;

static char **operands;

static bool same_name(const char *setting_name, const char *name, size_t n) {
    for (size_t i = 0; i < n; i++) {
        char c = name[i] == '-' ? '_' : name[i];
        if (setting_name[i] != c) return false;
    }
    return setting_name[n] == 0;
}

static int find_setting(const program *p, const char *name, size_t n) {
    for (size_t i = 0; i < p->n; i++)
        if (same_name(p->settings[i].name, name, n)) return (int) i;
    return -1;
}

static bool parse_flag(const char *text, bool *out) {
    static const char *const yes[] = {"yes", "true", "1"}, *const no[] = {"no", "false", "0"};
    for (size_t i = 0; i < 3; i++) {
        bool is_yes = !strcmp(text, yes[i]);
        if (!is_yes && strcmp(text, no[i])) continue;
        *out = is_yes;
        return true;
    }
    return false;
}

static bool parse_number(const setting *s, const char *text, int64_t *out) {
    char *end = NULL;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end || errno || value < s->least || value > s->most) return false;
    *out = value;
    return true;
}

static bool store(loader *l, const setting *s, const char *text) {
    char *at = l->values + s->offset;
    if (s->kind == KIND_FLAG) return parse_flag(text, (bool *) at);
    if (s->kind == KIND_NUMBER) return parse_number(s, text, (int64_t *) at);
    char *copy = strdup(text);
    if (!copy) return false;
    free(*(char **) at);
    *(char **) at = copy;
    return true;
}

static void say(const loader *l, const char *where, const char *what) {
    fprintf(stderr, "%s: %s%s%s\n", l->p->name, where, *where ? ": " : "", what);
}

static bool set(loader *l, int i, const char *text, const char *where) {
    const setting *s = &l->p->settings[i];
    char what[LINE_BYTES_MAX];
    if (store(l, s, text)) {
        l->given[i] = true;
        return true;
    }
    if (s->kind == KIND_NUMBER)
        snprintf(what, sizeof what, "%s must be a whole number from %lld to %lld, not \"%s\"",
                 s->name, (long long) s->least, (long long) s->most, text);
    else
        snprintf(what, sizeof what, "%s must be yes or no, not \"%s\"", s->name, text);
    say(l, where, what);
    return false;
}

static void set_presets(loader *l) {
    for (size_t i = 0; i < l->p->n; i++) {
        const setting *s = &l->p->settings[i];
        bool stored = !s->preset || store(l, s, s->preset);
        must(stored); /* else the program's own table is wrong */
    }
}

static char *trim(char *text) {
    while (*text == ' ' || *text == '\t') text++;
    size_t n = strlen(text);
    while (n > 0 && strchr(" \t\r\n", text[n - 1])) text[--n] = 0;
    return text;
}

static bool set_line(loader *l, char *text, const char *where) {
    char *line = trim(text), *equals = strchr(line, '=');
    char what[LINE_BYTES_MAX];
    if (!*line || *line == '#') return true;
    if (!equals) {
        say(l, where, "expected: name = value");
        return false;
    }
    *equals = 0;
    char *name = trim(line);
    int i = find_setting(l->p, name, strlen(name));
    if (i < 0) {
        snprintf(what, sizeof what, "there is no setting \"%.60s\"", name);
        say(l, where, what);
        return false;
    }
    if (l->given[i]) {
        snprintf(what, sizeof what, "%s is set twice", name);
        say(l, where, what);
        return false;
    }
    return set(l, i, trim(equals + 1), where);
}

static bool set_file(loader *l, const char *path, bool must_exist) {
    char line[LINE_BYTES_MAX], where[LINE_BYTES_MAX];
    FILE *file = fopen(path, "re");
    if (!file) {
        if (!must_exist && errno == ENOENT) return true;
        say(l, path, strerror(errno));
        return false;
    }
    bool good = true;
    for (unsigned number = 1; good && fgets(line, sizeof line, file); number++) {
        snprintf(where, sizeof where, "%.3000s:%u", path, number);
        good = set_line(l, line, where);
    }
    fclose(file);
    return good;
}

static bool set_environment(loader *l) {
    char name[NAME_BYTES_MAX];
    for (size_t i = 0; i < l->p->n; i++) {
        config_environment_name(&l->p->settings[i], name, sizeof name);
        const char *text = getenv(name);
        if (text && !set(l, (int) i, text, name)) return false;
    }
    return true;
}

static bool set_argument(loader *l, const char *argument) {
    const char *name = argument + 2, *equals = strchr(name, '=');
    size_t n = equals ? (size_t) (equals - name) : strlen(name);
    char what[LINE_BYTES_MAX];
    int i = find_setting(l->p, name, n);
    if (i < 0) {
        snprintf(what, sizeof what, "there is no option %.60s; --help lists them", argument);
        say(l, "", what);
        return false;
    }
    if (!equals && l->p->settings[i].kind != KIND_FLAG) {
        snprintf(what, sizeof what, "write --%s=VALUE", l->p->settings[i].name);
        say(l, "", what);
        return false;
    }
    return set(l, i, equals ? equals + 1 : "yes", argument);
}

static bool is_option(const char *argument) {
    return argument && argument[0] == '-' && argument[1] == '-' && argument[2];
}

static bool set_arguments(loader *l, char **argv) {
    char **at = argv + 1;
    for (; is_option(*at); at++)
        if (strncmp(*at, "--config=", 9) && !set_argument(l, *at)) return false;
    if (*at && !strcmp(*at, "--")) at++;
    operands = at;
    if (*at && !l->p->operands) {
        say(l, *at, "no argument of this kind is expected; --help lists the options");
        return false;
    }
    return true;
}

static bool all_given(const loader *l) {
    char what[LINE_BYTES_MAX];
    for (size_t i = 0; i < l->p->n; i++)
        if (!l->p->settings[i].preset && !l->given[i]) {
            snprintf(what, sizeof what, "%s is not set: --%s=VALUE, the file, or the environment",
                     l->p->settings[i].name, l->p->settings[i].name);
            say(l, "", what);
            return false;
        }
    return true;
}

static bool set_files(loader *l, char **argv) {
    char path[NAME_BYTES_MAX * 2];
    const char *chosen = l->p->file_variable ? getenv(l->p->file_variable) : NULL;
    for (char **at = argv + 1; is_option(*at); at++)
        if (!strncmp(*at, "--config=", 9)) chosen = *at + 9;
    if (chosen) return set_file(l, chosen, true);
    snprintf(path, sizeof path, "/etc/hall/%s.conf", l->p->name);
    return set_file(l, path, false);
}

int config_load(const program *p, int argc, char **argv, void *values) {
    loader l = {p, values, {false}};
    must(p->n <= CONFIG_SETTINGS_MAX);
    bool show = false;
    if (argc > 1) {
        if (config_print_wanted(p, argv[1])) return 0;
        show = !strcmp(argv[1], "--show");
    }
    char **arguments = show ? argv + 1 : argv;
    set_presets(&l);
    if (!set_files(&l, arguments) || !set_environment(&l)) return EX_CONFIG;
    if (!set_arguments(&l, arguments)) return EX_USAGE;
    if (!all_given(&l)) return EX_CONFIG;
    if (!show) return -1;
    config_print_values(p, values, stdout);
    return 0;
}

char **config_operands(void) {
    return operands;
}

void config_free(const program *p, void *values) {
    for (size_t i = 0; i < p->n; i++) {
        if (p->settings[i].kind != KIND_TEXT) continue;
        char **text = (char **) ((char *) values + p->settings[i].offset);
        free(*text);
        *text = NULL;
    }
}
