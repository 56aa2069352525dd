/* config_print: help, sample file, manual page and the settings in effect; see config.h. */
#include "proto/runtime/config_print.h"

#include <ctype.h>
#include <string.h>

#ifndef HALL_VERSION
#define HALL_VERSION "0.1.0"
#endif

void config_environment_name(const setting *s, char *out, size_t bytes_max) {
    snprintf(out, bytes_max, "HALL_%s", s->name);
    for (char *c = out; *c; c++) *c = (char) toupper((unsigned char) *c);
}

static void option_name(const setting *s, char *out, size_t bytes_max) {
    snprintf(out, bytes_max, "--%s%s", s->name,
             s->kind == KIND_FLAG     ? ""
             : s->kind == KIND_NUMBER ? "=N"
                                      : "=TEXT");
    for (char *c = out; *c; c++)
        if (*c == '_') *c = '-';
}

static void range_of(const setting *s, char *out, size_t bytes_max) {
    const char *preset = !s->preset ? "required" : *s->preset ? s->preset : "empty";
    if (s->kind == KIND_NUMBER)
        snprintf(out, bytes_max, "%s%s; %lld to %lld", s->preset ? "default " : "", preset,
                 (long long) s->least, (long long) s->most);
    else
        snprintf(out, bytes_max, "%s%s", s->preset ? "default " : "", preset);
}

void config_help(const program *p, FILE *out) {
    char name[80], range[200];
    fprintf(out, "%s: %s\n%s: %s\n\n用法 Usage: %s [--OPTION=VALUE ...]%s%s\n\n", p->name, p->zh,
            p->name, p->en, p->name, p->operands ? " " : "", p->operands ? p->operands : "");
    for (size_t i = 0; i < p->n; i++) {
        option_name(&p->settings[i], name, sizeof name);
        range_of(&p->settings[i], range, sizeof range);
        fprintf(out, "  %-28s %s (%s)\n", name, p->settings[i].about, range);
    }
    fprintf(out, "\n  %-28s Settings file (default %s%s/etc/hall/%s.conf if it exists).\n",
            "--config=FILE", p->file_variable ? p->file_variable : "",
            p->file_variable ? ", else " : "", p->name);
    fprintf(out, "  %-28s %s\n", "--sample, --manual, --show",
            "Print a sample file, the manual page, the settings in effect.");
    fputs("\nEach setting may stand in the file as `name = value` or in the environment as "
          "HALL_NAME; an option wins over both.\n",
          out);
}

void config_sample(const program *p, FILE *out) {
    char range[200];
    fprintf(out,
            "# %s: %s; %s\n# Lines are `name = value`; what is commented out is the default.\n",
            p->name, p->zh, p->en);
    for (size_t i = 0; i < p->n; i++) {
        const setting *s = &p->settings[i];
        range_of(s, range, sizeof range);
        fprintf(out, "\n# %s (%s)\n%s%s = %s\n", s->about, range, s->preset ? "#" : "", s->name,
                s->preset ? s->preset : "");
    }
}

/* roff takes a leading dot or quote as a command and a backslash as an escape. */
static void put_roff(FILE *out, const char *text) {
    if (*text == '.' || *text == '\'') fputs("\\&", out);
    for (; *text; text++)
        fputs(*text == '\\' ? "\\e" : *text == '-' ? "\\-" : (char[]){*text, 0}, out);
    fputc('\n', out);
}

static void put_manual_setting(const setting *s, FILE *out) {
    char name[80], range[200], environment[80];
    option_name(s, name, sizeof name);
    range_of(s, range, sizeof range);
    config_environment_name(s, environment, sizeof environment);
    fputs(".TP\n.B ", out);
    put_roff(out, name);
    put_roff(out, s->about);
    fprintf(out, "(%s; environment %s)\n", range, environment);
}

void config_manual(const program *p, FILE *out) {
    fprintf(out, ".TH %s 8 \"\" \"hall %s\"\n.SH NAME\n", p->name, HALL_VERSION);
    fprintf(out, "%s \\- %s (%s)\n.SH SYNOPSIS\n.B %s\n[\\-\\-OPTION=VALUE ...] %s\n", p->name,
            p->en, p->zh, p->name, p->operands ? p->operands : "");
    fputs(".SH OPTIONS\nThe same names serve in the settings file (name = value) and, as "
          "HALL_NAME, in\n"
          "the environment; an option wins over the environment, and that over the file.\n",
          out);
    for (size_t i = 0; i < p->n; i++) put_manual_setting(&p->settings[i], out);
    fprintf(out,
            ".SH FILES\n/etc/hall/%s.conf\n.SH EXIT STATUS\n0 after an orderly stop, 64 for a "
            "wrong option, 78 for a wrong setting.\n",
            p->name);
}

bool config_print_wanted(const program *p, const char *argument) {
    if (!strcmp(argument, "--help"))
        config_help(p, stdout);
    else if (!strcmp(argument, "--sample"))
        config_sample(p, stdout);
    else if (!strcmp(argument, "--manual"))
        config_manual(p, stdout);
    else if (!strcmp(argument, "--version"))
        printf("%s %s\n", p->name, HALL_VERSION);
    else
        return false;
    return true;
}

void config_print_values(const program *p, const void *values, FILE *out) {
    for (size_t i = 0; i < p->n; i++) {
        const setting *s = &p->settings[i];
        const char *at = (const char *) values + s->offset;
        if (s->kind == KIND_TEXT)
            fprintf(out, "%s = %s\n", s->name, *(char *const *) at);
        else if (s->kind == KIND_NUMBER)
            fprintf(out, "%s = %lld\n", s->name, (long long) *(const int64_t *) at);
        else
            fprintf(out, "%s = %s\n", s->name, *(const bool *) at ? "yes" : "no");
    }
}
