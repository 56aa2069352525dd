/* metrics: counts requests and writes the text that Prometheus reads. */
#include "adapters/web/door/metrics.h"

#include <stdio.h>
#include <stdlib.h>

/* Upper bounds in milliseconds; the last bucket is everything. */
static const unsigned bounds_ms[METRICS_BUCKETS - 1] = {1,   2,   5,    10,   20,   50,
                                                        100, 250, 1000, 2500, 10000};

bool metrics_open(metrics *m) {
    *m = (metrics){.count = calloc(n_commands + 1, sizeof *m->count)};
    return m->count;
}

void metrics_close(metrics *m) {
    free(m->count);
    m->count = NULL;
}

void metrics_count(metrics *m, const command_type *command, unsigned http, int64_t took_us) {
    unsigned row = command ? command->number : n_commands, class = http / 100;
    unsigned bucket = 0;
    m->count[row][class < METRICS_CLASSES ? class : 0]++;
    while (bucket < METRICS_BUCKETS - 1 && took_us > (int64_t) bounds_ms[bucket] * 1000) bucket++;
    m->bucket[bucket]++;
    m->duration_us += (uint64_t) took_us;
    m->requests++;
}

static void write_counts(FILE *out, const metrics *m) {
    fputs("# HELP hall_web_requests_total Answered requests.\n"
          "# TYPE hall_web_requests_total counter\n",
          out);
    for (unsigned i = 0; i <= n_commands; i++)
        for (unsigned c = 1; c < METRICS_CLASSES; c++)
            if (m->count[i][c])
                fprintf(out, "hall_web_requests_total{method=\"%s\",class=\"%uxx\"} %llu\n",
                        i < n_commands ? commands[i].name : "", c,
                        (unsigned long long) m->count[i][c]);
}

static void write_duration(FILE *out, const metrics *m) {
    uint64_t sum = 0;
    fputs("# HELP hall_web_request_seconds Time from the first header to the last byte.\n"
          "# TYPE hall_web_request_seconds histogram\n",
          out);
    for (unsigned i = 0; i < METRICS_BUCKETS - 1; i++) {
        sum += m->bucket[i];
        fprintf(out, "hall_web_request_seconds_bucket{le=\"%g\"} %llu\n", bounds_ms[i] / 1000.0,
                (unsigned long long) sum);
    }
    fprintf(out, "hall_web_request_seconds_bucket{le=\"+Inf\"} %llu\n",
            (unsigned long long) m->requests);
    fprintf(out, "hall_web_request_seconds_sum %.6f\nhall_web_request_seconds_count %llu\n",
            (double) m->duration_us / 1e6, (unsigned long long) m->requests);
}

static void write_counter(FILE *out, const char *name, const char *about, uint64_t value) {
    fprintf(out, "# HELP %s %s\n# TYPE %s counter\n%s %llu\n", name, about, name, name,
            (unsigned long long) value);
}

char *metrics_text(const metrics *m, const metrics_gauge *gauge, size_t n, size_t *bytes) {
    char *text = NULL;
    FILE *out = open_memstream(&text, bytes);
    if (!out) return NULL;
    write_counts(out, m);
    write_duration(out, m);
    write_counter(out, "hall_web_cut_total", "Connections cut because they were too slow.",
                  m->refused_slow);
    write_counter(out, "hall_web_upload_bytes_total", "Bytes of files taken in.", m->upload_bytes);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %lld\n", gauge[i].name, gauge[i].about,
                gauge[i].name, gauge[i].name, (long long) gauge[i].value);
    return fclose(out) == 0 ? text : NULL;
}
