#!/usr/bin/python3
"""The demonstration city is alive when a visitor comes: each login finds something of its own.

Rows: S50, S51, S52, S60, S61, A35, A36, A39."""
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from town import DISTRICT, ROOT, VIP_UNIT, Town, Visitor, tell, wait_until                  # noqa: E402

ELSEWHERE = "198.51.100.23"


def known_to_all(name):
    """A secret of the demonstration as tools/city says it."""
    text = (ROOT / "tools" / "city" / "city.h").read_text().replace("\\\n", "")
    return re.search(rf'#define {name}\s+"([^"]+)"', text).group(1)


def what_is_printed_is_right(town):
    """Share code and key of tools/run are those of the city."""
    text = (ROOT / "tools" / "run").read_text()
    for name in ("CITY_SHARE_CODE", "CITY_PROGRAM_KEY", "CITY_PASSWORD", "CITY_FACTOR"):
        assert known_to_all(name) in text, name


def printed_logins():
    """Those that tools/run shows."""
    text = (ROOT / "tools" / "run").read_text()
    return set(re.findall(r"\b([a-z]+0\d)\b", text[text.index("unit01"):text.index("ctrl-C 停止")]))


def every_login_that_is_printed_opens(town):
    """S61: one of each kind, by the password of all."""
    logins = printed_logins()
    assert len(logins) >= 15, logins
    for account in sorted(logins):
        inside = not account.startswith(("unit", "person", "community"))
        assert Visitor(town, account, "inside" if inside else "outside").role, account


def sessions_from_elsewhere_are_listed(town):
    """S60: the owner sees place and time, is told of it in the inbox, and ends it."""
    for account, door in (("unit01", "outside"), ("person01", "outside"), ("district01", "inside")):
        own = Visitor(town, account, door)
        listed = own.do("identity.ListSessions").reply["session"]
        far = [s for s in listed if s["sourceAddress"] == ELSEWHERE]
        assert len(far) == 1 and len(listed) >= 2, listed
        titles = [m["titleZh"] for m in own.do("notification.ListMessages", {"limit": 50}).reply["message"]]
        assert "在未曾使用过的设备上登录" in titles, titles
    assert own.do("identity.EndOtherSessions").ok
    assert len(own.do("identity.ListSessions").reply["session"]) == 1


def the_mandate_stands_on_both_sides(town):
    """A35: who gave it and who has it find the same one, and it works."""
    own, agent = town.visitor("person01"), town.visitor("person02")
    numbers = []
    for visitor in (own, agent):
        person_no = visitor.do("identity.ShowSession").reply["personNo"]
        listed = visitor.do("access.ListMandates", {"person_no": person_no})
        assert listed.ok, listed
        numbers.append([m["mandateNo"] for side in listed.reply.values() if isinstance(side, list)
                        for m in side])
    assert numbers[0] == numbers[1] and len(numbers[0]) == 1, numbers
    person_no = own.do("identity.ShowSession").reply["personNo"]
    looked = agent.do("query.ListEnrolments", {"person_no": person_no}, acting_for=person_no)
    assert looked.ok, looked
    assert "设立委托" in [m["titleZh"] for m in own.do("notification.ListMessages").reply["message"]]


def the_share_code_shows_its_fields(town):
    """A36: whoever types it sees name and enrolments, and the owner sees the use."""
    stranger = Visitor(town, None, "outside")
    answer = stranger.do("access.UseShare", share_code=known_to_all("CITY_SHARE_CODE"))
    assert answer.ok and {f["field"] for f in answer.reply["shown"]} == {"name", "enrolments"}, answer
    wrong = stranger.do("access.UseShare", share_code="HA11-DEM0-2027")
    assert wrong.status != "OK", wrong


def the_program_key_works(town):
    """A39: the unit's software asks by the key that is printed, from this machine alone."""
    program = Visitor(town, None, "outside")
    headers = {"Authorization": "Bearer " + known_to_all("CITY_PROGRAM_KEY")}
    code, _, raw = program.raw("GET", "/api/v1/query/list-cases?limit=5", headers)
    assert code == 200, raw
    listed = town.visitor("unit01").do("identity.ListProgramKeys", {"unit_no": VIP_UNIT})
    assert [k["name"] for k in listed.reply["key"]] == ["薪酬系统"], listed


def the_city_is_loaded_once(town):
    """A second load finds everything done."""
    counts = " union all ".join(f"select count(*) from {table}" for table in ("mandate", "share", "token"))
    before = town.rows(counts)
    town.lab.hall("city", "--persons", 0, "--demo")
    assert town.rows(counts) == before


def what_waits_was_filed_through_the_doors(town):
    """S35: tools/run has its people file: cases in every state, a roster with failed rows, an objection."""
    subprocess.run([ROOT / "tools" / "liven", town.lab.data / "where"], check=True)
    states = dict(town.rows("select state, count(*) from case_file group by state"))
    draft, pending, returned, rejected, applied = range(1, 6)
    assert states[draft] == states[returned] == states[rejected] == 1, states
    assert states[pending] >= 2 and states[applied] >= 2, states
    wait_until(lambda: town.rows("select from roster where not open"), 20, "the roster to end")
    assert town.rows("select n_rows, n_failed from roster") == [(5, 2)]
    waiting = town.visitor("district01", "inside").do("query.ListObjections", {"state": "OBJECTION_OPEN"})
    assert len(waiting.reply["item"]) == 1, waiting


def questions_lie_with_each_office(town):
    """S50, S51, S52: one in every state at least; district, centre and information centre each have one that
    waits, standard replies to answer it with, and a cause that is known."""
    states = dict(town.rows("select state, count(*) from ticket group by state"))
    assert set(states) == {1, 2, 3, 4, 5}, states
    for account, state in (("district01", "TICKET_OPEN"), ("centre01", "TICKET_ESCALATED"),
                           ("info01", "TICKET_ESCALATED")):
        visitor = town.visitor(account, "inside")
        waiting = visitor.do("ticket.ListTickets", {"state": state}).reply["ticket"]
        assert waiting, account
    replies = town.visitor("district01", "inside").do("ticket.ListReplies", {"category": "ASK_ENROLMENT"})
    assert [r["districtCode"] for r in replies.reply["reply"]] == [DISTRICT], replies
    known = town.visitor("unit01").do("ticket.ListKnownCauses").reply["cause"]
    assert len(known) == 1, known


def each_page_of_appointments_has_something(town):
    """S33, S53, S54, A18: a person's own appointment and free times, a counter-only business, a line with
    somebody at a desk, and a plan with a former one."""
    person, desk = town.visitor("person01"), town.visitor("desk01", "inside")
    person_no = person.do("identity.ShowSession").reply["personNo"]
    own = person.do("appointment.ListBookings", {"person_no": person_no})
    assert "BOOKING_BOOKED" in [b["state"] for b in own.reply["item"]], own
    places = person.do("appointment.ListPlaces", {"office_no": DISTRICT, "section": "B"}).reply["place"]
    assert sum(p["left"] for p in places) > 50, places
    listed = {b["method"]: b for b in person.do("query.ListBusinesses").reply["business"]}
    assert listed["counter.CardAnew"]["presence"], "only at the counter"
    here = {"office_no": DISTRICT, "section": "A", "date": int(town.today.strftime("%Y%m%d"))}
    assert len(desk.do("appointment.ShowLine", here).reply["item"]) >= 3
    board = Visitor(town, None, "inside").do("appointment.ShowBoard", here).reply
    assert board["called"] and board["nameZh"] == "参保登记科", board
    history = town.visitor("admin01", "inside").do("appointment.ListSectionHistory",
                                                   {"office_no": DISTRICT, "section": "B"}).reply["revision"]
    assert len(history) == 2 and history[1]["closed"], history


def main():
    with Town(factor_at_login=True) as town:
        tell(town, what_is_printed_is_right, every_login_that_is_printed_opens,
             sessions_from_elsewhere_are_listed, the_mandate_stands_on_both_sides,
             the_share_code_shows_its_fields, the_program_key_works, the_city_is_loaded_once,
             what_waits_was_filed_through_the_doors,
             questions_lie_with_each_office, each_page_of_appointments_has_something)


if __name__ == "__main__":
    main()
