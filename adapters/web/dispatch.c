/* dispatch: see dispatch.h. Small routes are answered here, the others have a file of their own. */
#include "adapters/web/dispatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapters/web/api/call.h"
#include "adapters/web/api/command_state.h"
#include "adapters/web/api/download.h"
#include "adapters/web/api/feed.h"
#include "adapters/web/api/forms.h"
#include "adapters/web/api/letters.h"
#include "adapters/web/api/scan.h"
#include "adapters/web/api/upload.h"
#include "adapters/web/door/assets.h"
#include "adapters/web/door/portal.h"
#include "adapters/web/pages/guide.h"
#include "adapters/web/pages/notices.h"
#include "adapters/web/pages/page.h"
#include "adapters/web/pages/plain.h"

static int64_t resident_bytes(void) {
    long pages = 0, resident = 0;
    FILE *in = fopen("/proc/self/statm", "r");
    if (!in) return 0;
    int n = fscanf(in, "%ld %ld", &pages, &resident);
    fclose(in);
    return n == 2 ? resident * sysconf(_SC_PAGESIZE) : 0;
}

/* Entries heard of over all lanes: it grows whenever the log does. */
static int64_t heard(const web *w) {
    int64_t sum = 0;
    for (unsigned lane = 0; lane < POSITION_LANES_MAX; lane++) sum += w->position.number[lane];
    return sum;
}

static void answer_metrics(request *r) {
    const web *w = r->web;
    const metrics_gauge gauges[] = {
        {"hall_web_connections", "Open connections.", w->n_visitors},
        {"hall_web_requests_open", "Requests not answered yet.", w->n_requests},
        {"hall_web_feeds", "Open event feeds.", w->n_feeds},
        {"hall_web_bus_open", "Commands waiting for the bus.", (int64_t) bus_open_count(w->bus)},
        {"hall_web_brokers", "Brokers heard of within three beats.", bus_ready(w->bus)},
        {"hall_web_log_position", "Log entries heard of.", heard(w)},
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

static void refuse_unknown(request *r) {
    request_refuse_code(r, E_UNKNOWN_METHOD, NULL);
}

static void refuse_verb(request *r) {
    request_refuse(r, (problem){.code = E_UNKNOWN_METHOD, .http = 405, .reason = "verb"});
}

static void answer_live(request *r) {
    static const char live[] = "{\"live\":true}\n";
    request_answer(r, 200, "application/json", live, sizeof live - 1);
}

const route_operation *dispatch_table(void) {
    static route_operation table[ROUTE_KINDS] = {
        [ROUTE_NONE] = {.begin = refuse_unknown},
        [ROUTE_REFUSED] = {.begin = refuse_verb},
        [ROUTE_PAGE] = {.work = page_work},
        [ROUTE_PROBLEMS] = {.work = page_work},
        [ROUTE_DOCS] = {.work = page_work},
        [ROUTE_ASSET] = {.work = assets_work},
        [ROUTE_OPENAPI] = {.work = answer_openapi},
        [ROUTE_FEED] = {.work = feed_work},
        [ROUTE_RESULT] = {.work = download_result},
        [ROUTE_TEMPLATE] = {.work = download_template},
        [ROUTE_UNIT_LETTER] = {.work = scan_letter_work},
        [ROUTE_MANDATE_PAPER] = {.work = scan_mandate_work},
        [ROUTE_ATTACHED] = {.work = scan_attachment_work},
        [ROUTE_CASE_SCAN] = {.work = scan_case_work},
        [ROUTE_LETTERS] = {.work = letters_work},
        [ROUTE_METRICS] = {.work = answer_metrics},
        [ROUTE_LIVE] = {.work = answer_live},
        [ROUTE_READY] = {.work = answer_ready},
        [ROUTE_FORMS] = {.work = forms_work},
        [ROUTE_WORDS] = {.work = forms_work_words},
        [ROUTE_FORM] = {.work = forms_work_one},
        [ROUTE_COMMAND_STATE] = {.work = command_state_work},
        [ROUTE_PORTAL] = {.work = portal_work},
        [ROUTE_OLD_BROWSER] = {.work = plain_work},
        [ROUTE_MAINTENANCE] = {.work = plain_work},
        [ROUTE_GUIDE] = {.work = guide_work},
        [ROUTE_GUIDE_ONE] = {.work = guide_work},
        [ROUTE_NOTICES] = {.work = notices_work},
        [ROUTE_NOTICE] = {.work = notices_work},
        [ROUTE_SHARE] = {.work = page_work},
    };
    table[ROUTE_COMMAND] = call_operation;
    table[ROUTE_UPLOAD] = upload_operation;
    table[ROUTE_SCAN] = scan_operation;
    table[ROUTE_ATTACHMENT] = attachment_operation;
    return table;
}
