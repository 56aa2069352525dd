#!/usr/bin/python3
"""Notices through real doors: who sees what, and when.

Rows: S63. Chapters of one hall, whose time is moved on while it is stopped: before a notice begins, while it
is shown, and when it is over."""
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from town import Town, Visitor, tell, wait_until                                  # noqa: E402

HOUR = 3600
MARKUP = "<script>alert(1)</script> & <b>25日</b>"
MADE = {}


def us(town, hours=0.0):
    return str(int((town.now.timestamp() + hours * HOUR) * 1000000))


def words(town, audience, begins=None, ends=24.0, **more):
    body = {"audience": audience, "title_zh": f"通知{audience}", "title_en": f"Notice {audience}",
            "text_zh": "正文", "text_en": "text", "to_us": us(town, ends), **more}
    return body | ({"from_us": us(town, begins)} if begins is not None else {})


def publish(town, *what, **more):
    answer = town.visitor("centre01", "inside").do("desk.PublishNotice", words(town, *what, **more))
    assert answer.ok, answer
    return answer.reply["noticeNo"]


def seen(visitor, method="desk.ListNotices"):
    """{number: notice} of those that this test has made."""
    answer = visitor.do(method)
    assert answer.ok, answer
    return {n["noticeNo"]: n for n in answer.reply["notice"] if n["noticeNo"] in MADE.values()}


def names(found):
    return {name for name, number in MADE.items() if number in found}


def what_makes_no_sense_is_refused(town):
    """S63: no audience, an end before the beginning, blank words; and only the centre publishes."""
    centre = town.visitor("centre01", "inside")
    for change, status, field in (({"audience": "AUDIENCE_NONE"}, "E_REQUIRED", "audience"),
                                  ({"to_us": us(town, 1), "from_us": us(town, 2)}, "E_DATE_ORDER", "to_us"),
                                  ({"to_us": us(town, -1)}, "E_DATE_ORDER", "to_us"),
                                  ({"text_zh": "　"}, "E_REQUIRED", "text_zh"),
                                  ({"title_en": "x" * 101}, "E_TOO_LONG", "title_en")):
        answer = centre.do("desk.PublishNotice", {**words(town, "EVERYBODY"), **change})
        assert (answer.status, answer.field) == (status, field), (change, answer)
    for account in ("unit01", "district01", "admin01", "info01", "auditor01"):
        answer = town.visitor(account, "inside").do("desk.PublishNotice", words(town, "EVERYBODY"))
        assert answer.status == "E_FORBIDDEN", (account, answer)


def each_audience_sees_its_own(town):
    """S63: guests what is for everybody, each role what is for it, and staff theirs inside only."""
    for audience in ("EVERYBODY", "UNITS", "FLEXIBLE", "COMMUNITIES", "STAFF"):
        MADE[audience] = publish(town, audience)
    MADE["later"] = publish(town, "EVERYBODY", 2.0, 4.0)
    guest = Visitor(town, None, "outside")
    assert names(seen(guest)) == {"EVERYBODY"}
    for account, own in (("unit01", {"UNITS"}), ("person02", {"FLEXIBLE"}),
                         ("community01", {"FLEXIBLE", "COMMUNITIES"}), ("district01", set()),
                         ("centre01", set())):
        for door in ("outside", "inside"):
            assert names(seen(town.visitor(account, door))) == {"EVERYBODY"} | own, (account, door)
    for account in ("district01", "admin01", "centre01", "auditor01", "info01"):
        assert names(seen(town.visitor(account, "inside"), "desk.ListStaffNotices")) == {"STAFF"}, account
        assert town.visitor(account, "outside").do("desk.ListStaffNotices").http == 404, account
    assert town.visitor("unit01", "inside").do("desk.ListStaffNotices").status == "E_FORBIDDEN"
    reviewed = town.visitor("centre01", "inside").do("desk.ReviewNotices", {"audience": "EVERYBODY"}).reply
    assert {MADE["EVERYBODY"], MADE["later"]} <= {n["notice"]["noticeNo"] for n in reviewed["notice"]}


def markup_is_text(town):
    """S63: what was typed is given as it was typed, by a door that says that it is no page."""
    MADE["markup"] = publish(town, "EVERYBODY", text_zh=MARKUP, title_zh="<h1>标题</h1>")
    guest = Visitor(town, None, "outside")
    shown = seen(guest)[MADE["markup"]]
    assert (shown["textZh"], shown["titleZh"]) == (MARKUP, "<h1>标题</h1>")
    _, headers, _ = guest.raw("GET", "/api/v1/desk/list-notices")
    assert headers["Content-Type"].startswith("application/json"), headers
    assert headers["X-Content-Type-Options"] == "nosniff", headers
    _, headers, page = guest.raw("GET", "/notices/" + MADE["markup"])
    assert headers["Content-Type"].startswith("text/html") and b"<script" not in page and b"<b>" not in page
    assert "&lt;h1&gt;标题&lt;/h1&gt;" in page.decode() and "25日" in page.decode(), page


def a_page_shows_what_is_for_everybody(town):
    """S63, S1: without script and login, and the same with one. A business's page says who files it."""
    guest, unit = Visitor(town, None, "outside"), town.visitor("unit01")
    for who in (guest, unit):
        page = who.raw("GET", "/notices")[2].decode()
        assert f"/notices/{MADE['EVERYBODY']}" in page and MADE["UNITS"] not in page, page
        assert who.raw("GET", "/notices/" + MADE["UNITS"])[0] == 404
    page = guest.raw("GET", "/guide/enrolment.AddMember")[2].decode()
    for word in ("增员", "谁可以办", "证件号码", "/api/v1/roster/template?method=enrolment.AddMember",
                 "社会保险法第五十七条", "免费"):
        assert word in page, (word, page)


def a_kind_that_is_not_online_says_so(town):
    """S1, S9: the guide names all kinds by class; one that the hall does not do yet says where it is done,
    and one that another page does leads there."""
    guest = Visitor(town, None, "outside")
    page = guest.raw("GET", "/guide")[2].decode()
    for word in ("登记", "征缴", "申报", "业务查询", "信息查询", "缴费档次变更", "养老账户查询", "尚未开通网上办理"):
        assert word in page, (word, page)
    tier = guest.raw("GET", "/guide/B11")[2].decode()
    for word in ("缴费档次变更", "尚未开通网上办理", "填报内容", "社会保险法第十条", "免费"):
        assert word in tier, (word, tier)
    assert "开始办理" not in tier and "Not online" not in tier
    filed = guest.raw("GET", "/guide/Q01?lang=en")[2].decode()
    assert "/guide/query.ListCases" in filed and "Begins with" in filed, filed


def an_edit_is_a_new_edition(town):
    """S63: what was shown stays on record word for word, and who confirmed it confirms the new one anew."""
    centre, unit = town.visitor("centre01", "inside"), town.visitor("unit01")
    MADE["must"] = number = publish(town, "UNITS", must_read=True, text_zh="截止25日")
    confirm = {"notice_no": number, "edition": 1}
    assert not seen(unit)[number]["confirmed"]
    assert unit.do("desk.ConfirmNotice", confirm).ok and seen(unit)[number]["confirmed"]
    assert not seen(town.visitor("unit02"))[number]["confirmed"]
    assert unit.do("desk.ConfirmNotice", confirm).ok, "a second time changes nothing"
    for account in ("person02", "community01", "district01"):
        assert town.visitor(account).do("desk.ConfirmNotice", confirm).reason == "nothing_to_confirm"
    edit = {"notice_no": number, "edition": 1, **words(town, "UNITS", must_read=True, text_zh="截止27日")}
    assert centre.do("desk.EditNotice", edit).reply["edition"] == 2
    again = centre.do("desk.EditNotice", edit)
    assert (again.status, again.reason) == ("E_VERSION", "edited_meanwhile"), again
    now = seen(unit)[number]
    assert (now["edition"], now["textZh"], now["confirmed"]) == (2, "截止27日", False), now
    old = unit.do("desk.ConfirmNotice", confirm)
    assert (old.status, old.reason) == ("E_VERSION", "edited_meanwhile"), old
    assert unit.do("desk.ConfirmNotice", {**confirm, "edition": 2}).ok
    kept = centre.do("desk.ShowEditions", {"notice_no": number}).reply["notice"]
    assert [(e["edition"], e["textZh"]) for e in kept] == [(1, "截止25日"), (2, "截止27日")], kept
    reviewed = centre.do("desk.ReviewNotices", {"audience": "UNITS"}).reply["notice"]
    assert [n["confirmations"] for n in reviewed if n["notice"]["noticeNo"] == number] == ["1"]


def a_withdrawn_one_is_shown_no_more(town):
    """S63: at once, and what it said stays on record."""
    centre, guest = town.visitor("centre01", "inside"), Visitor(town, None, "outside")
    MADE["wrong"] = number = publish(town, "EVERYBODY")
    assert number in seen(guest)
    assert centre.do("desk.WithdrawNotice", {"notice_no": number, "reason": "有误"}).ok
    assert number not in seen(guest)
    closed = centre.do("desk.ReviewNotices", {"audience": "EVERYBODY", "closed": "true"})
    assert closed.ok, closed
    mine = [n for n in closed.reply["notice"] if n["notice"]["noticeNo"] == number]
    assert [n["closeReason"] for n in mine] == ["有误"], mine
    assert len(centre.do("desk.ShowEditions", {"notice_no": number}).reply["notice"]) == 1


def it_is_shown_on_time(town):
    """S63: three hours later the one that was to begin is there, for guests as well."""
    assert {"later", "EVERYBODY"} <= names(seen(Visitor(town, None, "outside")))


def after_its_end_no_more(town):
    """S63: nobody sees it, whether or not the clock has closed it yet; then the clock has."""
    guest = Visitor(town, None, "outside")
    assert "later" not in names(seen(guest)) and "EVERYBODY" in names(seen(guest))
    closed = "select closed from notice where notice_no = %s"
    wait_until(lambda: town.rows(closed, MADE["later"]) == [(True,)], 20, "the clock to close it")
    kept = town.visitor("centre01", "inside").do("desk.ShowEditions", {"notice_no": MADE["later"]})
    assert len(kept.reply["notice"]) == 1, "what it said stays on record"


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-notices-"))
    try:
        with Town(seed=63, data=data) as town:
            tell(town, what_makes_no_sense_is_refused, each_audience_sees_its_own, markup_is_text,
                 a_page_shows_what_is_for_everybody, a_kind_that_is_not_online_says_so,
                 an_edit_is_a_new_edition, a_withdrawn_one_is_shown_no_more)
        with Town(seed=64, data=data, clock_offset_s=3 * HOUR) as town:
            tell(town, it_is_shown_on_time)
        with Town(seed=65, data=data, clock_offset_s=5 * HOUR, programs="projector,clock,web",
                  extra={"clock": ["--poll_ms=1000"]}) as town:
            tell(town, after_its_end_no_more)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
