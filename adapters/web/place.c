/* place: see place.h. The small places are answered here, the others have a file of their own. */
#include "adapters/web/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapters/web/assets.h"
#include "adapters/web/call.h"
#include "adapters/web/download.h"
#include "adapters/web/feed.h"
#include "adapters/web/page.h"
#include "adapters/web/upload.h"

void place_begin(request *r) {
    switch (r->route.kind) {
    case ROUTE_NONE:
        request_refuse_code(r, E_UNKNOWN_METHOD, NULL);
        return;
    case ROUTE_REFUSED:
        request_refuse(r, (problem){.code = E_UNKNOWN_METHOD, .http = 405, .reason = "verb"});
        return;
    case ROUTE_COMMAND:
        call_begin(r);
        return;
    case ROUTE_UPLOAD:
        upload_begin(r);
        return;
    default:
        return;
    }
}

static int64_t resident_bytes(void) {
    long pages = 0, resident = 0;
    FILE *in = fopen("/proc/self/statm", "r");
    if (!in) return 0;
    int n = fscanf(in, "%ld %ld", &pages, &resident);
    fclose(in);
    return n == 2 ? resident * sysconf(_SC_PAGESIZE) : 0;
}

static void answer_metrics(request *r) {
    const web *w = r->web;
    const metrics_gauge gauges[] = {
        {"hall_web_connections", "Open connections.", w->n_visitors},
        {"hall_web_requests_open", "Requests not answered yet.", w->n_requests},
        {"hall_web_feeds", "Open event feeds.", w->n_feeds},
        {"hall_web_bus_open", "Commands waiting for the bus.", (int64_t) bus_open_count(w->bus)},
        {"hall_web_brokers", "Brokers heard of within three beats.", bus_ready(w->bus)},
        {"hall_web_log_position", "Last log position heard of.", w->position},
        {"process_resident_memory_bytes", "Resident memory.", resident_bytes()},
    };
    size_t bytes = 0;
    char *text = metrics_text(&w->metrics, gauges, sizeof gauges / sizeof *gauges, &bytes);
    const char *kept = text ? arena_copy(r->a, text, bytes) : NULL;
    free(text);
    if (kept)
        request_answer(r, 200, "text/plain; version=0.0.4; charset=utf-8", kept, bytes);
    else
        request_refuse_code(r, E_UNAVAILABLE, NULL);
}

/* Ready means: a command sent now would find a broker. */
static void answer_ready(request *r) {
    static const char ready[] = "{\"ready\":true}\n";
    static const char stopping[] = "{\"ready\":false,\"why\":\"stopping\"}\n";
    static const char alone[] = "{\"ready\":false,\"why\":\"no broker\"}\n";
    bool found = bus_ready(r->web->bus) > 0;
    const char *text = r->web->draining ? stopping : found ? ready : alone;
    request_answer(r, text == ready ? 200 : 503, "application/json", text, strlen(text));
}

static void answer_openapi(request *r) {
    request_answer(r, 200, "application/json", r->door->openapi, strlen(r->door->openapi));
}

void place_work(request *r) {
    static const char live[] = "{\"live\":true}\n";
    switch (r->route.kind) {
    case ROUTE_COMMAND:
        call_work(r);
        return;
    case ROUTE_UPLOAD:
        upload_work(r);
        return;
    case ROUTE_RESULT:
        download_result(r);
        return;
    case ROUTE_TEMPLATE:
        download_template(r);
        return;
    case ROUTE_FEED:
        feed_work(r);
        return;
    case ROUTE_OPENAPI:
        answer_openapi(r);
        return;
    case ROUTE_METRICS:
        answer_metrics(r);
        return;
    case ROUTE_LIVE:
        request_answer(r, 200, "application/json", live, sizeof live - 1);
        return;
    case ROUTE_READY:
        answer_ready(r);
        return;
    case ROUTE_ASSET:
        assets_work(r);
        return;
    case ROUTE_PAGE:
    case ROUTE_PROBLEMS:
    case ROUTE_DOCS:
        page_work(r);
        return;
    case ROUTE_NONE:
    case ROUTE_REFUSED:
        return;
    }
}
