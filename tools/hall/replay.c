/* replay: proves that the log alone makes the tables (N3): folds every event from zero into an empty
 * state and compares a digest per row type with the live database, in one snapshot. */
#include <inttypes.h>
#include <unistd.h>

#include "store/replay.h"
#include "tools/hall/hall.h"

static void progress(void *self, int64_t position) {
    (void) self;
    fprintf(stderr, "\rreplay: %" PRId64, position);
}

static void print_report(const replay_report *report) {
    char folded[2 * CRYPT_HASH_BYTES + 1], live[2 * CRYPT_HASH_BYTES + 1];
    for (unsigned i = 0; i < n_row_types; i++) {
        crypt_hex(report->folded[i].sum, CRYPT_HASH_BYTES, folded);
        crypt_hex(report->live[i].sum, CRYPT_HASH_BYTES, live);
        bool same = report->folded[i].n == report->live[i].n &&
                    crypt_equal(report->folded[i].sum, report->live[i].sum, CRYPT_HASH_BYTES);
        printf("%-18s %10" PRId64 " %s %s\n", row_types[i]->name, report->live[i].n, live,
               same ? "equal" : "DIFFERENT");
        if (!same) printf("%-18s %10" PRId64 " %s from the log\n", "", report->folded[i].n, folded);
    }
}

static int compare(pg *db, uint32_t lane, size_t bytes_max) {
    replay_report report = {0};
    status s = replay_compare(db, lane, bytes_max, isatty(2) ? progress : NULL, NULL, &report);
    if (isatty(2)) fputc('\n', stderr);
    if (s != OK && report.failed_at) say(0, "Position %" PRId64 " does not fold.", report.failed_at);
    if (s == OK) {
        print_report(&report);
        printf("position %" PRId64 ": %u of %u row types differ\n", report.position, report.n_different,
               n_row_types);
    }
    int code = s != OK ? say_status("replay", s) : report.n_different ? EXIT_REFUSED : EXIT_DONE;
    replay_report_free(&report);
    return code;
}

int tool_replay(int argc, char **argv) {
    int64_t lane = 0, memory_mb = 8192;
    if (!flag_number(&argc, argv, "lane", 0, UINT32_MAX, &lane) ||
        !flag_number(&argc, argv, "memory-mb", 1, 1 << 20, &memory_mb))
        return EXIT_USAGE;
    if (argc != 1) return say(EXIT_USAGE, "hall replay [--lane N] [--memory-mb N]");
    pg *db = hall_db();
    if (!db) return EXIT_UNAVAILABLE;
    int code = compare(db, (uint32_t) lane, (size_t) memory_mb << 20);
    pg_close(db);
    return code;
}
