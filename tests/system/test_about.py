#!/usr/bin/python3
"""What others file about a person: he is told, sees it, and says that it is not right (SIL 4).

Rows: S4."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from town import PLAIN_UNIT, VIP_UNIT, Town, tell                                 # noqa: E402

TOLD = "有一笔涉及您参保信息的业务已办结"
DOCUMENT = "420106199003128011"  # of person01
KEPT = {}


def number_of(town, account):
    return town.rows("select person_no from account where account_no = %s", account)[0][0]


def told(visitor, case_no):
    answer = visitor.do("notification.ListMessages", {"limit": 200})
    assert answer.ok, answer
    return [m["titleZh"] for m in answer.reply["message"] if m["about"] == case_no]


def about(visitor, position):
    answer = visitor.do("query.ListAbout", least_position=position)
    assert answer.ok, answer
    return answer.reply["item"]


def statement(case_no, text="我没有停保，一直在缴费"):
    return {"case_no": case_no, "statement": text}


def what_his_community_files_is_told_to_him(town):
    """SIL 4: the community stops him; he finds the message and the case; nobody else does."""
    him, community = town.visitor("person01"), town.visitor("community01")
    done = community.do("enrolment.SuspendMember", {
        "person_no": number_of(town, "person01"), "name": "程自立", "reason": 229,
        "last_period": town.month()})
    assert done.outcome == "APPLIED", done
    assert told(him, done.case_no) == [TOLD] and not told(town.visitor("person02"), done.case_no)
    line = about(him, done.position)[0]
    assert (line["caseNo"], line["filer"], line["methodZh"]) == (done.case_no, "community01", "停保（减员）"), line
    shown = him.do("query.GetCase", {"case_no": done.case_no})
    assert shown.ok and any(c["value"].startswith("程自立") for c in shown.reply["content"]), shown
    KEPT["case"] = done.case_no


def another_learns_nothing_of_it(town):
    """S5: another's case is refused by the words for one that does not exist, to read and to object to."""
    other, nobodys = town.visitor("person02"), "2026010100000010019"
    for method, ask in (("query.GetCase", lambda c: {"case_no": c}), ("review.ObjectToCase", statement)):
        refused, missing = other.do(method, ask(KEPT["case"])), other.do(method, ask(nobodys))
        assert not refused.ok and (refused.status, refused.field) == (missing.status, missing.field), refused
    assert KEPT["case"] not in [line["caseNo"] for line in other.do("query.ListAbout").reply["item"]]


def what_he_files_himself_tells_him_nothing(town):
    """He knows what he did; it stands in his list all the same, and is no matter for an objection."""
    him = town.visitor("person02")
    done = him.do("enrolment.ResumeMember", {"person_no": number_of(town, "person02"), "name": "夏自强",
                                             "resume_period": town.month(), "tier_percent": 60})
    assert done.outcome == "APPLIED", done
    assert not told(him, done.case_no)
    assert about(him, done.position)[0]["caseNo"] == done.case_no
    own = him.do("review.ObjectToCase", statement(done.case_no))
    assert (own.status, own.reason) == ("E_CASE_STATE", "filed_by_yourself"), own


def he_says_that_it_is_not_right(town):
    """SIL 4: the objection waits at his district, the filer is told; said twice it is refused."""
    him, community = town.visitor("person01"), town.visitor("community01")
    empty = him.do("review.ObjectToCase", statement(KEPT["case"], "　"))
    assert (empty.status, empty.field) == ("E_CASE_REASON", "statement"), empty
    made = him.do("review.ObjectToCase", statement(KEPT["case"]))
    assert made.ok and made.reply["state"] == "OBJECTION_OPEN", made
    again = him.do("review.ObjectToCase", statement(KEPT["case"]))
    assert (again.status, again.reason) == ("E_CASE_STATE", "objected_already"), again
    assert told(community, KEPT["case"]) == ["参保人对您申报的业务提出异议"]
    waiting = town.visitor("district01", "inside").do("query.ListObjections", {"state": "OBJECTION_OPEN"})
    assert [(i["caseNo"], i["statement"]) for i in waiting.reply["item"]] == \
        [(KEPT["case"], "我没有停保，一直在缴费")], waiting
    elsewhere = town.visitor("district02", "inside")
    assert not elsewhere.do("query.ListObjections", {"state": "OBJECTION_OPEN"}).reply["item"]
    refused = elsewhere.do("review.AnswerObjection", {
        "case_no": KEPT["case"], "state": "OBJECTION_UPHELD", "answer": "好"})
    assert not refused.ok, refused


def the_district_answers(town):
    """SIL 4: the answer is told to him and to the filer, and read by him alone of the two persons."""
    him, officer = town.visitor("person01"), town.visitor("district01", "inside")
    answer = {"case_no": KEPT["case"], "state": "OBJECTION_UPHELD", "answer": "社区误报，请持身份证办理续保"}
    done = officer.do("review.AnswerObjection", answer)
    assert done.ok, done
    assert told(him, KEPT["case"])[0] == "您提出的异议已答复"
    own = him.do("query.ListObjections", {"state": "OBJECTION_UPHELD"}, least_position=done.position)
    assert [i["answer"] for i in own.reply["item"]] == ["社区误报，请持身份证办理续保"], own
    late = officer.do("review.AnswerObjection", answer)
    assert (late.status, late.reason) == ("E_CASE_STATE", "objection_answered"), late
    other = town.visitor("person02").do("query.ListObjections", {"state": "OBJECTION_UPHELD"})
    assert other.ok and not other.reply["item"], other
    looks = him.do("query.ListLooks", {"person_no": number_of(town, "person01")}).reply["look"]
    assert ("异议查询", "11") in [(look["titleZh"], look["purpose"]) for look in looks], looks


def what_a_unit_files_is_told_to_him(town):
    """SIL 4: a unit enrols him; when it is applied he is told, and who decided it does not answer him."""
    him, unit = town.visitor("person01"), town.visitor("unit02")
    officer = town.visitor("district01", "inside")
    filing = town.newcomer(PLAIN_UNIT, document_no=DOCUMENT, name="程自立", sex=1, reason=141)
    filed = unit.do("enrolment.AddMember", filing)
    assert filed.outcome == "IN_REVIEW", filed
    assert officer.do("review.ClaimCase", {"case_no": filed.case_no}).ok
    done = officer.do("review.ApproveCase", {"case_no": filed.case_no})
    assert done.outcome == "APPLIED", done
    assert told(him, filed.case_no) == [TOLD]
    assert about(him, done.position)[0]["unitNo"] == PLAIN_UNIT
    own = him.do("review.ObjectToCase", statement(filed.case_no, "我不在这家单位上班"))
    assert own.ok, own
    decided = officer.do("review.AnswerObjection", {
        "case_no": filed.case_no, "state": "OBJECTION_DISMISSED", "answer": "有合同"})
    assert (decided.status, decided.reason) == ("E_MAKER_CHECKER", "objection_own"), decided
    done = town.visitor("admin01", "inside").do("review.AnswerObjection", {
        "case_no": filed.case_no, "state": "OBJECTION_DISMISSED", "answer": "单位已提供您签字的劳动合同"})
    assert done.ok and told(unit, filed.case_no)[0] == "对您申报业务的异议已有结论", done


def a_person_decides_on_demand(town):
    """PIPL 24: what the system decided a person looks at where the unit asks; a stranger cannot ask, and the
    unit is told the result."""
    unit, officer = town.visitor("unit01"), town.visitor("district01", "inside")
    head = town.visitor("admin01", "inside")
    filed = unit.do("enrolment.AddMember", town.newcomer(VIP_UNIT))
    assert filed.outcome == "APPLIED", filed
    ask = {"case_no": filed.case_no, "statement": "请核对生效月份"}
    nobodys = {**ask, "case_no": "2026010100000010019"}
    for stranger in (town.visitor("unit02"), town.visitor("person02"), town.visitor("district02", "inside")):
        refused, missing = stranger.do("review.AskHuman", ask), stranger.do("review.AskHuman", nobodys)
        assert not refused.ok and (refused.status, refused.field) == (missing.status, missing.field), refused
    asked = unit.do("review.AskHuman", ask)
    assert asked.ok, asked
    shown = unit.do("query.GetCase", {"case_no": filed.case_no}, least_position=asked.position).reply
    assert (shown["human"], shown["objection"]) == (True, "OBJECTION_OPEN"), shown
    again = officer.do("review.AskHuman", ask)
    assert (again.status, again.reason) == ("E_CASE_STATE", "human_open"), again
    waiting = officer.do("query.ListObjections", {"state": "OBJECTION_OPEN"}).reply["item"]
    mine = [i for i in waiting if i["caseNo"] == filed.case_no]
    assert [(i["human"], i["statement"]) for i in mine] == [(True, "请核对生效月份")]
    answer = {"case_no": filed.case_no, "state": "OBJECTION_DISMISSED", "answer": "生效月份与合同一致"}
    done = head.do("review.AnswerObjection", answer)
    assert done.ok and told(unit, filed.case_no)[0] == "人工复核已有结论", done
    once_more = unit.do("review.AskHuman", ask)
    assert (once_more.status, once_more.reason) == ("E_CASE_STATE", "human_answered"), once_more


def who_asked_does_not_answer(town):
    """PIPL 24: the officer who sent it to a person is not that person."""
    officer = town.visitor("district01", "inside")
    filed = town.visitor("unit01").do("enrolment.AddMember", town.newcomer(VIP_UNIT))
    assert officer.do("review.AskHuman", {"case_no": filed.case_no}).ok
    own = officer.do("review.AnswerObjection", {
        "case_no": filed.case_no, "state": "OBJECTION_UPHELD", "answer": "有误"})
    assert (own.status, own.reason) == ("E_MAKER_CHECKER", "objection_own"), own


def main():
    with Town(seed=43) as town:
        tell(town, what_his_community_files_is_told_to_him, another_learns_nothing_of_it,
             what_he_files_himself_tells_him_nothing, he_says_that_it_is_not_right, the_district_answers,
             what_a_unit_files_is_told_to_him, a_person_decides_on_demand, who_asked_does_not_answer)


if __name__ == "__main__":
    main()
