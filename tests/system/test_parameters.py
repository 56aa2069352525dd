#!/usr/bin/python3
"""Parameters and windows: proposed by one person, approved by another, in force from the next command on.

Rows: A32, S64. In one hall filings go on while figures change; in the other two brokers have two clocks."""
import datetime
import pathlib
import sys
import time

import openpyxl

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                    # noqa: E402
import listing                                                                    # noqa: E402
import logbook                                                                    # noqa: E402
from filing import enrol, propose, set_calendar                                   # noqa: E402
from town import BEIJING, PLAIN_UNIT, VIP_UNIT, Meanwhile, Town, Visitor, tell    # noqa: E402

PENSION, TIER_ONE = 110, 1
SAID = {"legal_ref": "鄂人社发〔2026〕30号", "source": "湖北省人力资源和社会保障厅",
        "reason": "公布新的缴费基数上下限"}


def limits(town, from_period, floor=460000, ceiling=2300000, **more):
    """A proposal of new limits for the pension."""
    return {"kind": "FIGURE_LIMIT", **SAID, "figure": [
        {"insurance": PENSION, "group": TIER_ONE, "from_period": from_period, "floor_fen": str(floor),
         "ceiling_fen": str(ceiling)}], **more}


def limit_now(town, period):
    shown = town.visitor("", "outside").do("collection.ListParameters",
                                           {"kind": "FIGURE_LIMIT", "period": period})
    assert shown.ok, shown
    return next(int(f["floorFen"]) for f in shown.reply["figure"] if f["insurance"] == PENSION
                and f["group"] == TIER_ONE)


def the_first_figures_are_approved_proposals(town):
    """A32: what the hall decides by stands in rows that anybody may read, each with its origin."""
    guest, centre = town.visitor("", "outside"), town.visitor("centre01", "inside")
    for kind, column in (("FIGURE_LIMIT", "ceilingFen"), ("FIGURE_RATE", "rate"),
                         ("FIGURE_RETIREMENT", "ageTo")):
        shown = guest.do("collection.ListParameters", {"kind": kind}).reply
        assert shown["revision"] == 1 and all(f["mark"] and f["remark"] for f in shown["figure"]), kind
        assert any(int(f[column]) for f in shown["figure"]), kind
        history, = centre.do("collection.ListRevisions", {"kind": kind}).reply["revision"]
        assert history["figures"] == len(shown["figure"]) and history["legalRef"], history
    assert guest.do("collection.ListRevisions", {"kind": kind}).http == 404


def what_is_wrong_is_said_by_field(town):
    """A32: months that overlap, floor over ceiling, rate over 100 %: all faults, each by its field."""
    centre = town.visitor("centre01", "inside")
    next_year = (town.today.year + 1) * 100 + 1
    body = limits(town, next_year, floor=2, ceiling=1)
    body["figure"] += [{**body["figure"][0], "floor_fen": "1", "ceiling_fen": "2", "to_period": next_year},
                       {"insurance": PENSION, "group": TIER_ONE, "from_period": next_year, "floor_fen": "1",
                        "ceiling_fen": "2", "rate": 100001}]
    refused = centre.do("collection.ProposeParameters", body)
    said = {fault["field"]: fault["reason"] for fault in refused.faults}
    assert said == {"figure[0].floor_fen": "floor_over_ceiling", "figure[1].to_period": "ends_before_start",
                    "figure[2].rate": "not_of_kind"}, refused
    assert all(fault["text"] for fault in refused.faults)
    inner = limits(town, 202401)
    assert centre.do("collection.ProposeParameters", inner).reason == "months_overlap"
    rate = {"kind": "FIGURE_RATE", **SAID, "figure": [
        {"insurance": PENSION, "payer": 1, "from_period": next_year, "rate": 100001}]}
    assert centre.do("collection.ProposeParameters", rate).reason == "rate_over_all"


def two_persons_and_no_third_account(town):
    """S64: nobody approves what he proposed, and only the centre proposes."""
    centre = town.visitor("centre01", "inside")
    body = limits(town, (town.today.year + 2) * 100 + 1)
    district = town.visitor("district01", "inside")
    assert district.do("collection.ProposeParameters", body).status == "E_FORBIDDEN"
    assert town.visitor("unit01").do("collection.ProposeParameters", body).http == 404
    proposed = centre.do("collection.ProposeParameters", body)
    assert proposed.outcome == "IN_REVIEW", proposed
    case = {"case_no": proposed.case_no}
    assert centre.do("review.ClaimCase", case).status == "E_MAKER_CHECKER"
    assert centre.do("review.ApproveCase", case).status == "E_MAKER_CHECKER"
    withdrawn = centre.do("review.WithdrawCase", case)
    assert withdrawn.ok and withdrawn.reply["state"] == "WITHDRAWN", withdrawn


def charged(town, person_no):
    """(base, the person's pension contribution) of the month."""
    (line,) = town.rows("select base_fen, pension_person_fen from receivable where person_no = %s", person_no)
    return line


def filings_go_by_the_new_figures_at_once(town):
    """A32: the next command is decided by the new limit, in every worker; its entry names it."""
    unit, month = town.visitor("unit01"), town.month()
    low, first, turns = limit_now(town, month), hallbus.uuid7(), []
    _, before = enrol(town, unit, declared_wage_fen="100")
    assert charged(town, before.reply["personNo"]) == (low, round(low * 0.08))
    with Meanwhile(lambda: turns.append(enrol(town, unit))):
        approved = propose(town, "collection.ProposeParameters",
                           limits(town, month, floor=500000, backdated=True), first)
    assert turns and limit_now(town, month) == 500000
    for _ in range(8):  # several workers, several shards
        id = hallbus.uuid7()
        after = unit.do("enrolment.AddMember", town.newcomer(declared_wage_fen="100"), id)
        assert after.ok and charged(town, after.reply["personNo"]) == (500000, 40000), after
        with town.lab.connect() as db:
            entry, = logbook.find(db, command_id=id)
        assert logbook.place(entry.reference) == logbook.place(approved.position), entry.reference
    assert town.events_of(first)[:3] == [
        "review.CaseDecided", "collection.ParametersSet", "review.CaseApplied"]


def pages(visitor, case_no, period, limit):
    """Every line that a proposal changes in a month, and how many lines the month has."""
    lines, after, total = [], "", None
    while True:
        asked = {"case_no": case_no, "period": period, "limit": limit, "after": after}
        page = visitor.do("collection.ListAffected", asked)
        assert page.ok and total in (None, page.reply["total"]), page
        lines, after, total = lines + page.reply["line"], page.reply["next"], page.reply["total"]
        if not after:
            return lines, int(total)


def the_list_is_a_file(town, centre, asked, lines):
    """All of it, by the door as CSV and by the command line as a workbook: one look each, with the count."""
    before = listing.looks(town, "centre01", "collection.ListAffected")
    code, header, data = centre.sheet("collection.ListAffected", {**asked, "limit": 2})
    assert code == 200 and header["Content-Type"].startswith("text/csv"), (code, data)
    table, note = listing.read_csv(data)
    assert {row[0].strip() for row in table[1:]} == {line["personNo"] for line in lines}, table
    due = table[0].index("个人应缴（调整后）")
    assert sorted(row[due] for row in table[1:]) == sorted(
        f"{int(line['personAfterFen']) / 100:.2f}" for line in lines)
    look, = listing.looks(town, "centre01", "collection.ListAffected")[len(before):]
    filter = f"case_no={asked['case_no']} period={asked['period']}"
    assert (look.whole, look.n, look.filter) == (True, len(lines), filter), look
    assert {shown.person_no for shown in look.person} == {line["personNo"] for line in lines}, look
    assert (note["rows"], note["filter"], note["account"]) == (str(len(lines)), filter, "centre01"), note
    assert note["position"] and note["time"].startswith(str(town.today)), note
    book = town.lab.data / "affected.xlsx"
    town.lab.hall("collection", "list-affected", "--case-no", asked["case_no"], "--period", asked["period"],
                  "--sheet", book, token=centre.token.hex())
    workbook = openpyxl.load_workbook(book)
    sheet, about = workbook.worksheets
    assert [cell.value for cell in about["B"]][:2] == [filter, str(len(lines))]
    assert [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)] == [
        [cell.strip() for cell in row] for row in table]
    again = town.lab.hall("collection", "list-affected", "--case-no", asked["case_no"], "--period",
                          asked["period"], "--sheet", book, token=centre.token.hex(), check=False)
    assert again.returncode == 2 and "affected.xlsx" in again.stderr, "nothing is written over"
    assert town.visitor("district01", "inside").sheet("collection.ListAffected", asked)[0] == 403


def affected_lines_are_listed_before(town):
    """A32 (check): a change with a past start lists the lines it affects before it is applied."""
    centre, other = town.visitor("centre01", "inside"), town.visitor("centre02", "inside")
    month = town.month()
    poor = {no for no, in town.rows(
        "select person_no from receivable where fee_period = %s and base_fen <= 500000", month)}
    (n_lines,), = town.rows("select count(*) from receivable where fee_period = %s", month)
    ledger = "select person_no, fee_period, base_fen, person_due_fen from receivable order by 1, 2"
    was = town.rows(ledger)
    assert 0 < len(poor) < n_lines
    body = limits(town, month, floor=520000, source="=HYPERLINK(\"http://evil.test\")")
    refused = centre.do("collection.ProposeParameters", body)
    assert (refused.field, refused.reason) == ("backdated", "lines_affected"), refused
    # a draft shows what it would do
    case = {"case_no": centre.do("collection.ProposeParameters", body, draft=True).case_no}
    preview = centre.do("collection.PreviewParameters", case).reply
    change, = preview["change"]
    assert (change["fromPeriod"], change["before"]["floorFen"], change["after"]["floorFen"]) == \
        (month, "500000", "520000"), preview
    assert preview["month"] == [{"period": month, "lines": str(n_lines)}], preview
    asked = {**case, "period": month}
    assert town.visitor("district01", "inside").do("collection.ListAffected", asked).status == "E_FORBIDDEN"
    lines, total = pages(centre, case["case_no"], month, 3)
    assert total == n_lines and len(lines) == len(poor)
    assert {line["personNo"] for line in lines} == poor
    for line in lines:
        assert int(line["personAfterFen"]) - int(line["personBeforeFen"]) == 1600, line  # 8 % of 200 yuan
    assert town.looked_up("query.RecordsRead", "centre01"), "looks leave a trace"
    the_list_is_a_file(town, centre, asked, lines)
    of_unit = {line["personNo"] for line in lines if line["unitNo"] == VIP_UNIT}
    code, _, data = centre.sheet("collection.ListAffected", {**asked, "unit_no": VIP_UNIT})
    table, note = listing.read_csv(data)
    assert code == 200 and {row[0].strip() for row in table[1:]} == of_unit and of_unit, table
    assert note["filter"].endswith(f"unit_no={VIP_UNIT}"), note
    other_unit = centre.do("collection.ListAffected", {**asked, "unit_no": PLAIN_UNIT}).reply
    assert not other_unit["line"] and int(other_unit["total"]) < n_lines, other_unit
    # it is submitted, looked at by the second person, and applied; what was assessed stays as it is
    filed = centre.do("collection.ProposeParameters", {**body, "backdated": True}, **case)
    assert filed.outcome == "IN_REVIEW" and filed.case_no == case["case_no"], filed
    assert pages(other, case["case_no"], month, 200)[0] == lines
    assert other.do("review.ClaimCase", case).ok
    assert other.do("review.ApproveCase", case).reply["state"] == "CASE_APPLIED"
    assert limit_now(town, month) == 520000
    newest = other.do("collection.ListRevisions", {"kind": "FIGURE_LIMIT"}).reply["revision"][0]
    assert (newest["nAffected"], newest["caseNo"]) == (str(n_lines), case["case_no"]), newest
    assert (newest["proposedBy"], newest["approvedBy"], newest["legalRef"]) == \
        ("centre01", "centre02", SAID["legal_ref"]), newest
    assert was == town.rows(ledger)
    # the history as a file computes nothing
    _, _, data = other.sheet("collection.ListRevisions", {"kind": "FIGURE_LIMIT"})
    table, _ = listing.read_csv(data)
    assert "'" + body["source"] in table[1], table[1]


def a_proposal_whose_base_was_replaced_fails(town):
    """A32: of two proposals for the same figures the first approved counts, the other is made anew."""
    centre, other = town.visitor("centre01", "inside"), town.visitor("centre02", "inside")
    start = town.month(3)
    late = centre.do("collection.ProposeParameters", limits(town, start, floor=1000))
    propose(town, "collection.ProposeParameters", limits(town, start, floor=530000))
    case = {"case_no": late.case_no}
    assert other.do("review.ClaimCase", case).ok
    failed = other.do("review.ApproveCase", case)
    assert failed.reply["state"] == "APPLY_FAILED" and "E_VERSION" in failed.warnings, failed
    assert limit_now(town, start) == 530000 and limit_now(town, town.month(2)) == 520000


# ---- windows ----------------------------------------------------------------------------------

def us(moment):
    return str(int(moment.timestamp() * 1e6))


def months_of(year):
    """Each month of a year, open from its first day to the evening of the 25th."""
    return [{"period": year * 100 + month, "late_policy": "LATE_QUEUE",
             "opens_at_us": us(datetime.datetime(year, month, 1, tzinfo=BEIJING)),
             "closes_at_us": us(datetime.datetime(year, month, 25, 17, tzinfo=BEIJING))}
            for month in range(1, 13)]


def the_calendar_of_a_year_is_one_act(town):
    """S64: a year is proposed at once, approved by a second person, and read by everybody."""
    year, id = town.today.year + 1, hallbus.uuid7()
    body = {"calendar": "hall", "year": year, "legal_ref": "武人社函〔2026〕12号", "reason": f"{year}年度日历",
            "month": months_of(year)}
    centre = town.visitor("centre01", "inside")
    short = centre.do("collection.SetCalendarYear", {**body, "month": body["month"][:11]})
    assert (short.field, short.reason) == ("month", "months_absent"), short
    propose(town, "collection.SetCalendarYear", body, id)
    assert town.events_of(id)[1:14] == ["collection.CalendarSet"] * 12 + ["review.CaseApplied"]
    shown = town.visitor("", "outside").do("collection.ListCalendar", {"year": year}).reply["window"]
    assert [(w["period"], w["closesAtUs"], w["reason"]) for w in shown] == \
        [(m["period"], m["closes_at_us"], body["reason"]) for m in body["month"]], shown


LATER_S = 600  # by so much the second broker's clock is ahead of the first's


def before_and_after(town, account):
    """The account at the broker for which the window is open and at the one for which it is closed."""
    return Visitor(town, account, "bus", broker=1), Visitor(town, account, "bus", broker=2)


def what_came_in_time_counts_however_late_it_is_decided(town):
    """S64 (check): a window is one dated act of two persons; the receipt decides, not the processing."""
    month = town.month()
    set_calendar(town, LATER_S / 2, "LATE_REFUSE")
    early, late = before_and_after(town, "unit01")
    assert late.do("enrolment.AddMember", town.newcomer()).status == "E_PERIOD_CLOSED"
    # what was received before the closing is decided behind what came after it
    answer = early.do("enrolment.AddMember", town.newcomer())
    assert answer.ok and answer.period == month and "W_NEXT_PERIOD" not in answer.warnings, answer
    assert late.do("enrolment.AddMember", town.newcomer()).status == "E_PERIOD_CLOSED"
    assert answer.reply["personNo"] in {no for no, in town.rows(
        "select person_no from receivable where fee_period = %s", month)}


def an_extension_takes_two_people_one_minute(town):
    """S64: after an outage one group of businesses stays open for longer, and everybody reads why."""
    _, late = before_and_after(town, "unit01")
    month, id = town.month(), hallbus.uuid7()
    assert late.do("enrolment.AddMember", town.newcomer(), dry_run=True).status == "E_PERIOD_CLOSED"
    first = town.now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    began, closes = time.monotonic(), us(town.now + datetime.timedelta(hours=2))
    propose(town, "collection.SetCalendar", {
        "calendar": "enrolment", "period": month, "opens_at_us": us(first), "closes_at_us": closes,
        "late_policy": "LATE_REFUSE", "reason": "系统故障，延长两小时"}, id)
    assert late.do("enrolment.AddMember", town.newcomer()).period == month
    assert time.monotonic() - began < 60
    assert town.events_of(id)[1:3] == ["collection.CalendarSet", "collection.WindowExtended"]
    _, guest = before_and_after(town, None)
    own, hall = (next(w for w in guest.do("collection.ListCalendar", {
        "year": month // 100, "calendar": group}).reply["window"] if w["period"] == month)
        for group in ("enrolment", "hall"))
    assert (own["closesAtUs"], own["reason"]) == (closes, "系统故障，延长两小时") and own["calendar"] == "enrolment"
    assert hall["closesAtUs"] < closes and hall["calendar"] == "hall"
    notice = next(n for n in guest.do("desk.ListNotices").reply["notice"] if n["toUs"] == closes)
    assert "系统故障，延长两小时" in notice["textZh"], notice


STORIES = (the_first_figures_are_approved_proposals, what_is_wrong_is_said_by_field,
           two_persons_and_no_third_account, filings_go_by_the_new_figures_at_once,
           affected_lines_are_listed_before,
           a_proposal_whose_base_was_replaced_fails, the_calendar_of_a_year_is_one_act)
OF_WINDOWS = (what_came_in_time_counts_however_late_it_is_decided, an_extension_takes_two_people_one_minute)

if __name__ == "__main__":
    with Town(workers=2) as town:
        tell(town, *STORIES)
    with Town(workers=2, brokers=2, extra={"broker2": [f"--clock_offset_s={LATER_S}"]}) as town:
        for account in ("centre01", "centre02"):    # a factor's code is of one clock
            town.known[account, "inside"] = Visitor(town, account, "bus", broker=1)
        tell(town, *OF_WINDOWS)
