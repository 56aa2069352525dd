/* cases: selects the cases that an asker sees, counts them and shows each as a line. */
#include "workers/query/cases.h"

#include <string.h>

#include "gen/query/list_cases.h"
#include "gen/review/rows.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/claim.h"
#include "workers/rules/draft.h"
#include "workers/rules/month.h"
#include "workers/rules/reviewer.h"
#include "workers/rules/term.h"

/* A2: a draft is its own side's: invisible to reviewers, who may file drafts of their own. */
static bool cases_hidden(const context *ctx, Review__CaseState state) {
    return case_is_draft(state) && ctx->scope != KERNEL__RELATION__OWN_UNIT;
}

row_key cases_key(const context *ctx, const char *district, const char *unit_no,
                  Review__CaseState state) {
    if (unit_no[0] && ctx->scope != KERNEL__RELATION__FILED && !cases_hidden(ctx, state))
        return key_case_by_unit_no_state(unit_no, state);
    if (cases_hidden(ctx, state)) return key_case_by_filer_state(ctx->actor.account_no, state);
    if (district[0]) return key_case_by_district_code_state(district, state);
    row_key key = scope_key(ctx, &row_case, "state");
    row_key_number(&key, state);
    return key;
}

bool cases_visible(const actor *who, const Case *file) {
    return !case_is_draft(file->state) || who->role == KERNEL__ROLE__UNIT_OPERATOR ||
           !strcmp(file->filer, who->account_no);
}

/* docs/rules 4.5: both sides are told when the month of its filing closed before it was decided. */
static text_pair finished(const Case *file) {
    if (file->period > period_from_us(file->submitted_at_us))
        return (text_pair){"已办结；因已过当月截止时间，自下月起生效，无需操作",
                           "Finished; decided after the cut-off, it counts from the next month; "
                           "nothing to do"};
    return (text_pair){"已办结，无需操作", "Finished; nothing to do"};
}

/* S36: what the filer does next. */
static text_pair next_step(const Case *file) {
    switch (file->state) {
    case DRAFT:
        return (text_pair){"请核对内容后提交", "Check the content and submit it"};
    case PENDING:
        if (file->paper_asked_at_us)
            return (text_pair){"请按要求提交纸质材料；收到之前，办理期限暂停计算",
                               "Bring the papers that were asked for; until then the term stands"};
        if (!file->district_code[0])
            return (text_pair){"等待保险基金结算中心审核", "Waits for the settlement centre"};
        if (file->filer_role != KERNEL__ROLE__UNIT_OPERATOR)
            return (text_pair){"等待区社保处审核", "Waits for the district office"};
        return (text_pair){
            "等待社保处审核；非VIP单位请将纸质材料送至区社保处",
            "Waits for review; non-VIP units bring the paper to the district office"};
    case RETURNED:
        return (text_pair){"请按退回原因修改后重新提交",
                           "Correct it as the reason says and resubmit"};
    case REJECTED:
        return (text_pair){"审核未通过；如需办理请重新申报", "Refused; file anew if still needed"};
    case APPLY_FAILED:
        return (text_pair){"审核通过但办理失败，请按原因处理后重新申报",
                           "Approved but not possible; settle the reason and file anew"};
    case CASE_APPLIED:
        return finished(file);
    case DISCARDED:
        return (text_pair){"草稿已删除，无需操作", "The draft is discarded; nothing to do"};
    case DRAFT_EXPIRED:
    case EXPIRED:
        return (text_pair){"已逾期终止；可复制为新草稿后重新申报",
                           "Expired; copy it into a new draft to file it again"};
    case WITHDRAWN:
        return (text_pair){"已撤回，无需操作", "Withdrawn; nothing to do"};
    default:
        return (text_pair){"", ""};
    }
}

/* A reason given in an earlier round is history once the case is submitted again. */
static const char *reason_of(const Case *file) {
    if (file->state == RETURNED || file->state == REJECTED) return file->reason;
    return file->state == APPLY_FAILED ? status_text((status) file->failure, false) : "";
}

CaseLine cases_line(const context *ctx, view *rows, const Case *file) {
    CaseLine out = CASE_LINE_INIT;
    text_pair next = next_step(file);
    bool claimed = file->state == PENDING && claim_lives(rows, file, ctx->received_at_us);
    out.case_no = file->case_no;
    out.method = file->method;
    out.state = file->state;
    out.unit_no = file->unit_no;
    out.subject = file->subject;
    out.filer = file->filer;
    out.key_no = file->key_no;
    out.submitted_at_us = file->submitted_at_us;
    out.decided_at_us = file->decided_at_us;
    out.claimed_by = claimed ? file->claimed_by : lend("");
    if (file->state == PENDING && reviewer_offer_lives(rows, file, ctx->received_at_us))
        out.offered_to = file->offered_to;
    out.automatic = file->automatic;
    out.destroyed = file->destroyed;
    out.period = file->period;
    out.approvers = file->approvers;
    out.approved = file->approved;
    const command_type *command = catalog_command(file->method);
    if (command) {
        out.method_zh = lend(command->title.zh);
        out.method_en = lend(command->title.en);
    }
    out.due_at_us = term_due_us(ctx, rows, file);
    if (command && command->window && file->state == PENDING)
        out.cut_off_us = month_cut_off(rows, command->service, ctx->received_at_us);
    out.expires_at_us = term_ends_us(ctx, file);
    out.overdue = term_runs(file) &&
                  (file->missed_at_us || (out.due_at_us && out.due_at_us <= ctx->received_at_us));
    out.moved_up = file->state == PENDING && file->missed_at_us;
    out.used_days = file->used_days;
    out.paper_no = file->paper_no;
    out.submission = file->submission;
    out.paper_asked = file->state == PENDING && file->paper_asked_at_us;
    out.reason = lend(reason_of(file));
    out.next_step_zh = lend(next.zh);
    out.next_step_en = lend(next.en);
    return out;
}
