/* filing: what the three parts of the review wrapper share: file (wrapper.c), keep (keep.c) and
 * release (release.c). Nobody else includes it. */
#ifndef HALL_WORKERS_FILING_H
#define HALL_WORKERS_FILING_H

#include "gen/review/rows.h"
#include "workers/engine/job.h"

/* The content of a filing: the command a case keeps and what lists show of it. */
typedef struct filing {
    const command_type *command;
    const ProtobufCMessage *input;
    const Case *file; /* the case it belongs to already, NULL for a new one */
} filing;

/* filing_text: a text of the filed command by the field's name, "" where it has none. */
const char *filing_text(const filing *f, const char *field);

/* filing_decide: the handler's verdict, its wishes in j->changes. */
verdict filing_decide(job *j, view *rows, const command_type *command,
                      const ProtobufCMessage *input) MUST_CHECK;

/* filing_person: the person whom the reply of the decision names, "" for none. */
const char *filing_person(const job *j);

/* filing_may_replace: whether the filing may take the place of its case's content.
 * result  E_NOT_FOUND, E_CASE_STATE. */
verdict filing_may_replace(const job *j, const filing *f) MUST_CHECK;

/* filing_at_home: whether the case is where its content has to be decided; docs/cases.md.
 * filing_key_field: the field by which it is not. */
bool filing_at_home(const job *j, const filing *f);
const char *filing_key_field(const filing *f);

/* ---- file: wrapper.c ------------------------------------------------------------------------ */

/* file_submit: the filing is decided on the rows as they are and applied, kept or refused. */
void file_submit(job *j, view *rows, const filing *f);

/* ---- keep: keep.c --------------------------------------------------------------------------- */

/* keep_filed: the event by which a case keeps the filing: a draft of it, or what is submitted. */
void keep_filed(job *j, view *rows, const filing *f, bool draft);

/* keep_clock: the office has it from now on. */
void keep_clock(job *j, view *rows, const filing *f);

/* keep_base: what the submission that was just kept replaces, if its business says so. */
void keep_base(job *j, const filing *f);

/* keep_ground: why the submission that was just kept waits for a person, if its business may be
 * approved in bulk. */
void keep_ground(job *j, const filing *f);

/* keep_scan: the scan that the submission names (option scan) stays while the case waits. */
void keep_scan(job *j, view *rows, const filing *f);

/* keep_applied: the event by which the case is over, its filing applied. */
void keep_applied(job *j, const filing *f, const char *person_no, bool automatic);

/* ---- release: release.c --------------------------------------------------------------------- */

/* release_case: submits or applies what the case j->changes.release keeps. */
void release_case(job *j, view *rows);

#endif
