#!/usr/bin/python3
"""S22, N5: an import that is killed at every turn ends as one that nobody disturbed.

    test_kill_import.py [--rows 3000] [--seed N]        (a release: --rows 10000)

The same two files go into two fresh halls. In the second one every program, PostgreSQL included, is
ended by kill -9 again and again until the import is over. Both end with the same business content; the
numbers given out differ and are left aside.
"""
import argparse
import datetime
import pathlib
import re
import secrets
import sys
import tempfile
import time
import types

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
import rosters  # noqa: E402
from kills import Killer, everything_runs, insist  # noqa: E402
from lab import wait_until  # noqa: E402
from town import BEIJING, PLAIN_UNIT, VIP_UNIT, Town, is_query  # noqa: E402
from truth import holds  # noqa: E402

PROGRAMS = ["postgres", "broker1", "worker1", "worker2", "login", "projector", "roster", "web"]
VICTIMS = PROGRAMS + ["worker1", "worker2", "roster"] * 2
CASES = ("select unit_no, state, automatic, submission, period, failure, failure_field "
         "from case_file")
MONEY = ("fee_period, base_fen, pension_person_fen, pension_unit_fen, medical_person_fen, "
         "medical_unit_fen, unemployment_person_fen, unemployment_unit_fen, injury_unit_fen, "
         "maternity_unit_fen, large_medical_fen, person_due_fen, unit_due_fen, state, spell_no")


def hand_in(unit, unit_no, data):
    """The same file again is answered with the first roster, so this may be repeated."""
    def upload():
        answer = rosters.upload(unit, unit_no, data)
        assert answer.ok, answer
        return answer.reply["rosterNo"]
    return insist(upload)


def over(unit, roster_no, timeout_s):
    """Waits for the end; whenever somebody looks meanwhile, the counts add up (rosters.look)."""
    def shown():
        found = insist(lambda: rosters.look(unit, roster_no))
        return found if found["state"] in ("FINISHED", "ROSTER_REFUSED") else None
    return wait_until(shown, timeout_s, f"roster {roster_no}")


def pages(unit, method, body, what):
    """All members of a list that is shown in pages, by the hall's own query."""
    found, after = [], ""
    while True:
        answer = unit.surely(method, {**body, "after": after})
        assert answer.ok, answer
        found += answer.reply[what]
        after = answer.reply["next"]
        if not after:
            return found


def members(unit, unit_no):
    """{person number: (document, name, status, from, to)}"""
    return {m["personNo"]: (m["documentNo"], m["name"], m["status"], m["validFrom"], m["validTo"])
            for m in pages(unit, "query.ListMembers", {"unit_no": unit_no, "limit": 500}, "member")}


def subjects(unit):
    """Whom the unit's cases name, masked."""
    return sorted(line["subject"] for line in pages(unit, "query.ListCases", {"limit": 200}, "item"))


def by_person(town, sql):
    found = {}
    for person_no, *rest in town.rows(sql):
        found.setdefault(person_no, []).append(tuple(rest))
    return {person_no: sorted(rows) for person_no, rows in found.items()}


def content(town, unit, unit_no, roster_no):
    """What the import made of this unit, without a number that the hall gave out."""
    insured = by_person(town, "select person_no, spell_no, unit_no, status, insurances, valid_from, "
                              "valid_to, first_period, reason, end_reason, gap_months from spell")
    owed = by_person(town, f"select person_no, {MONEY} from receivable")
    rows = {n: (state, code, field, bool(case)) for n, (state, code, field, case)
            in rosters.rows_of(unit, roster_no).items()}
    people = sorted((*member, insured.get(no), owed.get(no))
                    for no, member in members(unit, unit_no).items())
    cases = sorted(case for case in town.rows(CASES) if case[0] == unit_no)
    return {"rows": rows, "people": people, "cases": cases, "subjects": subjects(unit)}


def answers_given(town):
    """Every answer that left a worker, by the workers' own log: the roster reader keeps no book."""
    line = re.compile(r"event=command command=(\S+) id=(\S+) .*status=OK .*case_no=(\S+) position=(\S+) ")
    for text in town.lab.log.read_text(errors="replace").splitlines():
        match = line.search(text)
        if match and not match[1].startswith("identity.") and not is_query(match[1]):
            town.note({"id": match[2].replace("-", ""), "method": match[1], "status": "OK",
                       "position": match[4].strip('"'), "case_no": match[3].strip('"')})


def run(files, timeout_s, seed=None):
    """Imports the files; with a seed, under fire and with few rows open at once, so that there is time
    to be hit. Returns the content."""
    extra = {"roster": ["--window=16"]} if seed is not None else None
    with Town(workers=2, revive=seed is not None, extra=extra) as town:
        units = {VIP_UNIT: town.visitor("unit01"), PLAIN_UNIT: town.visitor("unit02")}
        began = time.monotonic()
        if seed is None:
            shown = imported(units, files, timeout_s)
        else:
            with Killer(town.lab, seed, VICTIMS, pause_s=(0.1, 0.7), all_share=0.05,
                        most=timeout_s // 3) as killer:
                shown = imported(units, files, timeout_s)
            assert not killer.first, f"the import was over before {killer.first} were killed"
            print(f"     {killer.summary()}")
            everything_runs(town.lab, PROGRAMS)
        took = time.monotonic() - began
        n = sum(rosters.counts(s)[0] for s in shown.values())
        print(f"     {n} rows in {took:.1f} s, {[rosters.counts(s) for s in shown.values()]}")
        made = {unit_no: content(town, units[unit_no], unit_no, shown[unit_no]["rosterNo"])
                for unit_no in files}
        answers_given(town)
        holds(town.lab, town.acks)
        return made


def imported(units, files, timeout_s):
    numbers = {unit_no: hand_in(units[unit_no], unit_no, data) for unit_no, data in files.items()}
    return {unit_no: over(units[unit_no], no, timeout_s) for unit_no, no in numbers.items()}


def same(one, other):
    for unit_no, made in one.items():
        for part, wanted in made.items():
            found = other[unit_no][part]
            if isinstance(wanted, dict):
                wanted, found = sorted(wanted.items()), sorted(found.items())
            odd = [pair for pair in zip(wanted, found) if pair[0] != pair[1]]
            assert wanted == found, (f"{part} of {unit_no}: {len(wanted)} and {len(found)}, "
                                     f"{len(odd)} differ, first {odd[:1]}")


def story(n_rows, seed):
    with tempfile.TemporaryDirectory() as folder:
        folder, calendar = pathlib.Path(folder), types.SimpleNamespace(
            today=datetime.datetime.now(BEIJING).date())
        files = {VIP_UNIT: rosters.make(folder / "vip.xlsx", calendar, n_rows, n_rows // 20, seed=1)[0],
                 PLAIN_UNIT: rosters.make(folder / "plain.xlsx", calendar, n_rows // 10, 10, seed=2)[0]}
    print("given two rosters, imported in peace")
    timeout_s = 150 + n_rows // 20
    peace = run(files, timeout_s)
    print(f"when the same is imported in a fresh hall while everything is killed (seed {seed})")
    war = run(files, timeout_s, seed)
    print("then both end with the same rows, people, insurances, amounts and cases")
    same(peace, war)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1000000))
    given = parser.parse_args()
    story(given.rows, given.seed)


if __name__ == "__main__":
    main()
