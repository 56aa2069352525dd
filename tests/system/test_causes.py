#!/usr/bin/python3
"""Answers that are given often, through real doors: standard replies, and many tickets of one cause.

Rows: S51, S52."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import logbook                                                                   # noqa: E402
from town import Town, at_once, tell, wait_until                                 # noqa: E402

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


# ---- many tickets of one cause ---------------------------------------------------------------

EACH = 80  # tickets of each of three units
TITLE = {"title_zh": "上传增员表失败", "title_en": "Uploads of rosters fail"}
ANSWER = {"answer_zh": "已修复，请重新上传。", "answer_en": "It is mended; please upload again."}


def open_cause(visitor, **change):
    answer = visitor.do("ticket.OpenCause", {"category": "ASK_SYSTEM", **TITLE, **change})
    assert answer.ok, answer
    return answer.reply["causeNo"]


def known(visitor, **asked):
    answer = visitor.do("ticket.ListKnownCauses", asked)
    assert answer.ok, answer
    return {c["causeNo"]: c for c in answer.reply["cause"]}


def only_the_city_records_a_cause(town):
    """S52: and only the body that looks into it shows, says and answers it."""
    info = inside(town, "info01")
    MADE["cause"], MADE["hidden"] = open_cause(info), open_cause(info, title_zh="内部")
    for account in ("district01", "admin01", "unit01", "auditor01"):
        for method, body in (("OpenCause", {"category": "ASK_SYSTEM", **TITLE}),
                             ("AnswerCause", {"cause_no": MADE["cause"], **ANSWER}),
                             ("ListCauses", {"state": "CAUSE_OPEN"}),
                             ("ShowCause", {"cause_no": MADE["cause"]})):
            refused = town.visitor(account, "inside").do("ticket." + method, body)
            assert refused.status == "E_FORBIDDEN", (account, method, refused)
    for method, body in (("EditCause", TITLE), ("AnswerCause", ANSWER)):
        refused = inside(town, "centre01").do("ticket." + method, {"cause_no": MADE["cause"], **body})
        assert (refused.status, refused.reason) == ("E_FORBIDDEN", "cause_elsewhere"), refused


def who_asks_is_told_that_it_is_known(town):
    """S49: from the moment it is shown, to those who ask about its category or a business of it."""
    unit = town.visitor("unit01")
    assert not known(unit)
    show = {"cause_no": MADE["cause"], **TITLE, "shown": True}
    assert inside(town, "info01").do("ticket.EditCause", show).ok
    for visitor in (unit, town.visitor("person01"), town.visitor("community01"), inside(town, "district02")):
        seen = known(visitor, category="ASK_SYSTEM")
        assert set(seen) == {MADE["cause"]} and seen[MADE["cause"]]["titleZh"] == TITLE["title_zh"], seen
        assert int(seen[MADE["cause"]]["sinceUs"]) > 0
    assert not known(unit, category="ASK_PAYMENT") and not known(unit, method="enrolment.AddMember")
    assert known(town.visitor("unit01", "bus"))


def a_district_ties_its_own_to_what_is_shown(town):
    """S52: no other district's, no hidden cause, nothing that lies elsewhere; and unties it."""
    office, number = inside(town, "district01"), ask(town.visitor("unit01"), category="ASK_SYSTEM")
    foreign = ask(town.visitor("unit03"), category="ASK_SYSTEM")
    tie = {"ticket_no": number, "cause_no": MADE["cause"]}
    refused = office.do("ticket.TieTicket", {**tie, "ticket_no": foreign})
    assert (refused.status, refused.reason) == ("E_FORBIDDEN", "relation"), refused
    for change, field in (({"cause_no": MADE["hidden"]}, "cause_no"), ({"cause_no": "1" * 19}, "cause_no")):
        refused = office.do("ticket.TieTicket", {**tie, **change})
        assert (refused.status, refused.field) == ("E_NOT_FOUND", field), refused
    refused = inside(town, "info01").do("ticket.TieTicket", tie)
    assert (refused.status, refused.field) == ("E_NOT_FOUND", "ticket_no"), "it lies with a district"
    assert office.do("ticket.TieTicket", tie).ok and shown(office, number)["causeNo"] == MADE["cause"]
    assert shown(town.visitor("unit01"), number)["causeZh"] == TITLE["title_zh"], "the cause is shown to all"
    again = office.do("ticket.TieTicket", tie)
    assert (again.status, again.reason) == ("E_CASE_STATE", "ticket_tied"), again
    assert office.do("ticket.UntieTicket", {"ticket_no": number}).ok
    assert not shown(office, number)["causeNo"]
    up = {"ticket_no": number, "desk": "INFO_DESK", "note": "上传"}
    assert office.do("ticket.PassUpTicket", up).ok
    assert inside(town, "info01").do("ticket.TieTicket", {**tie, "cause_no": MADE["hidden"]}).ok
    assert not shown(town.visitor("unit01"), number)["causeZh"], "what is hidden is the offices'"
    assert inside(town, "info01").do("ticket.UntieTicket", {"ticket_no": number}).ok
    assert inside(town, "info01").do("ticket.TieTicket", tie).ok
    MADE["info"] = number


def hundreds_of_one_cause(town):
    """Given eighty tickets of each of three units, one unit in English; one is answered by itself."""
    def report(account, office, language):
        unit, district = town.visitor(account), inside(town, office)
        for _ in range(EACH):
            number = ask(unit, category="ASK_SYSTEM", language=language)
            answer = district.surely("ticket.TieTicket", {"ticket_no": number, "cause_no": MADE["cause"]})
            assert answer.ok, answer
            MADE.setdefault(account, []).append(number)
    MADE["before"] = {a: len(told(town.visitor(a))) for a in ("unit01", "unit02", "unit03")}
    at_once(lambda: report("unit01", "district01", "CHINESE"), lambda: report("unit02", "admin01", "CHINESE"),
            lambda: report("unit03", "district02", "ENGLISH"))
    MADE["alone"] = MADE["unit01"].pop()
    alone = {"ticket_no": MADE["alone"], "answer": "单独答复"}
    assert inside(town, "district01").do("ticket.AnswerTicket", alone).ok
    cause = inside(town, "centre01").do("ticket.ShowCause", {"cause_no": MADE["cause"], "limit": 50}).reply
    assert (int(cause["cause"]["waiting"]), len(cause["tie"])) == (3 * EACH + 1, 50), cause["cause"]


def one_answer_is_that_of_each(town):
    """S52: while clock and workers are killed, each ticket gets the answer once, by its own entry, in its own
    language; what was answered before keeps its answer."""
    info, lab = inside(town, "info01"), town.lab
    answered = "select count(*) from ticket_tie where cause_no = %s and done"
    assert info.do("ticket.AnswerCause", {"cause_no": MADE["cause"], **ANSWER}).ok
    for least, program in ((1, "clock"), (60, "worker1"), (120, "worker2")):
        wait_until(lambda: town.rows(answered, MADE["cause"])[0][0] >= least, 60, "answers")
        lab.kill(program)
        lab.restart(program)
    wait_until(lambda: town.rows(answered, MADE["cause"])[0][0] == 3 * EACH + 1, 120, "all answers")
    tickets = [MADE["info"], *MADE["unit01"], *MADE["unit02"], *MADE["unit03"]]
    entries = {t: town.looked_up("ticket.TicketAnsweredTogether", t) for t in tickets}
    assert all(len(found) == 1 for found in entries.values()), {t: len(f) for t, f in entries.items()}
    assert len({found[0][0].position for found in entries.values()}) == len(tickets), "an entry for each"
    assert not town.looked_up("ticket.TicketAnsweredTogether", MADE["alone"])
    spread = [logbook.content(e) for _, e in town.looked_up("ticket.CauseSpread", MADE["cause"])]
    assert max(len(s.tie) for s in spread) <= 200 and sum(len(s.tie) for s in spread) == 3 * EACH + 1, spread
    for account, said in (("unit02", ANSWER["answer_zh"]), ("unit03", ANSWER["answer_en"])):
        last = shown(town.visitor(account), MADE[account][-1])["step"][-1]
        assert (last["what"], last["text"], last["actor"]) == ("answered", said, ""), last
        told_now = [t for t in told(town.visitor(account)) if t == "您的咨询已答复"]
        assert len(told_now) == 50 == len(told(town.visitor(account))), "a message for each, newest first"
    seen = shown(inside(town, "district01"), MADE["unit01"][0])
    assert [(s["what"], s["actor"]) for s in seen["step"]] == [
        ("opened", "unit01"), ("tied", "district01"), ("answered", "info01")], seen["step"]
    own = shown(town.visitor("unit01"), MADE["unit01"][0])["step"]
    assert [s["what"] for s in own] == ["opened", "answered"], own
    assert not known(town.visitor("unit01")), "what is answered is not shown any more"
    print(f"     {len(tickets)} tickets, {len(spread)} pieces")


def what_comes_late_gets_it_at_once(town):
    """S52: tied by the body that answered it; and the sender may open it again, as any other."""
    unit, office = town.visitor("unit02"), inside(town, "admin01")
    number = ask(unit, category="ASK_SYSTEM")
    assert office.do("ticket.PassUpTicket", {"ticket_no": number, "desk": "INFO_DESK", "note": "上传"}).ok
    assert inside(town, "info01").do("ticket.TieTicket", {"ticket_no": number, "cause_no": MADE["cause"]}).ok
    wait_until(lambda: shown(unit, number)["ticket"][0]["state"] == "TICKET_ANSWERED", 30, "the answer")
    assert unit.do("ticket.ReopenTicket", {"ticket_no": number, "note": "还是不行"}).ok
    assert office.do("ticket.AnswerTicket", {"ticket_no": number, "answer": "请换浏览器。"}).ok
    twice = inside(town, "info01").do("ticket.AnswerCause", {"cause_no": MADE["cause"], **ANSWER})
    assert (twice.status, twice.reason) == ("E_CASE_STATE", "cause_over"), twice


def with_more_questions(lab):
    """An account may send a thousand an hour, so that three units make hundreds."""
    shipped = lab._params

    def more():
        folder = shipped()
        file = folder / "wuhan.tsv"
        file.write_text(re.sub(r"^(service(?:\t[^\t]*){2}\t[45](?:\t[^\t]*){6}\t)\d+\t", r"\g<1>1000\t",
                               file.read_text(), flags=re.M))
        return folder
    lab._params = more


def main():
    town = Town(seed=54, programs="projector,clock,web")
    with_more_questions(town.lab)
    with town:
        tell(town, each_office_keeps_its_own, who_answers_sees_the_citys_and_the_own,
             an_answer_says_from_which_edition, only_the_city_records_a_cause,
             who_asks_is_told_that_it_is_known, a_district_ties_its_own_to_what_is_shown,
             hundreds_of_one_cause, one_answer_is_that_of_each, what_comes_late_gets_it_at_once)


if __name__ == "__main__":
    main()
