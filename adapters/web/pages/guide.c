/* guide: see guide.h. Words and fields come from the contract; whether a business is closed now,
 * and what the centre says of it, from ListBusinesses. */
#include "adapters/web/pages/guide.h"

#include <string.h>

#include "adapters/web/door/html.h"
#include "adapters/web/pages/offices.h"
#include "adapters/web/pages/page_list.h"
#include "adapters/web/pages/plain.h"
#include "query/list_businesses.pb-c.h"
#include "store/workbook/template_of.h"

static const char question[] = "query.ListBusinesses";

/* Who files, and where the portal's pages for him are. */
static const struct {
    Kernel__Role role;
    text_pair name;
    const char *home;
} filers[] = {
    {KERNEL__ROLE__PERSON, {"参保人员", "insured person"}, "/me"},
    {KERNEL__ROLE__UNIT_OPERATOR, {"单位", "unit"}, "/unit"},
    {KERNEL__ROLE__COMMUNITY_OPERATOR, {"社区", "community"}, "/community"},
};

static const char *word(const request *r, const char *zh, const char *en) {
    return r->english ? en : zh;
}

static bool granted(const command_type *c, Kernel__Role role) {
    for (unsigned i = 0; i < c->n_grant; i++)
        if (c->grants[i].role == role || c->grants[i].role == KERNEL__ROLE__EVERY_ACCOUNT)
            return true;
    return false;
}

/* Of this door: what only the counter does has no command and is shown at both. */
static bool shown_here(const request *r, const Query__BusinessShown *b) {
    const command_type *c = catalog_command(b->method);
    return !c || route_open(r->door->kind, c);
}

static void write_title(FILE *out, const request *r, const Query__BusinessShown *b) {
    page_escape(out, word(r, b->title_zh, b->title_en));
}

/* What keeps it from being done here: closed for a while, at the counter only, not online yet. */
static void write_state(FILE *out, const request *r, const Query__BusinessShown *b) {
    const char *said = b->closed     ? word(r, "暂停办理", "closed")
                       : b->presence ? word(r, "须到窗口办理", "at the counter")
                       : b->later    ? word(r, "尚未开通网上办理", "not online yet")
                                     : NULL;
    if (said) fprintf(out, "<span class=\"state%s\">%s</span>", b->closed ? " bad" : "", said);
}

static void write_line(FILE *out, const request *r, const Query__BusinessShown *b) {
    fputs("<li><div class=\"line\"><a href=\"/guide/", out);
    page_escape(out, b->method);
    fputs("\"><strong>", out);
    write_title(out, r, b);
    fputs("</strong></a>", out);
    if (*b->kind) {
        fputs("<span class=\"kind\">", out);
        page_escape(out, b->kind);
        fputs("</span>", out);
    }
    write_state(out, r, b);
    fputs("</div><p>", out);
    page_escape(out, word(r, b->procedure_zh, b->procedure_en));
    fputs("</p></li>\n", out);
}

static text_pair class_word(int class) {
    static const text_pair other = {"其他", "other"};
    return class ? catalog_word(&kernel__business_class__descriptor, class) : other;
}

static void write_class(FILE *out, const request *r, const Query__BusinessList *list, int class) {
    unsigned written = 0;
    for (size_t i = 0; i < list->n_business; i++) {
        const Query__BusinessShown *b = list->business[i];
        if ((int) b->class_ != class || !shown_here(r, b)) continue;
        if (!written++) {
            fputs("<section class=\"group\"><h2>", out);
            page_escape(out, page_pick(class_word(class), r->english));
            fputs("</h2><ul class=\"list\">\n", out);
        }
        write_line(out, r, b);
    }
    if (written) fputs("</ul></section>\n", out);
}

/* The five classes, then what belongs to none. */
static void write_all(request *r, const Query__BusinessList *list) {
    plain page;
    plain_begin(&page, r, word(r, "办事指南", "Businesses"));
    for (int class = 1; class <= KERNEL__BUSINESS_CLASS__RECORD_QUERY; class ++)
        write_class(page.out, r, list, class);
    write_class(page.out, r, list, KERNEL__BUSINESS_CLASS__NO_CLASS);
    plain_answer(&page, r, 200);
}

static void write_closed(FILE *out, const request *r, const Query__BusinessShown *b) {
    if (!b->closed && !*b->notice) return;
    fputs("<section class=\"group\">", out);
    if (b->closed) {
        fprintf(out, "<p class=\"state bad\">%s", word(r, "暂停办理", "Closed"));
        if (b->closed_since_us) fputs(word(r, "，自", " since "), out);
        if (b->closed_since_us) plain_time(out, b->closed_since_us);
        if (b->until_us) fputs(word(r, "，预计恢复时间", ", until "), out);
        if (b->until_us) plain_time(out, b->until_us);
        fputs(word(r, "。</p>", ".</p>"), out);
    }
    plain_lines(out, b->notice);
    fputs("</section>\n", out);
}

static void write_filers(FILE *out, const request *r, const command_type *c) {
    unsigned n = 0;
    fprintf(out, "<tr><th scope=\"row\">%s</th><td>", word(r, "谁可以办", "who files"));
    for (size_t i = 0; i < sizeof filers / sizeof *filers; i++)
        if (granted(c, filers[i].role))
            fprintf(out, "%s%s", n++ ? word(r, "、", ", ") : "",
                    page_pick(filers[i].name, r->english));
    fprintf(out, "%s</td></tr>\n", n ? "" : word(r, "经办机构", "the offices"));
}

/* A fact that the catalogue may leave out. */
static void write_fact(FILE *out, const request *r, const char *name_zh, const char *name_en,
                       const char *zh, const char *en) {
    if (*word(r, zh, en)) plain_fact(out, word(r, name_zh, name_en), word(r, zh, en));
}

static void write_facts(FILE *out, const request *r, const Query__BusinessShown *b,
                        const command_type *c) {
    fputs("<div class=\"scroll\"><table><tbody>\n", out);
    if (*b->kind) plain_fact(out, word(r, "业务代码", "code"), b->kind);
    write_fact(out, r, "所需材料", "papers", b->papers_zh, b->papers_en);
    write_fact(out, r, "填报内容", "what is filled in", b->items_zh, b->items_en);
    if (c) write_filers(out, r, c);
    if (c && !c->query)
        plain_fact(out, word(r, "审核", "decision"), page_review(c->review.when, r->english));
    plain_fact(out, word(r, "办理时间", "when"),
               b->window ? word(r, "月度网上办理时间内", "while the month's window is open")
                         : word(r, "随时", "at any time"));
    plain_fact(out, word(r, "到现场", "presence"),
               b->presence ? word(r, "须本人到窗口办理", "at the counter, in person")
               : b->later  ? word(r, "目前到窗口办理", "at the counter for now")
                           : word(r, "不需要", "not needed"));
    if (b->days) {
        char days[40];
        snprintf(days, sizeof days, "%d%s", b->days, word(r, "个工作日", " working days"));
        plain_fact(out, word(r, "审核时限", "decided within"), days);
    }
    write_fact(out, r, "收费", "fee", b->fee_zh, b->fee_en);
    write_fact(out, r, "法律依据", "law", b->basis_zh, b->basis_en);
    fputs("</tbody></table></div>\n", out);
}

static void write_fields(FILE *out, const request *r, const command_type *c) {
    fprintf(out,
            "<h2>%s</h2>\n<div class=\"scroll\"><table><thead><tr><th scope=\"col\">%s</th>"
            "<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead><tbody>\n",
            word(r, "填报项目", "What is filled in"), word(r, "项目", "field"),
            word(r, "必填", "required"), word(r, "说明", "what to write"));
    for (unsigned i = 0; i < c->input->descriptor->n_fields; i++) {
        const field_type *f = &c->input->field[i];
        if (!*page_pick(f->label, r->english)) continue;
        fputs("<tr><th scope=\"row\">", out);
        page_escape(out, page_pick(f->label, r->english));
        fprintf(out, "</th><td>%s</td><td>", f->required ? word(r, "是", "yes") : "");
        page_escape(
            out, page_pick(f->required || !*page_pick(f->needed, r->english) ? f->help : f->needed,
                           r->english));
        fputs("</td></tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

/* One link for each who may: to a page below his home. */
static void write_links(FILE *out, const request *r, const command_type *c, const char *page,
                        const char *what) {
    for (size_t i = 0; i < sizeof filers / sizeof *filers; i++)
        if (granted(c, filers[i].role))
            fprintf(out, "<li><a href=\"%s%s%s\">%s%s%s</a></li>\n", filers[i].home, page, c->name,
                    what, page_pick(filers[i].name, r->english), word(r, "）", ")"));
}

/* Forms and questions (S49) are the portal's: without it nothing is linked. */
static void write_starts(FILE *out, const request *r, const command_type *c) {
    fputs("<ul class=\"list\">\n", out);
    if (r->door->portal && !c->query)
        write_links(out, r, c, "/file/", word(r, "开始办理（", "Begin (as "));
    if (template_of(c))
        fprintf(out, "<li><a href=\"/api/v1/roster/template?method=%s\">%s</a></li>\n", c->name,
                word(r, "下载批量模板（xlsx）", "Batch template (xlsx)"));
    if (r->door->portal && c->question)
        write_links(out, r, c, "/ask?method=", word(r, "对这项业务提问（", "Ask about it (as "));
    fputs("</ul>\n", out);
}

/* A kind that is done with the method of another leads there. */
static void write_begin(FILE *out, const request *r, const Query__BusinessShown *b) {
    const command_type *c = catalog_command(b->begins);
    if (!c || !route_open(r->door->kind, c)) return;
    fprintf(out, "<p><a href=\"/guide/%s\">%s", c->name, word(r, "从这里开始：", "Begins with: "));
    page_escape(out, page_pick(c->title, r->english));
    fputs("</a></p>\n", out);
}

static void write_one(request *r, const Query__BusinessShown *b) {
    plain page;
    const command_type *c = catalog_command(b->method);
    plain_begin(&page, r, word(r, b->title_zh, b->title_en));
    write_closed(page.out, r, b);
    fputs("<section class=\"group\">", page.out);
    plain_lines(page.out, word(r, b->procedure_zh, b->procedure_en));
    fputs("<p>", page.out);
    write_state(page.out, r, b);
    fputs("</p>\n", page.out);
    if (c) write_starts(page.out, r, c);
    if (!c) write_begin(page.out, r, b);
    fputs("</section>\n", page.out);
    write_facts(page.out, r, b, c);
    if (c) write_fields(page.out, r, c);
    plain_answer(&page, r, 200);
}

static void write_page(request *r, const Query__BusinessList *list) {
    if (r->route.kind == ROUTE_GUIDE) {
        write_all(r, list);
        return;
    }
    for (size_t i = 0; i < list->n_business; i++)
        if (!strcmp(list->business[i]->method, r->route.rest) && shown_here(r, list->business[i])) {
            write_one(r, list->business[i]);
            return;
        }
    plain_refuse(r, E_UNKNOWN_METHOD);
}

static void answered(void *self, const Bus__Answer *answer) {
    request *r = self;
    ProtobufCMessage *list = plain_reply(r, answer, &query__business_list__descriptor);
    if (list) write_page(r, (const Query__BusinessList *) list);
    request_resume(r);
}

void guide_work(request *r) {
    html_choose(r);
    offices_ask(r, catalog_command(question), answered);
}
