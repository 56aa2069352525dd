/* make_mandate (A35): given by the person, or recorded from a paper that somebody else confirms.
 * Source: docs/rules 7.7. */
#include <string.h>

#include "gen/access/make_mandate.h"
#include "gen/enrolment/rows.h"
#include "workers/access/mandate.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/field.h"
#include "workers/rules/holder.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/issue.h"
#include "workers/rules/scan.h"
#include "workers/rules/words.h"

enum { DAYS_MOST = 3 * 366, NAME_SIZE = 256 };

/* A business of the catalogue that the person may file; acts on rights are the person's alone. */
static bool is_delegable(const char *name) {
    const command_type *command = catalog_command(name);
    return command && catalog_files_own(command, KERNEL__ROLE__PERSON) &&
           strcmp(command->service, "access") != 0;
}

static verdict dates(const context *ctx, const MakeMandate *in) {
    if (in->to_date < in->from_date || in->to_date < ctx->today)
        return refuse(E_DATE_ORDER, "to_date");
    return in->to_date > date_add(in->from_date, DAYS_MOST) ? refuse(E_RANGE, "to_date") : accept();
}

/* The person does not appoint his own guardian; what an officer records has its paper. */
static verdict paper(const context *ctx, const MakeMandate *in) {
    bool own = ctx->actor.role == KERNEL__ROLE__PERSON;
    if (own && in->kind == GUARDIAN) return refuse(E_CODE_VALUE, "kind");
    if (own && in->scan_no[0]) return refuse(E_FORM, "scan_no");
    return !own && !in->scan_no[0] ? refuse(E_REQUIRED, "scan_no") : accept();
}

static bool is_called(const Person *person, const char *name) {
    char plain[NAME_SIZE];
    return person && field_name_plain(name, plain, sizeof plain) && !strcmp(person->name, plain);
}

/* Number and name have to be one registered person's, not the giver's; else it tells nothing. */
static verdict find_agent(const context *ctx, view *rows, const MakeMandate *in,
                          const char **agent_no) {
    char number[DOCUMENT_SIZE];
    status s = document_fold(in->agent_document_no, number);
    if (s != OK) return refuse(s, "agent_document_no");
    const PersonDirectory *place = find_person_directory(rows, ctx->search_hash(ctx, rows, number));
    const Person *agent = place ? find_person(rows, place->person_no) : NULL;
    if (!is_called(agent, in->agent_name)) return refuse(E_NOT_FOUND, "agent_document_no");
    if (!strcmp(agent->person_no, in->person_no))
        return (verdict){E_MAKER_CHECKER, "agent_document_no", "own_record"};
    *agent_no = agent->person_no;
    return accept();
}

/* The paper is kept from now on. */
static verdict keep_paper(const context *ctx, view *rows, const MakeMandate *in,
                          const char *mandate_no, changes *out) {
    verdict v = scan_nameable(ctx, rows, in->scan_no);
    if (refused(v)) return v;
    MandatePaperKept event = MANDATE_PAPER_KEPT_INIT;
    event.person_no = in->person_no;
    event.mandate_no = lend(mandate_no);
    event.scan_no = in->scan_no;
    emit_mandate_paper_kept(out, &event);
    return accept();
}

verdict access_make_mandate(const context *ctx, view *rows, const MakeMandate *in, changes *out) {
    char mandate_no[SERIAL_CASE_SIZE];
    const char *agent_no = "";
    if (!in->look && !in->files[0]) changes_fault(out, refuse(E_REQUIRED, "look"));
    if (in->files[0] && !words_all(in->files, is_delegable))
        changes_fault(out, refuse(E_CODE_VALUE, "files"));
    changes_fault(out, dates(ctx, in));
    changes_fault(out, paper(ctx, in));
    if (changes_at_fault(out)) return accept();
    verdict v = find_agent(ctx, rows, in, &agent_no);
    if (refused(v)) return v;
    bool own = ctx->actor.role == KERNEL__ROLE__PERSON;
    if (!own && holder_is_person(rows, ctx->actor.account_no, agent_no)) /* who gains by it */
        return (verdict){E_MAKER_CHECKER, "agent_document_no", "own_record"};
    MandateMade event = MANDATE_MADE_INIT;
    status s = issue_number(ctx, rows, &event.number, mandate_no);
    if (s != OK) return refuse(s, NULL);
    event.mandate_no = mandate_no;
    event.person_no = in->person_no;
    event.agent_no = lend(agent_no);
    event.kind = in->kind;
    event.state = own ? MANDATE_IN_FORCE : MANDATE_PROPOSED;
    event.look = in->look;
    event.files = in->files;
    event.from_date = in->from_date;
    event.to_date = in->to_date;
    event.scan_no = in->scan_no;
    event.shard = (int32_t) ctx->shard;
    emit_mandate_made(out, &event);
    if (!own) v = keep_paper(ctx, rows, in, mandate_no, out);
    if (refused(v)) return v;
    mandate_reply(mandate_no, event.state, out);
    return accept();
}
