/* city: a synthetic city for demonstrations, tests and measurements: units, persons and their
 * enrolments with the shape of a real one (docs/rules 9) and numbers that no real person has:
 * sequence numbers 800 to 999, names of units that begin with 模拟. The same seed makes the same
 * city. Persons go through the hall's own decision of adding a member, so rows and events are those
 * of the front door. */
#ifndef HALL_TOOLS_CITY_H
#define HALL_TOOLS_CITY_H

#include "gen/collection/propose_parameters.h"
#include "gen/enrolment/add_member.h"
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

/* loader_open: writes through store/batch in `lane`. loader_add: stores a full batch first, if
 * there is one; `what` of `bytes` is copied. Acts of one shard are decided in order. loader_flush
 * stores the rest. loader_close flushes nothing. */
loader *loader_open(struct pg *db, struct vault *keys, uint32_t lane,
                    const struct param_set *params);
void loader_close(loader *l);
status loader_add(loader *l, city_act *act, void *self, const void *what, size_t bytes,
                  uint32_t shard, int64_t received_at_us) MUST_CHECK;
status loader_flush(loader *l) MUST_CHECK;

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
void flexible_document(unsigned i, char out[CITY_DOCUMENT_SIZE]);

/* city_accounts, city_calendars: the demonstration's logins and close calendars around `today`. */
status city_accounts(loader *l, int64_t at_us) MUST_CHECK;
status city_calendars(loader *l, int32_t today, int64_t at_us) MUST_CHECK;

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

/* city_agreements: the texts of both agreements; each unit's operator and each person of the
 * demonstration signs the one about filing online. city_deferral: one unit is offered to pay later.
 */
status city_agreements(loader *l, int64_t at_us) MUST_CHECK;
status city_deferral(loader *l, int32_t today) MUST_CHECK;

/* city_notices: a notice for each kind of reader, shown from `at_us` until `to_us`. */
status city_notices(loader *l, int64_t at_us, int64_t to_us) MUST_CHECK;

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
