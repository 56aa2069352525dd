#!/usr/bin/python3
"""Questions and problem reports through real doors: who sees them, who answers, and their way up.

Rows: S49, S50, S51, S52. Chapters of one hall: later its time has moved on."""
import hashlib
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                   # noqa: E402
import scans                                                                     # noqa: E402
from town import (DISTRICT, OTHER_DISTRICT, PLAIN_UNIT, Town, Visitor, tell,     # noqa: E402
                  wait_until)

SECRET = "扣款两次的银行流水"
SCREEN = {"method": "enrolment.AddMember", "page": "/unit/file/enrolment.AddMember", "code": "E_ID_CHECK"}
MADE = {}
CITY = {"CENTRE_DESK": "centre01", "INFO_DESK": "info01"}


def body(**change):
    return {"kind": "QUESTION", "category": "ASK_PAYMENT", "title": "缴费问题", "text": SECRET, **change}


def ask(visitor, **change):
    answer = visitor.do("ticket.OpenTicket", body(**change))
    assert answer.ok, answer
    return answer.reply["ticketNo"]


def district(town, account="district01"):
    return town.visitor(account, "inside")


def shown(visitor, ticket_no):
    answer = visitor.do("ticket.ShowTicket", {"ticket_no": ticket_no})
    assert answer.ok, answer
    return answer.reply


def steps(visitor, ticket_no):
    return [(s["what"], s["desk"]) for s in shown(visitor, ticket_no)["step"]]


def queue(visitor, state="TICKET_OPEN"):
    answer = visitor.do("ticket.ListTickets", {"state": state, "limit": 200})
    assert answer.ok, answer
    return {t["ticketNo"]: t for t in answer.reply["ticket"]}


def own(visitor):
    answer = visitor.do("ticket.ListOwnTickets")
    assert answer.ok, answer
    return [t["ticketNo"] for t in answer.reply["ticket"]]


def told(visitor):
    answer = visitor.do("notification.ListMessages", {"limit": 50})
    assert answer.ok, answer
    return [m["titleZh"] for m in answer.reply["message"]]


def attach(visitor, data):
    return scans.hand_in(visitor, data, "picture", "ticket/attachment")


def fetch(visitor, ticket_no, scan_no):
    asked = urllib.parse.urlencode({"ticket_no": ticket_no, "scan_no": scan_no})
    return visitor.raw("GET", "/api/v1/ticket/attached?" + asked)


def each_business_leads_to_its_questions(town):
    """S49 (check): every entry of the guide names the category of the questions about it, and a question that
    names the business comes under that."""
    listed = Visitor(town, None, "outside").do("query.ListBusinesses").reply["business"]
    assert listed and all(b["question"] != "NO_QUESTION" for b in listed if b["kind"]), listed
    unit = town.visitor("unit01")
    for b in listed:
        if b["kind"] in ("B01", "B12"):
            number = unit.do("ticket.OpenTicket", body(category="NO_QUESTION", method=b["method"]))
            assert number.ok, number
            assert queue(district(town))[number.reply["ticketNo"]]["category"] == b["question"]


def what_says_nothing_is_refused(town):
    """S50: blank words, no category, a page with numbers in it, a business or an answer that there is not."""
    unit = town.visitor("unit01")
    for change, status, field in (({"title": "　"}, "E_REQUIRED", "title"),
                                  ({"text": " \n "}, "E_REQUIRED", "text"),
                                  ({"category": "NO_QUESTION"}, "E_REQUIRED", "category"),
                                  ({"kind": "TICKET_NONE"}, "E_REQUIRED", "kind"),
                                  ({"page": "/unit/people/4201000002"}, "E_FORM", "page"),
                                  ({"page": "/unit?name=张三"}, "E_FORM", "page"),
                                  ({"method": "enrolment.Nothing"}, "E_CODE_VALUE", "method"),
                                  ({"code": "张三"}, "E_CODE_VALUE", "code"),
                                  ({"text": "字" * 2001}, "E_TOO_LONG", "text"),
                                  ({"attachment": ["1" * 64]}, "E_NOT_FOUND", "attachment"),
                                  ({"unit_no": PLAIN_UNIT}, "E_FORBIDDEN", "unit_no")):
        answer = unit.do("ticket.OpenTicket", body(**change))
        assert (answer.status, answer.field) == (status, field), (change, answer)
    for account in ("district01", "centre01", "auditor01"):
        refused = town.visitor(account, "inside").do("ticket.OpenTicket", body())
        assert refused.status == "E_FORBIDDEN", (account, refused)
    assert Visitor(town, None, "outside").do("ticket.OpenTicket", body()).status == "E_TOKEN"


def a_report_has_number_screen_and_files(town):
    """S50 (check): a report gets a number, its screen and its attachments, and lies sealed."""
    unit = town.visitor("unit01")
    picture = scans.png(uuid.uuid4().bytes.hex().encode())
    scan_no = attach(unit, picture).reply["scanNo"]
    MADE["report"] = number = ask(unit, kind="PROBLEM", attachment=[scan_no], **SCREEN)
    MADE["scan"], MADE["picture"] = scan_no, picture
    seen = shown(unit, number)
    assert (seen["page"], seen["code"], seen["text"]) == (SCREEN["page"], SCREEN["code"], SECRET), seen
    assert [f["scanNo"] for f in seen["file"]] == [scan_no] and seen["ticket"][0]["attachments"] == 1, seen
    assert steps(unit, number) == [("opened", "DISTRICT_DESK")] and seen["step"][0]["actor"] == "unit01"
    for reader in (unit, district(town)):
        code, headers, data = fetch(reader, number, scan_no)
        assert code == 200 and data == picture and headers["Content-Type"] == "image/png", (code, data[:40])
    assert number in own(unit)
    lies = subprocess.run(["grep", "-rlaF", SECRET, str(town.lab.data)], capture_output=True, text=True)
    assert lies.returncode == 1, lies.stdout


def a_file_is_taken_by_its_content(town):
    """S50: odd files are refused, the same content lies once, and its number alone opens nothing."""
    unit, other = town.visitor("unit01"), town.visitor("unit02")
    for data, reason in ((b"MZ a program", "scan_form"), (scans.png() + b"PK\3\4", "scan_cut"),
                         (scans.pdf(b"/OpenAction <</S /JavaScript /JS (x)>>"), "scan_runs")):
        answer = attach(unit, data)
        assert (answer.status, answer.field, answer.reason) == ("E_FORM", "file", reason), answer
    assert attach(Visitor(town, None, "outside"), scans.png()).status == "E_TOKEN"
    assert attach(district(town), scans.png()).status == "E_FORBIDDEN", "offices answer in words"
    stolen = other.do("ticket.OpenTicket", body(attachment=[MADE["scan"]]))
    assert (stolen.status, stolen.reason) == ("E_NOT_FOUND", "scan_unknown"), stolen
    assert attach(other, MADE["picture"]).reply["scanNo"] == MADE["scan"], "one content, one number"
    number = ask(other, attachment=[MADE["scan"]])
    assert fetch(other, number, MADE["scan"])[0] == 200
    assert fetch(other, MADE["report"], MADE["scan"])[0] in (403, 404), "by the other's ticket"
    assert fetch(other, number, "0" * 64)[0] == 404, "a guessed number"
    assert town.rows("select count(*) from scan where scan_no = %s", MADE["scan"]) == [(1,)]
    assert fetch(town.visitor("district02", "inside"), MADE["report"], MADE["scan"])[0] == 403


def a_photo_tells_no_place(town):
    """S50: given photos with place, maker and words beside the picture, the picture alone is kept, the
    right way up; its number is that of what is kept. What is not whole is refused."""
    unit, text = town.visitor("unit02"), uuid.uuid4().bytes.hex().encode()
    phone = scans.exif(turn=6) + scans.segment(0xed, b"Photoshop 3.0\0") + scans.segment(0xfe, b"home")
    bare = {"jpeg": scans.jpeg(text, scans.turned(6)), "png": scans.png(text), "upright": scans.jpeg(text),
            "pdf": scans.pdf(b"/Author ( ) /Name (%s)" % text)}
    came = {"jpeg": scans.jpeg(text, phone), "png": scans.png(text, b"30.5N"),
            "upright": scans.jpeg(text, scans.exif()),
            "pdf": scans.pdf(b"/Author (A) /Name (%s)" % text)}
    for name, data in came.items():
        kept = attach(unit, data)
        assert kept.ok and kept.reply["scanNo"] == attach(unit, bare[name]).reply["scanNo"], (name, kept)
        digest, size = town.rows("select file_digest, file_bytes from scan where scan_no = %s",
                                 kept.reply["scanNo"])[0]
        assert (digest, size) == (hashlib.new("sm3", bare[name]).hexdigest(), len(bare[name])), name
        code, _, read = fetch(unit, ask(unit, attachment=[kept.reply["scanNo"]]), kept.reply["scanNo"])
        assert code == 200 and read == bare[name], (name, read)
    for broken in (scans.jpeg(text, b"\xff\xe1\xff\xff"), scans.jpeg(text, b"\xff\xe1\0\1"),
                   scans.png(text)[:33] + b"\xff\xff\xff\xffeXIf" + scans.png(text)[33:]):
        refused = attach(unit, broken)
        assert (refused.status, refused.reason) == ("E_FORM", "scan_cut"), refused
    files = {path.name for path in (town.lab.data / "files").rglob("*") if len(path.name) == 64}
    known = {number for number, in town.rows("select scan_no from scan")}
    assert files == known, ("what came in as it was is gone", files - known)


def only_the_own_district_sees_it(town):
    """S51 (check): neither another district, nor the city, nor another unit, until it is moved."""
    unit, number = town.visitor("unit01"), MADE["report"]
    assert queue(district(town))[number]["districtCode"] == DISTRICT
    for account in ("district02", "centre01", "info01"):
        visitor = town.visitor(account, "inside")
        assert number not in queue(visitor) and number not in queue(visitor, "TICKET_ESCALATED"), account
        for method, more in (("ShowTicket", {}), ("AnswerTicket", {"answer": "好"}),
                             ("SendBackTicket", {"note": "退"}), ("PassUpTicket", {"desk": 2, "note": "上"})):
            refused = visitor.do("ticket." + method, {"ticket_no": number, **more})
            assert refused.status in ("E_FORBIDDEN", "E_NOT_FOUND"), (account, method, refused)
    for account in ("unit02", "person01", "community01"):
        visitor = town.visitor(account)
        assert number not in own(visitor)
        for method, more in (("ShowTicket", {}), ("ReopenTicket", {"note": "再"}),
                             ("RateTicket", {"rating": 1})):
            refused = visitor.do("ticket." + method, {"ticket_no": number, **more})
            assert (refused.status, refused.reason) == ("E_FORBIDDEN", "relation"), (account, method, refused)
    assert steps(unit, number) == [("opened", "DISTRICT_DESK")], "nothing happened to it"


def a_persons_district_is_that_of_the_last_unit_or_community(town):
    """S51 (check): of somebody in a unit, and of one who pays alone."""
    for account in ("person01", "person02"):
        person = town.visitor(account)
        number = ask(person)
        code, = town.rows("select district_code from ticket where ticket_no = %s", number)[0]
        office = {DISTRICT: "district01", OTHER_DISTRICT: "district02"}[code]
        assert number in queue(district(town, office)), account
        assert own(person)[0] == number, account
    assert ask(town.visitor("community01"))


def the_district_answers(town):
    """S51 (check): the sender is told and reads it; blank it is no answer; a second one there is not."""
    unit, office, number = town.visitor("unit01"), district(town), MADE["report"]
    blank = office.do("ticket.AnswerTicket", {"ticket_no": number, "answer": "　"})
    assert (blank.status, blank.field) == ("E_REQUIRED", "answer"), blank
    early = unit.do("ticket.RateTicket", {"ticket_no": number, "rating": 5})
    assert (early.status, early.reason) == ("E_CASE_STATE", "ticket_unanswered"), early
    answer = office.do("ticket.AnswerTicket", {"ticket_no": number, "answer": "请核对第18位。"})
    assert answer.ok and answer.reply["state"] == "TICKET_ANSWERED", answer
    last = shown(unit, number)["step"][-1]
    assert (last["what"], last["text"], last["actor"]) == ("answered", "请核对第18位。", ""), last
    assert shown(office, number)["step"][-1]["actor"] == "district01"
    assert told(unit)[0] == "您的咨询已答复", told(unit)
    again = office.do("ticket.AnswerTicket", {"ticket_no": number, "answer": "再答"})
    assert (again.status, again.reason) == ("E_CASE_STATE", "ticket_over"), again


def the_sender_opens_it_again_rates_and_ends_it(town):
    """S50: what does not answer it is said, with the district once more; then he rates the answer."""
    unit, office, number = town.visitor("unit01"), district(town), MADE["report"]
    blank = unit.do("ticket.ReopenTicket", {"ticket_no": number, "note": " "})
    assert (blank.status, blank.field) == ("E_REQUIRED", "note"), blank
    assert unit.do("ticket.ReopenTicket", {"ticket_no": number, "note": "还是不行"}).ok
    assert number in queue(office, "TICKET_REOPENED")
    assert office.do("ticket.AnswerTicket", {"ticket_no": number, "answer": "已更正。"}).ok
    for rating in (0, 6):
        assert unit.do("ticket.RateTicket", {"ticket_no": number, "rating": rating}).field == "rating"
    assert unit.do("ticket.RateTicket", {"ticket_no": number, "rating": 4, "note": "谢谢"}).ok
    twice = unit.do("ticket.RateTicket", {"ticket_no": number, "rating": 5})
    assert (twice.status, twice.reason) == ("E_CASE_STATE", "ticket_rated"), twice
    assert queue(office, "TICKET_CLOSED")[number]["rating"] == 4
    went = [what for what, _ in steps(unit, number)]
    assert went == ["opened", "answered", "reopened", "answered", "rated"], went
    assert len(shown(unit, number)["level"]) == 2, "two stays at the district"
    assert unit.do("ticket.ReopenTicket", {"ticket_no": number, "note": "又出现了"}).ok, "a closed one as well"
    assert office.do("ticket.AnswerTicket", {"ticket_no": number, "answer": "再次更正。"}).ok


def nobody_skips_the_district(town):
    """S52 (check): up with a note, by the district alone; the city answers or gives it back, with a note."""
    unit, office = town.visitor("unit01"), district(town)
    for desk, account in CITY.items():
        number, city = ask(unit), town.visitor(account, "inside")
        other = town.visitor(CITY[next(d for d in CITY if d != desk)], "inside")
        up = {"ticket_no": number, "desk": desk, "note": "涉及全市口径"}
        assert city.do("ticket.PassUpTicket", up).status == "E_FORBIDDEN"
        for change, status, field in (({"note": "　"}, "E_REQUIRED", "note"),
                                      ({"desk": "DISTRICT_DESK"}, "E_CODE_VALUE", "desk")):
            refused = office.do("ticket.PassUpTicket", {**up, **change})
            assert (refused.status, refused.field) == (status, field), refused
        assert office.do("ticket.PassUpTicket", up).ok
        assert number in queue(city, "TICKET_ESCALATED") and number not in queue(other, "TICKET_ESCALATED")
        assert other.do("ticket.ShowTicket", {"ticket_no": number}).status == "E_NOT_FOUND"
        stays = office.do("ticket.AnswerTicket", {"ticket_no": number, "answer": "我来答"})
        assert (stays.status, stays.reason) == ("E_CASE_STATE", "ticket_elsewhere"), stays
        assert city.do("ticket.SendBackTicket", {"ticket_no": number, "note": "请先核对凭证"}).ok
        assert number in queue(office) and number not in queue(city, "TICKET_ESCALATED")
        assert city.do("ticket.ShowTicket", {"ticket_no": number}).status == "E_NOT_FOUND", "it is moved away"
        assert office.do("ticket.PassUpTicket", up).ok
        assert city.do("ticket.AnswerTicket", {"ticket_no": number, "answer": "按新口径办理。"}).ok
        seen = shown(unit, number)
        assert [(s["what"], s["desk"]) for s in seen["step"]] == [
            ("opened", "DISTRICT_DESK"), ("passed_up", desk), ("sent_back", "DISTRICT_DESK"),
            ("passed_up", desk), ("answered", desk)], seen["step"]
        assert [s["text"] for s in seen["step"]][1:3] == ["涉及全市口径", "请先核对凭证"]
        levels = seen["level"]
        assert [level["desk"] for level in levels] == ["DISTRICT_DESK", desk, "DISTRICT_DESK", desk]
        assert all(level["untilUs"] == after["sinceUs"] for level, after in zip(levels, levels[1:])), levels
        assert levels[-1]["untilUs"] == seen["step"][-1]["atUs"], "the answer stops the time"
        assert told(unit)[:4] == ["您的咨询已答复", "您的咨询已上交市级机构", "您的咨询已转回区社保处",
                                  "您的咨询已上交市级机构"]


def two_officers_at_once(town):
    """S51: of two answers at the same moment one is the answer, and the other is told."""
    number, got = ask(town.visitor("unit02")), []

    def answer(account):
        visitor = Visitor(town, account, "inside")
        got.append(visitor.surely("ticket.AnswerTicket", {"ticket_no": number, "answer": account}))
    both = [threading.Thread(target=answer, args=(account,)) for account in ("district01", "admin01")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(a.status for a in got) == ["E_CASE_STATE", "OK"], got
    assert [what for what, _ in steps(town.visitor("unit02"), number)] == ["opened", "answered"]


def hundreds_of_tickets_a_minute(town):
    """S50: an account sends so many an hour as the city says; others are not kept from asking."""
    unit, got = town.visitor("unit03"), []

    def send():
        visitor = Visitor(town, "unit03", "outside")
        got.extend(visitor.surely("ticket.OpenTicket", body()) for _ in range(50))
    several = [threading.Thread(target=send) for _ in range(4)]
    for thread in several:
        thread.start()
    for thread in several:
        thread.join()
    taken = [a for a in got if a.ok]
    assert len(taken) == 10 == len(own(unit)), len(taken)
    assert {(a.status, a.reason, a.http) for a in got if not a.ok} == {("E_TOO_OFTEN", "tickets_many", 429)}
    assert ask(town.visitor("unit02"))


def what_lies_there_is_a_look(town):
    """S51: an officer who reads a person's question leaves an entry; the person himself none."""
    number = ask(town.visitor("person01"))
    person_no, = town.rows("select person_no from ticket where ticket_no = %s", number)[0]
    looks = "select count(*) from look where person_no = %s and method = 'ticket.ShowTicket'"
    before = town.rows(looks, person_no)
    shown(town.visitor("person01"), number)
    assert town.rows(looks, person_no) == before
    shown(district(town), number)
    after, = town.rows(looks, person_no)[0]
    assert after == before[0][0] + 1, (before, after)


def a_person_asks_why_at_a_look(town):
    """S50: the list of looks says by when the answer is there, and the question names the look; nobody asks
    about another's look."""
    person, other = town.visitor("person01"), town.visitor("person02")
    person_no, = town.rows("select person_no from account where account_no = 'person01'")[0]
    looks = person.do("query.ListLooks", {"person_no": person_no}).reply
    look = next(one for one in looks["look"] if one["method"] == "ticket.ShowTicket")
    asked = {"kind": "LOOK_QUESTION", "category": "ASK_RECORD", "look_no": look["lookNo"]}
    stranger = other.do("ticket.OpenTicket", body(**asked))
    assert (stranger.status, stranger.field) == ("E_NOT_FOUND", "look_no"), stranger
    made = person.do("ticket.OpenTicket", body(**asked))
    assert made.ok and made.reply["dueAtUs"] == looks["askDueUs"] != "0", (made, looks["askDueUs"])
    mine = person.do("ticket.ListOwnTickets").reply["ticket"][0]
    assert (mine["ticketNo"], mine["lookNo"]) == (made.reply["ticketNo"], look["lookNo"]), mine
    assert shown(district(town), made.reply["ticketNo"])["lookNo"] == look["lookNo"]


# ---- the clock -------------------------------------------------------------------------------


def ends(town, type, ticket_no):
    """(method, actor) of every such event of the ticket in the log."""
    return [(entry.method, entry.actor) for entry, _ in town.looked_up(type, ticket_no)]


def row(town, name, fields):
    return town.rows(f"select {fields} from ticket where ticket_no = %s", MADE[name])[0]


def tickets_are_left_alone(town):
    """Given two tickets at the district, one of them about the hall itself, and an answered one."""
    unit = town.visitor("unit02")
    MADE["late"], MADE["fault"], MADE["good"] = ask(unit), ask(unit, category="ASK_SYSTEM"), ask(unit)
    assert district(town).do("ticket.AnswerTicket", {"ticket_no": MADE["good"], "answer": "是。"}).ok


def before_its_time_nothing_happens(town):
    """S52: a minute before the end of the second working day the clock lets it lie."""
    wait_until(lambda: town.lab.log.read_text(errors="replace").count("clock_started"), 20, "the clock")
    hall = hallbus.Hall(town.lab.front.split(","), town.lab.keys_dir, "clock")
    for method, name in (("EscalateTicket", "late"), ("EndTicket", "good"), ("EndTicket", "late")):
        answer, _ = hall.call("ticket." + method, {"ticket_no": MADE[name]})
        assert hallbus.status_name(answer.status) == "E_CASE_STATE", (method, name, answer)
    assert row(town, "late", "state, desk") == (1, 1)


def after_two_working_days_it_goes_up(town):
    """S52 (check): once each, by the clock, to the body to which its category belongs; the sender is told."""
    for name, account in (("late", "centre01"), ("fault", "info01")):
        city, number = town.visitor(account, "inside"), MADE[name]
        wait_until(lambda: number in queue(city, "TICKET_ESCALATED"), 30, f"{name} to go up")
        assert ends(town, "ticket.TicketEscalated", number) == [("ticket.EscalateTicket", "clock")]
        assert steps(town.visitor("unit02"), number)[-1][0] == "escalated"
    assert "您的咨询逾期未答复，已自动上交市级机构" in told(town.visitor("unit02"))
    assert row(town, "good", "state") == (3,), "the answered one is left alone"


def what_the_city_leaves_is_late(town):
    """S52: after a downtime of the hall the city's ticket is marked, once, and still lies there."""
    city = town.visitor("centre01", "inside")
    wait_until(lambda: row(town, "late", "overdue") == (True,), 30, "the mark")
    assert ends(town, "ticket.TicketOverdue", MADE["late"]) == [("ticket.EscalateTicket", "clock")]
    assert queue(city, "TICKET_ESCALATED")[MADE["late"]]["overdue"]
    assert city.do("ticket.AnswerTicket", {"ticket_no": MADE["late"], "answer": "迟复为歉。"}).ok
    assert row(town, "late", "state, overdue, due_at_us") == (3, False, 0)


def an_answer_that_stands_closes_it(town):
    """S50: by itself, once; the sender may rate it still, and open it again for a time."""
    unit = town.visitor("unit02")
    wait_until(lambda: row(town, "good", "state") == (5,), 30, "the end")
    assert ends(town, "ticket.TicketEnded", MADE["good"]) == [("ticket.EndTicket", "clock")]
    assert unit.do("ticket.RateTicket", {"ticket_no": MADE["good"], "rating": 5}).ok
    assert unit.do("ticket.ReopenTicket", {"ticket_no": MADE["good"], "note": "又有问题"}).ok


class Chapters:
    """One hall in one folder, whose time is moved on while it is stopped."""

    def __init__(self, data):
        self.data, self.offset_s, self.seed = data, 0, 50

    def at(self, moment_us, *stories, programs="projector,clock,web"):
        """The hall stood still until a moment, and starts; None: at once."""
        if moment_us:
            self.offset_s = moment_us / 1e6 - time.time()
        self.seed += 1
        with Town(seed=self.seed, data=self.data, clock_offset_s=int(self.offset_s),
                  programs=programs) as town:
            tell(town, *stories)
            MADE.update({f"{name} {field}": row(town, name, field)[0] for name in ("late", "good")
                         for field in ("due_at_us", "closes_at_us")})


def main():
    hall, minute = Chapters(pathlib.Path(tempfile.mkdtemp(prefix="hall-tickets-"))), 60 * 1000000
    hall.at(None, each_business_leads_to_its_questions, what_says_nothing_is_refused,
            a_report_has_number_screen_and_files, a_file_is_taken_by_its_content,
            a_photo_tells_no_place, only_the_own_district_sees_it,
            a_persons_district_is_that_of_the_last_unit_or_community, the_district_answers,
            the_sender_opens_it_again_rates_and_ends_it, nobody_skips_the_district, two_officers_at_once,
            hundreds_of_tickets_a_minute, what_lies_there_is_a_look,
            a_person_asks_why_at_a_look, tickets_are_left_alone,
            programs="projector,web")
    hall.at(MADE["late due_at_us"] - minute, before_its_time_nothing_happens)
    hall.at(MADE["late due_at_us"] + minute, after_two_working_days_it_goes_up)
    hall.at(MADE["late due_at_us"] + minute, what_the_city_leaves_is_late)
    hall.at(MADE["good closes_at_us"] + minute, an_answer_that_stands_closes_it)


if __name__ == "__main__":
    main()
