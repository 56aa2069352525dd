#!/usr/bin/python3
"""Lists of other people's records: whose they are says the contract, the entry of each links the persons,
and a list that is had as a file is one entry.

Rows: A25. Two chapters of one hall: in the second nine days have passed."""
import json
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "lib")]
import hallbus                                                                    # noqa: E402
import listing                                                                    # noqa: E402
from filing import file_case                                                      # noqa: E402
from town import DISTRICT, VIP_UNIT, Town, tell                                   # noqa: E402

SYSTEM = 10
# Cases about figures, and about the data of a unit.
ABOUT_NOBODY = {"collection.ListRevisions", "query.ListUnitChanges"}
MADE = {}


def tells_of_somebody(message):
    """Whether a message of the contract holds what leads to a person, however deep."""
    about = hallbus.options()
    return any(field.name in ("person_no", "case_no")
               or field.GetOptions().Extensions[about.field].personal
               or field.message_type and tells_of_somebody(field.message_type) for field in message.fields)


def every_list_says_whose_records_it_shows(town):
    """A25 (check): read from the contract alone: a list that tells others of somebody names in `reads` the
    member by which its entry links the persons, or the event by which its handler does."""
    about, lists = hallbus.options(), 0
    for method, input_type in hallbus.methods():
        query = input_type.GetOptions().Extensions[about.query]
        others = [g for g in query.grant if g.relation != about.SELF and set(g.role) != {SYSTEM}]
        shown = [field.name for field in hallbus.method_types(method)[1].DESCRIPTOR.fields
                 if field.label == field.LABEL_REPEATED and field.message_type and
                 tells_of_somebody(field.message_type)]
        if not others or not shown or method in ABOUT_NOBODY:
            continue
        lists += 1
        event, of_one = query.reads[:1].isupper(), "." not in query.reads
        assert query.reads, f"{method} lists {shown}, and no entry says whose records it showed"
        assert event or of_one or query.reads.split(".")[0] in shown, (method, query.reads, shown)
        assert event or all(grant.why or grant.purpose for grant in others), f"{method} needs no purpose"
    assert lists > 12, lists


def a_list_for_a_file_is_one_entry(town):
    """A25: given that a file has two rows at most here, when a list has more it is refused with the way out
    and nothing is shown; narrowed, it is one entry with the number, its filter without what is personal."""
    unit, before = town.visitor("unit01"), len(listing.looks(town, "unit01", "query.ListMembers"))
    added = [(filing, unit.do("enrolment.AddMember", filing).reply["personNo"])
             for filing in (town.newcomer(VIP_UNIT) for _ in range(3))]
    document_no, person_no = added[0][0]["document_no"], added[0][1]
    code, _, raw = unit.sheet("query.ListMembers", {"unit_no": VIP_UNIT})
    problem = json.loads(raw)
    assert (code, problem["code"]) == (422, "E_LIST_ROWS") and problem["next"], problem
    code, _, raw = unit.sheet("query.ListMembers", {"unit_no": VIP_UNIT, "find": document_no[-8:]})
    table, note = listing.read_csv(raw)
    assert code == 200 and len(table) == 2 and person_no in table[1][0], table
    looks = listing.looks(town, "unit01", "query.ListMembers")[before:]
    assert [(look.n, look.whole, look.filter, len(look.person)) for look in looks] == [
        (1, True, f"unit_no={VIP_UNIT} find=*", 0)], looks
    assert (note["filter"], note["rows"], note["account"]) == (f"unit_no={VIP_UNIT} find=*", "1", "unit01")
    file = town.lab.data / "members.csv"
    done = town.lab.hall("query", "list-members", "--unit-no", VIP_UNIT, "--sheet", file,
                         token=unit.token.hex(), check=False)
    assert done.returncode != 0 and "E_LIST_ROWS" in done.stderr and not file.exists(), done
    assert len(listing.looks(town, "unit01", "query.ListMembers")) == before + 1, "nobody was shown"


def a_case_waits(town):
    """Given a case that nobody decides."""
    MADE["case"] = file_case(town)[1]


def overdue_cases_link_their_persons(town):
    """A25: nine days later what waits is overdue."""
    for account in ("admin01", "centre01"):
        id = hallbus.uuid7()
        asked = {"district_code": DISTRICT, "days": 5}
        answer = town.visitor(account, "bus").do("query.ListOverdue", asked, id=id)
        assert MADE["case"] in {line["caseNo"] for line in answer.reply["item"]}, answer
        listing.assert_linked(town, id, account, "query.ListOverdue", answer)


def main():
    folder = tempfile.mkdtemp(prefix="hall-lists-")
    extra = {name: ["--list_rows=2"] for name in ("worker1", "worker2")}
    try:
        with Town(seed=25, data=folder, extra=extra) as town:
            tell(town, every_list_says_whose_records_it_shows, a_list_for_a_file_is_one_entry, a_case_waits)
        with Town(seed=26, data=folder, clock_offset_s=9 * 86400) as town:
            tell(town, overdue_cases_link_their_persons)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
