#!/usr/bin/python3
"""What wakes an open page: its own unit's, district's and person's changes, and nobody else's; a stranger who
knows a roster's number follows it in vain.

Rows: S26, S35, A10, A11. The figures printed are wake-ups of a page while the city commits."""
import http.client
import json
import pathlib
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "lib")]
import rosters                                                  # noqa: E402
from filing import decide, file_case                            # noqa: E402
from town import PLAIN_UNIT, VIP_UNIT, Town, tell, wait_until  # noqa: E402

CITY = 60      # filings of others while a page is open
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="hall-feed-"))


class Page:
    """An open page: what its feed told, in order: (position, {topic})."""

    def __init__(self, town, account, topics, door="outside"):
        visitor = town.visitor(account, door)
        url = town.lab.inside if door == "inside" else town.lab.http
        self.line = http.client.HTTPConnection("127.0.0.1", int(url.rsplit(":", 1)[1]), 60)
        self.line.request("GET", f"/api/v1/feed?topics={topics}",
                          headers={"Authorization": "Bearer " + visitor.token.hex()})
        self.answer = self.line.getresponse()
        assert self.answer.status == 200, self.answer.read()
        self.told = []
        threading.Thread(target=self._listen, daemon=True).start()
        self.woken_up_to(0)  # what happened while it came is not known: all topics
        self.told.clear()

    def _listen(self):
        position = 0
        try:
            for line in iter(lambda: self.answer.readline().decode(), ""):
                if line.startswith("id: "):
                    position = int(line[4:])
                if line.startswith("data: "):
                    self.told.append((position, set(line[6:].strip().split(","))))
        except (OSError, ValueError):
            return

    def woken_up_to(self, position):
        """Waits until it is told of that position; the topics of all that it was told."""
        wait_until(lambda: any(at >= position for at, _ in self.told), 20, f"the page to hear of {position}")
        return set().union(*(topics for _, topics in self.told))

    def close(self):
        self.line.sock.close()


def position_of(answer):
    assert answer.ok, answer
    return int(answer.position)


def add(town, account, unit_no):
    return position_of(town.visitor(account).do("enrolment.AddMember", town.newcomer(unit_no)))


def the_city_wakes_nobody_whom_it_does_not_concern(town):
    """Given an open page of unit 1; when unit 2 files again and again; then it sleeps, and hears of its own
    filing at once."""
    page = Page(town, "unit01", "cases,roster,members")
    began = time.monotonic()
    for _ in range(CITY):
        add(town, "unit02", PLAIN_UNIT)
    took = time.monotonic() - began
    own = add(town, "unit01", VIP_UNIT)
    assert page.woken_up_to(own) == {"cases", "members"}, page.told
    assert len(page.told) == 1, page.told
    print(f"  {CITY + 1} commits in {took:.1f} s: {len(page.told)} wake-up of a page; a feed of the whole "
          f"log woke it up to once a second, {int(took) + 1} times")
    page.close()


def an_office_hears_of_its_own_cases(town):
    """A district's page wakes with a case of its unit; the filer's when it is decided, by the case's own
    number, which another unit follows in vain."""
    own = Page(town, "district01", "cases", "inside")
    filing, case_no = file_case(town)
    filer = Page(town, "unit02", f"cases:{case_no}")
    stranger = Page(town, "unit01", f"cases:{case_no},cases")
    assert own.woken_up_to(1) == {"cases"}
    assert decide(town, case_no, "Approve").ok
    assert filer.woken_up_to(1) == {f"cases:{case_no}"}
    at = add(town, "unit01", VIP_UNIT)
    assert stranger.woken_up_to(at) == {"cases"}, stranger.told
    for page in (own, filer, stranger):
        page.close()


def a_strangers_roster_is_followed_in_vain(town):
    """Given a roster of unit 1 and a page of unit 2 that follows its number; when it runs; then the page of
    unit 1 is woken and that of unit 2 is not."""
    data, _ = rosters.make(FOLDER / "r.xlsx", town, 30, 3)
    handed = rosters.upload(town.visitor("unit01"), VIP_UNIT, data)
    number = handed.reply["rosterNo"]
    own, stranger = Page(town, "unit01", f"roster:{number}"), Page(town, "unit02", f"roster:{number},cases")
    rosters.finished(town.visitor("unit01"), number)
    wait_until(lambda: own.told, 20, "the roster's page to be woken")
    assert {t for _, topics in own.told for t in topics} == {f"roster:{number}"}
    at = add(town, "unit02", PLAIN_UNIT)
    assert stranger.woken_up_to(at) == {"cases"}, stranger.told
    own.close(), stranger.close()


def what_one_may_not_ask_one_may_not_follow(town):
    """The auditor has no cases, the district none of a person's looks without a purpose."""
    for account, door, topics, code in (("auditor01", "inside", "cases", "E_FORBIDDEN"),
                                        ("district01", "inside", "looks", "E_FORBIDDEN"),
                                        ("unit01", "outside", "about", "E_FORBIDDEN"),
                                        ("unit01", "outside", "weather", "E_FORM"),
                                        ("unit01", "outside", "roster:1%0d%0aX", "E_FORM"),
                                        ("unit01", "outside", ",".join(["cases"] * 17), "E_TOO_LONG")):
        code_, _, raw = town.visitor(account, door).raw("GET", f"/api/v1/feed?topics={topics}")
        assert json.loads(raw)["code"] == code, (account, topics, code_, raw)


def main():
    with Town() as town:
        tell(town, the_city_wakes_nobody_whom_it_does_not_concern, an_office_hears_of_its_own_cases,
             a_strangers_roster_is_followed_in_vain, what_one_may_not_ask_one_may_not_follow)


if __name__ == "__main__":
    main()
