/* plain: see plain.h. The frame of these pages, and the two that say nothing else. */
#include "adapters/web/pages/plain.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "adapters/web/door/html.h"
#include "adapters/web/pages/offices.h"
#include "adapters/web/pages/page_list.h"

enum { BEIJING_S = 8 * 3600 };

static const char head[] =
    "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
static const char top[] =
    "</title>\n<link rel=\"icon\" href=\"/assets/mark.svg\">\n"
    "<link rel=\"stylesheet\" href=\"/assets/hall.css\">\n</head>\n<body>\n"
    "<a class=\"skip\" href=\"#content\">%s</a>\n<header class=\"top\"><div class=\"wrap\">\n"
    "<nav class=\"bar\" aria-label=\"%s\"><a class=\"brand\" href=\"/\">%s</a>"
    "<a href=\"/guide\">%s</a><a href=\"/notices\">%s</a>"
    "<a href=\"?lang=%s\" lang=\"%s\">%s</a></nav>\n<h1>";

void plain_begin(plain *page, const request *r, const char *title) {
    bool en = r->english;
    *page = (plain){0};
    page->out = open_memstream(&page->text, &page->bytes);
    must(page->out);
    fprintf(page->out, head, en ? "en" : "zh-CN");
    page_escape(page->out, title);
    fprintf(page->out, " · %s", en ? "Social-insurance service hall" : "社会保险网上办事大厅");
    fprintf(page->out, top, en ? "Skip to content" : "跳到正文", en ? "Navigation" : "导航",
            en ? "Social-insurance service hall" : "社会保险网上办事大厅",
            en ? "Businesses" : "办事指南", en ? "Notices" : "公告", en ? "zh" : "en",
            en ? "zh-CN" : "en", en ? "中文" : "English");
    page_escape(page->out, title);
    fputs("</h1>\n</div></header>\n<main id=\"content\" class=\"wrap\">\n", page->out);
}

void plain_answer(plain *page, request *r, unsigned http) {
    offices_write(page->out, r);
    fprintf(page->out, "</main>\n<footer><div class=\"wrap\">%s</div></footer>\n</body>\n</html>\n",
            r->english ? "Questions: call 12333." : "咨询电话：12333。");
    bool whole = fclose(page->out) == 0;
    const char *kept = whole ? arena_copy(r->a, page->text, page->bytes) : NULL;
    free(page->text);
    if (!kept) {
        request_refuse_code(r, E_ARENA, NULL);
        return;
    }
    request_answer(r, http, HTML_TYPE, kept, page->bytes);
    html_headers(r, HTML_PLAIN);
    html_language(r);
}

void plain_refuse(request *r, status code) {
    plain page;
    bool gone = code == E_NOT_FOUND || code == E_UNKNOWN_METHOD;
    const char *title = r->english ? gone ? "There is no such page" : "Please try again later"
                        : gone     ? "没有这一页"
                                   : "请稍后再试";
    plain_begin(&page, r, title);
    fputs("<section class=\"group\"><p>", page.out);
    page_escape(page.out, status_text(code, r->english));
    fprintf(page.out, " <code>%s</code></p></section>\n", status_name(code));
    r->code = code;
    plain_answer(&page, r, gone ? 404 : 503);
}

void plain_lines(FILE *out, const char *text) {
    while (*text) {
        size_t n = strcspn(text, "\n");
        char *line = strndup(text, n);
        if (line && n > 0) {
            fputs("<p>", out);
            page_escape(out, line);
            fputs("</p>\n", out);
        }
        free(line);
        text += n + (text[n] == '\n');
    }
}

void plain_time(FILE *out, int64_t time_us) {
    char text[32];
    struct tm parts;
    time_t at = (time_t) (time_us / 1000000) + BEIJING_S;
    gmtime_r(&at, &parts);
    strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts);
    fputs(text, out);
}

void plain_fact(FILE *out, const char *name, const char *value) {
    fputs("<tr><th scope=\"row\">", out);
    page_escape(out, name);
    fputs("</th><td>", out);
    page_escape(out, value);
    fputs("</td></tr>\n", out);
}

ProtobufCMessage *plain_reply(request *r, const Bus__Answer *answer,
                              const ProtobufCMessageDescriptor *type) {
    ProtobufCMessage *reply = NULL;
    if (answer->status == OK)
        reply = protobuf_c_message_unpack(type, arena_pb(r->a), answer->payload.len,
                                          answer->payload.data);
    if (!reply) plain_refuse(r, answer->status == OK ? E_INTERNAL : answer->status);
    return reply;
}

static void write_old_browser(FILE *out, bool english) {
    plain_lines(
        out, english
                 ? "This page needs a newer browser.\nCurrent versions of Edge, Chrome, "
                   "Firefox, Safari and of the 360, QQ and Sogou browsers (in their fast "
                   "mode) work, from Chromium 87 of 2020 on. In a browser with two modes, "
                   "choose the fast one.\nNothing that you filed is lost."
                 : "本页需要较新的浏览器。\n请使用新版 Edge、Chrome、Firefox、Safari，或360、QQ、"
                   "搜狗等浏览器的极速模式（内核为2020年的 Chromium 87 及以上版本）。双核浏览器请切"
                   "换到极速模式。\n您已提交的业务不受影响。");
}

static void write_maintenance(FILE *out, bool english) {
    plain_lines(
        out, english
                 ? "The hall is being maintained and will be back soon.\nWhat you "
                   "filed is kept. If you got no answer, file again from the same "
                   "page: nothing is done twice."
                 : "大厅正在维护，稍后恢复。\n您已提交的业务不会丢失。没有收到答复的，恢复后在原页"
                   "面再按一次提交，同一笔不会办两次。");
}

void plain_work(request *r) {
    plain page;
    html_choose(r);
    bool old = r->route.kind == ROUTE_OLD_BROWSER;
    const char *title = old ? r->english ? "Please use a newer browser" : "请更换浏览器"
                        : r->english ? "Under maintenance"
                                     : "系统维护中";
    plain_begin(&page, r, title);
    fputs("<section class=\"group\">", page.out);
    (old ? write_old_browser : write_maintenance)(page.out, r->english);
    fputs("</section>\n", page.out);
    plain_answer(&page, r, 200);
}
