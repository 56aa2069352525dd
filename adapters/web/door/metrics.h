/* metrics: counters of the adapter and their Prometheus text. Gauges are passed in when the page is
 * written. One thread. Source: docs/rules 8.10. */
#ifndef HALL_WEB_METRICS_H
#define HALL_WEB_METRICS_H

#include "proto/runtime/catalog.h"

enum { METRICS_CLASSES = 6, METRICS_BUCKETS = 12 };

/* count: by command (the last row: all that is no command) and HTTP class (1xx is [1]). */
typedef struct metrics {
    uint64_t (*count)[METRICS_CLASSES];
    uint64_t bucket[METRICS_BUCKETS];
    uint64_t duration_us, requests, refused_slow, upload_bytes;
} metrics;

typedef struct metrics_gauge {
    const char *name, *about;
    int64_t value;
} metrics_gauge;

/* metrics_open: false without memory. metrics_count: one request; command NULL for others. */
bool metrics_open(metrics *m) MUST_CHECK;
void metrics_close(metrics *m);
void metrics_count(metrics *m, const command_type *command, unsigned http, int64_t took_us);

/* metrics_text: malloc'd text of the exposition format, NULL without memory. */
char *metrics_text(const metrics *m, const metrics_gauge *gauge, size_t n, size_t *bytes);

#endif
