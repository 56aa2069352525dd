#!/usr/bin/python3
"""Claims through real doors: nobody hoards the queue; cases are given, handed over and found again.

Row: A4."""
import datetime
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import accounts                                                                   # noqa: E402
from filing import decide, file_case                                              # noqa: E402
from town import DISTRICT, PLAIN_UNIT, Town, Visitor, tell                        # noqa: E402

MOST = 30  # deploy/params/wuhan.tsv, kind term


def nobody_hoards_the_queue(town):
    """A4: given a reviewer who holds thirty cases, the next is refused until one is given back."""
    reviewer = town.visitor("district01", "inside")
    cases = [{"case_no": file_case(town)[1]} for _ in range(MOST + 1)]
    for case in cases[:MOST]:
        assert reviewer.do("review.ClaimCase", case).ok
    refused = reviewer.do("review.ClaimCase", cases[MOST])
    assert (refused.status, refused.reason) == ("E_CASE_STATE", "claims_many"), refused
    assert reviewer.do("review.ClaimCase", cases[0]).ok, "one's own is claimed again"
    assert town.visitor("admin01", "inside").do("review.ClaimCase", cases[MOST]).ok, "others go on"
    assert reviewer.do("review.ReleaseCase", cases[0]).ok
    assert reviewer.do("review.ClaimCase", {"case_no": file_case(town)[1]}).ok
    # a second login of the same reviewer is the same reviewer
    again = Visitor(town, "district01", "inside").do("review.ClaimCase", {"case_no": file_case(town)[1]})
    assert again.reason == "claims_many", again


def offered(visitor, **body):
    answer = visitor.do("review.OfferCase", body)
    assert answer.ok, answer
    return answer.reply["accountNo"]


def cases_go_to_whoever_has_least_to_do(town):
    """A4: given three reviewers at their desks, of nine cases each is given three; nobody takes another's,
    and what was not wanted goes back."""
    head = town.visitor("admin01", "inside")
    three = [town.visitor(f"reviewer{i:02}", "inside") for i in (4, 5, 6)]
    town.visitor("district01", "inside").do("review.TakeLeave", days(town, 0, 2))
    got = [offered(head, case_no=file_case(town)[1]) for _ in range(9)]
    assert sorted(got.count(f"reviewer{i:02}") for i in (4, 5, 6)) == [3, 3, 3], got
    waiting = three[0].do("query.ListCases", {"state": "PENDING", "claimed": "CLAIMED_OFFERED"}).reply["item"]
    assert len(waiting) == 3 and {line["offeredTo"] for line in waiting} == {"reviewer04"}, waiting
    case = {"case_no": waiting[0]["caseNo"]}
    refused = three[1].do("review.ClaimCase", case)
    assert (refused.status, refused.reason) == ("E_CASE_CLAIMED", "offered"), refused
    assert three[0].do("review.ReleaseCase", case).ok and three[1].do("review.ClaimCase", case).ok
    shown = {line["accountNo"]: line for line in head.do("query.ListReviewers").reply["item"]}
    assert [(shown[f"reviewer{i:02}"]["held"], shown[f"reviewer{i:02}"]["offered"]) for i in (4, 5, 6)] == [
        (0, 2), (1, 3), (0, 3)], shown


def days(town, first, last):
    at = [int((town.today + datetime.timedelta(days=n)).strftime("%Y%m%d")) for n in (first, last)]
    return {"from_date": at[0], "until_date": at[1]}


def who_falls_ill_hands_over(town):
    """A4: a reviewer hands a case to a colleague; who is recorded as away holds nothing any more and is given
    nothing; he is back when that ends. A stranger does not record his leave."""
    ill, other = town.visitor("reviewer05", "inside"), town.visitor("reviewer06", "inside")
    head = town.visitor("admin01", "inside")
    mine, handed = ({"case_no": file_case(town)[1]} for _ in range(2))
    assert ill.do("review.ClaimCase", mine).ok and ill.do("review.ClaimCase", handed).ok
    assert offered(ill, account_no="reviewer06", **handed) == "reviewer06"
    assert other.do("review.ClaimCase", handed).ok
    held = other.do("review.OfferCase", {**mine, "account_no": "reviewer04"})
    assert held.status == "E_CASE_CLAIMED", held
    elsewhere = town.visitor("district02", "inside")
    for stranger in (other, elsewhere):
        refused = stranger.do("review.SetLeave", {"account_no": "reviewer05", **days(town, 0, 1)})
        assert refused.status in ("E_FORBIDDEN", "E_NOT_FOUND"), refused
    assert head.do("review.SetLeave", {"account_no": "reviewer05", **days(town, 0, 1)}).ok
    late = ill.do("review.ApproveCase", mine)
    assert late.status == "E_CASE_NOT_CLAIMED", late
    assert ill.do("review.ClaimCase", mine).reason == "on_leave"
    none = head.do("review.OfferCase", {**mine, "account_no": "reviewer05"})
    assert (none.status, none.reason) == ("E_CASE_STATE", "takes_none"), none
    assert other.do("review.ClaimCase", mine).ok
    assert ill.do("review.TakeLeave", {}).ok and other.do("review.ReleaseCase", mine).ok
    assert ill.do("review.ClaimCase", mine).ok


def a_reviewer_finds_what_he_decided(town):
    """S30: given one approved, one returned and one rejected, when he looks for them, then each is there with
    what became of it, the latest first; his administrator reads it, another district does not."""
    mine = town.visitor("reviewer07", "inside")
    made = [file_case(town)[1] for _ in range(3)]
    said = {"Approve": {}, "Return": {"reason": "缺合同"}, "Reject": {"reason": "不在职"}}
    for case_no, (what, words) in zip(made, said.items()):
        assert mine.do("review.ClaimCase", {"case_no": case_no}).ok
        done = mine.do(f"review.{what}Case", {"case_no": case_no, **words})
        assert done.ok, done
    shown = mine.do("query.ListDecided", least_position=done.position).reply["item"]
    assert [(line["caseNo"], line["decision"], line["state"]) for line in shown] == [
        (made[2], "DECISION_REJECTED", "REJECTED"), (made[1], "DECISION_RETURNED", "RETURNED"),
        (made[0], "DECISION_APPROVED", "CASE_APPLIED")], shown
    asked = {"account_no": "reviewer07"}
    assert len(town.visitor("admin01", "inside").do("query.ListDecided", asked).reply["item"]) == 3
    refused = town.visitor("district02", "inside").do("query.ListDecided", asked)
    assert not refused.ok and not refused.reply, refused


def who_is_insured_does_not_decide_about_himself(town):
    """A5: given an officer whom a unit enrols, when he reviews that filing, then it is not his to decide, nor
    is it given to him; a colleague decides."""
    filing = town.newcomer(PLAIN_UNIT)
    him = {field: filing[field] for field in ("document_type", "document_no", "name")}
    made, name = accounts.create(town, "admin01", "DISTRICT_OPERATOR", district_code=DISTRICT, **him)
    assert made.ok, made
    town.begin(name, accounts.OWN)
    officer = accounts.session(town, name, accounts.OWN)
    filed = town.visitor("unit02").do("enrolment.AddMember", filing)
    case = {"case_no": filed.case_no}
    own = officer.do("review.ClaimCase", case)
    assert (own.status, own.reason) == ("E_MAKER_CHECKER", "own_record"), own
    given = town.visitor("admin01", "inside").do("review.OfferCase", {**case, "account_no": name})
    assert (given.status, given.reason) == ("E_MAKER_CHECKER", "not_his"), given
    assert decide(town, filed.case_no, "Approve", "reviewer09").outcome == "APPLIED"


def main():
    with Town(seed=23) as town:
        tell(town, nobody_hoards_the_queue, cases_go_to_whoever_has_least_to_do, who_falls_ill_hands_over,
             a_reviewer_finds_what_he_decided,
             who_is_insured_does_not_decide_about_himself)


if __name__ == "__main__":
    main()
