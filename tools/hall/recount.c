/* recount: proves the statistics: counts the log again from its first entry, in a folder of its
 * own, and compares with the reports that the projector keeps, up to the position that these name.
 * With a file: the reports of an exported log, on a machine that has nothing else. */
#include <dirent.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gen/query/show_statistics.h"
#include "store/log/entrylog.h"
#include "store/statistics/statistics.h"
#include "tools/hall/hall.h"

#define MAP_BYTES ((size_t) 64 << 30)
#define COMMIT_ENTRIES 10000

/* ---- reports ----------------------------------------------------------------------------------
 */

typedef struct report {
    tally_kind kind;
    int32_t number;
    ProtobufCBinaryData part;
} report;

typedef struct reports {
    report *report;
    size_t n;
    int64_t position;
} reports;

static status keep(void *self, tally_kind kind, int32_t number, ProtobufCBinaryData part) {
    reports *r = self;
    r->report = realloc(r->report, (r->n + 1) * sizeof *r->report);
    uint8_t *data = malloc(part.len + 1);
    must(r->report && data);
    memcpy(data, part.data, part.len);
    r->report[r->n++] = (report){kind, number, {part.len, data}};
    return OK;
}

static void drop(reports *r) {
    for (size_t i = 0; i < r->n; i++) free(r->report[i].part.data);
    free(r->report);
}

/* ---- counting again ---------------------------------------------------------------------------
 */

typedef struct counting {
    cache *cache;
    int64_t position;
} counting;

static status on_entry(void *self, const Log__Entry *entry) {
    counting *c = self;
    if (!entry->head) return E_MALFORMED; /* a file may hold anything */
    status s = statistics_fold(c->cache, entry);
    c->position = entry->head->position;
    return s == OK && c->position % COMMIT_ENTRIES == 0 ? cache_commit(c->cache) : s;
}

static status from_the_start(void *self, const Log__LogHeader *h) {
    (void) self;
    return h->first_position == 1 ? OK : E_MALFORMED;
}

/* Of `db` up to `position`, or of `in`. */
static status count_again(const char *folder, pg *db, int64_t position, FILE *in, reports *out) {
    counting c = {0};
    int64_t last = 0, reflected;
    status s = cache_open_writer(folder, 1, MAP_BYTES, &c.cache);
    if (s != OK) return s;
    if (in)
        s = entrylog_read_file(in, from_the_start, on_entry, &c);
    else if (position > 0)
        s = entrylog_read(db, (uint32_t) opt.lane, 0, position, on_entry, &c, &last);
    if (s == OK) s = cache_commit(c.cache);
    if (s == OK) s = statistics_each(c.cache, keep, out, &reflected);
    out->position = c.position;
    cache_close(c.cache);
    return s;
}

static void remove_folder(const char *folder) {
    char path[PATH_MAX];
    DIR *d = opendir(folder);
    const struct dirent *e;
    while (d && (e = readdir(d))) {
        if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (e->d_type == DT_DIR)
            remove_folder(path);
        else
            unlink(path);
    }
    if (d) closedir(d);
    rmdir(folder);
}

/* ---- what is printed --------------------------------------------------------------------------
 */

static const char *word(const ProtobufCEnumDescriptor *type, int value) {
    return value ? catalog_word(type, value).en : "-";
}

static void print_group(const char *mark, const StatisticsGroup *g) {
    printf("%s  B%02" PRId32 " %06" PRId32 " | %s | %s | %s | %s | %s: %" PRId64 "\n", mark,
           g->kind, g->district, word(&query__statistics_way__descriptor, (int) g->way),
           word(&query__statistics_vip__descriptor, (int) g->vip),
           word(&query__statistics_outcome__descriptor, (int) g->outcome),
           word(&query__statistics_time__descriptor, (int) g->time),
           word(&query__statistics_channel__descriptor, (int) g->channel), g->n);
}

static void print_report(const char *mark, const report *r) {
    StatisticsPart *part = (StatisticsPart *) protobuf_c_message_unpack(
        &query__statistics_part__descriptor, NULL, r->part.len, r->part.data);
    if (!part) {
        printf("%s %c %" PRId32 ": unreadable\n", mark, (char) r->kind, r->number);
        return;
    }
    printf("%s %s %" PRId32 ": %" PRId32 " to %" PRId32 ", positions %" PRId64 " to %" PRId64 "\n",
           mark, r->kind == TALLY_DAY ? "day" : "month", r->number, part->from_date,
           part->until_date, part->first_position, part->last_position);
    for (size_t i = 0; i < part->n_group; i++) print_group(mark, part->group[i]);
    protobuf_c_message_free_unpacked(&part->base, NULL);
}

static bool same_place(const report *a, const report *b) {
    return a->kind == b->kind && a->number == b->number;
}

static bool same(const report *a, const report *b) {
    return same_place(a, b) && a->part.len == b->part.len &&
           !memcmp(a->part.data, b->part.data, a->part.len);
}

static bool stands_before(const report *a, const report *b) {
    return a->kind != b->kind ? a->kind < b->kind : a->number < b->number;
}

/* Both are in one order. The number of reports that differ, each shown as it is kept (-) and as the
 * log gives it (+). */
static unsigned compare(const reports *kept, const reports *again) {
    unsigned different = 0;
    for (size_t i = 0, k = 0; i < kept->n || k < again->n;) {
        const report *a = i < kept->n ? &kept->report[i] : NULL,
                     *b = k < again->n ? &again->report[k] : NULL;
        bool has_a = a && (!b || !stands_before(b, a)), has_b = b && (!a || !stands_before(a, b));
        if (!has_a || !has_b || !same(a, b)) {
            different++;
            if (has_a) print_report("-", a);
            if (has_b) print_report("+", b);
        }
        i += has_a;
        k += has_b;
    }
    return different;
}

/* ---- the command ------------------------------------------------------------------------------
 */

static int recount_live(const char *folder, const char *copy) {
    reports kept = {0}, again = {0};
    cache *c = NULL;
    pg *db = hall_db();
    if (!db) return EXIT_UNAVAILABLE;
    status s = cache_open(copy, &c);
    if (s == OK) s = statistics_each(c, keep, &kept, &kept.position);
    cache_close(c);
    if (s == OK) s = count_again(folder, db, kept.position, NULL, &again);
    pg_close(db);
    unsigned different = s == OK ? compare(&kept, &again) : 0;
    if (s == OK)
        printf("position %" PRId64 ": %u of %zu reports differ\n", kept.position, different,
               kept.n > again.n ? kept.n : again.n);
    drop(&kept);
    drop(&again);
    return s != OK ? say_status("recount", s) : different ? EXIT_REFUSED : EXIT_DONE;
}

static int recount_file(const char *folder, const char *path) {
    reports again = {0};
    FILE *in = open_file(path);
    if (!in) return EXIT_USAGE;
    status s = count_again(folder, NULL, 0, in, &again);
    fclose(in);
    for (size_t i = 0; s == OK && i < again.n; i++) print_report(" ", &again.report[i]);
    if (s == OK)
        printf("position %" PRId64 ": %zu reports from %s\n", again.position, again.n, path);
    drop(&again);
    return s == OK ? EXIT_DONE : say_status("recount", s);
}

int tool_recount(int argc, char **argv) {
    const char *copy = flag(&argc, argv, "cache");
    char folder[] = "/tmp/hall-recount-XXXXXX";
    if (argc > 2) return say(EXIT_USAGE, "hall recount [--cache FOLDER] [FILE]");
    if (!mkdtemp(folder)) return say(EXIT_UNAVAILABLE, "No folder can be made in /tmp.");
    int code =
        argc == 2 ? recount_file(folder, argv[1]) : recount_live(folder, copy ? copy : opt.cache);
    remove_folder(folder);
    return code;
}
