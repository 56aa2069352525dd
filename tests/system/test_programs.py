#!/usr/bin/python3
"""Keys of a unit's own software: made, used by a payroll program that knows the OpenAPI document alone,
limited, revoked while it runs. Rows: A39."""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                       # noqa: E402
import logbook                                                                       # noqa: E402
from town import OTHER_UNIT, PLAIN_UNIT, ROOT, VIP_UNIT, Authenticator, Town, Visitor, tell  # noqa: E402

CLIENT = ROOT / "tests" / "clients" / "payroll.py"
OWN = "Jianghan-7-Road"
JSON = {"Content-Type": "application/json"}


class Program(Visitor):
    """A caller with a program key instead of a login."""

    def __init__(self, town, key, door="outside"):
        super().__init__(town, None, door)
        self.key = key

    def raw(self, verb, path, headers=None, data=None, timeout_s=30):
        return super().raw(verb, path, {**dict(headers or {}), "Authorization": "Bearer " + self.key}, data)


def terms(town, **change):
    last = town.today.replace(year=town.today.year + 1, day=1)
    return {"business": ["enrolment.AddMember"], "question": ["query.GetCase", "Q02"],
            "network": ["127.0.0.0/8"], "valid_until": int(last.strftime("%Y%m%d")), "calls_a_day": "1000",
            **change}


def make(town, account="unit01", unit_no=VIP_UNIT, door="outside", **change):
    """(answer, key as text)"""
    visitor = account if isinstance(account, Visitor) else town.visitor(account, door)
    body = {"unit_no": unit_no, "name": "薪酬系统", **terms(town, **change)}
    answer = visitor.do("identity.MakeProgramKey", body)
    said = {"reply": answer.reply, "code": answer.status, "field": answer.field, "reason": answer.reason}
    return said, answer.said.get("programKey", "")


def post(visitor, path, body, id, factor=""):
    headers = {**JSON, "Idempotency-Key": str(uuid.UUID(bytes=id)), "Accept-Language": "en"}
    if factor:
        headers["X-Factor"] = factor
    return visitor.raw("POST", f"/api/v1/{path}", headers, json.dumps(body).encode())


def revoke(town, key_no, account="unit01"):
    return town.visitor(account).do("identity.RevokeProgramKey", {"key_no": key_no, "reason": "软件停用"})


def camel(fields):
    head, *rest = zip(*[(k, k.split("_")[0] + "".join(p.title() for p in k.split("_")[1:])) for k in fields])
    return {new: fields[old] for old, new in zip(head, rest[0])}


def a_payroll_program_files_and_asks_until_its_key_is_revoked(town):
    """A39 (check): an operator makes a key with scope, end, quota and addresses; an independent client that
    uses the OpenAPI document alone files, repeats and asks within the scope; each act names key and owner;
    revoked while it runs, it ends at once."""
    for account, unit_no, outcome in (("unit01", VIP_UNIT, "APPLIED"), ("unit02", PLAIN_UNIT, "IN_REVIEW")):
        said, key = make(town, account, unit_no)
        key_no = said["reply"]["keyNo"]
        with subprocess.Popen([CLIENT, town.lab.http], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              env={"HALL_PROGRAM_KEY": key, "PATH": os.environ["PATH"]}, text=True) as client:
            def enrol(**change):
                print(json.dumps(camel({**town.newcomer(unit_no), **change})), file=client.stdin, flush=True)
                return json.loads(client.stdout.readline())

            first = enrol()
            assert (first["outcome"], first["keyNo"], first["same"]) == (outcome, key_no, True), first
            assert first["state"] == {"APPLIED": "CASE_APPLIED", "IN_REVIEW": "PENDING"}[outcome], first
            wrong = enrol(mobile="123")
            assert (wrong["code"], wrong["field"]) == ("E_MOBILE", "mobile"), wrong
            assert enrol()["same"], "a refusal ends nothing"
            foreign = enrol(unit_no=OTHER_UNIT)
            assert (foreign["code"], foreign["field"]) == ("E_FORBIDDEN", "unit_no"), foreign
            assert revoke(town, key_no, account).ok
            ended = enrol()
            assert (ended["code"], ended["reason"]) == ("E_TOKEN", "key_ended"), ended
            assert client.wait(20) == 3, "it ends"
        names_key_and_owner(town, first["caseNo"], account, key_no)


def names_key_and_owner(town, case_no, account, key_no):
    with town.lab.connect() as db:
        acts = [e for e in logbook.entries(db) if e.case_no == case_no and e.method == "enrolment.AddMember"]
        looks = [e for e in logbook.entries(db) if e.key_no == key_no and e.method == "query.GetCase"]
    assert [(e.actor, e.key_no) for e in acts] == [(account, key_no)], acts
    assert looks and {e.actor for e in looks} == {account}, looks
    shown = town.visitor(account).do("query.GetCase", {"case_no": case_no}).reply
    assert (shown["line"]["filer"], shown["line"]["keyNo"]) == (account, key_no), shown["line"]
    assert (shown["step"][0]["actor"], shown["step"][0]["keyNo"]) == (account, key_no), shown["step"]
    reviewer = town.visitor("district01", "inside")
    state = shown["line"]["state"]
    line = [one for one in reviewer.do("query.ListCases", {"state": state, "limit": 200}).reply["item"]
            if one["caseNo"] == case_no]
    assert [(one["filer"], one["keyNo"]) for one in line] == [(account, key_no)], line


def beyond_its_scope_nothing_opens(town):
    """A39: what the key does not name, what the contract gives to no program, other doors and places."""
    said, key = make(town)
    program = Program(town, key)
    assert program.do("query.ListCases").ok
    for method, body in (("query.GetUnit", {"unit_no": VIP_UNIT}), ("review.WithdrawCase", {"case_no": "1"}),
                         ("query.RevealPerson", {"person_no": "1"}), ("identity.ShowSession", {}),
                         ("identity.ListProgramKeys", {"unit_no": VIP_UNIT}), ("identity.Logout", {}),
                         ("identity.ChangePassword", {"present": "none", "password": OWN}),
                         ("identity.RevokeProgramKey", {"key_no": said["reply"]["keyNo"], "reason": "x"}),
                         ("identity.MakeProgramKey", {"unit_no": VIP_UNIT, "name": "x", **terms(town)}),
                         ("query.ListBusinesses", {})):
        answer = program.do(method, body)
        assert (answer.status, answer.reason) == ("E_FORBIDDEN", "key_scope"), (method, answer)
    for other in ("10.1.2.3", "::/0", "0.0.0.0/8"):
        far, far_key = make(town, network=[other])
        answer = Program(town, far_key).do("query.ListCases")
        assert (answer.status, answer.reason) == ("E_FORBIDDEN", "key_address"), (other, answer)
        assert revoke(town, far["reply"]["keyNo"]).ok
    guest = Visitor(town, None, "outside")
    bare = key.removeprefix("hallkey_")
    for headers, path in (({"Cookie": f"__Host-hall={key}"}, ""), ({"Cookie": f"__Host-hall={bare}"}, ""),
                          ({}, f"?access_token={key}"), ({}, f"?key={key}"),
                          ({"Authorization": f"Bearer {bare}"}, ""),
                          ({"Authorization": f"Bearer {key[:-2]}00"}, "")):
        code, _, _ = guest.raw("GET", "/api/v1/query/list-cases" + path, headers)
        assert code in (400, 401, 403), (headers, path, code)
    code, _, raw = Program(town, key).raw("GET", "/api/v1/feed?topics=cases")
    assert code in (401, 403), raw
    on_the_bus = Visitor(town, None, "bus")
    on_the_bus.token = bytes.fromhex(bare)
    assert on_the_bus.do("query.ListCases").status == "E_TOKEN"
    assert revoke(town, said["reply"]["keyNo"]).ok


def terms_that_open_too_much_are_refused(town):
    """A39: neither unknown businesses nor those of accounts, no end beyond a year, no other unit's."""
    for change, status, field in (
            ({"business": ["B99"]}, "E_CODE_VALUE", "business"),
            ({"business": ["identity.ChangePassword"]}, "E_CODE_VALUE", "business"),
            ({"question": ["query.RevealPerson"]}, "E_CODE_VALUE", "question"),
            ({"network": ["203.0.113.7/24"]}, "E_FORM", "network"),
            ({"network": []}, "E_REQUIRED", "network"),
            ({"valid_until": int(f"{town.today.year + 2}0101")}, "E_RANGE", "valid_until"),
            ({"calls_a_day": "0"}, "E_REQUIRED", "calls_a_day"),
            ({"unit_no": OTHER_UNIT}, "E_FORBIDDEN", "unit_no")):
        said, key = make(town, **{"unit_no": VIP_UNIT, **change})
        assert (said["code"], said["field"]) == (status, field) and not key, said
    for account in ("district01", "admin01", "centre01", "auditor01"):
        said, _ = make(town, account, door="inside")
        assert (said["code"], said["reason"]) == ("E_FORBIDDEN", "role"), (account, said)


def the_secret_is_its_maker_s(town):
    """A39: the hall stores its hash; a repetition of the making shows the same one, and nothing else does."""
    visitor, body = town.visitor("unit01"), {"unit_no": VIP_UNIT, "name": "薪酬系统", **terms(town)}
    id = hallbus.uuid7()
    refused = json.loads(post(visitor, "identity/make-program-key", body, id)[2])
    assert (refused["code"], refused["reason"]) == ("E_AUTH_FACTOR", "confirm"), refused
    first, second = (json.loads(post(visitor, "identity/make-program-key", body, id, factor)[2])
                     for factor in (town.authenticator("unit01").next(), ""))
    assert first == second and first["programKey"].startswith("hallkey_"), (first, second)
    secret = bytes.fromhex(first["programKey"].removeprefix("hallkey_"))
    digest = hashlib.new("sm3", secret).digest()
    key_no = first["reply"]["keyNo"]
    assert key_no == "K" + digest.hex()[:12]
    stored = town.rows("select key_hash, account_no from program_key where key_no = %s", key_no)
    assert stored == [(digest, "unit01")]
    listed = town.visitor("unit01").do("identity.ListProgramKeys", {"unit_no": VIP_UNIT}).reply["key"]
    assert key_no in {one["keyNo"] for one in listed} and secret.hex() not in json.dumps(listed)
    for table, column in (("kept", "answer"), ("entry", "body")):
        kept = town.rows(f"select count(*) from {table} where position(%s in {column}) > 0", secret)
        assert kept == [(0,)], table
    made = town.lab.hall("identity", "make-program-key", "--unit-no", VIP_UNIT, "--name", "工资",
                         "--business", "B01", "--network", "127.0.0.1", "--calls-a-day", "10",
                         "--valid-until", terms(town)["valid_until"], token=town.lab.login("unit01"),
                         input=town.authenticator("unit01").next() + "\n")
    said = json.loads(made.stdout)
    assert Program(town, said["programKey"]).do("enrolment.AddMember", town.newcomer(), dry_run=True).ok, said
    for one in (key_no, said["reply"]["keyNo"]):
        assert revoke(town, one).ok


def limits_hold_from_the_next_call(town):
    """A39: another scope, end, quota; only the owner changes them, the unit and its district end the key."""
    said, key = make(town)
    key_no, program = said["reply"]["keyNo"], Program(town, key)
    assert program.do("query.ListCases").ok
    narrow = {"key_no": key_no, **terms(town, business=[], question=["query.GetCase"])}
    assert town.visitor("unit02").do("identity.LimitProgramKey", narrow).status == "E_FORBIDDEN"
    bare = town.visitor("unit01").do("identity.LimitProgramKey", narrow, factor="")
    assert (bare.status, bare.reason) == ("E_AUTH_FACTOR", "confirm"), bare
    assert town.visitor("unit01").do("identity.LimitProgramKey", narrow).ok
    assert program.do("query.ListCases").reason == "key_scope"
    assert town.visitor("unit02").do("identity.RevokeProgramKey", {"key_no": key_no, "reason": "x"}).status \
        == "E_FORBIDDEN", "another unit's"
    admin = town.visitor("admin01", "inside")
    assert admin.do("identity.RevokeProgramKey", {"key_no": key_no, "reason": "停用"}).ok
    ended = program.do("query.GetCase", {"case_no": "1"})
    assert (ended.status, ended.reason) == ("E_TOKEN", "key_ended"), ended
    assert town.visitor("unit01").do("identity.LimitProgramKey", narrow).reason == "key_over"


def a_key_dies_with_the_agreement(town):
    """A39: the unit that no longer files online has no software that does; signing again opens no old key."""
    said, key = make(town, "unit02", PLAIN_UNIT)
    neighbour, its_key = make(town)
    program = Program(town, key)
    assert program.do("query.ListCases").ok
    ending = {"kind": "ONLINE_SERVICE", "unit_no": PLAIN_UNIT, "reason": "停用"}
    assert town.visitor("unit02").do("desk.EndAgreement", ending).ok
    assert Program(town, its_key).do("query.ListCases").ok and revoke(town, neighbour["reply"]["keyNo"]).ok
    for _ in range(2):
        ended = program.do("query.ListCases")
        assert (ended.status, ended.reason) == ("E_TOKEN", "key_ended"), ended
        town.sign("unit02")
    listed = town.visitor("unit02").do("identity.ListProgramKeys", {"unit_no": PLAIN_UNIT}).reply["key"]
    assert [k["revoked"] for k in listed if k["keyNo"] == said["reply"]["keyNo"]] == [True], listed


def calls_of_a_day_are_counted(town):
    """A39: never more than the quota over all workers; the answer says until when; few rows are written."""
    said, key = make(town, calls_a_day="7")
    program = Program(town, key)
    asked = [program.do("query.ListCases") for _ in range(12)]
    assert sum(a.ok for a in asked) == 7 and {a.status for a in asked} == {"OK", "E_QUOTA"}, asked
    code, headers, raw = program.raw("GET", "/api/v1/query/list-cases")
    assert code == 429 and 0 < int(headers["Retry-After"]) <= 86400, (code, headers, raw)
    assert revoke(town, said["reply"]["keyNo"]).ok
    said, key = make(town, calls_a_day="1000")
    program = Program(town, key)
    assert all(program.do("query.ListCases").ok for _ in range(30))
    taken = town.rows("select taken from key_use u join program_key k using (key_hash) where key_no = %s",
                      said["reply"]["keyNo"])
    assert taken[0][0] % 10 == 0 and 30 <= taken[0][0] <= 50, f"{taken}: ten at a time, by two workers"
    assert revoke(town, said["reply"]["keyNo"]).ok


def a_key_dies_with_its_owner(town):
    """A39: disabled, reset: at once and for good, though the account is opened again."""
    admin = town.visitor("admin01", "inside")
    for n, act in enumerate(("DisableAccount", "ResetAccount")):
        filing = town.newcomer()
        name = f"payroll{n:02}"
        assert admin.do("identity.CreateUnitOperator", {
            "login_name": name, "unit_no": VIP_UNIT, "document_type": 201,
            **{k: filing[k] for k in ("document_no", "name")}}).ok
        town.begin(name, OWN)
        town.authenticators[name] = codes = Authenticator("ABCDEFGHIJKLMNOP", ["spare-code-1"])
        owner = Visitor(town, name, "outside", OWN)
        assert owner.do("identity.SetFactor", {"present": OWN, "secret": codes.secret, "code": codes.next(),
                                               "recovery_code": codes.recovery}).ok
        said, key = make(town, owner)
        program = Program(town, key)
        assert program.do("query.ListCases").ok
        more = {"reason": "离职"} if act == "DisableAccount" else {}
        assert admin.do(f"identity.{act}", {"account_no": name, **more}).ok
        assert program.do("query.ListCases").reason == "key_ended"
        if act == "DisableAccount":
            assert admin.do("identity.EnableAccount", {"account_no": name, "reason": "返岗"}).ok
        else:
            town.begin(name, OWN + "-2")
        assert program.do("query.ListCases").reason == "key_ended", "for good"
        row = town.rows("select revoked, revoked_by from program_key where key_no = %s",
                        said["reply"]["keyNo"])
        assert row == [(True, "admin01")], row


def main():
    with Town(seed=39) as town:
        tell(town, a_payroll_program_files_and_asks_until_its_key_is_revoked, beyond_its_scope_nothing_opens,
             terms_that_open_too_much_are_refused, the_secret_is_its_maker_s, limits_hold_from_the_next_call,
             a_key_dies_with_the_agreement, calls_of_a_day_are_counted, a_key_dies_with_its_owner)


if __name__ == "__main__":
    main()
