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

#endif
