/* Insurances and who pays them; see insurance.h. */
#include "workers/rules/money/insurance.h"

#define PENSION INSURANCE_BIT(SLOT_PENSION)
#define UNEMPLOYMENT INSURANCE_BIT(SLOT_UNEMPLOYMENT)
#define MEDICAL INSURANCE_BIT(SLOT_MEDICAL)
#define LARGE_MEDICAL INSURANCE_BIT(SLOT_LARGE_MEDICAL)
#define INJURY INSURANCE_BIT(SLOT_INJURY)
#define MATERNITY INSURANCE_BIT(SLOT_MATERNITY)

static const int16_t insurance_codes[SLOTS] = {INSURANCE_PENSION, INSURANCE_UNEMPLOYMENT,
                                               INSURANCE_MEDICAL, INSURANCE_LARGE_MEDICAL,
                                               INSURANCE_INJURY,  INSURANCE_MATERNITY};

int32_t insurance_code(unsigned slot) {
    return insurance_codes[slot];
}

int insurance_slot(int32_t insurance) {
    for (int slot = 0; slot < SLOTS; slot++)
        if (insurance_codes[slot] == insurance) return slot;
    return -1;
}

uint32_t insurance_bits(int32_t insurance) {
    int slot = insurance_slot(insurance);
    if (slot < 0) return 0;
    return INSURANCE_BIT(slot) | (slot == SLOT_MEDICAL ? LARGE_MEDICAL : 0);
}

unsigned insurance_named(uint32_t set, int32_t out[INSURANCES_NAMED]) {
    unsigned n = 0;
    for (unsigned slot = 0; slot < SLOTS; slot++)
        if (slot != SLOT_LARGE_MEDICAL && (set & INSURANCE_BIT(slot)))
            out[n++] = insurance_codes[slot];
    return n;
}

bool insurance_payable(unsigned slot, payer who) {
    static const uint32_t payable[] = {
        [PAYER_NONE] = 0,
        [PAYER_UNIT] = PENSION | UNEMPLOYMENT | MEDICAL | INJURY | MATERNITY,
        [PAYER_PERSON] = PENSION | UNEMPLOYMENT | MEDICAL | LARGE_MEDICAL,
        [PAYER_FLEX] = PENSION | MEDICAL | LARGE_MEDICAL,
    };
    return payable[who] & INSURANCE_BIT(slot);
}

status insurance_set_check(uint32_t set, bool flexible) {
    uint32_t statutory = PENSION | UNEMPLOYMENT | MEDICAL | LARGE_MEDICAL | INJURY;
    if (!flexible) /* maternity has been part of medical since 2020: its own bit may be set or not
                    */
        return (set | MATERNITY) == (statutory | MATERNITY) ? OK : E_INSURANCE_SET;
    uint32_t medical = set & (MEDICAL | LARGE_MEDICAL);
    bool known = (set & ~(PENSION | MEDICAL | LARGE_MEDICAL)) == 0;
    bool whole = medical == 0 || medical == (MEDICAL | LARGE_MEDICAL);
    return set != 0 && known && whole ? OK : E_INSURANCE_SET;
}
