#!/usr/bin/python3
"""Filing through real doors: what a unit files, what a district decides, what everybody sees.
One hall in three chapters: sixty days ago (members are enrolled), now, and half an hour later (claims run
out); data outlive every stop."""
import pathlib
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                    # noqa: E402
import logbook                                                                    # noqa: E402
from filing import (ALL_BITS, ALL_INSURANCES, LEDGERS, all_tables, cases,          # noqa: E402
                    decide, enrol, file_case, leaving, numbers, propose, receivables, set_calendar,
                    spells)
from town import (OTHER_UNIT, PLAIN_UNIT, VIP_UNIT,                               # noqa: E402
                  Meanwhile, Town, at_once, tell, wait_until)

DAY_S = 86400
MEMBERS = {}  # people enrolled in the first chapter: name -> (filing, person_no)


# ---- chapter one: sixty days ago ------------------------------------------------------------

def members_of_two_months_ago(town):
    """S10: adding a person makes enrolment, wage and first receivable in one commit."""
    unit = town.visitor("unit01")
    for name in ("stays", "leaves", "pauses", "returns"):
        filing, answer = enrol(town, unit)
        MEMBERS[name] = filing, answer.reply["personNo"]
    for name, last, state in (("pauses", 0, 0), ("returns", -1, 9)):
        filing, person_no = MEMBERS[name]
        answer = unit.do("enrolment.SuspendMember", leaving(town, filing, person_no, town.month(last)))
        assert answer.ok and answer.reply["period"] == town.month(last + 1), answer
        assert answer.reply["cancelled"] == (state == 9), answer
        assert receivables(town, person_no)[town.month()][0] == state, "only what is not due is dropped"


# ---- chapter two: now -----------------------------------------------------------------------

def adding_a_member(town):
    """S10 (check): one commit; never active twice in one insurance; a repeat gets the first answer."""
    unit, id, filing = town.visitor("unit01"), hallbus.uuid7(), town.newcomer()
    first = unit.do("enrolment.AddMember", filing, id)
    assert first.ok and first.outcome == "APPLIED" and first.period == town.month(), first
    person_no = first.reply["personNo"]
    assert spells(town, person_no) == [(VIP_UNIT, 1, ALL_BITS, town.month(), 0, town.month(), 0)]
    assert town.rows("select count(*) from wage where person_no = %s", person_no)[0][0] == 1
    state, person_due, unit_due = receivables(town, person_no)[town.month()]
    assert state == 0 and person_due == int(first.reply["personDueFen"]) and \
        unit_due == int(first.reply["unitDueFen"])
    kinds = town.events_of(id)
    for kind in ("enrolment.PersonRegistered", "enrolment.EnrolmentStarted", "enrolment.WageDeclared",
                 "enrolment.ReceivableAssessed", "review.CaseApplied"):
        assert kinds.count(kind) == 1, kinds
    # when the same command comes again
    before = town.n_events()
    again = unit.do("enrolment.AddMember", filing, id)
    assert again.facts() == first.facts() and town.n_events() == before
    # when its number is used for something else
    other = unit.do("enrolment.AddMember", town.newcomer(), id)
    assert other.status == "E_KEY_REUSED", other
    # when the same person is added once more, here and elsewhere
    assert unit.do("enrolment.AddMember", filing).status == "E_DUP_ENROL"
    elsewhere = town.visitor("unit02").do("enrolment.AddMember", {**filing, "unit_no": PLAIN_UNIT})
    assert elsewhere.status == "E_OTHER_UNIT", elsewhere
    assert town.n_events() == before


def removing_a_member(town):
    """S11 (check): liability ends from the right month; closed months stay; open arrears stay visible."""
    unit, (filing, person_no) = town.visitor("unit01"), MEMBERS["leaves"]
    owed = receivables(town, person_no)[town.month(-2)]
    answer = unit.do("enrolment.SuspendMember", leaving(town, filing, person_no, town.month(-1)))
    assert answer.ok and answer.reply["period"] == town.month(), answer
    assert int(answer.reply["openArrearsFen"]) == owed[1] + owed[2] > 0
    assert receivables(town, person_no) == {town.month(-2): owed}, "closed months are untouched"
    assert [row[1:5] for row in spells(town, person_no)] == [(2, ALL_BITS, town.month(-2), town.month())]
    shown = unit.do("query.ListReceivables", {"person_no": person_no})
    assert [r["feePeriod"] for r in shown.reply["receivable"]] == [town.month(-2)], shown
    assert unit.do("enrolment.SuspendMember", leaving(
        town, filing, person_no, town.month(-1))).status == "E_NOT_ENROLLED"
    older = leaving(town, *MEMBERS["stays"], town.month(-2))
    assert unit.do("enrolment.SuspendMember", older).status == "E_BACKDATED"


def resuming_a_member(town):
    """S12 (check): the same account goes on and the months of the gap are shown."""
    unit, (filing, person_no) = town.visitor("unit01"), MEMBERS["pauses"]
    body = {"unit_no": VIP_UNIT, "person_no": person_no, "name": filing["name"],
            "resume_period": town.month(), "declared_wage_fen": "700000"}
    assert unit.do("enrolment.ResumeMember", {**body, "resume_period": town.month(-1)}).status == \
        "E_RESUME_MONTH"
    answer = unit.do("enrolment.ResumeMember", body)
    assert answer.ok and answer.reply["personNo"] == person_no, answer
    assert answer.reply["gapPeriod"] == [town.month(-1)], answer
    assert spells(town, person_no) == [
        (VIP_UNIT, 2, ALL_BITS, town.month(-2), town.month(-1), town.month(-2), 0),
        (VIP_UNIT, 1, ALL_BITS, town.month(), 0, town.month(-2), 1)]
    # the hot copy shows the same from the answer's position on
    shown = unit.do("query.ListEnrolments", {"person_no": person_no}, least_position=answer.position)
    assert shown.ok and logbook.reached(shown.position, answer.position), shown
    assert [(e["status"], e["insurance"]) for e in shown.reply["enrolment"]] == [
        (2, ALL_INSURANCES), (1, ALL_INSURANCES)], shown
    # and the unit's own list the wage that it declared
    listed = unit.do("query.ListMembers", {"unit_no": VIP_UNIT, "find": person_no}).reply["member"]
    assert [(m["declaredWageFen"], m["wageFrom"]) for m in listed] == [("700000", town.month())], listed
    # who was taken back before a month was charged has no gap: the account begins now
    filing, person_no = MEMBERS["returns"]
    answer = unit.do("enrolment.ResumeMember", {**body, "person_no": person_no, "name": filing["name"]})
    assert answer.ok and answer.reply["gapPeriod"] == [], answer
    assert spells(town, person_no)[-1] == (VIP_UNIT, 1, ALL_BITS, town.month(), 0, town.month(), 0)


def pausing_in_and_out_of_the_window(town):
    """S13: inside the window next month stops; outside it is refused or queued, as configured."""
    unit = town.visitor("unit01")
    people = [enrol(town, unit) for _ in range(3)]
    pauses = [leaving(town, filing, answer.reply["personNo"], town.month()) for filing, answer in people]
    answer = unit.do("enrolment.SuspendMember", pauses[0])
    assert answer.ok and answer.reply["period"] == town.month(1), answer
    assert receivables(town, pauses[0]["person_no"])[town.month()][0] == 0, "this month stays due"
    _, case_no = file_case(town)
    # given a window that closes in a moment and refuses afterwards
    set_calendar(town, 1.5, "LATE_REFUSE")
    wait_until(lambda: unit.do("enrolment.SuspendMember", pauses[1], dry_run=True).status ==
               "E_PERIOD_CLOSED", 20, "the window to close")
    assert unit.do("enrolment.SuspendMember", pauses[1]).status == "E_PERIOD_CLOSED"
    # then a case that was filed in time is approved all the same, for the next month, and both are told
    refused = town.visitor("unit02").do("enrolment.AddMember", town.newcomer(PLAIN_UNIT))
    assert refused.status == "E_PERIOD_CLOSED", refused
    gate = refused.said["gate"]
    assert gate["kind"] == "WINDOW" and gate["since"] < refused.said["receivedAt"], gate
    done = decide(town, case_no, "Approve")
    assert done.ok and done.reply["state"] == "CASE_APPLIED", done
    assert done.period == town.month(1) and "W_NEXT_PERIOD" in done.warnings, done
    for visitor in (town.visitor("unit02"), town.visitor("district01", "inside")):
        line = visitor.do("query.GetCase", {"case_no": case_no}, least_position=done.position).reply["line"]
        assert line["period"] == town.month(1), line
    assert spells(town, done.reply["personNo"])[0][3] == town.month(1)
    # given one that queues
    set_calendar(town, 1.5, "LATE_QUEUE")
    wait_until(lambda: "W_NEXT_PERIOD" in unit.do("enrolment.SuspendMember", pauses[1],
                                                  dry_run=True).warnings, 20, "the window to close")
    late = unit.do("enrolment.SuspendMember", {**pauses[1], "last_period": town.month(-1)})
    assert late.ok and late.period == town.month(1) and "W_NEXT_PERIOD" in late.warnings, late
    assert receivables(town, pauses[1]["person_no"])[town.month()][0] == 0, "this month stays due"
    filing, answer = enrol(town, unit)
    assert answer.period == town.month(1) and "W_NEXT_PERIOD" in answer.warnings, answer
    set_calendar(town, None, "LATE_QUEUE")
    assert unit.do("enrolment.SuspendMember", pauses[2], dry_run=True).period == town.month()


def automatic_decision_explains_itself(town):
    """S29 (check), N8 (check): a VIP filing is decided in a second, rules listed; dry run equals it."""
    method, before = "enrolment.AddMember", None
    late = dict.fromkeys(("work_start_date", "employment_date"), (town.today.year - 1) * 10000 + 101)
    stories = [("unit01", VIP_UNIT, {}, "APPLIED", set()),
               ("unit01", VIP_UNIT, late, "IN_REVIEW", {"not_backdated"}),
               ("unit02", PLAIN_UNIT, {}, "IN_REVIEW",
                {"unit_is_vip", "vip_for_90_days", "graded_within_year"}),
               ("unit03", OTHER_UNIT, late, "IN_REVIEW",
                {"unit_is_vip", "vip_for_90_days", "graded_within_year", "not_backdated"})]
    for account, unit_no, change, outcome, broken in stories:
        unit, filing = town.visitor(account), town.newcomer(unit_no, **change)
        before = town.n_events()
        dry = unit.do(method, filing, dry_run=True)
        assert dry.ok and town.n_events() == before, "a dry run changes nothing"
        began = time.monotonic()
        real = unit.do(method, filing)
        took = time.monotonic() - began
        assert real.outcome == outcome and dry.outcome == "WOULD_" + outcome.replace(
            "IN_REVIEW", "REVIEW").replace("APPLIED", "APPLY"), (dry, real)
        assert real.rules and dry.rules == real.rules and dry.warnings == real.warnings
        assert {rule for rule, passed in real.rules.items() if not passed} == broken, real.rules
        if outcome == "APPLIED":
            assert took < 1, f"{took:.2f} s for an automatic decision"
    refused = town.newcomer(mobile="12800000000")
    assert town.visitor("unit01").do(method, refused, dry_run=True).status == \
        town.visitor("unit01").do(method, refused).status == "E_MOBILE"


def review_in_exactly_one_district(town):
    """S30 (check): a case lands in one queue, paper is recorded, two reviewers decide once."""
    filing, case_no = file_case(town)
    own, other = town.visitor("district01", "inside"), town.visitor("district02", "inside")
    assert case_no in numbers(cases(own, "PENDING"))
    assert case_no not in numbers(cases(other))
    for what in ("GetCase",):
        assert not other.do(f"query.{what}", {"case_no": case_no}).ok
    for what, more in (("Claim", {}), ("Approve", {}), ("Return", {"reason": "x"}),
                       ("Reject", {"reason": "x"})):
        refused = other.do(f"review.{what}Case", {"case_no": case_no, **more})
        assert refused.status == "E_FORBIDDEN", refused
    assert own.do("review.ApproveCase", {"case_no": case_no}).status == "E_CASE_NOT_CLAIMED"
    paper = own.do("review.RecordPaper", {"case_no": case_no, "paper_no": "WC-2026-0001"})
    assert paper.ok and own.do("review.ClaimCase", {"case_no": case_no}).ok, paper
    # when approval and rejection arrive at the same instant
    second = town.visitor("admin01", "inside")
    answers = at_once(
        lambda: own.do("review.ApproveCase", {"case_no": case_no}),
        lambda: second.do("review.ApproveCase", {"case_no": case_no}),
        lambda: own.do("review.RejectCase", {"case_no": case_no, "reason": "材料不全"}),
        lambda: second.do("review.ClaimCase", {"case_no": case_no}))
    assert sum(a.ok for a in answers) == 1, answers
    steps = [s["what"] for s in own.do("query.GetCase", {"case_no": case_no}).reply["step"]]
    assert steps.count("applied") + steps.count("rejected") == 1 and "paper_recorded" in steps, steps
    known = town.rows("select count(*) from membership where unit_no = %s", PLAIN_UNIT)[0][0]
    assert known == ("applied" in steps), steps


def submission_shows_where_it_stands(town):
    """S35, S36 (check): in progress, sent back, finished, refused: with reason and next step, at once."""
    unit = town.visitor("unit02")
    filing, case_no = file_case(town)

    def line(state):
        found = [c for c in cases(unit, state, least_position=last) if c["caseNo"] == case_no]
        assert len(found) == 1, (state, found)
        assert found[0]["nextStepZh"] and found[0]["nextStepEn"]
        shown = unit.do("query.GetCase", {"case_no": case_no}, least_position=last).reply["line"]
        assert shown == found[0], (shown, found[0])
        return found[0]

    last = 0
    assert not line("PENDING")["reason"]
    last = decide(town, case_no, "Return", reason="请补充联系地址").position
    assert line("RETURNED")["reason"] == "请补充联系地址"
    last = unit.do("review.SubmitCase", {"case_no": case_no}).position
    assert not line("PENDING")["reason"], "a settled reason is history"
    answer = decide(town, case_no, "Approve")
    last = answer.position
    assert answer.ok and line("CASE_APPLIED")["decidedAtUs"] != "0", "done the moment it is answered"
    filing, case_no = file_case(town)
    last = decide(town, case_no, "Reject", reason="不符合参保条件").position
    assert line("REJECTED")["reason"] == "不符合参保条件"
    # when the facts change between filing and approval
    filing, case_no = file_case(town)
    taken = town.visitor("unit01").do("enrolment.AddMember", {**filing, "unit_no": VIP_UNIT})
    assert taken.outcome == "APPLIED", taken
    last = decide(town, case_no, "Approve").position
    assert line("APPLY_FAILED")["reason"], "why an approved case could not be applied"


def draft_is_the_filers_own(town):
    """A2 (check): a draft survives restarts, reviewers never see it, it is withdrawn without trace."""
    unit, district = town.visitor("unit02"), town.visitor("district01", "inside")
    ledgers = all_tables(town, *LEDGERS)
    full = town.newcomer(PLAIN_UNIT, name="王草稿")
    half = {key: full[key] for key in ("unit_no", "name", "document_type", "document_no")}
    kept = unit.do("enrolment.AddMember", half, draft=True)
    assert kept.ok and kept.case_no, kept
    case_no = kept.case_no
    assert unit.do("review.SubmitCase", {"case_no": case_no}).status == "E_REQUIRED"
    for name in ("worker1", "worker2", "postgres"):
        town.lab.kill(name)
    town.lab.restart()
    shown = unit.surely("query.GetCase", {"case_no": case_no})
    assert shown.reply["line"]["state"] == "DRAFT", shown
    assert {f["field"]: f["value"] for f in shown.reply["content"]}["name"] == "王草稿", shown
    again = unit.do("enrolment.AddMember", full, draft=True, case_no=case_no)
    assert again.ok and again.case_no == case_no, again
    assert district.surely("query.GetCase", {"case_no": case_no}).status == "E_NOT_FOUND"
    assert case_no not in numbers(cases(district)) and case_no in numbers(cases(unit, "DRAFT"))
    counted = {c["state"]: int(c["n"]) for c in district.do("query.CountCases").reply["count"]}
    assert counted["DRAFT"] == 0, counted
    assert district.do("review.ClaimCase", {"case_no": case_no}).status == "E_NOT_FOUND"
    other = town.visitor("unit03").do("enrolment.AddMember", {**full, "unit_no": OTHER_UNIT},
                                      draft=True, case_no=case_no)
    assert not other.ok, "another unit's draft cannot be replaced"
    assert unit.do("review.WithdrawCase", {"case_no": case_no}).reply["state"] == "DISCARDED"
    assert district.surely("query.GetCase", {"case_no": case_no}).status == "E_NOT_FOUND"
    assert all_tables(town, *LEDGERS) == ledgers
    assert unit.do("review.SubmitCase", {"case_no": case_no}).status == "E_CASE_STATE"
    # when another draft is submitted after all
    full = town.newcomer(PLAIN_UNIT)
    kept = unit.do("enrolment.AddMember", full, draft=True)
    sent = unit.do("review.SubmitCase", {"case_no": kept.case_no})
    assert sent.outcome == "IN_REVIEW" and kept.case_no in numbers(cases(district, "PENDING")), sent
    assert unit.do("review.WithdrawCase", {"case_no": kept.case_no}).ok
    assert all_tables(town, *LEDGERS) == ledgers


def sent_back_and_submitted_again(town):
    """A3 (check): a sent-back case keeps its number; the reviewer sees what changed."""
    unit, district = town.visitor("unit02"), town.visitor("district01", "inside")
    filing, case_no = file_case(town, declared_wage_fen="650000")
    assert decide(town, case_no, "Return", reason="工资有误").ok
    changed = {**filing, "declared_wage_fen": "720000"}
    again = unit.do("enrolment.AddMember", changed, case_no=case_no)
    assert again.outcome == "IN_REVIEW" and again.case_no == case_no, again
    assert district.do("review.ClaimCase", {"case_no": case_no}).ok
    shown = district.do("query.GetCase", {"case_no": case_no}, purpose="01").reply
    assert int(shown["submission"]) == 2, shown
    moved = {f["field"]: (f["before"], f["value"]) for f in shown["content"] if f["changed"]}
    assert list(moved) == ["declared_wage_fen"], moved
    assert all(part in value for part, value in zip(("6500", "7200"), moved["declared_wage_fen"])), moved
    old = district.do("review.ApproveCase", {"case_no": case_no, "submission": 1})
    assert old.status == "E_VERSION", "what was read is what is approved"
    done = district.do("review.ApproveCase", {"case_no": case_no, "submission": 2})
    assert done.ok and done.reply["state"] == "CASE_APPLIED", done
    person_no = done.reply["personNo"]
    base = town.rows("select base_fen from receivable where person_no = %s", person_no)
    assert len(base) == 1, base


def catalogue_is_data(town):
    """S9 (check): an entry is closed and added without a rebuild, and the log tells it."""
    guest, centre = town.visitor("", "outside"), town.visitor("centre01", "inside")
    programs = {n: p for n, p in town.lab.pids().items() if n != "projector"}
    listed = {b["method"]: b for b in guest.do("query.ListBusinesses").reply["business"]}
    assert {"enrolment.AddMember", "enrolment.SuspendMember", "enrolment.ResumeMember"} <= set(listed)
    for entry in listed.values():
        assert entry["titleZh"] and entry["titleEn"] and entry["kind"], entry
    assert any(f["required"] for f in listed["enrolment.AddMember"]["field"])
    assert listed["enrolment.AddMember"]["procedureZh"]
    # when the centre closes one entry
    assert town.visitor("centre01").do("query.SwitchBusiness", {"method": "x"}).http == 404
    closed = {"method": "enrolment.ResumeMember", "closed": True, "notice": "系统维护"}
    assert town.visitor("district01", "inside").do("query.SwitchBusiness", closed).status == \
        "E_FORBIDDEN"
    id = hallbus.uuid7()
    until = int(town.now.timestamp() + 2 * DAY_S) * 10 ** 6
    assert centre.do("query.SwitchBusiness", {**closed, "notice": ""}).status == "E_CASE_REASON"
    propose(town, "query.SwitchBusiness", {**closed, "until_us": str(until)}, id)
    filing, person_no = MEMBERS["leaves"]
    resume = {"unit_no": VIP_UNIT, "person_no": person_no, "name": filing["name"],
              "resume_period": town.month(), "declared_wage_fen": "700000"}
    refused = town.visitor("unit01").do("enrolment.ResumeMember", resume)
    assert refused.status == "E_BUSINESS_CLOSED", refused
    said = refused.said["gate"]
    assert said["kind"] == "CATALOGUE" and "settlement centre" in said["by"] and said["next"], said
    assert "系统维护" == said["notice"] in refused.detail and said["since"] < said["until"], refused
    listed = {b["method"]: b for b in guest.do("query.ListBusinesses").reply["business"]}
    assert listed["enrolment.ResumeMember"]["closed"]
    assert listed["enrolment.ResumeMember"]["notice"] == "系统维护"
    assert town.events_of(id)[:3] == ["review.CaseDecided", "query.BusinessSwitched", "review.CaseApplied"]
    assert "query.BusinessSwitched" in town.lab.hall("log", "tail", "20").stdout
    # when a kind is added that only the counter handles
    added = {"method": "counter.Transfer", "kind": "B30", "title_zh": "关系转移", "title_en": "Transfer",
             "presence": True}
    propose(town, "query.SwitchBusiness", added, id := hallbus.uuid7())
    assert town.events_of(id)[:3] == ["review.CaseDecided", "query.BusinessSwitched", "review.CaseApplied"]
    listed = {b["method"]: b for b in guest.do("query.ListBusinesses").reply["business"]}
    assert listed["counter.Transfer"]["presence"] and listed["counter.Transfer"]["titleZh"] == "关系转移"
    propose(town, "query.SwitchBusiness", {**closed, "closed": False, "notice": ""})
    assert town.visitor("unit01").do("enrolment.ResumeMember", resume, dry_run=True).ok
    assert {n: p for n, p in town.lab.pids().items() if n != "projector"} == programs, "nothing restarted"


def counts_equal_lists_under_load(town):
    """A7 (check), S35 (check), S37: at every log position where both were seen under load, counts are what
    lists list; pages are whole."""
    unit, watcher = town.visitor("unit03"), town.visitor("unit03", "bus")
    reviewer = town.visitor("district02", "inside")
    for _ in range(30):
        file_case(town, "unit03", OTHER_UNIT)
    known = numbers(cases(unit))
    filed = []

    def file_one():
        filed.append(file_case(town, "unit03", OTHER_UNIT)[1])

    def decide_one():
        for line in cases(reviewer, "PENDING")[:1]:
            answer = decide(town, line["caseNo"], "Approve", "district02")
            assert answer.ok, answer
            done = cases(reviewer, "CASE_APPLIED", least_position=answer.position)
            assert line["caseNo"] in numbers(done), "done the moment its answer is out"

    compared, taken = set(), 0
    with Meanwhile(file_one, decide_one):
        while len(compared) < 20 or taken < 40:
            counts = watcher.do("query.CountCases")
            lists = watcher.do("query.ListCases", {"limit": 200})
            taken += 1
            assert int(counts.reply["total"]) == sum(int(c["n"]) for c in counts.reply["count"])
            if not lists.reply["next"]:
                assert int(lists.reply["total"]) == len(lists.reply["item"])
            if counts.position != lists.position:
                continue
            compared.add(counts.position)
            for count in counts.reply["count"]:
                listed = [c for c in lists.reply["item"] if c["state"] == count["state"]]
                assert lists.reply["next"] or int(count["n"]) == len(listed), (count, len(listed))
        pages = page_through(unit, 7)
    assert filed and pages == sorted(pages) and len(set(pages)) == len(pages), "a repeat"
    assert set(known) <= set(pages), "a gap"
    final = numbers(cases(unit))
    assert set(final) == set(known) | set(filed) and page_through(unit, 7) == final


def page_through(visitor, limit):
    found, after = [], ""
    while True:
        answer = visitor.do("query.ListCases", {"limit": limit, **({"after": after} if after else {})})
        assert answer.ok, answer
        found += numbers(answer.reply["item"])
        after = answer.reply["next"]
        if not after:
            return found


def same_id_five_times(town):
    """A1 (check): one id five times, two channels, kills in between: one effect, one answer."""
    web, bus = town.visitor("unit01"), town.visitor("unit01", "bus")
    id, filing, answers = hallbus.uuid7(), town.newcomer(), []
    for i, (visitor, killed) in enumerate(((web, "worker1"), (bus, "postgres"), (web, "broker1"),
                                           (bus, "worker2"), (web, None))):
        answers.append(visitor.surely("enrolment.AddMember", filing, id))
        if killed:
            town.lab.kill(killed)
            town.lab.restart(killed)
    assert answers[0].ok and answers[0].outcome == "APPLIED", answers[0]
    first = answers[0]
    for answer in answers[1:]:
        assert (answer.status, answer.outcome, answer.case_no, answer.position, answer.rules,
                answer.reply["personNo"]) == (first.status, first.outcome, first.case_no,
                                              first.position, first.rules, first.reply["personNo"])
    kinds = town.events_of(id)
    assert kinds.count("enrolment.EnrolmentStarted") == 1 and len(set(kinds)) == len(kinds), kinds


CLAIMED = {}


def twenty_claim_one_case(town):
    """A4 (check): of twenty reviewers claiming one case one gets it; logout and release free it."""
    names = [f"reviewer{i:02}" for i in range(1, 21)]
    reviewers = at_once(*[lambda n=n: town.visitor(n, "inside") for n in names])
    _, case_no = file_case(town)
    body = {"case_no": case_no}
    answers = at_once(*[lambda r=r: r.do("review.ClaimCase", body) for r in reviewers])
    winners = [r for r, a in zip(reviewers, answers) if a.ok]
    assert len(winners) == 1, [a.status for a in answers]
    assert {a.status for a in answers if not a.ok} == {"E_CASE_CLAIMED"}, answers
    shown = reviewers[0].do("query.GetCase", body).reply["line"]
    assert shown["claimedBy"] == winners[0].account, shown
    loser = next(r for r in reviewers if r is not winners[0])
    assert loser.do("review.ReleaseCase", body).status == "E_CASE_CLAIMED"
    assert winners[0].do("review.ReleaseCase", body).ok and loser.do("review.ClaimCase", body).ok
    assert winners[0].do("review.ClaimCase", body).status == "E_CASE_CLAIMED"
    leaving = hallbus.uuid7()
    assert loser.do("identity.Logout", id=leaving).ok, "and the same is answered when asked again"
    assert loser.do("identity.Logout", id=leaving).ok
    third = next(r for r in reviewers if r not in (loser, winners[0]))
    assert third.do("review.ClaimCase", body).ok, "logout frees the case"
    CLAIMED["case"], CLAIMED["by"] = case_no, third.account


# ---- chapter three: half an hour later ------------------------------------------------------

def claim_runs_out(town):
    """A4: a claim ends by itself after thirty minutes; a restart keeps data."""
    body = {"case_no": CLAIMED["case"]}
    other = town.visitor("district01", "inside")
    assert other.do("query.GetCase", body).reply["line"]["claimedBy"] == ""
    assert other.do("review.ClaimCase", body).ok
    late = town.visitor(CLAIMED["by"], "inside").do("review.ApproveCase", body)
    assert late.status == "E_CASE_CLAIMED", late
    assert other.do("review.ApproveCase", body).ok


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-filing-"))
    try:
        with Town(seed=1, data=data, clock_offset_s=-60 * DAY_S) as town:
            tell(town, members_of_two_months_ago)
        with Town(seed=2, data=data) as town:
            tell(town, adding_a_member, removing_a_member, resuming_a_member, catalogue_is_data,
                 automatic_decision_explains_itself, review_in_exactly_one_district,
                 submission_shows_where_it_stands,
                 draft_is_the_filers_own, sent_back_and_submitted_again, same_id_five_times,
                 counts_equal_lists_under_load, pausing_in_and_out_of_the_window,
                 twenty_claim_one_case)
        with Town(seed=3, data=data, clock_offset_s=31 * 60) as town:
            tell(town, claim_runs_out)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
