#!/usr/bin/python3
"""Answers that are given often, through real doors: standard replies, and many tickets of one cause.

Rows: S51, S52."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from town import Town, tell                                             # noqa: E402

SCRIPT = "<script>alert(1)</script> 按上年月平均工资核定。"
MADE = {}


def inside(town, account):
    return town.visitor(account, "inside")


def ask(visitor, **change):
    answer = visitor.do("ticket.OpenTicket", {"kind": "QUESTION", "category": "ASK_PAYMENT", "title": "基数",
                                              "text": "基数怎么定？", **change})
    assert answer.ok, answer
    return answer.reply["ticketNo"]


def shown(visitor, ticket_no):
    answer = visitor.do("ticket.ShowTicket", {"ticket_no": ticket_no})
    assert answer.ok, answer
    return answer.reply


def told(visitor):
    answer = visitor.do("notification.ListMessages", {"limit": 50})
    assert answer.ok, answer
    return [m["titleZh"] for m in answer.reply["message"]]


# ---- standard replies ------------------------------------------------------------------------


def words(**change):
    return {"category": "ASK_PAYMENT", "title": "缴费基数", "text_zh": SCRIPT, "text_en": "By last year's wage.",
            **change}


def offered(visitor, **asked):
    answer = visitor.do("ticket.ListReplies", {"category": "ASK_PAYMENT", **asked})
    assert answer.ok, answer
    return {r["replyNo"]: r for r in answer.reply["reply"]}


def each_office_keeps_its_own(town):
    """S51: the centre the city's, the information centre those about the hall, an administrator the
    district's; nobody else, and nobody another's."""
    for account in ("district01", "auditor01", "unit01", "person01"):
        refused = town.visitor(account, "inside").do("ticket.WriteReply", words())
        assert refused.status == "E_FORBIDDEN", (account, refused)
    for account, name in (("centre01", "city"), ("admin01", "district")):
        MADE[name] = inside(town, account).do("ticket.WriteReply", words(title=name)).reply["replyNo"]
    wrong = inside(town, "info01").do("ticket.WriteReply", words())
    assert (wrong.status, wrong.reason) == ("E_FORBIDDEN", "reply_elsewhere"), wrong
    assert inside(town, "info01").do("ticket.WriteReply", words(category="ASK_SYSTEM")).ok
    for account, name in (("admin01", "city"), ("centre01", "district"), ("info01", "city")):
        edit = {"reply_no": MADE[name], "edition": 1, **words()}
        del edit["category"]
        for method, body in (("EditReply", edit), ("WithdrawReply", {"reply_no": MADE[name]})):
            refused = inside(town, account).do("ticket." + method, body)
            assert (refused.status, refused.field) == ("E_NOT_FOUND", "reply_no"), (account, method, refused)


def who_answers_sees_the_citys_and_the_own(town):
    """S51: by category; another district's are not there, whatever number one names."""
    assert set(offered(inside(town, "district01"))) == {MADE["city"], MADE["district"]}
    assert set(offered(inside(town, "district02"))) == set(offered(inside(town, "info01"))) == {MADE["city"]}
    assert not offered(inside(town, "district01"), category="ASK_BATCH")
    refused = inside(town, "district02").do("ticket.ShowReply", {"reply_no": MADE["district"]})
    assert (refused.status, refused.field) == ("E_NOT_FOUND", "reply_no"), refused
    assert offered(inside(town, "district02"))[MADE["city"]]["textZh"] == SCRIPT, "as it was typed"


def an_answer_says_from_which_edition(town):
    """S51: the officer changed its words; what it was made from stays, whatever becomes of the reply. The
    sender reads the answer and no number of the office."""
    unit, office = town.visitor("unit01"), inside(town, "district01")
    number, english = ask(unit), ask(unit, language="ENGLISH")
    assert [shown(office, n)["language"] for n in (number, english)] == ["LANGUAGE_UNKNOWN", "ENGLISH"]
    none = office.do("ticket.AnswerTicket", {"ticket_no": number, "answer": "好", "reply_no": MADE["city"],
                                             "reply_edition": 2})
    assert (none.status, none.field) == ("E_NOT_FOUND", "reply_no"), none
    assert office.do("ticket.AnswerTicket", {"ticket_no": number, "answer": "您好。" + SCRIPT,
                                             "reply_no": MADE["city"], "reply_edition": 1}).ok
    edit = {"reply_no": MADE["city"], "edition": 1, "title": "新", "text_zh": "新口径", "text_en": "new"}
    assert inside(town, "centre01").do("ticket.EditReply", edit).reply["edition"] == 2
    late = inside(town, "centre01").do("ticket.EditReply", edit)
    assert (late.status, late.reason) == ("E_VERSION", "reply_edited"), late
    last = shown(office, number)["step"][-1]
    assert (last["replyNo"], last["replyEdition"], last["text"]) == (MADE["city"], 1, "您好。" + SCRIPT), last
    mine = shown(unit, number)["step"][-1]
    assert (mine["text"], mine["replyNo"]) == ("您好。" + SCRIPT, ""), mine
    editions = office.do("ticket.ShowReply", {"reply_no": MADE["city"]}).reply["reply"]
    assert [(r["edition"], r["textZh"]) for r in editions] == [(1, SCRIPT), (2, "新口径")], editions
    assert inside(town, "centre01").do("ticket.WithdrawReply", {"reply_no": MADE["city"]}).ok
    assert set(offered(office)) == {MADE["district"]}
    assert set(offered(office, withdrawn="true")) == {MADE["city"]}
    gone = office.do("ticket.AnswerTicket", {"ticket_no": english, "answer": "y", "reply_no": MADE["city"],
                                             "reply_edition": 2})
    assert (gone.status, gone.reason) == ("E_CASE_STATE", "reply_withdrawn"), gone
    foreign = ask(town.visitor("unit03"))
    other = inside(town, "district02").do("ticket.AnswerTicket", {
        "ticket_no": foreign, "answer": "y", "reply_no": MADE["district"], "reply_edition": 1})
    assert (other.status, other.field) == ("E_NOT_FOUND", "reply_no"), other
    assert len(editions) == 2 and shown(office, number)["step"][-1]["replyEdition"] == 1


def main():
    with Town(seed=54, programs="projector,clock,web") as town:
        tell(town, each_office_keeps_its_own, who_answers_sees_the_citys_and_the_own,
             an_answer_says_from_which_edition)


if __name__ == "__main__":
    main()
