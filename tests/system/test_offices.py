#!/usr/bin/python3
"""Everybody finds his own district's office: its administrator says how it is reached, every outside page
shows it to those whose office it is. Rows: S1."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import logbook                                                    # noqa: E402
from town import DISTRICT, OTHER_DISTRICT, Town, tell             # noqa: E402

OFFICE = {"name_zh": "演示区社保处", "name_en": "Demonstration office", "address_zh": "演示地址1号",
          "address_en": "1 Demonstration Road", "phone": "027-0000 0000", "hours_zh": "工作日9:00至17:00",
          "hours_en": "workdays 9:00 to 17:00", "demonstration": True}


def seen_by(town, account, door="outside"):
    answer = town.visitor(account, door).do("desk.ListOffices")
    assert answer.ok, (account, answer)
    return answer.reply.get("office", []), answer.reply.get("own", "")


def nothing_is_made_up(town):
    """S1: given a hall in which no office was set, then none is shown, to a stranger or to a clerk."""
    assert seen_by(town, "") == ([], "") and seen_by(town, "unit01") == ([], DISTRICT)


def an_administrator_sets_his_own(town):
    """S1: given two administrators, then each sets his own district's, and the log says who."""
    assert town.visitor("admin01", "inside").do("desk.SetOffice", OFFICE).reply == {"officeNo": DISTRICT}
    changed = {**OFFICE, "phone": "12333"}
    assert town.visitor("admin01", "inside").do("desk.SetOffice", changed).ok
    offices, _ = seen_by(town, "")
    shown = [(o["officeNo"], o["phone"], o["demonstration"]) for o in offices]
    assert shown == [(DISTRICT, "12333", True)], offices
    written = town.looked_up("desk.OfficeSet", DISTRICT)
    assert [(entry.actor, logbook.content(event).phone) for entry, event in written] == \
        [("admin01", "027-0000 0000"), ("admin01", "12333")], written


def each_sees_which_is_his_own(town):
    """S1: given units of two districts, a community and an insured person, then each is told his own."""
    for account, district in (("unit01", DISTRICT), ("unit03", OTHER_DISTRICT), ("community01", DISTRICT),
                              ("person01", DISTRICT), ("", "")):
        assert seen_by(town, account)[1] == district, (account, seen_by(town, account))
    assert seen_by(town, "district01", "inside")[1] == DISTRICT
    assert seen_by(town, "info01", "inside")[1] == ""


def pages_made_by_the_hall_end_with_all(town):
    """S1: given a reader of whom nothing is known, then guide and notices name every office, at both doors
    and in both languages; a page that is not there says where to ask."""
    for door in ("outside", "inside"):
        for path in ("/guide", "/guide/enrolment.AddMember", "/notices"):
            for lang, name in (("zh", OFFICE["name_zh"]), ("en", OFFICE["name_en"])):
                code, _, raw = town.visitor("", door).raw("GET", f"{path}?lang={lang}")
                assert code == 200 and name in raw.decode() and "<td>12333</td>" in raw.decode(), (path, raw)
        code, _, raw = town.visitor("", door).raw("GET", "/guide/no.Such")
        assert code == 404 and OFFICE["name_zh"] in raw.decode(), raw


def nobody_else_may(town):
    """S1: given everybody else, the office is not set; outside there is no such route."""
    for account in ("unit01", "district01", "centre01", "info01", "person01", "community01"):
        answer = town.visitor(account, "bus").do("desk.SetOffice", OFFICE)
        assert answer.status == "E_FORBIDDEN", (account, answer)
    assert town.visitor("unit01").raw("POST", "/api/v1/desk/set-office", data=b"{}")[0] == 404
    assert len(town.looked_up("desk.OfficeSet")) == 2


def what_is_no_phone_is_refused(town):
    """S1: given a phone number of words, or a script as one, the field is named."""
    for phone in ("请拨打12333", "<script>", "1"):
        answer = town.visitor("admin01", "inside").do("desk.SetOffice", {**OFFICE, "phone": phone})
        assert (answer.status, answer.field) == ("E_FORM", "phone"), (phone, answer)


def main():
    with Town(seed=78, calm=True) as town:
        tell(town, nothing_is_made_up, an_administrator_sets_his_own, each_sees_which_is_his_own,
             pages_made_by_the_hall_end_with_all, nobody_else_may, what_is_no_phone_is_refused)


if __name__ == "__main__":
    main()
