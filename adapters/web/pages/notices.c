/* notices: see notices.h. Asked in nobody's name, so that a page that a cache or another reader
 * keeps holds what everybody may see. */
#include "adapters/web/pages/notices.h"

#include <string.h>

#include "adapters/web/door/html.h"
#include "adapters/web/pages/offices.h"
#include "adapters/web/pages/page_list.h"
#include "adapters/web/pages/plain.h"
#include "desk/rows.pb-c.h"

static const char question[] = "desk.ListNotices";

static const char *title_of(const request *r, const Desk__NoticeShown *n) {
    return r->english && *n->title_en ? n->title_en : n->title_zh;
}

static void write_line(FILE *out, const request *r, const Desk__NoticeShown *n) {
    fputs("<li><div class=\"line\"><a href=\"/notices/", out);
    page_escape(out, n->notice_no);
    fputs("\"><strong>", out);
    page_escape(out, title_of(r, n));
    fputs("</strong></a><span class=\"note\">", out);
    plain_time(out, n->published_at_us);
    fputs("</span></div></li>\n", out);
}

static void write_all(request *r, const Desk__NoticeList *list) {
    plain page;
    plain_begin(&page, r, r->english ? "Notices" : "公告");
    fputs("<section class=\"group\"><ul class=\"list\">\n", page.out);
    for (size_t i = 0; i < list->n_notice; i++) write_line(page.out, r, list->notice[i]);
    fputs("</ul>", page.out);
    if (!list->n_notice)
        fprintf(page.out, "<p>%s</p>",
                r->english ? "There is no notice at present." : "目前没有公告。");
    fputs("</section>\n", page.out);
    plain_answer(&page, r, 200);
}

static void write_one(request *r, const Desk__NoticeShown *n) {
    plain page;
    plain_begin(&page, r, title_of(r, n));
    fputs("<section class=\"group\">", page.out);
    plain_lines(page.out, r->english && *n->text_en ? n->text_en : n->text_zh);
    fprintf(page.out, "<p class=\"note\">%s %d · ", r->english ? "edition" : "版次", n->edition);
    plain_time(page.out, n->published_at_us);
    fputs("</p></section>\n", page.out);
    plain_answer(&page, r, 200);
}

static void write_page(request *r, const Desk__NoticeList *list) {
    if (r->route.kind == ROUTE_NOTICES) {
        write_all(r, list);
        return;
    }
    for (size_t i = 0; i < list->n_notice; i++)
        if (!strcmp(list->notice[i]->notice_no, r->route.rest)) {
            write_one(r, list->notice[i]);
            return;
        }
    plain_refuse(r, E_NOT_FOUND);
}

static void answered(void *self, const Bus__Answer *answer) {
    request *r = self;
    ProtobufCMessage *list = plain_reply(r, answer, &desk__notice_list__descriptor);
    if (list) write_page(r, (const Desk__NoticeList *) list);
    request_resume(r);
}

void notices_work(request *r) {
    html_choose(r);
    offices_ask(r, catalog_command(question), answered);
}
