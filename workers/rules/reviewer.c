/* reviewer: counts what a reviewer has to do, and tells who can be counted on. */
#include "workers/rules/reviewer.h"

#include "workers/rules/calendar/date.h"
#include "workers/rules/claim.h"

bool reviewer_open(const Account *account) {
    return !account->locked && !account->disabled && !account->asleep;
}

bool reviewer_away(view *rows, const char *account_no, int64_t now_us) {
    const Leave *leave = account_no[0] ? find_leave(rows, account_no) : NULL;
    int32_t today = date_from_us(now_us);
    return leave && leave->from_date <= today && today <= leave->until_date;
}

bool reviewer_at_work(view *rows, const char *account_no, int64_t now_us) {
    row_list logins = list_token_by_account_no_revoked(rows, account_no, false);
    bool found = false;
    for (size_t i = 0; i < logins.n; i++) {
        const Token *one = (const Token *) logins.row[i];
        found |=
            one->expires_at_us > now_us && (!one->idle_until_us || one->idle_until_us > now_us);
    }
    return found;
}

bool reviewer_offer_lives(view *rows, const Case *file, int64_t now_us) {
    if (!file->offered_to[0] || file->offered_until_us <= now_us) return false;
    return !reviewer_away(rows, file->offered_to, now_us);
}

int32_t reviewer_held(view *rows, const char *account_no, int64_t now_us) {
    row_list held = list_case_by_claimed_by_state(rows, account_no, PENDING);
    int32_t n = 0;
    for (size_t i = 0; i < held.n; i++) /* all are asked for, so that they come in one round */
        n += claim_lives(rows, (const Case *) held.row[i], now_us);
    return n;
}

int32_t reviewer_offered(view *rows, const char *account_no, int64_t now_us) {
    row_list offered = list_case_by_offered_to_state(rows, account_no, PENDING);
    int32_t n = 0;
    for (size_t i = 0; i < offered.n; i++)
        n += reviewer_offer_lives(rows, (const Case *) offered.row[i], now_us);
    return n;
}

size_t reviewers_of(view *rows, Kernel__Role role, const char *district_code,
                    const Account *out[REVIEWERS_MAX]) {
    row_list all = list_account_by_role_district_code(rows, role, district_code);
    size_t n = 0;
    for (size_t i = 0; i < all.n && n < REVIEWERS_MAX; i++) {
        const Account *one = (const Account *) all.row[i];
        if (reviewer_open(one)) out[n++] = one;
    }
    return n;
}
