/* page_list: writes the lists of the pages (businesses, queries, problems) as HTML, from the
 * catalogue. */
#include "adapters/web/pages/page_list.h"

#include <string.h>

#include "kernel/status.pb-c.h"
#include "store/workbook/template_of.h"

void page_escape(FILE *out, const char *text) {
    for (; text && *text; text++) {
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*text, out);
        }
    }
}

const char *page_pick(text_pair text, bool english) {
    const char *out = english ? text.en : text.zh;
    return out ? out : "";
}

const char *page_review(Kernel__When review, bool english) {
    switch (review) {
    case KERNEL__WHEN__ALWAYS:
        return english ? "reviewed" : "须审核";
    case KERNEL__WHEN__UNLESS_VIP:
        return english ? "reviewed unless VIP unit" : "VIP单位即办，其他须审核";
    case KERNEL__WHEN__ABOVE:
        return english ? "reviewed where it is risky" : "风险较高的须审核，其他即办";
    default:
        return english ? "done at once" : "即时办理";
    }
}

static void write_business(FILE *out, const command_type *c, bool english) {
    fputs("<li><div class=\"line\"><strong>", out);
    page_escape(out, page_pick(c->title, english));
    fputs("</strong>", out);
    if (c->kind && *c->kind) fprintf(out, "<span class=\"kind\">%s</span>", c->kind);
    fprintf(out, "<code>%s /api/v1/%s/%s</code></div>", c->query ? "GET" : "POST", c->service,
            c->path);
    if (page_pick(c->procedure, english)[0]) {
        fputs("<p>", out);
        page_escape(out, page_pick(c->procedure, english));
        fputs("</p>", out);
    }
    if (!c->query) fprintf(out, "<p class=\"note\">%s", page_review(c->review.when, english));
    if (!c->query && template_of(c))
        fprintf(out, " · <a href=\"/api/v1/roster/template?method=%s\">%s</a>", c->name,
                english ? "batch template (xlsx)" : "批量模板 (xlsx)");
    fputs(c->query ? "</li>\n" : "</p></li>\n", out);
}

static bool listed(const command_type *c, const service_type *s, bool queries, door_kind door) {
    return !strcmp(c->service, s->name) && c->query == queries && route_open(door, c);
}

static void write_commands(FILE *out, bool queries, door_kind door, bool english) {
    for (unsigned s = 0; s < n_services; s++) {
        unsigned written = 0;
        for (unsigned i = 0; i < n_commands; i++) {
            if (!listed(&commands[i], &services[s], queries, door)) continue;
            if (written++ == 0) {
                fputs("<section class=\"group\"><h3>", out);
                page_escape(out, page_pick(services[s].title, english));
                fputs("</h3>\n<ul class=\"list\">\n", out);
            }
            write_business(out, &commands[i], english);
        }
        if (written) fputs("</ul></section>\n", out);
    }
}

/* The reasons that a refusal with this status may carry, each with what to do next. */
static void write_reasons(FILE *out, status code, bool english) {
    for (unsigned i = 0; i < n_reason_texts; i++) {
        const reason_text *it = &reason_texts[i];
        if (it->code != code) continue;
        fprintf(out, "<br><code>%s</code> ", it->key);
        page_escape(out, english ? it->en : it->zh);
    }
}

static void write_problems(FILE *out, bool english) {
    const ProtobufCEnumDescriptor *e = &kernel__status__descriptor;
    for (unsigned i = 0; i < e->n_values; i++) {
        status s = (status) e->values[i].value;
        if (s == OK) continue;
        fprintf(out, "<tr id=\"%s\"><th scope=\"row\"><code>%s</code></th><td>%u</td><td>",
                e->values[i].name, e->values[i].name, status_http(s));
        page_escape(out, status_text(s, english));
        write_reasons(out, s, english);
        fprintf(out, "</td><td>%s</td></tr>\n",
                status_may_retry(s) ? english ? "yes" : "可"
                : english           ? "no"
                                    : "否");
    }
}

void page_list(FILE *out, const char *name, door_kind door, bool english) {
    if (!strcmp(name, "businesses")) write_commands(out, false, door, english);
    if (!strcmp(name, "queries")) write_commands(out, true, door, english);
    if (!strcmp(name, "problems")) write_problems(out, english);
}
