/* insurance: national codes of the insurances, who pays, and the law's answer to who pays what.
 * Source: docs/rules 1.1, 3.1. */
#ifndef HALL_RULES_INSURANCE_H
#define HALL_RULES_INSURANCE_H

#include "proto/runtime/status.h"

enum {
    INSURANCE_PENSION = 110,
    INSURANCE_UNEMPLOYMENT = 210,
    INSURANCE_MEDICAL = 310,
    INSURANCE_LARGE_MEDICAL = 330,
    INSURANCE_INJURY = 410,
    INSURANCE_MATERNITY = 510,
};

/* Positions of the six insurances in a wide row, ascending by code, and bits of a set of them. The
 * bits are stored in spells (proto/enrolment/rows.proto): they keep their numbers. */
enum {
    SLOT_PENSION,
    SLOT_UNEMPLOYMENT,
    SLOT_MEDICAL,
    SLOT_LARGE_MEDICAL,
    SLOT_INJURY,
    SLOT_MATERNITY,
    SLOTS
};
#define INSURANCE_BIT(slot) (1u << (slot))
#define INSURANCE_ALL ((1u << SLOTS) - 1u)

typedef enum payer { PAYER_NONE = 0, PAYER_UNIT = 1, PAYER_PERSON = 2, PAYER_FLEX = 3 } payer;

/* insurance_code: national code of a slot; insurance_slot: the reverse, -1 for any other number. */
int32_t insurance_code(unsigned slot);
int insurance_slot(int32_t insurance);

/* insurance_bits: what an insurance code adds to a set; large medical comes with medical, filings
 * do not name it. 0 for a code that is none of the six. */
uint32_t insurance_bits(int32_t insurance);

/* insurance_named: the codes of a set as filings name them, ascending and without large medical.
 * Returns how many there are. */
#define INSURANCES_NAMED 5u
unsigned insurance_named(uint32_t set, int32_t out[INSURANCES_NAMED]);

/* insurance_payable: whether the law lets this payer owe this insurance at all: injury and
 * maternity are the unit's alone (社会保险法 art. 33, 53), a flexible person pays pension, medical
 * and large medical (art. 10, 23), the employee pension, medical, unemployment, large medical (art.
 * 12, 23, 44). */
bool insurance_payable(unsigned slot, payer who);

/* insurance_set_check: a filing's set. Units file all statutory insurances together (large medical
 * with medical); flexible persons pension, medical with large medical, or all three.
 * Errors: E_INSURANCE_SET. Source: docs/rules 5.2. */
status insurance_set_check(uint32_t set, bool flexible) MUST_CHECK;

#endif
