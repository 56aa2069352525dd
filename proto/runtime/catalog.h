/* catalog: what the contract says, as tables in C, written by tools/catalog from the descriptor
 * set. Routes, gates, masks, sealing, row bindings, templates and help are read from here.
 * Everything is constant, borrowed, and lives as long as the program. Handlers are in a table of
 * their own (handlers.h) so that broker and adapters do not link them. */
#ifndef HALL_RUNTIME_CATALOG_H
#define HALL_RUNTIME_CATALOG_H

#include <protobuf-c/protobuf-c.h>

#include "kernel/options.pb-c.h"
#include "proto/runtime/code.h"
#include "proto/runtime/status.h"

typedef struct message_type message_type;

/* One field of a message: the options of the contract beside protobuf-c's own descriptor.
 * hash_of: index of the field whose keyed hash this one holds, -1 for none. */
typedef struct field_type {
    text_pair label;
    const char *json_name;
    const char *codes, *column, *example, *pattern, *comment;
    Kernel__Personal personal;
    Kernel__Unit unit;
    uint32_t max;
    bool required;
    int hash_of;
    int64_t least, most;
    const message_type *message; /* of a sub-message field, else NULL */
    int masked_as;               /* sibling field that says as what this text is masked, -1 */
    bool sealed;                 /* at rest it lies in the message's block only */
    text_pair needed;            /* when it is needed though not required, "" for never */
    const char *const *offer; /* codes that are offered, NULL-terminated; NULL: all of the table */
    text_pair help;           /* what to write there, "" for nothing */
    const char *group;        /* key of the form's part, "" for none */
    const char *one_of;       /* of the fields with this word one is enough, "" for none */
    const char *preset;       /* what a form begins with, "" for nothing */
    Kernel__From from;        /* what a form fills in by itself */
    bool wide;                /* a text of a line of its own */
    bool scan;                /* the number of a scan: forms offer a file */
    Kernel__Role businesses_of; /* names of businesses of this role, divided by blanks, else 0 */
    bool chart;                 /* a number that workbooks draw as well */
    bool at_counter;            /* filled in it is refused: it is changed at a counter */
    const char *clears;         /* fields that it may name to make them empty, "" for none */
} field_type;

/* A part of a form. */
typedef struct form_group {
    const char *key;
    text_pair label;
} form_group;

/* The sealed block of a row or event: its name, the field that holds it, the field with the subject
 * whose key seals it, and the fields in it in the order of their names. */
typedef struct block_type {
    const char *name;
    unsigned sealed, subject;
    unsigned n;
    unsigned field[32];
} block_type;

/* index[0] of every row is its key and unique. Field numbers here are positions in the descriptor.
 */
typedef struct row_index {
    unsigned n;
    unsigned field[4];
    bool unique;
    bool range;       /* its last field, a whole number, is found up to a value */
    int64_t without;  /* rows whose last field is this are not in it; 0: all are */
    const char *name; /* SQL name of the index; NULL for the key */
} row_index;

/* What is due of a row: when the time in `field` has come, `method` is sent about its key. */
typedef struct row_due {
    unsigned field;
    const char *method; /* "review.EndClaim"; its input has the key's fields under their names */
} row_due;

typedef struct row_type {
    const char *name;  /* "Person" */
    const char *table; /* SQL table */
    const message_type *message;
    unsigned number; /* position in row_types[] */
    unsigned n_index;
    const row_index *index;
    unsigned version; /* field `int64 version` */
    int owner;        /* subject whose key seals it, -1 */
    int unit_field, district_field, person_field, account_field, community_field; /* whose, -1 */
    bool cache;
    bool reference; /* a change of it moves the reference position */
    unsigned n_due;
    const row_due *due;
} row_type;

/* What a row field is assigned: a constant, a field of the event or of the member of `each`, or
 * something of the entry's head. */
typedef enum set_kind {
    SET_NUMBER,
    SET_TEXT,
    SET_FIELD,
    SET_MEMBER,
    SET_RECEIVED_AT,
    SET_ACTOR,
    SET_CASE_NO
} set_kind;

/* SET_PLUS and SET_MINUS count: between least and most of the row field, from 0 when it has none.
 */
typedef enum set_how { SET_TO, SET_PLUS, SET_MINUS } set_how;

typedef struct apply_set {
    unsigned to;
    set_how how;
    set_kind kind;
    int64_t number;
    const char *text;
    int from; /* SET_FIELD, SET_MEMBER */
} apply_set;

/* A field copied from the event to the row field of the same name. Fields of a block are never
 * copied: the block is, whole, as the field `sealed`. */
typedef struct apply_copy {
    unsigned from, to;
} apply_copy;

/* What one event does to one row: `copy` from the event, then `each_copy` from a member of the
 * repeated field `each` (once per member), then the assignments. */
typedef struct apply_type {
    const row_type *row;
    uint32_t since, until; /* schemas of the event that have this effect */
    bool create, remove;
    int each; /* repeated field of the event, -1 for the event itself */
    unsigned n_copy, n_each_copy;
    const apply_copy *copy, *each_copy;
    unsigned n_set;
    const apply_set *set;
} apply_type;

/* A field of an event that names subjects: `list` its repeated member, -1 for the event itself. */
typedef struct subject_field {
    int list;
    unsigned field;
} subject_field;

/* Who finds an event in the inbox and under which title: fields of `row` (NULL: of the event), -1
 * for none; unless: of the event. */
typedef struct tell_type {
    const row_type *row;
    int unit, person, account, unless, besides;
    bool place;
    text_pair title;
} tell_type;

typedef struct event_type {
    const char *name; /* "enrolment.EnrolmentStarted" */
    const message_type *message;
    text_pair title;
    int subject; /* field naming whose history this is */
    uint32_t schema;
    unsigned n_apply;
    const apply_type *apply;
    unsigned n_destroys; /* subjects whose keys go when it is stored */
    const subject_field *destroys;
    unsigned n_tell; /* readers of the inbox */
    const tell_type *tell;
} event_type;

struct message_type {
    const char *name; /* "enrolment.AddMember" */
    const ProtobufCMessageDescriptor *descriptor;
    const field_type *field; /* parallel to descriptor->fields */
    const char *comment;
    const row_type *row;     /* NULL when it is no row */
    const event_type *event; /* NULL when it is no event */
    const block_type *block; /* NULL when nothing in it is sealed */
    unsigned n_group;        /* parts of its form, when it is an input */
    const form_group *group;
};

typedef struct grant {
    Kernel__Role role;
    Kernel__Relation relation;
    bool plain;      /* the answer is not masked */
    bool purpose;    /* is demanded */
    const char *why; /* the purpose of a look without one of its own, "" for none */
    bool own;        /* an input that names none is about the actor's own */
} grant;

#define ORDER_FIELDS_MAX 4

/* A record that an input names: field of the input, or of each member of its field `list` (-1: of
 * the input itself). by_document: the value is a document number that stands for the key. */
typedef struct named_record {
    int list;
    unsigned field;
    bool by_document;
    const row_type *row;
} named_record;

#define REVIEW_ALL UINT32_MAX

/* Whose second pair of eyes decides; kernel.Review. */
typedef struct review_policy {
    Kernel__When when;
    int32_t level;      /* with ABOVE */
    uint32_t approvers; /* at least 1; REVIEW_ALL: every reviewer of the office */
    Kernel__Office office;
    Kernel__Bulk bulk;
    const char *const *alike; /* fields of the input, ended by NULL; NULL for none */
} review_policy;

typedef struct command_type {
    const char *name;    /* "enrolment.AddMember" */
    const char *service; /* "enrolment" */
    const char *method;  /* "AddMember" */
    const char *path;    /* "add-member", as in routes and on the command line */
    const char *kind;    /* business code "B01", "" for none */
    const char *sheet;   /* of batch workbooks, "" when it is no business of files */
    uint32_t sheet_version;
    const message_type *input, *output;
    text_pair title, procedure;
    text_pair words, papers; /* what people call it besides; which papers; "" for none */
    const char *comment;
    unsigned number; /* position in commands[] */
    bool query;      /* its input is declared as a query */
    bool window, intake, secret, hot;
    bool ends_session;    /* the login that sends it */
    bool before_password; /* open to a login by a one-time code */
    bool before_factor;   /* open to a login that lacks its second factor */
    bool own_session;     /* open to every login of an account that has a password */
    bool evened;          /* its answer leaves the worker after a set time */
    bool counter;         /* somebody stands before the office that does it */
    bool high_risk;       /* the holder of the account confirms each by his second factor */
    bool carries_case;    /* lets take effect what the case keeps that its field case_no names */
    bool across;          /* reads over many shards: asked of every lane */
    bool kept_forever;    /* its answers are never cleaned */
    bool by_key;          /* a unit's own software may do it */
    bool by_agent;        /* an agent sends it in the name of the account that ordered it */
    Kernel__AgreementKind agreement;   /* that a unit or person signed which files it */
    Kernel__QuestionCategory question; /* under which questions about it are asked */
    bool old_system;                   /* all that a password of the old system opens */
    bool contended;                    /* an address and a device try it at a set pace */
    unsigned n_order;                  /* 0 with ORDER_RECEIPT; several only with ORDER_HASH */
    unsigned order_field[ORDER_FIELDS_MAX];
    Kernel__OrderKind order_kind; /* never ORDER_BY_NAME */
    review_policy review;
    Kernel__Door door; /* never DOOR_BY_GRANT */
    Kernel__Class queue_class;
    uint32_t timeout_ms, bytes_max;
    unsigned n_grant;
    const grant *grants;
    unsigned n_named;
    const named_record *named;
    int joining; /* field that names a person who comes in by this act, -1 */
    /* Whose record a query looks at: field of each member of the reply's list `reads_list`, or (-1)
     * of the input; reads_field is -1 when it looks at nobody's. */
    int reads_list, reads_field;
} command_type;

/* What pages may follow: rows of this type, by whoever may ask the query. */
typedef struct topic_type {
    const char *word; /* "cases" */
    const command_type *query;
    const row_type *row;
} topic_type;

typedef struct service_type {
    const char *name;
    text_pair title;
} service_type;

/* field_offers: templates and forms offer this code of the field's table. */
bool field_offers(const field_type *field, const code_value *value);

/* message_offers: the message's coded number in `field` is one of those offered. */
bool message_offers(const ProtobufCMessage *message, const char *field);

extern const command_type commands[];
extern const unsigned n_commands;
extern const row_type *const row_types[];
extern const unsigned n_row_types;
extern const event_type *const events[];
extern const unsigned n_events;
extern const message_type *const messages[];
extern const unsigned n_messages;
extern const topic_type topics[];
extern const unsigned n_topics;
extern const service_type services[];
extern const unsigned n_services;
extern const code_table code_tables[];
extern const unsigned n_code_tables;

/* The words of enums that are no code tables, by full name, "review.CaseState": the text of a value
 * is its name. */
extern const code_table word_tables[];
extern const unsigned n_word_tables;

/* The whole FileDescriptorSet with comments, for JSON, help and OpenAPI. */
extern const unsigned char catalog_descriptor_set[];
extern const size_t catalog_descriptor_set_bytes;

/* catalog_contract: the version of the contract: the first eight bytes of its SHA-256, the same as
 * long as the program runs. Stands in every entry and in the cache. */
uint64_t catalog_contract(void);

/* catalog_files_own: whether the command is a business of the catalogue that this role files in its
 * own name for its own record. */
bool catalog_files_own(const command_type *command, Kernel__Role role);

/* Look-ups by name, binary search; NULL when there is none. */
const command_type *catalog_command(const char *name);
const message_type *catalog_message(const char *name);
const event_type *catalog_event(const char *name);

/* catalog_logged_event: the type of an event in the log; NULL when this program does not know it,
 * or only in an older schema: whoever reads the log waits there or says so. */
const event_type *catalog_logged_event(const char *name, uint32_t schema);
const row_type *catalog_row(const char *name);
const code_table *catalog_codes(const char *name);

/* catalog_words: the words of an enum, NULL when it has none. catalog_word: of one of its values,
 * the name of the value where there is none, "" for a number that it does not have. */
const code_table *catalog_words(const ProtobufCEnumDescriptor *type);
text_pair catalog_word(const ProtobufCEnumDescriptor *type, int number);

/* catalog_type_of: the message type of a message in memory; never NULL for generated messages. */
const message_type *catalog_type_of(const ProtobufCMessage *message);

/* catalog_field: position of a field by its proto name, -1 when there is none. */
int catalog_field(const message_type *type, const char *name);

/* field_named: the text of a singular text field by name, "" when the message has no such field. */
const char *field_named(const message_type *type, const ProtobufCMessage *message,
                        const char *name);

/* Untyped access to a singular field by position. Text is never NULL; a number field is any
 * integer, bool or enum. Setting text borrows it. */
const char *field_text(const ProtobufCMessage *message, unsigned field);
int64_t field_number(const ProtobufCMessage *message, unsigned field);
ProtobufCBinaryData field_bytes(const ProtobufCMessage *message, unsigned field);
/* catalog_listed: the only repeated messages of a query's reply, which can be a table; -1: it has
 * none, or several. Lists of single values beside it (what it may be narrowed by) are no table.
 * catalog_whole: such a list leaves looks, so that all of it is had in one answer (Envelope.whole),
 * with one entry. */
int catalog_listed(const command_type *query);
bool catalog_whole(const command_type *query);

void field_set_text(ProtobufCMessage *message, unsigned field, const char *text);
void field_set_number(ProtobufCMessage *message, unsigned field, int64_t number);
void field_set_bytes(ProtobufCMessage *message, unsigned field, ProtobufCBinaryData bytes);
bool field_is_text(const message_type *type, unsigned field);
bool field_is_bytes(const message_type *type, unsigned field);
bool field_is_number(const message_type *type, unsigned field);

/* field_same: whether two messages of one type have the same text or number there; true for a field
 * that is neither. */
bool field_same(const message_type *type, unsigned field, const ProtobufCMessage *a,
                const ProtobufCMessage *b);

/* field_copy_named: copies texts, bytes and numbers from fields of one message to those of the same
 * names in another; texts and bytes are borrowed. A sealed block is nobody else's and stays. */
void field_copy_named(const ProtobufCMessage *from, ProtobufCMessage *to);

#define SHARDS 256u

/* catalog_shard: the shard of a command, in broker and worker alike. `input` may be NULL with
 * ORDER_RECEIPT; `id` is the 16-byte command id. Several fields are hashed together, in their
 * order. Source: docs/rules 8.11; a case or person number carries its shard. */
uint32_t catalog_shard(const command_type *command, const ProtobufCMessage *input,
                       const uint8_t id[16]);

/* catalog_order_key: whom or what the content is about, by which its commands are serialised, and
 * the `field` that says so; both "" where the contract knows none. An incomplete draft has a field,
 * but no key yet. */
const char *catalog_order_key(const command_type *command, const ProtobufCMessage *input,
                              const char **field);

/* catalog_filing_shard: the shard of a command that comes as the content of the case `case_no`, ""
 * for none. Content decides, so that nobody's rows are decided in another shard than the own;
 * only what names nobody (yet) stays where the case lives. */
uint32_t catalog_filing_shard(const command_type *command, const ProtobufCMessage *input,
                              const char *case_no, const uint8_t id[16]);

/* catalog_case_shard: the shard a case or roster number carries; false when it is malformed.
 * catalog_number_shard: the same for a person number. */
bool catalog_case_shard(const char *case_no, uint32_t *out);
bool catalog_number_shard(const char *person_no, uint32_t *out);

/* catalog_document_shard: the shard in which the person with this document number lives. */
uint32_t catalog_document_shard(const char *document_no);

#endif
