#!/usr/bin/python3
"""A whole hall in the national profile of passwords (PBKDF2-HMAC-SM3), and back: everybody logs in, each hash
is made anew once, and no password of before comes back.

Rows: S3. Two chapters of one hall, each with the profile of its own."""
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "lib")]
from town import Town, Visitor, tell                                            # noqa: E402

OUTSIDE = ("unit01", "community01", "person01")
INSIDE = ("district01", "admin01", "centre01", "info01", "auditor01", "desk01", "system01", "security01",
          "audit01")
SECOND, THIRD = "Lotus-pond-2026", "River-stone-2027"


def remade(town, account):
    """How often the hash of this account was made anew so far."""
    return len(town.looked_up("identity.PasswordRehashed", account))


def log_in(town, account, password=None):
    door = "outside" if account in OUTSIDE else "inside"
    visitor = Visitor(town, account, door, *([password] if password else []))
    assert visitor.role, account
    return visitor


def every_kind_of_account_logs_in(town):
    """S3: whoever set his password in another profile logs in by it; from then on it is kept in this one."""
    for account in OUTSIDE + INSIDE:
        before = remade(town, account)
        log_in(town, account)
        assert remade(town, account) == before + 1, f"{account}: made anew at the first login"
        log_in(town, account)
        assert remade(town, account) == before + 1, f"{account}: once"
    stranger = Visitor(town, None, "outside")
    wrong = stranger.do("identity.Login", {"account_no": "unit02", "password": "Wrong-word-1"})
    assert wrong.status == "E_LOGIN" and remade(town, "unit02") == 0, wrong


def change(town, present, wanted):
    person = log_in(town, "person01", present)
    return person.do("identity.ChangePassword", {"present": present, "password": wanted})


def a_password_is_changed_in_the_profile(town):
    """S3: strength and history hold here as elsewhere."""
    weak = change(town, town.lab.password, "12345678")
    assert weak.status == "E_PWD_WEAK" and weak.reason != "used_before", weak
    assert change(town, town.lab.password, SECOND).ok
    back = change(town, SECOND, town.lab.password)
    assert (back.status, back.reason) == ("E_PWD_WEAK", "used_before"), back
    log_in(town, "person01", SECOND)


def history_outlives_the_profile(town):
    """S3: passwords of both profiles are refused, whichever made them; a new one is taken."""
    for former in (town.lab.password, SECOND):
        refused = change(town, SECOND, former)
        assert (refused.status, refused.reason) == ("E_PWD_WEAK", "used_before"), (former, refused)
    assert change(town, SECOND, THIRD).ok
    stranger = Visitor(town, None, "outside")
    old = stranger.do("identity.Login", {"account_no": "person01", "password": SECOND})
    assert old.status == "E_LOGIN", old
    log_in(town, "person01", THIRD)


def in_profile(name):
    return {program: [f"--password_profile={name}"] for program in ("login", "worker1", "worker2")}


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-profile-"))
    try:
        with Town(seed=91, data=data, extra=in_profile("sm3")) as town:
            tell(town, every_kind_of_account_logs_in, a_password_is_changed_in_the_profile)
        with Town(seed=92, data=data, extra=in_profile("argon2id")) as town:
            tell(town, history_outlives_the_profile)
            before = remade(town, "unit01")
            log_in(town, "unit01")
            assert remade(town, "unit01") == before + 1, "made anew the other way"
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
