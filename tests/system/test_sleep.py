#!/usr/bin/python3
"""Accounts that nobody uses: each kind is warned and then sleeps by the clock, and is woken by whom it says.

Rows: S61. Chapters of one hall: later nearly two months have passed, and then some days more."""
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "lib"))
from accounts import OWN, alive, log_in, session                                  # noqa: E402
from town import Town, Visitor, tell, wait_until                                  # noqa: E402

DAY = 86400
STAFF = {"DISTRICT_OPERATOR": "admin01", "OFFICE_DESK": "admin01", "DISTRICT_ADMIN": "centre01",
         "INFO_CENTER": "centre01", "AUDITOR": "centre01", "SYSTEM_ADMIN": "centre01",
         "SECURITY_ADMIN": "centre01", "AUDIT_ADMIN": "centre01"}
FILERS = ("UNIT_OPERATOR", "COMMUNITY_OPERATOR")
MADE, SPARE = {}, {}  # login names by kind; recovery codes that are still good


def every_kind_comes_to_life(town):
    """S61 (given): staff of each kind, an operator of a unit and one of a community, who bind a factor."""
    MADE.update({role: alive(town, role, above) for role, above in STAFF.items()})
    for role in FILERS:
        MADE[role], MADE["bare " + role] = alive(town, role), alive(town, role)
        town.bind_authenticator(session(town, MADE[role], OWN), OWN)
    SPARE.update({name: town.authenticator(name).recovery for name in ("admin01", "centre01")})


def flag(town, column, names):
    """Which of these accounts the clock has marked."""
    return {name for name, in town.rows(f"select account_no from account where {column} "
                                        "and account_no = any(%s)", list(names))}


def every_kind_is_warned(town):
    """S61 (clock): in the inbox, a week before; nobody sleeps yet, and no person is even warned."""
    names = set(MADE.values())
    wait_until(lambda: flag(town, "sleep_warned", names) == names, 60, "the clock to warn every kind")
    assert town.rows("select count(*) from account where asleep") == [(0,)]
    assert town.rows("select count(*) from account where role = 2 and sleep_warned") == [(0,)], "no person"
    for name in names:
        assert town.looked_up("identity.AccountSleepsSoon", name), name
    for name in ("admin01", "centre01"):  # who uses his in time stays awake
        assert log_in(town, name, town.lab.password).ok


def every_kind_sleeps(town):
    """S61 (clock): then the password alone opens none of them; a person's account is as ever."""
    names = set(MADE.values())
    wait_until(lambda: flag(town, "asleep", names) == names, 60, "the clock to put every kind to sleep")
    for role, name in MADE.items():
        answer = log_in(town, name, OWN)
        needs = "E_AUTH_FACTOR" if role in FILERS else "E_AUTH_LOCKED"  # who may wake himself is asked for it
        assert answer.status == needs and (role in FILERS or answer.reason == "asleep"), (role, answer)
        assert log_in(town, name, "wrong-Pass-1").status == "E_LOGIN", role
    assert town.rows("select count(*) from account where role = 2 and (asleep or sleep_due_us > 0)") == [(0,)]
    assert log_in(town, "person01", town.lab.password, "outside").ok


def who_files_wakes_himself(town):
    """S61 (check): by password and second factor, never by the password alone."""
    def wake(name, factor):
        return Visitor(town, None, "inside").do("identity.Login", {"account_no": name, "password": OWN,
                                                                   "factor": factor})
    for role in FILERS:
        assert not wake(MADE[role], "000000").ok, role
        assert wake(MADE["bare " + role], "spare-code-3").status != "OK", "who has no factor"
        assert wake(MADE[role], "spare-code-3").ok, role
        assert session(town, MADE[role], OWN).do("query.ListCases").ok, role
        assert flag(town, "asleep", [MADE["bare " + role]]), "that one sleeps on"


def staff_are_woken_by_the_level_above(town):
    """S61 (check): and by nobody else, nor by a factor of their own; so is who files without a factor."""
    for name, codes in SPARE.items():
        town.authenticator(name).recovery = codes
    above = {**STAFF, **{"bare " + role: "admin01" for role in FILERS}}
    for role, actor in above.items():
        other = "centre01" if actor == "admin01" else "admin01"
        act = {"account_no": MADE[role], "reason": "返岗"}
        refused = town.visitor(other, "inside").do("identity.EnableAccount", act)
        assert refused.status == "E_FORBIDDEN", (role, refused)
        woken = town.visitor(actor, "inside").do("identity.EnableAccount", act)
        assert woken.ok, (role, woken)
        assert log_in(town, MADE[role], OWN).ok, role
    admin = Visitor(town, None, "inside").do("identity.Login", {
        "account_no": MADE["DISTRICT_ADMIN"], "password": OWN, "factor": "spare-code-4"})
    assert admin.ok, admin


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-sleep-"))
    programs = "projector,clock,web"
    try:
        with Town(seed=67, data=data, programs=programs) as town:
            tell(town, every_kind_comes_to_life)
        with Town(seed=68, data=data, clock_offset_s=55 * DAY, programs=programs) as town:
            tell(town, every_kind_is_warned)
        with Town(seed=69, data=data, clock_offset_s=62 * DAY, programs=programs) as town:
            tell(town, every_kind_sleeps, who_files_wakes_himself, staff_are_woken_by_the_level_above)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
