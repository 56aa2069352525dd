#!/usr/bin/python3
"""The tree of accounts through the intranet door: who makes whom, what nobody may, and how an account comes
to life and ends.

Rows: S3, S61, S62. Chapters of one hall: later three days have passed, two months, and a hall that is new."""
import itertools
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "lib"))
from accounts import DISTRICT, OTHER, OWN, alive, create, holder, log_in, session     # noqa: E402
from scans import scan_of                                                         # noqa: E402
from town import (OTHER_UNIT, PLAIN_UNIT, VIP_UNIT, Town, Visitor, tell,         # noqa: E402
                  wait_until)

ACTORS = ("centre01", "admin01", "district01", "unit01", "auditor01", "desk01", "community01", "info01",
          "system01", "security01", "audit01", "person01")  # one of each kind
MAKES = {("centre01", role) for role in ("DISTRICT_ADMIN", "INFO_CENTER", "AUDITOR", "SYSTEM_ADMIN",
                                         "SECURITY_ADMIN", "AUDIT_ADMIN")} | \
        {("admin01", role) for role in ("DISTRICT_OPERATOR", "OFFICE_DESK", "COMMUNITY_OPERATOR",
                                        "UNIT_OPERATOR")}
ROLES = ("PERSON", "UNIT_OPERATOR", "COMMUNITY_OPERATOR", "DISTRICT_OPERATOR", "DISTRICT_ADMIN",
         "SETTLEMENT_CENTER", "INFO_CENTER", "AUDITOR", "SYSTEM", "EVERY_ACCOUNT", "ANYONE",
         "OFFICE_DESK", "SYSTEM_ADMIN", "SECURITY_ADMIN", "AUDIT_ADMIN")


def everybody_makes_the_level_below(town):
    """S61 (check): of all pairs of actor and role exactly those of the tree are made; the maker is named."""
    made = {}
    for actor, role in itertools.product(ACTORS, ROLES):
        answer, name = create(town, actor, role)
        if answer.ok:
            made[actor, role] = name
        else:
            assert answer.status in ("E_LEVEL", "E_FORBIDDEN", "E_CODE_VALUE", "E_FORM"), answer
    assert set(made) == MAKES, set(made) ^ MAKES
    rows = town.rows("select account_no, made_by from account where account_no = any(%s)",
                     list(made.values()))
    assert dict(rows) == {name: actor for (actor, _), name in made.items()}, rows
    for role, more, status in (("DISTRICT_OPERATOR", {"district_code": OTHER}, "E_LEVEL"),
                               ("COMMUNITY_OPERATOR", {"community_code": OTHER + "001001"}, "E_LEVEL"),
                               ("UNIT_OPERATOR", {"unit_no": OTHER_UNIT}, "E_FORBIDDEN")):
        assert create(town, "admin01", role, **more)[0].status == status, role
    guest = Visitor(town, None, "outside")
    json = {"Content-Type": "application/json"}
    code, _, _ = guest.raw("POST", "/api/v1/identity/create-account", json, b"{}")
    assert code == 404, "the outside door has no such route"


# Acts on an account, each with a body that is good in itself. Those of high risk are asked without a code:
# who gets as far as that was let in.
TREE_ACTS = {"identity.DisableAccount": {"reason": "试"}, "identity.EnableAccount": {"reason": "试"},
             "identity.ResetAccount": {},
             "identity.MoveAccount": {"to_unit": VIP_UNIT, "reason": "试"},
             "identity.GrantUnit": {"unit_no": VIP_UNIT, "letter_no": "7"},
             "identity.EndUnitGrant": {"unit_no": VIP_UNIT, "reason": "试"}}


def tree_targets(town):
    """Accounts of every kind: (login name, who stands directly above it, its kind)."""
    admin = alive(town, "DISTRICT_ADMIN", "centre01")
    above = {"admin01", admin}
    for role in ("INFO_CENTER", "AUDITOR", "SYSTEM_ADMIN", "SECURITY_ADMIN", "AUDIT_ADMIN"):
        yield alive(town, role, "centre01"), {"centre01"}, role
    for role in ("DISTRICT_OPERATOR", "OFFICE_DESK", "COMMUNITY_OPERATOR", "UNIT_OPERATOR"):
        yield alive(town, role), above, role
    yield from ((admin, {"centre01"}, "DISTRICT_ADMIN"), ("admin01", {"centre01"}, "DISTRICT_ADMIN"))
    for name in ("district02", "unit03", "community02", "centre01", "centre02", "person01", "nobody-there"):
        yield name, set(), name


def nobody_acts_over_a_level_or_sideways(town):
    """S62 (check): each act of the tree on each kind of account by each kind of actor: two levels down,
    sideways, upwards and on oneself it is refused; only the one directly above may."""
    targets = list(tree_targets(town))
    admin = next(name for name, _, role in targets if role == "DISTRICT_ADMIN")
    visitors = {name: town.visitor(name, "inside") for name in ACTORS}
    visitors[admin], n, let_in = session(town, admin, OWN), 0, set()
    for target, above, role in targets:
        for actor, visitor in visitors.items():
            if target in visitors and actor in above:
                continue  # it would end the sessions of this test
            for method, more in TREE_ACTS.items():
                grants = method.endswith(("GrantUnit", "EndUnitGrant"))
                name = "login_name" if grants else "account_no"
                answer, n = visitor.do(method, {name: target, **more}, factor=""), n + 1
                if grants:  # by the unit's district; of whose accounts, the decision asks behind the factor
                    allowed = actor in ("admin01", admin)
                else:
                    allowed = actor in above
                refused = answer.status in ("E_FORBIDDEN", "E_LEVEL")
                assert refused != allowed, (actor, method, target, answer)
                assert answer.status == "E_FORBIDDEN" or allowed, (actor, method, target, answer)
                let_in |= {(method, role)} if allowed else set()
    print(f"   {n} cells, {len(let_in)} kinds of acts let in")
    assert n > 1000 and len(let_in) > 40, (n, let_in)


def a_new_account_only_sets_its_password(town):
    """S3 (check): with the one-time code nothing is done but a password set, which is not derived from the
    holder's number; afterwards the code is worth nothing."""
    person = holder(town)
    answer, name = create(town, "admin01", "DISTRICT_OPERATOR", **person)
    assert answer.ok, answer
    assert log_in(town, name, person["document_no"][11:17]).status == "E_LOGIN", "the old system's default"
    code = town.code_of(name)
    own = session(town, name, code)
    for method, body in (("query.ListCases", {}), ("query.GetUnit", {"unit_no": VIP_UNIT}),
                         ("review.ClaimCase", {"case_no": "1"}), ("identity.ShowSession", {})):
        assert own.do(method, body).status == "E_PWD_DEFAULT", method
    number = person["document_no"]
    for bad, reason in ((number[11:17], "holds_document_no"), (number, "holds_birth_date"),
                        (number[6:14] + "-Aa", "holds_birth_date"),
                        (f"Lotus-{number[8:14]}-Pond", "holds_birth_date"),
                        (f"Lotus-{number[11:17]}-Pond", "holds_document_no"),
                        (name + "-Aa1", "holds_account"),
                        (f"Lotus-{person['name']}-7", "holds_name"),
                        ("short-A1", ""), ("alllowercaseletters", ""), (code, "used_before")):
        answer = own.do("identity.ChangePassword", {"present": code, "password": bad})
        told = (answer.status, answer.field, answer.reason)
        assert told == ("E_PWD_WEAK", "password", reason), (bad, answer)
    wrong = {"present": "not-the-Code-1", "password": OWN}
    found = session(town, name, code)
    said = [found.do("identity.ChangePassword", wrong).status for _ in range(6)]
    assert said == ["E_LOGIN"] * 4 + ["E_TOKEN"] * 2, said
    assert own.do("identity.ChangePassword", wrong).status == "E_LOGIN", "another session has its own count"
    assert own.do("identity.ChangePassword", {"present": code, "password": OWN}).ok
    assert own.do("identity.ShowSession").status == "E_TOKEN", "that session is over"
    assert log_in(town, name, code).status == "E_LOGIN"
    now = session(town, name, OWN)
    assert now.do("query.ListCases").ok and now.role == "DISTRICT_OPERATOR"
    secrets = town.rows("select count(*) from kept where position(%s::bytea in answer) > 0", OWN.encode())
    assert secrets == [(0,)], "no kept answer holds it"


def a_disabled_account_is_out_at_once(town):
    """S61, C3: its sessions end, and only who knows the password is told why; enabled, it is as before."""
    name = alive(town)
    first, second = session(town, name, OWN), session(town, name, OWN)
    admin = town.visitor("admin01", "inside")
    answer = admin.do("identity.DisableAccount", {"account_no": name, "reason": "离职"})
    assert answer.ok and answer.reply["sessions"] == 2, answer
    for one in (first, second):
        assert one.do("query.ListCases").status == "E_TOKEN"
    refused = log_in(town, name, OWN)
    assert (refused.status, refused.reason) == ("E_AUTH_LOCKED", "disabled"), refused
    assert log_in(town, name, "wrong-Pass-1").status == "E_LOGIN"
    assert admin.do("identity.EnableAccount", {"account_no": name, "reason": "返岗"}).ok
    assert session(town, name, OWN).do("query.ListCases").ok


def a_disabled_filer_s_file_files_nothing_more(town):
    """C3: what a process would do for a disabled account is refused as well."""
    answer, name = create(town, "admin01", "UNIT_OPERATOR")
    assert answer.ok, answer
    town.begin(name, OWN)
    unit = session(town, name, OWN)
    assert unit.do("enrolment.AddMember", town.newcomer(VIP_UNIT)).ok
    assert town.visitor("admin01", "inside").do(
        "identity.DisableAccount", {"account_no": name, "reason": "离职"}).ok
    assert unit.do("enrolment.AddMember", town.newcomer(VIP_UNIT)).status == "E_TOKEN"


def one_person_holds_one_office(town):
    """S62: exclusions are found by the person, whatever the login is called."""
    person = holder(town)
    assert create(town, "admin01", "DISTRICT_OPERATOR", **person)[0].ok
    for actor, role in (("admin01", "UNIT_OPERATOR"), ("admin01", "DISTRICT_OPERATOR"),
                        ("centre01", "DISTRICT_ADMIN")):
        answer, _ = create(town, actor, role, **person)
        assert (answer.status, answer.reason) == ("E_FORBIDDEN", "excluded"), (role, answer)
    clerk = holder(town)
    assert create(town, "admin01", "UNIT_OPERATOR", **clerk)[0].ok
    again, _ = create(town, "admin01", "UNIT_OPERATOR", **clerk)
    assert (again.status, again.reason) == ("E_DUP_ROW", "held_already"), again


def the_level_above_lists_what_it_made(town):
    """S61: page by page, only its own district, with what became of each."""
    admin, names = town.visitor("admin01", "inside"), []
    after = ""
    while True:
        page = admin.do("identity.ListAccounts", {"role": "DISTRICT_OPERATOR", "limit": 3, "after": after})
        assert page.ok, page
        names += [a["accountNo"] for a in page.reply["account"]]
        after = page.reply["next"]
        if not after:
            break
    there = town.rows("select account_no from account where role = 5 and district_code = %s", DISTRICT)
    assert names == sorted(name for name, in there) and "district01" in names and len(names) > 20
    units = admin.do("identity.ListAccounts", {"role": "UNIT_OPERATOR"}).reply["account"]
    assert {"unit01", "unit02"} <= {a["accountNo"] for a in units}
    assert "unit03" not in {a["accountNo"] for a in units}, "of another district"
    ended = town.rows("select account_no from account where role = 3 and disabled and unit_no = any(%s)",
                      [VIP_UNIT, PLAIN_UNIT])
    shown = [a["accountNo"] for a in units if a["disabled"]]
    assert shown and shown == sorted(name for name, in ended), (shown, ended)
    centre = town.visitor("centre01", "inside")
    asked = {"role": "DISTRICT_ADMIN", "district_code": DISTRICT}
    assert "admin01" in [a["accountNo"] for a in centre.do("identity.ListAccounts", asked).reply["account"]]
    assert centre.do("identity.ListAccounts", {"role": "UNIT_OPERATOR"}).status == "E_LEVEL"
    assert town.visitor("district01", "inside").do("identity.ListAccounts", asked).status == "E_FORBIDDEN"


def branch(visitor, **of):
    answer = visitor.do("identity.ShowBranch", of)
    assert answer.ok, answer
    return {role["role"]: role for role in answer.reply.get("role", [])}


def the_tree_counts_what_its_lists_show(town):
    """S61, S62: each branch tells of every role how many accounts wait, sleep or are disabled, and the
    lists hold just as many; an account is found with its place, and nobody finds one outside his branch."""
    admin, centre = town.visitor("admin01", "inside"), town.visitor("centre01", "inside")
    roles = branch(admin, district_code=OTHER)
    assert set(roles) == {"UNIT_OPERATOR", "COMMUNITY_OPERATOR", "DISTRICT_OPERATOR", "OFFICE_DESK"}, roles
    states = (("waiting", "ACCOUNT_WAITING"), ("asleep", "ACCOUNT_ASLEEP"),
              ("disabled", "ACCOUNT_DISABLED"))
    for name, role in roles.items():
        for count, state in states:
            asked = {"role": name, "state": state, "limit": 500}
            listed = admin.do("identity.ListAccounts", asked).reply
            assert len(listed["account"]) == int(role[count]), (name, state, role)
        listed = admin.do("identity.ListAccounts", {"role": name, "limit": 500}).reply["account"]
        asked = {"role": name, "limit": 500, "state": "ACCOUNT_OPEN"}
        opened = admin.do("identity.ListAccounts", asked).reply
        assert len(listed) == int(role["total"]), role
        assert [a["accountNo"] for a in opened["account"]] == [
            a["accountNo"] for a in listed if not (a["disabled"] or a["asleep"] or a["mustChangePassword"])]
    assert int(roles["DISTRICT_OPERATOR"]["disabled"]) or int(roles["UNIT_OPERATOR"]["disabled"]), roles
    assert set(branch(centre)) == {"INFO_CENTER", "AUDITOR", "SYSTEM_ADMIN", "SECURITY_ADMIN", "AUDIT_ADMIN"}
    assert set(branch(centre, district_code=DISTRICT)) == {"DISTRICT_ADMIN"}
    found = admin.do("identity.ShowBranch", {"account_no": "unit01"}).reply["account"]
    assert (found["role"], found["unitNo"], found["districtCode"]) == ("UNIT_OPERATOR", VIP_UNIT, DISTRICT)
    told = {name: admin.do("identity.ShowBranch", {"account_no": name}) for name in
            ("unit03", "admin01", "centre01", "nobody")}
    assert {(a.http, a.status, a.field) for a in told.values()} == {(403, "E_FORBIDDEN", "account_no")}, told
    for stranger in ("district01", "unit01", "auditor01"):
        assert town.visitor(stranger, "inside").do("identity.ShowBranch", {}).status == "E_FORBIDDEN"


def units_are_nodes_of_the_tree(town):
    """S61: the units of a district page by page, with how many accounts file for each."""
    admin, security = town.visitor("admin01", "inside"), town.visitor("security01", "inside")
    names, after = [], ""
    while True:
        page = admin.do("identity.ListBranchUnits", {"limit": 50, "after": after}).reply
        names += [(u["unitNo"], int(u["accounts"])) for u in page["unit"]]
        after = page["next"]
        if not after:
            break
    there = town.rows("""select u.unit_no, count(a.unit_no) from unit u left join account a using (unit_no)
                         where u.district_code = %s group by 1 order by 1""", DISTRICT)
    assert names == there, names[:5]
    own = admin.do("identity.ListBranchUnits", {"unit_no": VIP_UNIT}).reply["unit"]
    assert [u["unitNo"] for u in own] == [VIP_UNIT], own
    assert admin.do("identity.ListBranchUnits", {"unit_no": OTHER_UNIT}).status == "E_FORBIDDEN"
    there = security.do("identity.ListBranchUnits", {"district_code": OTHER}).reply["unit"]
    assert OTHER_UNIT in [u["unitNo"] for u in there], there
    operators = security.do("identity.ListUnitOperators", {"unit_no": VIP_UNIT}).reply["operators"]
    assert "unit01" in [o["accountNo"] for o in operators]


def unit_login(town, name, unit_no=None, password=OWN):
    """A session for the account's own unit, or for another that it chooses."""
    visitor = Visitor(town, None, "outside")
    visitor.account = name
    answer = visitor.do("identity.Login", {"account_no": name, "password": password,
                                           "for_unit": unit_no or ""})
    if answer.ok:
        visitor.token, visitor.role = bytes.fromhex(answer.token), answer.reply["role"]
    return visitor, answer


def an_agency_files_for_several_units(town):
    """S61: one account, one password; the unit of the session is chosen and named; each grant ends alone."""
    answer, name = create(town, "admin01", "UNIT_OPERATOR")
    assert answer.ok, answer
    town.begin(name, OWN)
    admin = town.visitor("admin01", "inside")
    letter = {"login_name": name, "letter_no": "武单函2026-7"}
    assert unit_login(town, name, PLAIN_UNIT)[1].status == "E_FORBIDDEN", "not granted yet"
    assert admin.do("identity.GrantUnit", {**letter, "unit_no": PLAIN_UNIT}).ok
    assert admin.do("identity.GrantUnit", {**letter, "unit_no": OTHER_UNIT}).status == "E_FORBIDDEN"
    other, shown = unit_login(town, name, PLAIN_UNIT)
    assert shown.reply["unitNo"] == PLAIN_UNIT and shown.reply["otherUnit"] == [VIP_UNIT], shown
    filed = other.do("enrolment.AddMember", town.newcomer(PLAIN_UNIT))
    assert filed.ok and filed.outcome == "IN_REVIEW", filed
    assert other.do("enrolment.AddMember", town.newcomer(VIP_UNIT)).status == "E_FORBIDDEN", "not here"
    own, _ = unit_login(town, name)
    answer = own.do("query.GetCase", {"case_no": filed.case_no})
    assert answer.status == "E_FORBIDDEN", ("of the other unit", answer)
    assert filed.case_no not in [c["caseNo"] for c in own.do("query.ListCases", {}).reply["item"]]
    listed = town.visitor("unit02").do("identity.ListUnitOperators",
                                       {"unit_no": PLAIN_UNIT}).reply["operators"]
    assert (name, True, False) in [(o["accountNo"], o["granted"], o["ended"]) for o in listed], listed
    ended = admin.do("identity.EndUnitGrant", {"login_name": name, "unit_no": PLAIN_UNIT,
                                               "reason": "合同到期"})
    assert ended.ok and ended.reply["sessions"] == 1, ended
    assert other.do("query.ListCases", {}).status == "E_TOKEN"
    assert own.do("query.ListCases", {}).ok, "his own unit's session goes on"
    assert town.visitor("unit02").do("query.GetCase", {"case_no": filed.case_no}).ok, "the case is the unit's"


def a_successor_takes_what_the_unit_has_open(town):
    """S61: on the unit's letter the former operator is out at once; a draft of his goes on in other hands."""
    answer, former = create(town, "admin01", "UNIT_OPERATOR", unit_no=PLAIN_UNIT)
    assert answer.ok, answer
    town.begin(former, OWN)
    before, _ = unit_login(town, former)
    draft = before.do("enrolment.AddMember", town.newcomer(PLAIN_UNIT), draft=True)
    assert draft.ok, draft
    answer, name = create(town, "admin01", "UNIT_OPERATOR", unit_no=PLAIN_UNIT, replaces=former)
    assert (answer.status, answer.field) == ("E_REQUIRED", "letter_no"), answer
    letter = {"replaces": former, "letter_no": "武单函2026-8"}
    answer, name = create(town, "admin01", "UNIT_OPERATOR", unit_no=PLAIN_UNIT, **letter)
    assert (answer.status, answer.field) == ("E_REQUIRED", "scan_no"), answer
    answer, name = create(town, "admin01", "UNIT_OPERATOR", unit_no=PLAIN_UNIT, **letter,
                          scan_no=scan_of(town.visitor("admin01", "inside")))
    assert answer.ok, answer
    assert before.do("query.ListCases", {}).status == "E_TOKEN"
    assert log_in(town, former, OWN).reason == "disabled"
    town.begin(name, OWN)
    now, _ = unit_login(town, name)
    assert now.do("review.SubmitCase", {"case_no": draft.case_no}).ok


def a_moved_operator_leaves_everything_behind(town):
    """S61: he files for the new unit and sees nothing of the former, not even what he filed himself."""
    answer, name = create(town, "admin01", "UNIT_OPERATOR", unit_no=PLAIN_UNIT)
    assert answer.ok, answer
    town.begin(name, OWN)
    before, _ = unit_login(town, name)
    filed = before.do("enrolment.AddMember", town.newcomer(PLAIN_UNIT))
    assert filed.outcome == "IN_REVIEW", filed
    admin = town.visitor("admin01", "inside")
    moved = {"account_no": name, "reason": "调岗"}
    assert admin.do("identity.MoveAccount", {**moved, "to_unit": OTHER_UNIT}).status == "E_LEVEL"
    assert town.visitor("centre01", "inside").do(
        "identity.MoveAccount", {**moved, "to_unit": VIP_UNIT}).status == "E_FORBIDDEN", "two levels down"
    answer = admin.do("identity.MoveAccount", {**moved, "to_unit": VIP_UNIT})
    assert answer.ok and answer.reply["sessions"] == 1, answer
    assert before.do("query.ListCases", {}).status == "E_TOKEN"
    now, shown = unit_login(town, name)
    assert shown.reply["unitNo"] == VIP_UNIT
    assert now.do("query.GetCase", {"case_no": filed.case_no}).status == "E_FORBIDDEN"
    assert now.do("review.WithdrawCase", {"case_no": filed.case_no}).status == "E_FORBIDDEN"
    assert now.do("enrolment.AddMember", town.newcomer(VIP_UNIT)).ok


def the_root_is_made_once(town):
    """S61: by who runs the hall, while there is none; this hall has one."""
    person = holder(town)
    done = town.lab.hall("root", "centre09", "--name", person["name"], "--document-no", person["document_no"],
                         check=False)
    assert done.returncode == 1 and "E_FORBIDDEN" in done.stderr and not done.stdout, done
    assert town.visitor("centre01", "inside").do("identity.CreateRoot", {}).http == 404


LATE, CODES = {}, {}


def codes_are_given_out(town):
    """S3: one for a new account, one for an account whose holder lost the password."""
    LATE["new"] = create(town, "admin01", "DISTRICT_OPERATOR")[1]
    LATE["reset"] = alive(town)
    CODES[LATE["new"]] = town.code_of(LATE["new"])
    before = session(town, LATE["reset"], OWN)
    admin = town.visitor("admin01", "inside")
    assert admin.do("identity.ResetAccount", {"account_no": LATE["reset"]}).ok
    CODES[LATE["reset"]] = town.code_of(LATE["reset"])
    assert before.do("query.ListCases").status == "E_TOKEN", "its sessions ended"
    assert log_in(town, LATE["reset"], OWN).status == "E_LOGIN", "the old password is no more"
    assert session(town, LATE["reset"], CODES[LATE["reset"]]).do("query.ListCases").status == "E_PWD_DEFAULT"


def codes_end_after_three_days(town):
    """S3: given 73 hours later, the codes are refused to who knows them; a new one opens the account."""
    for name in LATE.values():
        answer = log_in(town, name, CODES[name])
        assert (answer.status, answer.reason) == ("E_AUTH_LOCKED", "code_expired"), answer
    admin = town.visitor("admin01", "inside")
    assert admin.do("identity.ResetAccount", {"account_no": LATE["new"]}).ok
    town.begin(LATE["new"], OWN)


def unused_accounts_are_warned(town):
    """S61: 54 days later their holders find it in the inbox."""
    wait_until(lambda: len(town.rows("select from account where sleep_warned and account_no = any(%s)",
                                     [LATE["new"], "admin01"])) == 2, 60, "the clock to warn")
    assert town.rows("select count(*) from account where asleep") == [(0,)]
    assert town.rows("select count(*) from account where sleep_warned and role = 2") == [(0,)], "no person"
    warned = {name for name, in town.rows("select account_no from account where sleep_warned")}
    assert {LATE["new"], "admin01"} <= warned, warned
    assert log_in(town, "admin01", town.lab.password).ok
    assert town.rows("select sleep_warned from account where account_no = 'admin01'") == [(False,)]


def accounts_sleep_after_sixty_days(town):
    """S61: who used his in time stays awake; staff are woken by the level above, and only by it."""
    name = LATE["new"]
    wait_until(lambda: town.rows("select asleep from account where account_no = %s", name) == [(True,)], 30,
               "the clock to put it to sleep")
    answer = log_in(town, name, OWN)
    assert (answer.status, answer.reason) == ("E_AUTH_LOCKED", "asleep"), answer
    assert log_in(town, name, "wrong-Pass-1").status == "E_LOGIN"
    assert town.visitor("admin01", "inside").do(
        "identity.EnableAccount", {"account_no": name, "reason": "返岗"}).ok
    assert session(town, name, OWN).do("query.ListCases").ok


def an_empty_hall_gets_its_root(town):
    """S61: a new installation has no account at all; the code is shown once and opens only a password."""
    person = holder(town)
    made = town.lab.hall("root", "centre01", "--name", person["name"], "--document-no", person["document_no"])
    code = made.stdout.strip()
    root = session(town, "centre01", code)
    assert root.do("query.CountCases", {}).status == "E_PWD_DEFAULT"
    assert root.do("identity.ChangePassword", {"present": code, "password": OWN}).ok
    barred = session(town, "centre01", OWN)  # no figures yet: the factor is demanded
    assert barred.do("query.CountCases", {}).status == "E_FACTOR_UNSET"
    town.bind_authenticator(barred, OWN)
    assert barred.do("query.CountCases", {}).status == "E_TOKEN"
    town.known["centre01", "inside"] = session(town, "centre01", OWN)
    answer, name = create(town, "centre01", "DISTRICT_ADMIN")
    assert answer.ok, answer
    again = town.lab.hall("root", "centre02", "--name", person["name"], "--document-no",
                          holder(town)["document_no"], check=False)
    assert again.returncode == 1 and "root" in again.stderr, again.stderr


DAY = 86400


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-tree-"))
    try:
        with Town(seed=61, data=data) as town:
            tell(town, everybody_makes_the_level_below, nobody_acts_over_a_level_or_sideways,
                 a_new_account_only_sets_its_password, a_disabled_account_is_out_at_once,
                 a_disabled_filer_s_file_files_nothing_more, one_person_holds_one_office,
                 the_level_above_lists_what_it_made, the_tree_counts_what_its_lists_show,
                 units_are_nodes_of_the_tree, an_agency_files_for_several_units,
                 a_successor_takes_what_the_unit_has_open, a_moved_operator_leaves_everything_behind,
                 the_root_is_made_once, codes_are_given_out)
        with Town(seed=62, data=data, clock_offset_s=73 * 3600) as town:
            tell(town, codes_end_after_three_days)
        with Town(seed=63, data=data, clock_offset_s=58 * DAY, programs="projector,clock,web") as town:
            tell(town, unused_accounts_are_warned)
        with Town(seed=64, data=data, clock_offset_s=66 * DAY, programs="projector,clock,web") as town:
            tell(town, accounts_sleep_after_sixty_days)
        with Town(seed=65, city="none", programs="projector,web") as town:
            tell(town, an_empty_hall_gets_its_root)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
