/* offices: see offices.h. The list comes from desk.ListOffices. */
#include "adapters/web/pages/offices.h"

#include "adapters/web/pages/page_list.h"
#include "desk/list_offices.pb-c.h"
#include "proto/runtime/uuid.h"

static const char question[] = "desk.ListOffices";

struct page_offices {
    const command_type *query; /* of the page itself */
    bus_answered *answered;
    const Desk__OfficeList *list; /* NULL: not known */
};

static bool ask(request *r, const command_type *query, bus_answered *answered) {
    Bus__Envelope e = BUS__ENVELOPE__INIT;
    uuid_v7(r->id);
    r->session = SESSION_NONE;
    e.id = (ProtobufCBinaryData){sizeof r->id, r->id};
    e.method = (char *) (uintptr_t) query->name;
    return request_publish(r, &e, query->timeout_ms, answered);
}

static void told(void *self, const Bus__Answer *answer) {
    request *r = self;
    struct page_offices *o = r->offices;
    if (answer->status == OK)
        o->list = (const Desk__OfficeList *) protobuf_c_message_unpack(
            &desk__office_list__descriptor, arena_pb(r->a), answer->payload.len,
            answer->payload.data);
    if (!ask(r, o->query, o->answered)) request_resume(r);
}

void offices_ask(request *r, const command_type *query, bus_answered *answered) {
    struct page_offices *o = arena_alloc(r->a, sizeof *o);
    if (!o) {
        request_refuse_code(r, E_ARENA, NULL);
        return;
    }
    *o = (struct page_offices){.query = query, .answered = answered};
    r->offices = o;
    if (ask(r, catalog_command(question), told)) request_suspend(r);
}

static void write_cell(FILE *out, const char *text) {
    fputs("<td>", out);
    page_escape(out, text);
    fputs("</td>", out);
}

static void write_office(FILE *out, const Desk__OfficeShown *o, bool english) {
    fputs("<tr><th scope=\"row\">", out);
    page_escape(out, english ? o->name_en : o->name_zh);
    fputs("</th>", out);
    write_cell(out, o->phone);
    write_cell(out, english ? o->address_en : o->address_zh);
    write_cell(out, english ? o->hours_en : o->hours_zh);
    fputs("</tr>\n", out);
}

void offices_write(FILE *out, const request *r) {
    const Desk__OfficeList *list = r->offices ? r->offices->list : NULL;
    bool en = r->english, demonstration = false;
    if (!list || !list->n_office) return;
    fprintf(
        out,
        "<details class=\"offices\"><summary>%s</summary>\n<div class=\"scroll\"><table><thead><tr>"
        "<th scope=\"col\">%s</th><th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
        "<th scope=\"col\">%s</th></tr></thead><tbody>\n",
        en ? "District offices: phone, address, hours" : "各区社保处电话、地址和办公时间",
        en ? "office" : "社保处", en ? "phone" : "电话", en ? "address" : "地址",
        en ? "hours" : "办公时间");
    for (size_t i = 0; i < list->n_office; i++) {
        write_office(out, list->office[i], en);
        demonstration |= list->office[i]->demonstration;
    }
    fprintf(out, "</tbody></table></div>%s%s%s</details>\n", demonstration ? "<p>" : "",
            !demonstration ? ""
            : en           ? "These are demonstration data."
                           : "演示数据，并非真实信息。",
            demonstration ? "</p>" : "");
}
