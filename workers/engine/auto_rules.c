/* auto_rules: evaluates the rules of automatic review and writes each with its result into the
 * answer. */
#include "workers/engine/auto_rules.h"

#include "gen/enrolment/rows.h"

static const int64_t day_us = INT64_C(86400000000);
enum { VIP_DAYS_LEAST = 90 };

static bool backdated(const changes *out) {
    for (size_t i = 0; i < out->n_warning; i++)
        if (out->warning[i].code == W_LATE_ENROL) return true;
    return false;
}

bool auto_rules(job *j, view *rows, const char *unit_no) {
    const Unit *unit = find_unit(rows, unit_no);
    bool vip = unit && unit->vip;
    /* Never automatic: a class granted under 90 days ago, anything backdated (docs/rules 6.3). */
    bool seasoned = vip && j->ctx.received_at_us - unit->vip_since_us >= VIP_DAYS_LEAST * day_us;
    bool in_time = !backdated(&j->changes);
    /* A batch with more than 10 % failed rows is never automatic (docs/rules 6.3). */
    bool sound = !j->work->envelope->doubtful;
    bool own = j->ctx.actor.role == KERNEL__ROLE__UNIT_OPERATOR;
    changes_rule(&j->changes, "unit_is_vip", vip, "单位为VIP单位", "the unit is a VIP unit");
    changes_rule(&j->changes, "vip_for_90_days", seasoned, "VIP资格已满90日",
                 "VIP for at least 90 days");
    changes_rule(&j->changes, "not_backdated", in_time, "未逾期补办",
                 "filed in time, nothing is backdated");
    changes_rule(&j->changes, "filed_by_unit", own, "由单位操作员申报",
                 "filed by the unit's own operator");
    changes_rule(&j->changes, "file_is_sound", sound, "批量文件填写错误的行不超过10%",
                 "not of a file with over 10 per cent faulty rows");
    return vip && seasoned && in_time && own && sound;
}
