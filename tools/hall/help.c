/* help: everything is printed from the table of tools and from the catalogue: help on the terminal,
 * the completion script, and the manual page. */
#include <string.h>

#include "store/workbook/listing.h"
#include "tools/hall/hall.h"

static char *kebab(const char *name, char out[128]) {
    snprintf(out, 128, "%s", name);
    for (char *at = out; *at; at++)
        if (*at == '_') *at = '-';
    return out;
}

static void overview(void) {
    puts("办事大厅命令行。任何业务和查询都可以从这里办理。\n"
         "The command line of the service hall: every business and query, and the operator's "
         "tools.\n\n"
         "hall [--SETTING=VALUE...] SERVICE METHOD [--FIELD VALUE...] [OPTION...]\n"
         "hall [--SETTING=VALUE...] COMMAND [ARGUMENT...]\n\n命令 Commands:");
    for (unsigned i = 0; i < n_tools; i++)
        printf("  %-11s %s\n  %-11s %s; %s\n", tools[i].name, tools[i].arguments, "", tools[i].zh,
               tools[i].en);
    puts("\n业务 Services (hall help SERVICE):");
    for (unsigned i = 0; i < n_services; i++)
        printf("  %-11s %s; %s\n", services[i].name, services[i].title.zh, services[i].title.en);
    puts("\n退出码 Exit codes: 0 done, 1 refused, 2 usage, 3 unavailable (try again with the same "
         "--id)\n\n"
         "设置 Settings:");
    for (size_t i = 0; i < hall_program.n; i++)
        printf("  --%s=%s  %s\n", hall_program.settings[i].name, hall_program.settings[i].preset,
               hall_program.settings[i].about);
}

static bool service_help(const char *service) {
    bool any = false;
    for (unsigned i = 0; i < n_commands; i++) {
        if (strcmp(commands[i].service, service)) continue;
        printf("hall %s %-18s %s; %s\n", service, commands[i].path, commands[i].title.zh,
               commands[i].title.en);
        any = true;
    }
    return any;
}

static const char *kind_of(const ProtobufCFieldDescriptor *field) {
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return "TEXT";
    case PROTOBUF_C_TYPE_BYTES:
        return "BASE64";
    case PROTOBUF_C_TYPE_BOOL:
        return "";
    case PROTOBUF_C_TYPE_ENUM:
        return "NAME";
    case PROTOBUF_C_TYPE_MESSAGE:
        return "JSON";
    default:
        return "NUMBER";
    }
}

/* A numeric field takes the number, which need not be the code's text: 否 is 0 in a sheet, here 2.
 */
static void print_codes(const char *name, bool as_text) {
    const code_table *table = *name ? catalog_codes(name) : NULL;
    if (!table) return;
    for (unsigned i = 0; i < table->n && i < 60; i++) {
        const code_value *value = &table->value[i];
        if (!*value->label.zh) continue;
        fputs(i ? " " : "        ", stdout);
        if (as_text)
            printf("%s=%s", value->text, value->label.zh);
        else
            printf("%lld=%s", (long long) value->number, value->label.zh);
    }
    puts("");
}

static void print_field(const message_type *type, unsigned i) {
    char name[128];
    const ProtobufCFieldDescriptor *field = &type->descriptor->fields[i];
    const field_type *about = &type->field[i];
    printf("  --%s %s%s%s  %s; %s\n", kebab(field->name, name), kind_of(field),
           field->label == PROTOBUF_C_LABEL_REPEATED ? "..." : "",
           about->required ? "  (必填 required)" : "", about->label.zh, about->label.en);
    if (*about->help.zh) printf("        %s\n        %s\n", about->help.zh, about->help.en);
    if (about->codes) print_codes(about->codes, field_is_text(type, i));
}

/* Whether it may be tried first, kept as a draft or corrected: a worker refuses all three for what
 * carries a password (E_NO_TRIAL). */
static bool has_trial(const command_type *c) {
    return !c->secret && !c->query;
}

/* A look at somebody else's record says why. */
static void purpose_help(const command_type *c) {
    const code_table *codes = catalog_codes("purpose");
    bool demanded = false;
    for (unsigned i = 0; i < c->n_grant; i++) demanded = demanded || c->grants[i].purpose;
    printf("  --purpose CODE        查阅事由 why somebody else's record is read%s:\n",
           demanded ? " (必填 required)" : "");
    for (unsigned i = 0; codes && i < codes->n; i++)
        printf("                        %s %s; %s\n", codes->value[i].text,
               codes->value[i].label.zh, codes->value[i].label.en);
    puts("  --purpose-ref NUMBER  依据编号 the case, visit or written request that it rests on");
    puts("  --purpose-note TEXT   the same in words");
}

static int method_help(const command_type *c) {
    printf("%s\n%s\n\nhall %s %s [--FIELD VALUE...] [--json FILE|-] [OPTION...]\n", c->title.zh,
           c->title.en, c->service, c->path);
    if (c->procedure.zh && *c->procedure.zh) printf("\n%s\n%s\n", c->procedure.zh, c->procedure.en);
    if (c->across)
        puts("\n查询范围涵盖全部分片 / Reads over all shards, so of every lane of the log.");
    puts("\n字段 Fields:");
    for (unsigned i = 0; i < c->input->descriptor->n_fields; i++) print_field(c->input, i);
    puts("\n选项 Options:\n"
         "  --json FILE|-         all fields as one JSON object\n"
         "  --id UUID             the command's own number; the same number again changes nothing");
    if (has_trial(c))
        puts("  --dry-run             decide and answer, store nothing\n"
             "  --draft               keep as a draft\n"
             "  --case NO             replace the content of this draft or returned case; "
             "another person's\n"
             "                        becomes a new case, see the answer's number (W_NEW_CASE)");
    if (c->query && c->reads_field >= 0) purpose_help(c);
    if (c->query) puts("  --least-position P    a query wants at least this log position");
    if (listing_lists(c))
        puts("  --sheet FILE          整份清单（最多10000行）存为文件 all of it (10 000 rows at "
             "most) as a "
             "file\n                        that ends in .csv or .xlsx");
    puts("  --token HEX           instead of the kept login\n"
         "  --timeout-ms N");
    return EXIT_DONE;
}

int tool_help(int argc, char **argv) {
    if (argc < 2) {
        overview();
        return EXIT_DONE;
    }
    for (unsigned i = 0; i < n_tools && argc == 2; i++)
        if (!strcmp(tools[i].name, argv[1])) {
            printf("%s\n%s\n\nhall %s %s\n", tools[i].zh, tools[i].en, tools[i].name,
                   tools[i].arguments);
            return EXIT_DONE;
        }
    if (argc == 2 && service_help(argv[1])) return EXIT_DONE;
    for (unsigned i = 0; i < n_commands && argc == 3; i++)
        if (!strcmp(commands[i].service, argv[1]) && !strcmp(commands[i].path, argv[2]))
            return method_help(&commands[i]);
    return say(EXIT_USAGE, "There is no \"%s\"; hall help lists everything.", argv[argc - 1]);
}

/* ---- completion ---------------------------------------------------------------------------- */

static void complete_method(const command_type *c) {
    char name[128];
    printf(
        "    \"%s %s\") words='--json --id%s --for --purpose --purpose-ref --purpose-note --token",
        c->service, c->path,
        has_trial(c)       ? " --dry-run --draft --case"
        : listing_lists(c) ? " --sheet"
                           : "");
    for (unsigned i = 0; i < c->input->descriptor->n_fields; i++)
        printf(" --%s", kebab(c->input->descriptor->fields[i].name, name));
    puts("';;");
}

int tool_completion(int argc, char **argv) {
    if (argc != 2 || strcmp(argv[1], "bash")) return say(EXIT_USAGE, "hall completion bash");
    puts("# bash completion for hall; written by `hall completion bash`\n_hall() {\n"
         "  local words='' cur=${COMP_WORDS[COMP_CWORD]}\n  case \"${COMP_WORDS[1]} "
         "${COMP_WORDS[2]}\" in");
    for (unsigned i = 0; i < n_commands; i++) complete_method(&commands[i]);
    puts("  esac\n  if [ \"$COMP_CWORD\" = 2 ]; then case \"${COMP_WORDS[1]}\" in");
    for (unsigned i = 0; i < n_services; i++) {
        printf("    %s) words='", services[i].name);
        for (unsigned k = 0; k < n_commands; k++)
            if (!strcmp(commands[k].service, services[i].name)) printf("%s ", commands[k].path);
        puts("';;");
    }
    for (unsigned i = 0; i < n_tools; i++)
        if (*tools[i].flags) printf("    %s) words='%s';;\n", tools[i].name, tools[i].flags);
    fputs("  esac; fi\n  if [ \"$COMP_CWORD\" = 1 ]; then words='", stdout);
    for (unsigned i = 0; i < n_tools; i++) printf("%s ", tools[i].name);
    for (unsigned i = 0; i < n_services; i++) printf("%s ", services[i].name);
    puts("'; fi\n  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n}\n"
         "complete -o default -F _hall hall");
    return EXIT_DONE;
}

/* ---- manual -------------------------------------------------------------------------------- */

int tool_manual(int argc, char **argv) {
    (void) argv;
    if (argc != 1) return say(EXIT_USAGE, "hall manual");
    puts("hall(1)\n\n# NAME\n\nhall - 办事大厅命令行；the command line of the service hall\n\n# "
         "SYNOPSIS\n\n"
         "*hall* [--SETTING=VALUE...] _SERVICE_ _METHOD_ [--FIELD VALUE...] [OPTION...]++\n"
         "*hall* [--SETTING=VALUE...] _COMMAND_ [ARGUMENT...]\n\n# COMMANDS\n");
    for (unsigned i = 0; i < n_tools; i++)
        printf("*%s* %s\n\t%s; %s.\n\n", tools[i].name, tools[i].arguments, tools[i].zh,
               tools[i].en);
    puts("# BUSINESSES AND QUERIES\n");
    for (unsigned i = 0; i < n_commands; i++)
        printf("*%s %s*\n\t%s; %s.\n\n", commands[i].service, commands[i].path,
               commands[i].title.zh, commands[i].title.en);
    puts("# SETTINGS\n");
    for (size_t i = 0; i < hall_program.n; i++)
        printf("*%s* = %s\n\t%s\n\n", hall_program.settings[i].name,
               hall_program.settings[i].preset, hall_program.settings[i].about);
    puts("# EXIT STATUS\n\n0 done, 1 refused, 2 usage, 3 unavailable: try again with the same "
         "*--id*.");
    return EXIT_DONE;
}
