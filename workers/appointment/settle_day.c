/* settle_day (N13): the seed of a day that is over is revealed. One whose hash is not the published
 * one would prove nothing: the key file is another one. */
#include "gen/appointment/settle_day.h"

#include <string.h>

#include "workers/appointment/day.h"
#include "workers/rules/sample.h"

verdict appointment_settle_day(const context *ctx, view *rows, const SettleDay *in, changes *out) {
    const BookingDay *day = find_booking_day(rows, in->office_no, in->section, in->date);
    uint8_t seed[CRYPT_HASH_BYTES], hash[CRYPT_HASH_BYTES];
    if (!day) return refuse(E_NOT_FOUND, "date");
    if (!day->settle_at_us || day->settle_at_us > ctx->received_at_us)
        return refuse(E_CASE_STATE, "date");
    day_seed(ctx, day->office_no, day->section, day->date, seed);
    sample_commitment(seed, hash);
    if (day->commitment.len != sizeof hash || memcmp(day->commitment.data, hash, sizeof hash) != 0)
        return refuse(E_SEAL, "date");
    DaySettled event = DAY_SETTLED_INIT;
    event.office_no = day->office_no;
    event.section = day->section;
    event.date = day->date;
    event.seed = (ProtobufCBinaryData){sizeof seed, seed};
    emit_day_settled(out, &event);
    SectionReply reply = SECTION_REPLY_INIT;
    reply.office_no = day->office_no;
    reply.section = day->section;
    reply.revision = day->revision;
    changes_reply(out, &reply.base);
    return accept();
}
