#!/usr/bin/python3
"""The query system of before: its accounts are taken over from a file, answer from the hall's own rows, and
end on the switch date. Rows: S6."""
import collections
import csv
import hashlib
import io
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                              # noqa: E402
from town import PLAIN_UNIT, VIP_UNIT, Town, Visitor, is_query, tell        # noqa: E402

FORM = {""}  # a field is missing, which is told to everybody
CASE_NO = "2026010100000010010"
KEPT = {}
PEOPLE = {}  # name in this story: {"document_no", "password", "person_no", "unit"}


def digest(kind, password, salt="", behind=False):
    text = password + salt if behind else salt + password
    return hashlib.new(kind, text.encode()).hexdigest()


def written(town, rows, encoding, header=("证件号码", "密码摘要", "盐")):
    path = town.lab.data / "old.csv"
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def imported(town, path, *scheme):
    """The report: {row: (column, outcome, code)}, and what it adds up to."""
    done = town.lab.hall("old", "import", path, *scheme)
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert lines[0] == ["row", "column", "outcome", "code", "text"], lines
    return {int(line[0]): tuple(line[1:4]) for line in lines[1:]}, done.stderr


def people_of_the_old_system(town):
    """S6: given persons of two units, one who logs in to the hall, and one whom the hall does not know."""
    for name, account, unit_no in (("own", "unit01", VIP_UNIT), ("default", "unit01", VIP_UNIT),
                                   ("salted", "unit01", VIP_UNIT), ("stranger", "", ""),
                                   ("double", "", ""), ("guessed", "", "")):
        filing = town.newcomer(unit_no or PLAIN_UNIT)
        # whose number had a form of 15 digits; in that form 996 to 999 were people over 100
        while filing["document_no"][6:8] != "19" or filing["document_no"][14:17] > "995":
            filing = town.newcomer(unit_no or PLAIN_UNIT)
        person_no = ""
        if account:
            added = town.visitor(account).do("enrolment.AddMember", filing)
            assert added.ok, added
            person_no = added.reply["personNo"]
        PEOPLE[name] = {"document_no": filing["document_no"], "password": f"river-{name}", "unit": account,
                        "person_no": person_no, "name": filing["name"]}
    PEOPLE["default"]["password"] = PEOPLE["default"]["document_no"][11:17]
    person = town.visitor("person01")
    own = person.do("identity.ShowSession").reply
    shown = person.do("query.RevealPerson", {"person_no": town.rows(
        "select person_no from account where account_no = 'person01'")[0][0]}).reply
    assert own["role"] == "PERSON" and shown["documentNo"], shown
    PEOPLE["activated"] = {"document_no": shown["documentNo"], "password": "river-activated"}


def the_file_is_taken_over_and_its_faults_are_named(town):
    """S6: default passwords lock for good; 15 digits, doubles, wrong numbers and hashes by row and column;
    UTF-8 with BOM, GB18030, and the same file again."""
    def line(name, kind="md5", **change):
        person = {**PEOPLE[name], **change}
        return [person["document_no"], digest(kind, person["password"]), ""]
    old = PEOPLE["own"]["document_no"]
    rows = [line("own"), line("default"), line("stranger"), line("guessed"), line("activated"),
            [old[:6] + old[8:17], digest("md5", "x"), ""],                      # 7: the first, in old form
            line("double"), line("double", password="another"),                 # 8, 9
            [PEOPLE["double"]["document_no"][:17] + "0", digest("md5", "x"), ""],  # 10
            ["420102199001018796", "no hash", ""],                              # 11
            ["420102900101901", digest("md5", "x"), ""]]                        # 12: an old number alone
    if rows[8][0] == PEOPLE["double"]["document_no"]:
        rows[8][0] = PEOPLE["double"]["document_no"][:17] + "1"
    refused = {2: ("证件号码", "refused", "E_DUP_ID"), 7: ("证件号码", "refused", "E_DUP_ID"),
               8: ("证件号码", "refused", "E_DUP_ID"), 9: ("证件号码", "refused", "E_DUP_ID"),
               10: ("证件号码", "refused", "E_ID_CHECK"), 11: ("密码摘要", "refused", "E_FORM"),
               12: ("证件号码", "refused", "E_ID_LENGTH")}
    report, said = imported(town, written(town, rows, "gb18030"), "--hash", "md5")
    assert report == {**refused, 3: ("", "locked", "")}, report
    assert "11 rows: 3 imported, 1 locked" in said, said
    again, _ = imported(town, written(town, rows, "utf-8-sig"), "--hash", "md5")
    repeated = {n: ("", "repeated", "") for n in (3, 4, 5, 6)}
    assert again == {**refused, **repeated}, again
    alone, _ = imported(town, written(town, [line("own")], "utf-8"), "--hash", "md5")
    assert alone == {}, alone
    other, _ = imported(town, written(town, [line("own", password="else")], "utf-8"), "--hash", "md5")
    assert other == {2: ("证件号码", "refused", "E_DUP_ID")}, other
    one = PEOPLE["salted"]
    salted = [[one["document_no"], digest("sha1", one["password"], "s7", True), "s7"]]
    path = written(town, salted, "utf-8", ("document_no", "password_hash", "salt"))
    assert imported(town, path, "--hash", "sha1", "--salt", "after")[0] == {}
    assert town.lab.hall("old", "import", path, "--hash", "crc32", check=False).returncode == 2
    for secret in (digest("md5", PEOPLE["own"]["password"]), PEOPLE["own"]["document_no"]):
        clear = town.rows("select count(*) from entry where position(%s in body) > 0", secret.encode())
        assert clear == [(0,)], "sealed"
    locked = town.rows("select count(*) from old_account where locked")
    assert locked == [(1,)] and town.rows("select imported, locked from old_system") == [(6, 1)]


def opened(town, name, password=None):
    """A session of the old query, or the refusal."""
    visitor, person = Visitor(town, None, "outside"), PEOPLE[name]
    answer = visitor.do("identity.OpenOldQuery", {"document_no": person["document_no"],
                                                  "password": password or person["password"]})
    if answer.ok:
        visitor.token = bytes.fromhex(answer.token)
    return answer, visitor


def both_interfaces_tell_one_truth(town):
    """S6: what the old query shows equals what the hall's own show, before and after a change."""
    for name in ("own", "salted"):
        person_no = PEOPLE[name]["person_no"]
        answer, old = opened(town, name)
        assert answer.ok, answer
        unit = town.visitor(PEOPLE[name]["unit"])
        for change in (None, {"unit_no": VIP_UNIT, "person_no": person_no, "name": PEOPLE[name]["name"],
                              "last_period": town.month(), "reason": 229,
                              "contract_end_date": int(town.today.strftime("%Y%m%d"))}):
            seen = {}
            if change:
                changed = unit.do("enrolment.SuspendMember", change)
                assert changed.ok, changed
                seen = {"least_position": changed.position}  # enrolments come from the hot copy
            shown = old.do("query.ShowOldRecord").reply
            new = {"person_no": person_no}
            spells = unit.surely("query.ListEnrolments", new, **seen).reply["enrolment"]
            dues = unit.do("query.ListReceivables", new).reply["receivable"]
            own = [{**spell, "firstPeriod": 0, "gapMonths": 0} for spell in shown["enrolment"]]
            assert (own, shown["receivable"]) == (spells, dues) and spells and dues, shown  # as a unit
            assert shown["personNo"] == person_no
            if change:
                assert spells[0]["status"] == 2, spells
    answer, old = opened(town, "stranger")
    assert answer.ok and old.do("query.ShowOldRecord").status == "E_NOT_FOUND"


def an_old_password_opens_nothing_else(town):
    """S6: no other business, whatever it is; nobody but that session asks the old query."""
    answer, old = opened(town, "own")
    assert answer.ok
    n, told = 0, collections.Counter()
    for method, input_type in hallbus.methods():
        if method in ("query.ShowOldRecord", "identity.Logout"):
            continue
        body = {"person_no": PEOPLE["own"]["person_no"], "case_no": CASE_NO, "unit_no": VIP_UNIT,
                "roster_no": CASE_NO, "kind": 1} if is_query(method) else {}
        fields = {f.name for f in input_type.fields}
        answer, n = old.do(method, {k: v for k, v in body.items() if k in fields}), n + 1
        assert not answer.ok and not answer.reply, (method, answer)
        here = is_query(method) and answer.status != "E_UNKNOWN_METHOD"
        told[answer.reason if here else "elsewhere"] += 1
    print(f"   {n} methods: {dict(told)}")
    assert told["old_password"] > 20, "S4: every query at this door says that the password opens nothing else"
    assert told.keys() <= {"old_password", "elsewhere"} | FORM, told
    for method in ("identity.ShowSession", "query.ListCases", "query.ListBusinesses"):
        answer = old.do(method)
        assert (answer.status, answer.reason) == ("E_FORBIDDEN", "old_password"), (method, answer)
    for account in ("unit01", "person01"):
        assert town.visitor(account).do("query.ShowOldRecord").status == "E_FORBIDDEN", account
    assert Visitor(town, None, "outside").do("query.ShowOldRecord").status == "E_TOKEN"
    assert old.do("identity.Logout").ok and old.do("query.ShowOldRecord").status == "E_TOKEN"


def who_may_not_is_told_nothing(town):
    """S6: default, unknown, activated and wrong get one answer; the fifth failure locks."""
    told = {name: opened(town, name, password)[0] for name, password in
            (("default", None), ("double", None), ("activated", None), ("own", "wrong"))}
    assert {(a.status, a.field, a.reason) for a in told.values()} == {("E_LOGIN", "", "")}, told
    said = [opened(town, "guessed", f"guess{n}")[0].status for n in range(5)]
    assert set(said) <= {"E_LOGIN", "E_TOO_OFTEN"}, said
    failed = "select failures, locked_until_us > 0 from old_account where failures > 1"
    n = said.count("E_LOGIN")
    assert town.rows(failed) == [(n, n >= 5)], (said, town.rows(failed))


def an_address_does_not_try_one_number_after_the_other(town):
    """S6: after twenty failures on a day an address is refused, whomever it names, and however right."""
    stranger, KEPT["open"] = Visitor(town, None, "outside"), opened(town, "salted")
    said = [stranger.do("identity.OpenOldQuery", {"document_no": town.newcomer()["document_no"],
                                                  "password": "guess"}) for _ in range(21)]
    assert {a.status for a in said[:5]} == {"E_LOGIN"}, said[:5]
    assert (said[-1].status, said[-1].reason) == ("E_TOO_OFTEN", "old_query_address"), said[-1]
    right = opened(town, "own")[0]
    assert (right.status, right.reason) == ("E_TOO_OFTEN", "old_query_address"), right


def everything(town):
    """Every table that holds rows of the contract, but the old system's own and the sessions."""
    names = town.rows("select relname from pg_class where relkind = 'r' "
                      "and relnamespace = 'public'::regnamespace")
    aside = ("old_system", "lane_head", "entry_link", "kept", "attempt", "noticed", "token", "key_use",
             "subject_key", "vault_state")
    return {name: sorted(map(repr, town.rows(f'select * from "{name}"'))) for name, in names
            if name not in aside and not name.startswith("entry")}


def on_the_switch_date_it_answers_only_closed(town):
    """S6 (check): imported accounts with the default password are locked, both interfaces told one truth;
    from the switch date on the old one answers only closed, its hashes are destroyed, no more changes."""
    answer, before = KEPT["open"]
    assert answer.ok and before.do("query.ShowOldRecord").ok
    kept = everything(town)
    assert town.lab.hall("old", "close", check=False).returncode == 2, "it asks to be meant"
    said = town.lab.hall("old", "close", "--yes").stdout
    assert said.startswith("closed: 6 accounts, 1 of them"), said
    for name in PEOPLE:
        for password in (PEOPLE[name]["password"], "wrong"):
            assert opened(town, name, password)[0].status in ("E_OLD_CLOSED", "E_TOO_OFTEN"), name
    assert before.do("query.ShowOldRecord").status == "E_OLD_CLOSED", "a session of before"
    code, _, raw = before.raw("GET", "/api/v1/query/show-old-record")
    assert code == 410 and "已停用" in json.loads(raw)["text"], raw
    assert everything(town) == kept
    wrapped = town.rows("select wrapped from subject_key where subject = 'old-system'")
    assert wrapped == [(b"",)], "the key of all hashes is no more"
    path = written(town, [[PEOPLE["stranger"]["document_no"], digest("md5", "x"), ""]], "utf-8")
    assert "E_OLD_CLOSED" in town.lab.hall("old", "import", path, "--hash", "md5", check=False).stderr
    assert town.lab.hall("old", "close", "--yes").stdout.startswith("was closed before")
    assert town.visitor("unit01").do("query.ListReceivables", {"person_no": PEOPLE["own"]["person_no"]}).ok


def main():
    with Town(seed=6) as town:
        tell(town, people_of_the_old_system, the_file_is_taken_over_and_its_faults_are_named,
             both_interfaces_tell_one_truth, an_old_password_opens_nothing_else, who_may_not_is_told_nothing,
             an_address_does_not_try_one_number_after_the_other, on_the_switch_date_it_answers_only_closed)


if __name__ == "__main__":
    main()
