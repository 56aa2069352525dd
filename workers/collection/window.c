/* window: checks and sets the window of one month. */
#include "workers/collection/window.h"

#include <string.h>

#include "workers/rules/announce.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

verdict window_group(const char *calendar) {
    bool known = !strcmp(calendar, "hall");
    for (unsigned i = 0; i < n_commands && !known; i++)
        known = commands[i].window && !strcmp(commands[i].service, calendar);
    return known ? accept() : (verdict){E_CODE_VALUE, "calendar", "no_such_group"};
}

verdict window_check(const context *ctx, const MonthWindow *in) {
    if (!period_valid(in->period)) return refuse(E_PERIOD, "period");
    if (in->period < period_from_date(ctx->today)) /* docs/rules 4.1: it stays as it is */
        return (verdict){E_BACKDATED, "period", "month_over"};
    if (in->closes_at_us <= in->opens_at_us)
        return (verdict){E_RANGE, "closes_at_us", "closes_first"};
    /* What was accepted before must not turn out late. */
    if (!ctx->released && in->closes_at_us <= ctx->received_at_us)
        return (verdict){E_BACKDATED, "closes_at_us", "closed_by_then"};
    return accept();
}

bool window_same(const Calendar *now, const MonthWindow *in) {
    return now && now->opens_at_us == in->opens_at_us && now->closes_at_us == in->closes_at_us &&
           now->late_policy == in->late_policy;
}

const Calendar *window_now(view *rows, const char *calendar, int32_t period) {
    const Calendar *own = find_calendar(rows, calendar, period),
                   *all = find_calendar(rows, "hall", period);
    return own ? own : all;
}

void window_set(view *rows, const window_act *act, const MonthWindow *in, changes *out) {
    const Calendar *now = window_now(rows, act->calendar, in->period);
    CalendarSet event = CALENDAR_SET_INIT;
    event.calendar = lend(act->calendar);
    event.period = in->period;
    event.opens_at_us = in->opens_at_us;
    event.closes_at_us = in->closes_at_us;
    event.late_policy = in->late_policy;
    event.reason = lend(act->reason);
    event.legal_ref = lend(act->legal_ref);
    emit_calendar_set(out, &event);
    if (!now || in->closes_at_us <= now->closes_at_us) return;
    WindowExtended longer = WINDOW_EXTENDED_INIT;
    longer.calendar = event.calendar;
    longer.period = in->period;
    longer.former_closes_at_us = now->closes_at_us;
    longer.closes_at_us = in->closes_at_us;
    longer.reason = event.reason;
    emit_window_extended(out, &longer);
}

/* The businesses that the window is for, as people call them. */
static text_pair group_title(const char *calendar) {
    for (unsigned i = 0; i < n_services; i++)
        if (!strcmp(services[i].name, calendar)) return services[i].title;
    return (text_pair){"全部", "All"};
}

/* Whether there is something to tell: the month stays open for longer, and is not over by now. */
static bool is_longer(const context *ctx, view *rows, const char *calendar, const MonthWindow *in) {
    const Calendar *now = window_now(rows, calendar, in->period);
    return now && in->closes_at_us > now->closes_at_us && in->closes_at_us > ctx->received_at_us;
}

/* One more month in both languages; false without room. */
static bool name_month(arena *a, const MonthWindow *month, text_pair *months) {
    int year = month->period / 100, m = month->period % 100;
    const char *until = announce_moment(a, month->closes_at_us), *more = months->zh[0] ? "；" : "";
    if (!until) return false;
    months->zh =
        arena_printf(a, "%s%s%d年%d月的网上办理截止时间延长至%s", months->zh, more, year, m, until);
    months->en = arena_printf(a, "%s%sfilings for %d-%02d are taken until %s", months->en,
                              *more ? "; " : "", year, m, until);
    return months->zh && months->en;
}

static status say_longer(const context *ctx, view *rows, const window_act *act, text_pair months,
                         int64_t until_us, changes *out) {
    arena *a = view_arena(rows);
    text_pair group = group_title(act->calendar);
    bool cites = act->legal_ref[0] != 0;
    char notice_no[NOTICE_NO_SIZE];
    announcement words = {.audience = EVERYBODY,
                          .title_zh = "网上办理时间延长",
                          .title_en = "Online filing stays open for longer",
                          .to_us = until_us};
    words.text_zh = arena_printf(a, "%s业务%s。原因：%s%s%s", group.zh, months.zh, act->reason,
                                 cites ? "。依据：" : "", act->legal_ref);
    words.text_en = arena_printf(a, "%s: %s. Reason: %s%s%s", group.en, months.en, act->reason,
                                 cites ? ". By: " : "", act->legal_ref);
    if (!words.text_zh || !words.text_en) return E_ARENA;
    return announce(ctx, rows, &words, notice_no, out);
}

status window_announce(const context *ctx, view *rows, const window_act *act, changes *out) {
    text_pair months = {"", ""};
    int64_t until_us = 0;
    for (size_t i = 0; i < act->n_month; i++) {
        if (!is_longer(ctx, rows, act->calendar, act->month[i])) continue;
        if (!name_month(view_arena(rows), act->month[i], &months)) return E_ARENA;
        if (act->month[i]->closes_at_us > until_us) until_us = act->month[i]->closes_at_us;
    }
    return until_us ? say_longer(ctx, rows, act, months, until_us, out) : OK;
}
