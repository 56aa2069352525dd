/* batch_people: who was named in which row of a file first: the same person twice is the clerk's
 * slip, and the dry run has to say so as the real run does. By digest, 16 bytes and a row number
 * each, so that 200 000 rows take under 10 MB. */
#ifndef HALL_BATCH_BATCH_PEOPLE_H
#define HALL_BATCH_BATCH_PEOPLE_H

#include <stdint.h>

typedef struct batch_people batch_people;

/* batch_people_open: NULL without memory. */
batch_people *batch_people_open(void);
void batch_people_close(batch_people *people);

/* batch_people_row: the first row that named `number` under this field; it is `row_no` from now on
 * when there was none. `number`: as its field reads when folded. */
int64_t batch_people_row(batch_people *people, const char *field, const char *number,
                         int64_t row_no);

/* What the dry pass learns besides: of whom each row was accepted. Two rows that name one person by
 * two kinds of number are twins then, too.
 * batch_people_accepted  row `row_no` was accepted for this person
 * batch_people_twin      the earlier row of the same person, 0 when there is none or nobody knows
 * batch_people_repeated  how many accepted rows have one */
void batch_people_accepted(batch_people *people, int64_t row_no, const char *person_no);
int64_t batch_people_twin(const batch_people *people, int64_t row_no);
int64_t batch_people_repeated(const batch_people *people);

#endif
