#!/usr/bin/python3
"""Finding persons in a district, and how many members a unit has. Rows: A7 A10 A25 S5 S38."""
import concurrent.futures
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                       # noqa: E402
import listing                                                                       # noqa: E402
from test_programs import Program, make                                              # noqa: E402
from town import VIP_UNIT, Town, tell                                    # noqa: E402

FIND, SHOWN_MAX = "query.FindPersons", 20
NAME = "欧阳清漪"
ALONE, ALONE_NAME = "420106198805178032", "夏自强"     # of the demonstration: pays alone through a community
MADE = {}


def officer(town, account="district01"):
    return town.visitor(account, "bus")


def why(account="district01"):
    """The purpose of every look here: a case of the officer's district."""
    return {"purpose": "02", "purpose_ref": MADE["case of " + account]}


def find(town, typed, account="district01", **flags):
    return officer(town, account).do(FIND, {"find": typed}, **(flags or why(account)))


def somebody_is_insured(town):
    """Given a person whom a unit of the district enrolled."""
    filing = town.newcomer(VIP_UNIT, name=NAME)
    added = town.visitor("unit01").do("enrolment.AddMember", filing)
    assert added.outcome == "APPLIED", added
    MADE.update({**filing, "person_no": added.reply["personNo"], "case of district01": added.case_no})
    MADE["case of district02"] = file_in(town, "unit03")


def an_officer_finds_by_a_part(town):
    """A10 (check): by two characters, surname, initials, a number or its last four; masked, with place."""
    for typed in (NAME, "清漪", "欧阳", "欧", "oyqy", "OY", MADE["document_no"],
                  MADE["document_no"][-4:], MADE["person_no"], f" {MADE['person_no'][-4:]} "):
        answer = find(town, typed)
        assert answer.ok, (typed, answer)
        mine = [p for p in answer.reply["person"] if p["personNo"] == MADE["person_no"]]
        assert len(mine) == 1 and mine[0]["unitNo"] == VIP_UNIT and mine[0]["unitName"], (typed, answer)
        assert mine[0]["name"] != NAME and MADE["document_no"] not in mine[0]["documentNo"], mine


def who_pays_alone_is_found_through_his_community(town):
    """A10: given somebody of a community, when an officer of its district looks for him, he is found."""
    found = find(town, ALONE[-4:]).reply["person"]
    assert [p["communityCode"] for p in found if p["unitNo"] == ""], found
    assert find(town, ALONE_NAME).reply["person"], "by name as well"


def every_search_has_a_purpose_and_its_entry(town):
    """A25 (check): no purpose, or one that rests on nothing: nobody is shown. Else the entry links each."""
    for flags in ({"purpose": ""}, {"purpose": "03"}, {"purpose": "03", "purpose_ref": "2026010100000010010"},
                  {"purpose": "02", "purpose_ref": MADE["case of district02"]},
                  {"purpose": "77", "purpose_ref": MADE["case of district01"]}):
        refused = find(town, NAME, **flags)
        assert refused.status == "E_PURPOSE" and not refused.reply, refused
    id = hallbus.uuid7()
    answer = officer(town).do(FIND, {"find": NAME}, id=id, **why())
    listing.assert_linked(town, id, "district01", FIND, answer)
    opened = officer(town).do("query.RevealPerson", {"person_no": answer.reply["person"][0]["personNo"]},
                              **why())
    assert opened.reply["name"] == NAME, opened


def the_neighbour_finds_nobody(town):
    """S5 (check): an officer of another district is answered as about somebody who does not exist, whatever
    is typed, and leaves no look at the person."""
    nobody = find(town, "司马无名", "district02")
    assert nobody.ok and not nobody.reply.get("person"), nobody
    for typed in (NAME, "清漪", "oyqy", MADE["document_no"], MADE["person_no"]):
        answer = find(town, typed, "district02")
        assert (answer.status, answer.reply) == (nobody.status, nobody.reply), (typed, answer)
    assert not [look for look in listing.looks(town, "district02", FIND) if look.n], "nobody was shown"


def file_in(town, account):
    unit_no = town.visitor(account).do("identity.ShowSession").reply["unitNo"]
    filed = town.visitor(account).do("enrolment.AddMember", town.newcomer(unit_no))
    assert filed.ok, filed
    return filed.case_no


def what_is_no_search_is_refused(town):
    """A25: wildcards are characters like others, too little is refused and says what to type, so is much."""
    for typed in ("a", "12", "123", "X", "%", "_", "1%3", " "):
        answer = find(town, typed)
        assert not answer.reply.get("person"), (typed, answer)
    for typed in ("%%", "__", "**", "欧%", "%漪", "' or 1=1 --", "欧_清漪", "\\u6b27"):
        answer = find(town, typed)
        assert answer.ok and not answer.reply.get("person"), (typed, answer)
    short = find(town, "12")
    assert (short.status, short.field, short.reason) == ("E_FORM", "find", "find_short"), short
    assert find(town, "欧" * 101).status == "E_TOO_LONG"
    assert find(town, "").status == "E_REQUIRED"


def what_fits_many_is_refused(town):
    """A25 (check): given more of one name than are shown, when they are looked for, nobody is shown and no
    entry says that somebody was; narrowed, the one who is meant."""
    unit = town.visitor("unit01")
    for _ in range(SHOWN_MAX + 1):
        filing = town.newcomer(VIP_UNIT, name="慕容同名")
        assert unit.do("enrolment.AddMember", filing).outcome == "APPLIED"
    wide = find(town, "慕容")
    assert (wide.status, wide.field, wide.reason) == ("E_FORM", "find", "find_wide") and not wide.reply, wide
    narrowed = find(town, filing["document_no"]).reply["person"]
    assert len(narrowed) == 1, narrowed


def nobody_else_may(town):
    """A25: units, communities, persons and auditors have no such question; a program cannot be given it."""
    for account in ("unit01", "community01", "person02", "auditor01", "centre01", "admin01"):
        answer = officer(town, account).do(FIND, {"find": NAME}, **why())
        assert answer.status == "E_FORBIDDEN" and not answer.reply, (account, answer)
    assert town.visitor("unit01").do(FIND, {"find": NAME}).http == 404, "there is no route outside"
    refused, _ = make(town, question=[FIND])
    assert refused["code"] != "OK", refused
    _, key = make(town, question=["query.ListMembers"])
    program = Program(town, key)
    assert program.do(FIND, {"find": NAME}).http == 404
    assert program.do("query.ListMembers", {"unit_no": VIP_UNIT, "find": NAME}).reply["total"] == "1"


# ---- how many ------------------------------------------------------------------------------


def members(town, account, unit_no, **ask):
    """Every member, page by page; each page says the same total."""
    listed, page, clerk = [], {"next": ""}, town.visitor(account)
    while True:
        asked = {"unit_no": unit_no, "limit": 7, "after": page["next"], **ask}
        page = clerk.do("query.ListMembers", asked).reply
        listed += page["member"]
        if not page["next"]:
            return listed, page


def counts_equal_lists_while_many_file(town):
    """A7 (check): given many filings of one unit at once, over all workers, then each count is that of its
    list, and the log gives the same counts."""
    unit, some = town.visitor("unit01"), []
    with concurrent.futures.ThreadPoolExecutor(8) as clerks:
        filings = [town.newcomer(VIP_UNIT) for _ in range(40)]
        answers = clerks.map(lambda f: unit.surely("enrolment.AddMember", f), filings)
        for filing, done in zip(filings, answers):
            assert done.outcome == "APPLIED", done
            some.append({"unit_no": VIP_UNIT, "person_no": done.reply["personNo"], "name": filing["name"]})
        stop = {"reason": 224, "last_period": town.month()}
        for done in clerks.map(lambda s: unit.surely("enrolment.SuspendMember", {**s, **stop}), some[:20]):
            assert done.outcome == "APPLIED", done
    everybody, page = members(town, "unit01", VIP_UNIT)
    assert int(page["total"]) == len(everybody) == int(page["contributing"]) + int(page["paused"]), page
    for status, name in ((1, "contributing"), (2, "paused")):
        listed, page = members(town, "unit01", VIP_UNIT, status=status)
        assert int(page["total"]) == len(listed) == int(page[name]) >= 20, (status, page)
    counted = town.rows("select sum(contributing), sum(paused) from member_count where unit_no = %s",
                        VIP_UNIT)
    assert counted == [(int(page["contributing"]), int(page["paused"]))], counted
    town.lab.replay_equal()


def a_page_leads_back_and_forth(town):
    """S38: in every order the pages there and back are the same, each member once."""
    clerk = town.visitor("unit01", "bus")
    for order in ("MEMBER_NUMBER", "MEMBER_SINCE", "MEMBER_STATE"):
        for descending in (False, True):
            ask = {"unit_no": VIP_UNIT, "limit": 9, "order": order, "descending": descending}
            pages, page = [], clerk.do("query.ListMembers", ask).reply
            while True:
                pages.append([m["personNo"] for m in page["member"]])
                if not page["next"]:
                    break
                page = clerk.do("query.ListMembers", {**ask, "after": page["next"]}).reply
            there = sum(pages, [])
            assert len(set(there)) == len(there) == int(page["total"]), (order, descending)
            back = [pages[-1]]
            while page["previous"]:
                page = clerk.do("query.ListMembers", {**ask, "before": page["previous"]}).reply
                back.insert(0, [m["personNo"] for m in page["member"]])
            assert sum(back, []) == there, (order, descending, back)


def main():
    with Town(seed=11) as town:
        tell(town, somebody_is_insured, an_officer_finds_by_a_part,
             who_pays_alone_is_found_through_his_community, every_search_has_a_purpose_and_its_entry,
             the_neighbour_finds_nobody, what_is_no_search_is_refused, what_fits_many_is_refused,
             nobody_else_may, counts_equal_lists_while_many_file, a_page_leads_back_and_forth)


if __name__ == "__main__":
    main()
