/* replay: proves that the log alone makes the tables (N3): folds every event from zero into an
 * empty state and compares a digest per row type with the live database, in one snapshot. With a
 * file: the same from an exported log, on a machine that has nothing else; the digests are compared
 * by eye or by diff with those the hall printed. */
#include <inttypes.h>
#include <unistd.h>

#include "store/log/replay.h"
#include "tools/hall/hall.h"

static void progress(void *self, int64_t position) {
    (void) self;
    fprintf(stderr, "\rreplay: %" PRId64, position);
}

static void print_row(const char *name, const replay_digest *d, const char *word) {
    char sum[2 * CRYPT_HASH_BYTES + 1];
    crypt_hex(d->sum, CRYPT_HASH_BYTES, sum);
    printf("%-18s %10" PRId64 " %s%s\n", name, d->n, sum, word);
}

static bool same(const replay_digest *a, const replay_digest *b) {
    return a->n == b->n && crypt_equal(a->sum, b->sum, CRYPT_HASH_BYTES);
}

static void print_months(const replay_report *report) {
    char digest[2 * CRYPT_HASH_BYTES + 1];
    for (size_t i = 0; i < report->n_month; i++) {
        const replay_month *m = &report->month[i];
        crypt_hex(m->digest, CRYPT_HASH_BYTES, digest);
        printf("month %06" PRId32 "       %10" PRId64 " %s\n", m->period, m->position, digest);
    }
}

static void print_report(const replay_report *report) {
    print_months(report);
    for (unsigned i = 0; i < n_row_types; i++) {
        const replay_digest *folded = &report->folded[i],
                            *live = report->live ? &report->live[i] : NULL;
        const char *name = row_types[i]->name;
        if (!live || same(folded, live)) {
            print_row(name, folded, live ? " equal" : "");
            continue;
        }
        print_row(name, live, " DIFFERENT");
        print_row("", folded, " from the log");
    }
}

/* One sentence on why the log could not be folded to its end. */
static int say_failure(const replay_report *report, status s) {
    const long long at = (long long) report->failed_at;
    if (s == E_UNKNOWN_EVENT)
        return say(
            EXIT_REFUSED,
            "日志位置 %lld 的事件 %s（第%u版）是本程序不认识的，请用写入该日志的新版程序重放 / "
            "Position %lld of the log holds the event %s of schema %u, which this program "
            "does not know; replay with the newer one that wrote it.",
            at, report->unknown, report->unknown_schema, at, report->unknown,
            report->unknown_schema);
    if (at) say(0, "Position %lld does not fold.", at);
    return say_status("replay", s);
}

static int compare(pg *db, uint32_t lane, size_t bytes_max) {
    replay_report report = {0};
    status s = replay_compare(db, lane, bytes_max, isatty(2) ? progress : NULL, NULL, &report);
    if (isatty(2)) fputc('\n', stderr);
    if (s == OK) {
        print_report(&report);
        printf("position %" PRId64 ": %u of %u row types differ\n", report.position,
               report.n_different, n_row_types);
    }
    int code = s != OK ? say_failure(&report, s) : report.n_different ? EXIT_REFUSED : EXIT_DONE;
    replay_report_free(&report);
    return code;
}

static int fold_file(const char *path, size_t bytes_max) {
    replay_report report = {0};
    FILE *in = open_file(path);
    if (!in) return EXIT_USAGE;
    status s = replay_file(in, bytes_max, &report);
    fclose(in);
    if (s == OK) {
        print_report(&report);
        printf("position %" PRId64 " from %s\n", report.position, path);
    }
    int code = s == OK ? EXIT_DONE : say_failure(&report, s);
    replay_report_free(&report);
    return code;
}

int tool_replay(int argc, char **argv) {
    int64_t lane = opt.lane, memory_mb = 8192;
    if (!flag_number(&argc, argv, "lane", 0, POSITION_LANES_MAX - 1, &lane) ||
        !flag_number(&argc, argv, "memory-mb", 1, 1 << 20, &memory_mb))
        return EXIT_USAGE;
    if (argc == 2) return fold_file(argv[1], (size_t) memory_mb << 20);
    if (argc != 1) return say(EXIT_USAGE, "hall replay [--lane N] [--memory-mb N] [FILE]");
    pg *db = hall_db();
    if (!db) return EXIT_UNAVAILABLE;
    int code = compare(db, (uint32_t) lane, (size_t) memory_mb << 20);
    pg_close(db);
    return code;
}
