#!/usr/bin/python3
"""A unit that moves to another district takes along what is open, through real doors.

Row: S30."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from filing import decide, enrol, file_case, propose                              # noqa: E402
from town import (DISTRICT, OTHER_DISTRICT, VIP_UNIT, Town, tell,                 # noqa: E402
                  wait_until)

MOVE = {"unit_no": VIP_UNIT, "to_district": OTHER_DISTRICT, "reason": "注册地址迁至江岸区"}
P = {}


def a_unit_with_much_that_is_open(town):
    """Given a case that its district holds, a returned one, a draft, a question and more."""
    unit, officer = town.visitor("unit01"), town.visitor("district01", "inside")
    began = int(f"{town.today.year - 1}0101")
    late = {"work_start_date": began, "employment_date": began}
    P["held"], P["returned"] = (file_case(town, "unit01", VIP_UNIT, **late)[1] for _ in range(2))
    assert officer.do("review.ClaimCase", {"case_no": P["held"]}).ok
    assert decide(town, P["returned"], "Return", reason="缺合同").ok
    P["draft"] = unit.do("enrolment.AddMember", town.newcomer(VIP_UNIT), draft=True).case_no
    filing, applied = enrol(town, unit)
    P["member"], P["asked"] = filing, applied.case_no
    assert unit.do("review.AskHuman", {"case_no": P["asked"]}).ok
    question = {"kind": "QUESTION", "category": "ASK_OTHER", "title": "何时生效", "text": "请问何时生效"}
    P["ticket"] = unit.do("ticket.OpenTicket", question).reply["ticketNo"]


def one_alone_does_not_move_it(town):
    """S30: a district does not move a unit, nor does one person of the centre."""
    for account in ("district01", "admin01", "unit01"):
        refused = town.visitor(account, "inside").do("enrolment.MoveUnit", MOVE)
        assert not refused.ok and not refused.case_no, refused
    assert town.rows("select district_code from unit where unit_no = %s", VIP_UNIT) == [(DISTRICT,)]
    nowhere = town.visitor("centre01", "inside").do("enrolment.MoveUnit", {**MOVE, "to_district": "420199"})
    assert (nowhere.status, nowhere.reason) == ("E_NOT_FOUND", "no_district"), nowhere


def everything_open_goes_along(town):
    """S30: when the centre moves it, then the new district has what is open, the former one nothing."""
    propose(town, "enrolment.MoveUnit", MOVE)
    wait_until(lambda: town.rows("select from unit_move where due_at_us = 0"), 30, "all to be handed over")
    before, after = (town.visitor(account, "inside") for account in ("district01", "district02"))
    lost = before.do("review.ApproveCase", {"case_no": P["held"]})
    assert not lost.ok and lost.status in ("E_FORBIDDEN", "E_NOT_FOUND"), lost
    waiting = {line["caseNo"] for line in after.do("query.ListCases", {"limit": 200}).reply["item"]}
    assert {P["held"], P["returned"]} <= waiting and P["draft"] not in waiting, waiting
    assert not {P["held"], P["returned"]} & {
        line["caseNo"] for line in before.do("query.ListCases", {"limit": 200}).reply["item"]}
    asked = after.do("query.ListObjections", {"state": "OBJECTION_OPEN"}).reply["item"]
    assert [line["caseNo"] for line in asked] == [P["asked"]], asked
    questions = after.do("ticket.ListTickets", {"state": "TICKET_OPEN"}).reply["ticket"]
    assert P["ticket"] in [line["ticketNo"] for line in questions], questions


def the_new_district_decides(town):
    """S30: the new district approves, finds the members, and has what is filed from now on, the draft too."""
    assert decide(town, P["held"], "Approve", "district02").outcome == "APPLIED"
    unit = town.visitor("unit01")
    filed = unit.do("review.SubmitCase", {"case_no": P["draft"]})
    assert filed.ok, filed
    began = int(f"{town.today.year - 1}0101")
    anew = file_case(town, "unit01", VIP_UNIT, work_start_date=began, employment_date=began)[1]
    assert decide(town, anew, "Approve", "district02").outcome == "APPLIED"
    shown = town.visitor("district02", "bus").do(
        "query.FindPersons", {"find": P["member"]["document_no"]}, purpose="02", purpose_ref=P["held"])
    assert shown.ok and len(shown.reply["person"]) == 1, shown


def main():
    quick = {"clock": ["--poll_ms=100"]}
    with Town(seed=61, programs="projector,clock,web", extra=quick) as town:
        tell(town, a_unit_with_much_that_is_open, one_alone_does_not_move_it, everything_open_goes_along,
             the_new_district_decides)


if __name__ == "__main__":
    main()
