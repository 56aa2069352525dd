/* person_key: key data of a person: what may become of them, and what hangs on them: the numbers
 * that lead to the person, the lists of units and districts, the accounts of the holder. Pure; not
 * for other services. Source: docs/rules 5.13. */
#ifndef HALL_WORKERS_PERSON_KEY_H
#define HALL_WORKERS_PERSON_KEY_H

#include "gen/enrolment/rows.h"
#include "workers/enrolment/enrolment.h"
#include "workers/enrolment/person_data.h"

/* What is filed; "" and 0 stay as they are. */
typedef struct key_wanted {
    const char *name, *document_no;
    int32_t document_type, sex, birth_date, work_start_date;
} key_wanted;

/* Room for what the event borrows. */
typedef struct key_room {
    char name[NAME_SIZE];
    document paper;
} key_room;

/* person_key_now: the event as if nothing changed, to be filled in. Borrows from the person. */
PersonKeyChanged person_key_now(const Person *person);

/* person_key_edit: fills in what is filed; notes every fault of it at its field (new_name ...). */
void person_key_edit(const context *ctx, view *rows, const Person *person, const key_wanted *filed,
                     key_room *room, PersonKeyChanged *event, changes *noted);

/* person_key_changes: how many changes and corrections there were by now. */
int64_t person_key_changes(view *rows, const Person *person);

/* person_key_change: keeps what was on record with its evidence, and says what is from now on, in
 * every list. The phone is told. Errors: E_DUP_ROW (nothing_changed), E_ARENA. */
verdict person_key_change(const context *ctx, view *rows, const Person *person,
                          const PersonKeyChanged *event, const data_evidence *why,
                          changes *out) MUST_CHECK;

#endif
