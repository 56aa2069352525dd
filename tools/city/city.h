/* city: a synthetic city for demonstrations, tests and measurements: units, persons and their
 * enrolments with the shape of a real one (docs/rules 9) and numbers that no real person has:
 * sequence numbers 800 to 999, names of units that begin with 模拟. The same seed makes the same
 * city. Persons go through the hall's own decision of adding a member, so rows and events are those
 * of the front door. */
#ifndef HALL_TOOLS_CITY_H
#define HALL_TOOLS_CITY_H

#include "gen/collection/propose_parameters.h"
#include "gen/enrolment/add_member.h"
#include "gen/identity/rows.h"
#include "kernel/envelope.pb-c.h"
#include "proto/runtime/crypt/crypt.h"
#include "workers/rules/calendar/workday.h"
#include "workers/rules/params.h"

/* A small generator of its own, so that no library's change changes the city. */
typedef struct city_random {
    uint64_t state;
} city_random;

uint64_t random_next(city_random *r);
uint32_t random_below(city_random *r, uint32_t n);
double random_unit(city_random *r);   /* 0 <= x < 1 */
double random_normal(city_random *r); /* mean 0, deviation 1 */

/* random_pick: an index by weights; n members. */
unsigned random_pick(city_random *r, const double *weight, unsigned n);

/* An employer. `size` is how many members it is to have. */
typedef struct city_unit {
    char unit_no[16], name[160], uscc[20], district[8];
    int32_t type, injury_class, operator_score, credit_score, size;
    bool vip;
} city_unit;

/* unit_make: unit number `n` from 0. The first ones are the demonstration's: 0 a VIP unit and 1
 * another one of Wuchang, 2 one of Jiang'an. */
void unit_make(city_random *r, int64_t n, city_unit *out);

/* A person with what is filed about them; texts of `in` point into the struct. */
typedef struct city_person {
    AddMember in;
    char name[64], document_no[20], mobile[16];
} city_person;

/* person_make: enrolled by `unit_no` on `date`. floor and ceiling of the month in fen. */
void person_make(city_random *r, const char *unit_no, int32_t date, int64_t floor_fen,
                 int64_t ceiling_fen, city_person *out);

/* What is loaded, one deciding act at a time; `what` lives until the act's batch is stored. */
typedef verdict city_act(void *self, const void *what, const context *ctx, view *rows,
                         changes *out);

typedef struct loader loader;
struct param_set;
struct params_book;
struct pg;
struct vault;

/* now_us: filings of the time for which the workers keep answers before it keep theirs. */
typedef struct loader_options {
    struct pg *db;
    struct vault *keys;
    uint32_t lane;
    const struct param_set *params;
    uint64_t seed;
    int64_t now_us;
} loader_options;

/* loader_open: writes through store/batch in `lane`; borrows all of the options. loader_add: stores
 * a full batch first, if there is one; `what` of `bytes` is copied. Acts of one shard are decided
 * in order. loader_flush stores the rest. loader_close flushes nothing. */
loader *loader_open(const loader_options *how);
void loader_close(loader *l);
status loader_add(loader *l, city_act *act, void *self, const void *what, size_t bytes,
                  uint32_t shard, int64_t received_at_us) MUST_CHECK;
status loader_flush(loader *l) MUST_CHECK;

/* A command of the contract that an account files: of `account_no`, or by the session of `token`
 * (32 bytes, else NULL); account_no "" and no token: the hall's own. It is decided as the workers
 * decide what comes over the bus. case_no, channel: NULL for none and "city". doubtful: of a file
 * with many faulty rows. */
typedef struct city_filing {
    const char *account_no, *case_no, *channel;
    const uint8_t *token;
    const ProtobufCMessage *in;
    bool draft, doubtful, dry_run;
} city_filing;

/* What became of it, once it is stored; `answer` is borrowed until return. Adds nothing to the
 * loader. */
typedef void city_told(void *self, size_t about, const Bus__Answer *answer);

/* loader_file: as loader_add; `f` is copied. told may be NULL. */
status loader_file(loader *l, const city_filing *f, int64_t received_at_us, city_told *told,
                   void *self, size_t about) MUST_CHECK;

typedef struct loader_counts {
    int64_t acts, refused, events, position;
    status last_refusal;
} loader_counts;
loader_counts loader_count(const loader *l);

/* city_flexible: persons who pay alone, enrolled through communities of two districts: the first
 * contributes, the second and third paused (the third owes a month), all of one community; one of
 * another community, one of another district, and one whose card is known in the place of a mobile.
 * flexible_document: the document of number i. */
#define CITY_DOCUMENT_SIZE 20
status city_flexible(loader *l, int32_t today, int64_t at_us) MUST_CHECK;

/* Somebody who pays alone, enrolled through a community from a month on: an act. city_birth: the
 * day of birth that a document number says. */
typedef struct city_alone {
    char document_no[CITY_DOCUMENT_SIZE], name[64], community_code[16];
    int32_t from_period;
} city_alone;
city_act city_alone_enter;
int32_t city_birth(const char *number);
void flexible_document(unsigned i, char out[CITY_DOCUMENT_SIZE]);

/* An account. The password's hash is the act's `self`; factor: with the authenticator below. */
typedef struct city_account {
    char account_no[24], unit_no[16], district_code[8], community_code[16], name[64];
    char document_no[CITY_DOCUMENT_SIZE];
    Kernel__Role role;
    bool factor;
} city_account;

/* city_account_make: an act; an account that exists is left alone, so that a second load changes
 * nothing. city_document: nobody's document, another one for each holder born from then on.
 * city_session: a session of eight hours, whose token has this hash. */
city_act city_account_make;
void city_document(int32_t born, unsigned holder, char out[CITY_DOCUMENT_SIZE]);
void city_session(const context *ctx, const Account *account,
                  const uint8_t token_hash[CRYPT_HASH_BYTES], changes *out);

/* city_accounts, city_calendars: the demonstration's logins, and close calendars from `years`
 * before `today` on. */
status city_accounts(loader *l, int64_t at_us) MUST_CHECK;
status city_calendars(loader *l, int32_t today, int32_t years, int64_t at_us) MUST_CHECK;

/* city_figures: the figures of a kind as a proposal has them; texts are the book's. Returns how
 * many. */
#define CITY_FIGURES 200u
size_t city_figures(const struct params_book *book, param_kind kind, Figure out[CITY_FIGURES],
                    Figure *list[CITY_FIGURES]);

/* city_parameters: the figures as approved proposals, a kind each, by the hall's own decision. */
status city_parameters(loader *l, const struct params_book *book, int64_t at_us) MUST_CHECK;

/* city_holidays: the same of the exceptions from the week, a year each. */
status city_holidays(loader *l, const workday_table *table, int64_t at_us) MUST_CHECK;

/* city_proposal: limits of next year, proposed yesterday by centre01 and not decided yet. */
status city_proposal(loader *l, int32_t today) MUST_CHECK;

/* city_texts: the texts of both agreements. city_sign: an account signs the one about filing online
 * for its unit or itself. city_agreements: each unit's operator and each person of the
 * demonstration does. city_deferral: one unit is offered to pay later. */
status city_texts(loader *l, int64_t at_us) MUST_CHECK;
status city_sign(loader *l, const char *account_no, int64_t at_us) MUST_CHECK;
status city_agreements(loader *l, int64_t at_us) MUST_CHECK;
status city_deferral(loader *l, int32_t today) MUST_CHECK;

/* city_notices: a notice for each kind of reader, shown from `at_us` until `to_us`. */
status city_notices(loader *l, int64_t at_us, int64_t to_us) MUST_CHECK;

/* city_appointments: sections of the first district's office with their hours, and bookings in
 * their states. */
status city_appointments(loader *l, int64_t at_us) MUST_CHECK;

/* What a history has: units, the unit of each place, the days [from, to), what the accounts'
 * password is (its hash), when they were made, whether they have the authenticator. told: how far
 * it is, may be NULL. */
typedef struct city_plan {
    const city_unit *unit;
    int64_t n_unit, persons;
    const int32_t *place;
    int32_t from, to;
    const struct param_set *params;
    char *password;
    bool factor;
    int64_t at_us;
    uint64_t seed;
    void (*told)(int64_t done, int64_t of);
} city_plan;

/* city_history: cases of the units' members, day by day, filed and decided by accounts of the
 * units and of their districts (opNNNNNNNN, officeNNNNNN-N): docs/rules 9.3. */
status city_history(loader *l, const city_plan *plan) MUST_CHECK;

/* city_life: a mandate, a share code, a program key and logins of the demonstration's people. */
status city_life(loader *l, int64_t at_us) MUST_CHECK;

#define CITY_SHARE_CODE "HA11-DEM0-2026" /* person01's */
#define CITY_PROGRAM_KEY                                                                           \
    "hallkey_0de0000000000000000000000000000000000000000000000000000000002026" /* unit01's */
#define CITY_PASSWORD "Hall-demo-2026"
#define CITY_FACTOR "HALLDEMOHALLDEMO" /* secret of every account's authenticator */
#define CITY_RECOVERY_CODE "hall-demo-%02d"
#define CITY_RECOVERY_CODES 60

#endif
