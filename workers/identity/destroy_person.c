/* destroy_person (N14): what identifies a person becomes unreadable for ever, wherever it stands:
 * the keys of the person, of every account, and of every case, question and roster file that names
 * the person go with this one event. Rows are looked at as they lie, so that a broken block does
 * not protect itself. Source: 个人信息保护法 art. 47. */
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/identity/destroy_person.h"
#include "gen/identity/rows.h"
#include "gen/review/rows.h"
#include "gen/roster/rows.h"
#include "gen/ticket/rows.h"

enum { ATTACHMENTS_MAX = 5 }; /* of a ticket */

/* What names the person. Lists live in the arena of the view. */
typedef struct traces {
    arena *a;
    size_t n_case, n_roster;
    const Case **file;
    const RosterFile **roster;
    row_list accounts, tickets;
    bool full, busy;
} traces;

/* A list without room would be a destruction that leaves something out: `full` refuses it. */
static void *room(traces *t, size_t n, size_t bytes) {
    void *out = arena_alloc(t->a, n * bytes);
    t->full |= !out;
    return out;
}

static void add(traces *t, const void ***list, size_t *n, const void *row) {
    for (size_t i = 0; i < *n; i++)
        if ((*list)[i] == row) return;
    if ((*n & (*n - 1)) == 0) { /* room doubles at each power of two */
        const void **more = room(t, *n ? *n * 2 : 1, sizeof *more);
        if (!more) return;
        if (*n) memcpy(more, *list, *n * sizeof *more);
        *list = more;
    }
    (*list)[(*n)++] = row;
}

/* A row of a roster is a case: through it the file that held the row is found. */
static void add_rosters(traces *t, view *rows, const Case *file) {
    row_list lines = list_roster_row_by_case_no(rows, file->case_no);
    for (size_t i = 0; i < lines.n; i++) {
        const RosterRow *line = (const RosterRow *) lines.row[i];
        const RosterFile *roster = find_roster_file(rows, line->roster_no);
        if (!roster) continue;
        add(t, (const void ***) &t->roster, &t->n_roster, roster);
        t->busy |= roster->open;
    }
}

static void add_case(traces *t, view *rows, const Case *file) {
    if (!file) return;
    add(t, (const void ***) &t->file, &t->n_case, file);
    add_rosters(t, rows, file);
}

/* Who comes again under the same document is a new person: once destroyed, the document leads to
 * nothing but what was destroyed with it. */
static void add_by_hash(traces *t, view *rows, const Person *person, const Case *file) {
    if (file && (!person->destroyed_at_us || file->destroyed)) add_case(t, rows, file);
}

static const Case *former_case(view *rows, const ProtobufCMessage *row) {
    return find_case(rows, ((const CaseFormer *) row)->case_no);
}

/* What was applied has the person's number; by the document the others are found. */
static void find_by_hash(traces *t, view *rows, const Person *person, ProtobufCBinaryData hash) {
    static const Review__CaseState states[] = {DRAFT,     PENDING,       RETURNED,
                                               REJECTED,  APPLY_FAILED,  WITHDRAWN,
                                               DISCARDED, DRAFT_EXPIRED, EXPIRED};
    for (size_t k = 0; k < sizeof states / sizeof states[0]; k++) {
        row_list cases = list_case_by_document_hash_state(rows, hash, states[k]);
        for (size_t i = 0; i < cases.n; i++)
            add_by_hash(t, rows, person, (const Case *) cases.row[i]);
    }
}

static void find_by_number(traces *t, view *rows, const Person *person, ProtobufCBinaryData hash) {
    find_by_hash(t, rows, person, hash);
    row_list former = list_case_former_by_former_hash(rows, hash);
    for (size_t i = 0; i < former.n; i++)
        add_by_hash(t, rows, person, former_case(rows, former.row[i]));
}

/* Cases filed before there was a number name the document only; one that was corrected still has in
 * its log whom it named before. */
static traces find_traces(view *rows, const Person *person) {
    traces t = {.a = view_arena(rows)};
    row_list cases = list_case_by_person_no(rows, person->person_no);
    row_list former = list_case_former_by_former_person_no(rows, person->person_no);
    t.accounts = list_account_by_person_no(rows, person->person_no);
    t.tickets = list_ticket_by_person_no(rows, person->person_no);
    for (size_t i = 0; i < cases.n; i++) add_case(&t, rows, (const Case *) cases.row[i]);
    for (size_t i = 0; i < former.n; i++) add_case(&t, rows, former_case(rows, former.row[i]));
    if (person->document_hash.len) find_by_number(&t, rows, person, person->document_hash);
    row_list numbers = list_person_directory_by_person_no(rows, person->person_no);
    for (size_t i = 0; i < numbers.n; i++)
        find_by_number(&t, rows, person, ((const PersonDirectory *) numbers.row[i])->document_hash);
    return t;
}

/* ---- the event ------------------------------------------------------------------------------- */

static Review__CaseState state_after(Review__CaseState state) {
    bool open = state == DRAFT || state == PENDING || state == RETURNED;
    return open ? WITHDRAWN : state;
}

static void list_cases(traces *t, PersonDestroyed *event) {
    DestroyedCase *one = room(t, t->n_case + 1, sizeof *one);
    event->file = room(t, t->n_case + 1, sizeof(DestroyedCase *));
    for (size_t i = 0; one && event->file && i < t->n_case; i++) {
        if (t->file[i]->destroyed) continue; /* before; this may be what came since */
        one[i] = (DestroyedCase) DESTROYED_CASE_INIT;
        one[i].case_no = t->file[i]->case_no;
        one[i].state = state_after(t->file[i]->state);
        event->file[event->n_file++] = &one[i];
    }
}

static void list_rosters(traces *t, PersonDestroyed *event) {
    DestroyedRoster *one = room(t, t->n_roster + 1, sizeof *one);
    event->roster = room(t, t->n_roster + 1, sizeof(DestroyedRoster *));
    for (size_t i = 0; one && event->roster && i < t->n_roster; i++) {
        one[i] = (DestroyedRoster) DESTROYED_ROSTER_INIT;
        one[i].roster_no = t->roster[i]->roster_no;
        event->roster[event->n_roster++] = &one[i];
    }
}

static void list_accounts(traces *t, PersonDestroyed *event) {
    DestroyedAccount *one = room(t, t->accounts.n + 1, sizeof *one);
    event->account = room(t, t->accounts.n + 1, sizeof(DestroyedAccount *));
    for (size_t i = 0; one && event->account && i < t->accounts.n; i++) {
        one[i] = (DestroyedAccount) DESTROYED_ACCOUNT_INIT;
        one[i].account_no = ((const Account *) t->accounts.row[i])->account_no;
        event->account[event->n_account++] = &one[i];
    }
}

static void destroy_tickets(traces *t, const Person *person, changes *out) {
    QuestionsDestroyed event = QUESTIONS_DESTROYED_INIT;
    DestroyedTicket *one = room(t, t->tickets.n + 1, sizeof *one);
    event.ticket = room(t, t->tickets.n + 1, sizeof(DestroyedTicket *));
    for (size_t i = 0; one && event.ticket && i < t->tickets.n; i++) {
        const Ticket *ticket = (const Ticket *) t->tickets.row[i];
        if (ticket->destroyed) continue; /* before; this may be what came since */
        one[i] = (DestroyedTicket) DESTROYED_TICKET_INIT;
        one[i].ticket_no = ticket->ticket_no;
        event.ticket[event.n_ticket++] = &one[i];
    }
    event.person_no = person->person_no;
    if (event.n_ticket) emit_questions_destroyed(out, &event);
}

/* By what units found the person. */
static void list_words(traces *t, view *rows, PersonDestroyed *event) {
    row_list words = list_member_word_by_person_no(rows, event->person_no);
    ForgottenWord *one = room(t, words.n + 1, sizeof *one);
    event->forgotten = room(t, words.n + 1, sizeof(ForgottenWord *));
    for (size_t i = 0; one && event->forgotten && i < words.n; i++) {
        const MemberWord *row = (const MemberWord *) words.row[i];
        one[i] = (ForgottenWord) FORGOTTEN_WORD_INIT;
        one[i].unit_no = row->unit_no;
        one[i].word = row->word;
        event->forgotten[event->n_forgotten++] = &one[i];
    }
}

/* By what districts found the person. */
static void list_words_here(traces *t, view *rows, PersonDestroyed *event) {
    row_list words = list_district_word_by_person_no(rows, event->person_no);
    ForgottenHere *one = room(t, words.n + 1, sizeof *one);
    event->forgotten_here = room(t, words.n + 1, sizeof(ForgottenHere *));
    for (size_t i = 0; one && event->forgotten_here && i < words.n; i++) {
        const DistrictWord *row = (const DistrictWord *) words.row[i];
        one[i] = (ForgottenHere) FORGOTTEN_HERE_INIT;
        one[i].district_code = row->district_code;
        one[i].word = row->word;
        event->forgotten_here[event->n_forgotten_here++] = &one[i];
    }
}

static void list_alike(traces *t, view *rows, PersonDestroyed *event) {
    row_list hashes = list_person_alike_by_person_no(rows, event->person_no);
    ForgottenAlike *one = room(t, hashes.n + 1, sizeof *one);
    event->forgotten_alike = room(t, hashes.n + 1, sizeof(ForgottenAlike *));
    for (size_t i = 0; one && event->forgotten_alike && i < hashes.n; i++) {
        one[i] = (ForgottenAlike) FORGOTTEN_ALIKE_INIT;
        one[i].alike_hash = ((const PersonAlike *) hashes.row[i])->alike_hash;
        event->forgotten_alike[event->n_forgotten_alike++] = &one[i];
    }
}

/* Every number that leads to the person. A document may stand for another person by now: who came
 * again is a new one. */
static void list_documents(traces *t, view *rows, PersonDestroyed *event) {
    row_list numbers = list_person_directory_by_person_no(rows, event->person_no);
    ForgottenDocument *one = room(t, numbers.n + 1, sizeof *one);
    event->document = room(t, numbers.n + 1, sizeof(ForgottenDocument *));
    for (size_t i = 0; one && event->document && i < numbers.n; i++) {
        one[i] = (ForgottenDocument) FORGOTTEN_DOCUMENT_INIT;
        one[i].document_hash = ((const PersonDirectory *) numbers.row[i])->document_hash;
        event->document[event->n_document++] = &one[i];
    }
}

/* ---- the reply ------------------------------------------------------------------------------- */

static bool among(const traces *t, const RosterFile *roster) {
    for (size_t i = 0; i < t->n_roster; i++)
        if (!strcmp(t->roster[i]->roster_no, roster->roster_no)) return true;
    return false;
}

/* A file is named by its content: the same one may have been handed in again, or by somebody else.
 */
static bool is_others(const traces *t, view *rows, const char *file_id) {
    row_list same = list_roster_file_by_file_id(rows, file_id);
    for (size_t i = 0; i < same.n; i++) {
        const RosterFile *other = (const RosterFile *) same.row[i];
        if (!other->destroyed && !among(t, other)) return true;
    }
    return false;
}

static bool asked(const traces *t, const char *ticket_no) {
    for (size_t i = 0; i < t->tickets.n; i++)
        if (!strcmp(((const Ticket *) t->tickets.row[i])->ticket_no, ticket_no)) return true;
    return false;
}

static bool holds(const traces *t, const char *account_no) {
    for (size_t i = 0; i < t->accounts.n; i++)
        if (!strcmp(((const Account *) t->accounts.row[i])->account_no, account_no)) return true;
    return false;
}

/* An attachment is named by its content, too: it stays where somebody else handed it in first, or
 * another ticket has it. */
static bool is_others_scan(const traces *t, view *rows, const char *scan_no) {
    const Scan *scan = find_scan(rows, scan_no);
    row_list same = list_ticket_attachment_by_scan_no(rows, scan_no);
    if (!scan || !holds(t, scan->kept_by)) return true;
    for (size_t i = 0; i < same.n; i++)
        if (!asked(t, ((const TicketAttachment *) same.row[i])->ticket_no)) return true;
    return false;
}

static void add_file(DestructionShown *reply, char *id) {
    if (id[0]) reply->file[reply->n_file++] = id;
}

static void add_attachments(const traces *t, view *rows, DestructionShown *reply) {
    for (size_t i = 0; reply->file && i < t->tickets.n; i++) {
        const Ticket *ticket = (const Ticket *) t->tickets.row[i];
        row_list files = list_ticket_attachment_by_ticket_no(rows, ticket->ticket_no);
        for (size_t k = 0; k < files.n && k < ATTACHMENTS_MAX; k++) {
            const TicketAttachment *file = (const TicketAttachment *) files.row[k];
            if (!is_others_scan(t, rows, file->scan_no)) add_file(reply, file->scan_no);
        }
    }
}

static void show(traces *t, view *rows, const Person *person, changes *out) {
    DestructionShown reply = DESTRUCTION_SHOWN_INIT;
    reply.person_no = person->person_no;
    reply.repeated = person->destroyed_at_us != 0;
    reply.document_hash = person->document_hash;
    reply.n_cases = (uint32_t) t->n_case;
    reply.n_rosters = (uint32_t) t->n_roster;
    reply.n_accounts = (uint32_t) t->accounts.n;
    reply.n_tickets = (uint32_t) t->tickets.n;
    reply.file = room(t, 2 * t->n_roster + ATTACHMENTS_MAX * t->tickets.n + 1, sizeof *reply.file);
    add_attachments(t, rows, &reply);
    for (size_t i = 0; reply.file && i < t->n_roster; i++) {
        if (!is_others(t, rows, t->roster[i]->file_id)) add_file(&reply, t->roster[i]->file_id);
        add_file(&reply, t->roster[i]->result_file);
    }
    changes_reply(out, &reply.base);
}

verdict identity_destroy_person(const context *ctx, view *rows, const DestroyPerson *in,
                                changes *out) {
    (void) ctx;
    view_at_rest(rows, true);
    const Person *person = find_person(rows, in->person_no);
    if (!person) return refuse(E_NOT_FOUND, "person_no");
    traces t = find_traces(rows, person);
    if (t.busy) /* its result file is still to be written */
        return (verdict){E_BUSY, "person_no", "roster_open"};
    PersonDestroyed event = PERSON_DESTROYED_INIT;
    event.person_no = person->person_no;
    list_documents(&t, rows, &event);
    list_alike(&t, rows, &event);
    list_cases(&t, &event);
    list_rosters(&t, &event);
    list_accounts(&t, &event);
    list_words(&t, rows, &event);
    list_words_here(&t, rows, &event);
    if (!person->destroyed_at_us || event.n_file || event.n_document || event.n_forgotten ||
        event.n_forgotten_here || event.n_forgotten_alike)
        emit_person_destroyed(out, &event);
    destroy_tickets(&t, person, out);
    show(&t, rows, person, out);
    return t.full ? refuse(E_ARENA, NULL) : accept();
}
