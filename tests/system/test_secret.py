#!/usr/bin/python3
"""A password is tried by logging in and in no other way, whichever door the command comes through.

Rows: S5. A dry run, a draft or a correction of a login would say whether the password is right and leave
no failure behind; a worker refuses all three before it looks at an account."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                           # noqa: E402
from town import VIP_UNIT, Town, tell, wait_until        # noqa: E402

ACCOUNT = "unit02"
TRIALS = ({"dry_run": True}, {"draft": True}, {"case_no": "2026111000000010016"})
DOORS = ("outside", "inside", "bus")


def tries(town):
    """The right password, a wrong one, and an account that is not there."""
    return ((ACCOUNT, town.lab.password), (ACCOUNT, "wrong"), ("nobody", town.lab.password))


def login(account, password):
    return {"account_no": account, "password": password}


def traces(town):
    """All that a login, a failure or a filing would leave."""
    account = town.rows("select failures, failures_today, locked, locked_until_us, version "
                        "from account where account_no = %s", ACCOUNT)
    counts = [town.rows(f"select count(*) from {table}")[0][0]
              for table in ("entry", "token", "case_file", "kept", "parked")]
    return account, counts


def ask(town, door, account, password, id=None, **flags):
    guest = town.visitor("", door)
    body = login(account, password)
    if door == "bus":
        body["token_hash"] = "AAAA"
    return guest.do("identity.Login", body, id=id, **flags)


def every_trial_is_answered_alike(town):
    """S5: given right, wrong and unknown, when tried through each door, one sentence and no trace."""
    for door in DOORS:
        town.visitor("", door)
    before = traces(town)
    for door in DOORS:
        for flags in TRIALS:
            said = {repr(ask(town, door, *who, **flags)) for who in tries(town)}
            assert len(said) == 1, (door, flags, said)
            assert "E_NO_TRIAL" in said.pop() and flags, (door, flags)
    assert traces(town) == before, (traces(town), before)


def the_sentence_says_what_to_do(town):
    """S5: the refusal names the option that is to be left out, in both languages."""
    for flags, field in zip(TRIALS, ("dry_run", "draft", "case_no")):
        answer = ask(town, "outside", ACCOUNT, "wrong", **flags)
        assert (answer.http, answer.field) == (400, field), answer
        assert "leave that option out" in answer.text, answer.text


def tries_do_not_lock(town):
    """S5: twelve dry runs lock nobody out, five wrong logins do as ever."""
    for _ in range(12):
        assert ask(town, "outside", ACCOUNT, "wrong", dry_run=True).status == "E_NO_TRIAL"
    assert ask(town, "outside", ACCOUNT, town.lab.password).ok
    for _ in range(5):
        assert ask(town, "outside", "unit03", "wrong").status == "E_LOGIN"
    assert ask(town, "outside", "unit03", town.lab.password).status == "E_AUTH_LOCKED"


def a_number_is_not_used_up(town):
    """S5: the login under the number of a refused dry run is a login, and a dry run under the number
    of a login does not get that one's answer."""
    id = hallbus.uuid7()

    def settles(password, **flags):
        """The answer once what the network still doubles of the one before has run dry."""
        status = "E_NO_TRIAL" if flags else "OK"
        return wait_until(lambda: next((one for one in [
            ask(town, "outside", ACCOUNT, password, id=id, **flags)] if one.status == status), None),
            20, f"{flags} to be answered {status}")
    settles(town.lab.password, dry_run=True)
    assert settles(town.lab.password).token
    for password in (town.lab.password, "wrong"):
        again = settles(password, dry_run=True)
        assert not again.reply and not again.token, again


def a_try_is_seen_in_the_log(town):
    """S5: the worker's line of the command names the refusal and no password."""
    id = hallbus.uuid7()
    ask(town, "bus", ACCOUNT, "an-unusual-password", id=id, dry_run=True)
    hex = id.hex()
    line = wait_until(lambda: next((one for one in town.lab.log.read_text().splitlines()
                                    if hex in one.replace("-", "") and "E_NO_TRIAL" in one), None),
                      20, "the line of the refused command")
    assert "identity.Login" in line and "dry_run" in line, line
    assert "an-unusual-password" not in town.lab.log.read_text()


def a_password_comes_in_no_file(town):
    """S5: rows of a roster are never logins, so none waits in a file."""
    unit = town.visitor("unit01")
    for path in ("upload?unit_no=" + VIP_UNIT + "&", "template?"):
        verb = "POST" if path.startswith("upload") else "GET"
        code, _, raw = unit.raw(verb, f"/api/v1/roster/{path}method=identity.Login",
                                {"Idempotency-Key": "0190a000-0000-7000-8000-000000000001"})
        assert code == 404 and json.loads(raw)["code"] == "E_UNKNOWN_METHOD", (path, code, raw)


def a_dry_run_hides_no_attempt(town):
    """S5: who tries a filing for another unit is counted with a dry run as without."""
    unit = town.visitor("unit01", "bus")
    for tries, flags in enumerate(({}, {"dry_run": True}), 1):
        answer = unit.do("enrolment.AddMember", town.newcomer("10000003"), **flags)
        assert answer.status == "E_FORBIDDEN", answer
        # a refusal is not kept, so a message that the network doubles is refused and counted twice
        wait_until(lambda: town.noticed("query.AccessRefused", "unit01", "enrolment.AddMember") >= tries, 20,
                   "the attempt to be counted")


def main():
    with Town(seed=52) as town:
        tell(town, every_trial_is_answered_alike, the_sentence_says_what_to_do, tries_do_not_lock,
             a_number_is_not_used_up, a_try_is_seen_in_the_log, a_password_comes_in_no_file,
             a_dry_run_hides_no_attempt)


if __name__ == "__main__":
    main()
