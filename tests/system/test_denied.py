#!/usr/bin/python3
"""Who may ask what about whom, walked over every query, kind of actor and nearness of the record, and what
a refusal of a query or a command tells of a record that one may not see: nothing, in its words, in its
questions to the database.

Rows: S5. What a clock tells is measured by denied_time.py."""
import pathlib
import re
import sys
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "lib")]
import hallbus                                                                        # noqa: E402
from test_looks import OPERATOR, PERSON, place                                        # noqa: E402
from test_rights import RECORDS, body_for, methods, named_fields, records_of_three_units  # noqa: E402
from town import (DISTRICT, OTHER_DISTRICT, OTHER_UNIT, PLAIN_UNIT, VIP_UNIT, Town,   # noqa: E402
                  Visitor, is_query, tell, wait_until)

INSURED = "reviewer01"  # lent to the person of the first record
ACTORS = {  # account: (unit, district)
    "unit01": (VIP_UNIT, DISTRICT), "unit02": (PLAIN_UNIT, DISTRICT), "unit03": (OTHER_UNIT, OTHER_DISTRICT),
    "district01": ("", DISTRICT), "district02": ("", OTHER_DISTRICT), "admin01": ("", DISTRICT),
    "desk01": ("", DISTRICT), "community01": ("", DISTRICT), "community02": ("", OTHER_DISTRICT),
    INSURED: ("", ""), "centre01": ("", ""), "info01": ("", ""), "system01": ("", ""),
    "security01": ("", ""), "audit01": ("", ""), "auditor01": ("", "")}
HOME = {VIP_UNIT: DISTRICT, PLAIN_UNIT: DISTRICT, OTHER_UNIT: OTHER_DISTRICT}
NOBODYS = {"unit_no": "19999999", "person_no": "1999999016", "case_no": "2026010100000010010",
           "roster_no": "2026010100000010010", "outgoing_no": "1" * 32, "notice_no": "1" * 19,
           "ticket_no": "2026010100000010010", "account_no": "nobody99", "applied": "2026010100000010010"}
TARGETS = {}
NOWHERE = "E_UNKNOWN_METHOD"  # of a door that has no such route
SCOPE = {"relation", "role", "office"}


def targets(town):
    """S5: given a record of one's own, of a colleague in the unit, of another unit and district, and none."""
    records_of_three_units(town)
    near = dict(RECORDS[VIP_UNIT])
    filing = town.newcomer(VIP_UNIT)
    added = town.visitor("unit01").do("enrolment.AddMember", filing)
    NOBODYS["document_no"] = town.newcomer(VIP_UNIT)["document_no"]
    near |= {"document_no": filing["document_no"], "person_no": added.reply["personNo"],
             "case_no": added.case_no, "applied": added.case_no}
    TARGETS.update({"own": RECORDS[VIP_UNIT], "sibling": near, "other unit": RECORDS[PLAIN_UNIT],
                    "other district": RECORDS[OTHER_UNIT], "none": NOBODYS})
    place(town, INSURED, PERSON, RECORDS[VIP_UNIT]["person_no"], "")


def stands(account, relation, field, target):
    """Whether the record that `field` names stands in a relation of the contract to the account; read here
    without the hall."""
    unit, district = ACTORS[account]
    if relation in ("ANY_RECORD", "CITY"):
        return True
    if target is NOBODYS:
        return False
    return {"OWN_UNIT": bool(unit) and target["unit_no"] == unit,
            "OWN_DISTRICT": bool(district) and HOME[target["unit_no"]] == district,
            # accounts of units are one below a district's administrator, two below the centre
            "ONE_BELOW": account == "admin01" and HOME[target["unit_no"]] == district,
            "OWN_OFFICE": bool(district) and HOME[target["unit_no"]] == district,
            "SELF": account == INSURED and field in ("person_no", "document_no") and target is TARGETS["own"],
            "FILED": field == "case_no" and target["account_no"] == account}.get(relation, False)


def may(account, role, input_type, field, target):
    """What the contract says: "way" (the role may, for this record), "record" (the role may, for others) or
    "role"."""
    about, said_of = hallbus.options(), input_type.GetOptions().Extensions
    grants = [g for g in (*said_of[about.query].grant, *said_of[about.command].grant)
              if {about.Role.Value(role), about.ANYONE, about.EVERY_ACCOUNT} & set(g.role)]
    if any(stands(account, about.Relation.Name(g.relation), field, target) for g in grants):
        return "way"
    return "record" if grants else "role"


def queries():
    """Every query that names a record: method, its input, and one field that names it."""
    for method, input_type in methods():
        if is_query(method):
            for field in named_fields(input_type):
                yield method, input_type, field


def commands():
    """Every command that names a record of which there is one of each nearness."""
    for method, input_type in methods():
        for field in set(named_fields(input_type)) & set(NOBODYS) if not is_query(method) else ():
            yield method, input_type, field


def question(town, input_type, field, target):
    """A body that names the target by this field alone, and by what cannot be left out."""
    about = hallbus.options().field
    others = [f for f in named_fields(input_type) if f != field
              and not input_type.fields_by_name[f].GetOptions().Extensions[about].required]
    body = body_for(town, input_type, {**RECORDS[VIP_UNIT], **target})
    return {k: v for k, v in body.items() if k not in others}


def why(visitor, target):
    return {} if visitor.account == INSURED else {"purpose": "02", "purpose_ref": target["applied"]}


def said(answer):
    """All of an answer but the position, which moves with what others do."""
    return (answer.status, answer.outcome, answer.reply, answer.case_no, answer.rules, answer.warnings,
            answer.period, answer.field, answer.reason, answer.text, answer.detail, answer.http)


def every_query_by_everybody_about_everybody(town):
    """S5 (check): the contract's answer in every cell, and one answer for what is not one's own and what does
    not exist."""
    cells, ways = 0, 0
    for account in ACTORS:
        for door in ("bus", "inside"):
            visitor = Visitor(town, account, door)
            for method, input_type, field in queries():
                nothing = visitor.do(method, question(town, input_type, field, NOBODYS),
                                     **why(visitor, NOBODYS), factor="")
                for name, target in TARGETS.items():
                    answer = visitor.do(method, question(town, input_type, field, target),
                                        **why(visitor, target), factor="")
                    what = (account, door, method, field, name, answer)
                    wanted = may(account, visitor.role, input_type, field, target)
                    cells += 1
                    if wanted == "way":
                        ways += 1
                        assert answer.reason not in SCOPE and answer.status != NOWHERE, what
                        assert target is NOBODYS or answer.ok or answer.status in LATER, what
                    else:
                        assert answer.status in ("E_FORBIDDEN", "E_LEVEL") or answer.status == NOWHERE, what
                        by_role = answer.reason == "role" or answer.status == NOWHERE
                        assert by_role == (wanted == "role") or answer.status == NOWHERE, what
                        assert said(answer) == said(nothing), (what, nothing)
    print(f"     {cells} cells, {ways} of them open")
    assert cells > 2000 and ways > 100, (cells, ways)


# Behind the scope: an act of high risk wants its code, a purpose its own number, a case its kind.
LATER = {"E_AUTH_FACTOR", "E_PURPOSE", "E_NOT_FOUND", "E_CASE_STATE"}


# ---- what the database is asked -------------------------------------------------------------


def overheard(town):
    """From here on PostgreSQL writes every statement into the hall's log; the roster reader, which asks by
    itself, is gone."""
    town.lab.kill("roster")
    cursor = town.lab.connect().cursor()
    for setting in ("log_line_prefix = '@%p '", "log_statement = 'all'"):
        cursor.execute("alter system set " + setting)
    cursor.execute("select pg_reload_conf()")
    own = Visitor(town, "audit01", "bus")
    wait_until(lambda: asked_of_database(town, own, "identity.ShowSession", {})[1], 20,
               "PostgreSQL to write down what it is asked")


def asked_of_database(town, visitor, method, body, **more):
    """(rounds, kinds of statements in their order) of one question, in the words of the hall's log."""
    return overhear(town, visitor, method, body, **more)[1:]


# Read anew once a minute, whoever asks then what.
FIGURES = re.compile('from "(parameter|calendar|holiday)"')


def overhear(town, visitor, method, body, **more):
    """The answer, rounds and statements; nothing of the last two where no worker was asked."""
    log = open(town.lab.log, errors="replace")
    log.seek(0, 2)
    id, lines, heard = hallbus.uuid7(), [], ""
    answer = visitor.do(method, body, id=id, **more)
    if answer.status == "E_ORIGIN":
        return answer, 0, []

    def told():
        nonlocal heard  # the last line may not be whole yet
        *whole, heard = (heard + log.read()).split("\n")
        lines.extend(whole)
        number = str(uuid.UUID(bytes=id))
        return next((line for line in lines if number in line and " rounds=" in line), None)
    rounds = int(re.search(r" rounds=(\d+)", wait_until(told, 20, f"the line of {method}: {answer}"))[1])
    asked = [re.match(r"@(\d+) LOG:  execute [^:]*: (.*)", line) for line in lines]
    worker = next((one[1] for one in asked if one and "token" in one[2]), None)
    asked = [one[2] for one in asked if one and one[1] == worker and not FIGURES.search(one[2])]
    begun = next(i for i, sql in enumerate(asked)
                 if sql.startswith(("begin isolation", "update kept")))
    counted = next((i for i, sql in enumerate(asked) if "into noticed" in sql), len(asked))
    return answer, rounds, asked[begun:counted + 1]  # around it counts of a minute before may become an entry


def a_refusal_asks_the_database_the_same(town):
    """S5 (check): as many rounds and the same statements for a record that is another's as for none."""
    overheard(town)
    compared = 0
    for account in ACTORS:
        visitor = Visitor(town, account, "bus")
        for method, input_type, field in queries():
            shut = {name: target for name, target in TARGETS.items()
                    if may(account, visitor.role, input_type, field, target) != "way"}
            if "none" not in shut:
                continue
            found = {name: asked_of_database(town, visitor, method, question(town, input_type, field, target),
                                             **why(visitor, target), factor="")
                     for name, target in shut.items()}
            for name, asked in found.items():
                compared += 1
                assert asked == found["none"], (account, method, field, name, asked, found["none"])
    print(f"     {compared} refusals compared")
    assert compared > 500, compared


def a_refused_command_asks_the_database_the_same(town):
    """S5 (check): of what is filed or decided about a neighbour's record, too."""
    compared = 0
    for account in ACTORS:
        visitor = Visitor(town, account, "bus")
        for method, input_type, field in commands():
            shut = {name: target for name, target in TARGETS.items()
                    if may(account, visitor.role, input_type, field, target) != "way"}
            if not {"none", "other district"} <= shut.keys():
                continue
            found = {name: overhear(town, visitor, method, question(town, input_type, field, target),
                                    factor="") for name, target in shut.items()}
            answer, *asked = found["none"]
            if answer.status not in ("E_FORBIDDEN", "E_LEVEL"):
                continue  # its form is refused, or another door's it is
            for name, (other, *others) in found.items():
                compared += 1
                assert said(other) == said(answer), (account, method, field, name, other, answer)
                assert others == asked, (account, method, field, name, others, asked)
    print(f"     {compared} refusals compared")
    assert compared > 2000, compared
    town.lab.restart()


def the_account_goes_back(town):
    """What was lent is as it was."""
    place(town, INSURED, OPERATOR, "", DISTRICT)


def main():
    with Town(seed=5, calm=True, hurried=True, workers=1) as town:
        tell(town, targets, every_query_by_everybody_about_everybody, a_refusal_asks_the_database_the_same,
             a_refused_command_asks_the_database_the_same, the_account_goes_back)


if __name__ == "__main__":
    main()
