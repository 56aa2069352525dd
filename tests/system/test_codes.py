#!/usr/bin/python3
"""Codes to phones through real doors: what the sender does with a text, once, and what is left of it.

Rows: S3. Chapters of one hall, whose time is moved on while it is stopped. The limits themselves are told
under a driven clock in tests/workers/rules/test_mobile_code.c."""
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import logbook                                                                    # noqa: E402
from town import Town, tell, wait_until                                           # noqa: E402

PHONE, OTHER, LOST = "13900000001", "13900000002", "13900000003"
MINUTE = 60
PROGRAMS = "projector,clock,sender,web"
QUICK = {"clock": ["--poll_ms=100"], "sender": ["--poll_ms=50"]}
ASKED = {}


def ask(town, mobile):
    answer = town.visitor("info01", "inside").do("notification.TrySender", {"mobile": mobile})
    assert answer.ok, answer
    return answer.reply["codeNo"]


def confirm(town, code_no, code, account="info01"):
    return town.visitor(account, "inside").do("notification.ConfirmTrial", {"code_no": code_no, "code": code})


def states(town):
    return dict(town.rows("select outgoing_no, state from outgoing"))


def a_code_reaches_the_phone_and_opens_once(town):
    """S3: asked for, read on the phone, typed; wrong ones are counted, the right one is good once."""
    ASKED["first"] = code_no = ask(town, PHONE)
    code = town.code_to(PHONE)
    wrong = f"{(int(code) + 1) % 1000000:06}"
    for _ in range(3):
        answer = confirm(town, code_no, wrong)
        assert (answer.status, answer.field) == ("E_AUTH_CODE", "code"), answer
    assert town.rows("select tries from mobile_code") == [(3,)]
    assert confirm(town, code_no, code).ok
    assert confirm(town, code_no, code).status == "E_AUTH_CODE"
    again = town.visitor("info01", "inside").do("notification.TrySender", {"mobile": PHONE})
    assert (again.status, again.reason, again.http) == ("E_TOO_OFTEN", "code_minute", 429), again


def what_was_sent_is_destroyed(town):
    """S3: as soon as it is sent nobody can read number or text any more, in no table, file of keys or log;
    and before that they lay sealed."""
    code_no, code = ASKED["first"], town.code_to(PHONE)
    assert wait_until(lambda: states(town)[code_no] == 3, 20, "the text to be settled")
    assert town.rows("select wrapped from subject_key where subject = %s", code_no) == [(b"",)]
    for table, column in (("entry", "body"), ("outgoing", "sealed"), ("kept", "answer")):
        for word in (PHONE, "验证码" + code):
            found = town.rows(f"select count(*) from {table} where position(%s::bytea in {column}) > 0",
                              word.encode())
            assert found == [(0,)], (table, word)
    for line in town.lab.log.read_text(errors="replace").splitlines():
        assert PHONE not in line and "验证码" + code not in line, line
    texts = town.lab.data / "outbox"
    assert texts.stat().st_mode & 0o077 == 0 and (texts / code_no).stat().st_mode & 0o077 == 0


def a_text_that_cannot_be_sent_has_failed(town):
    """S3: seen by whoever runs the hall, and not tried again; to him neither number nor text is shown."""
    outbox, away = town.lab.data / "outbox", town.lab.data / "outbox.away"
    outbox.rename(away)
    try:
        code_no = ask(town, LOST)
        wait_until(lambda: states(town)[code_no] == 4, 20, "the text to fail")
    finally:
        away.rename(outbox)
    seen = town.visitor("info01", "inside").do("notification.ListOutgoing", {"state": "SEND_FAILED"})
    assert [(o["outgoingNo"], o["failure"]) for o in seen.reply["outgoing"]] == [(code_no, "folder")], seen
    assert LOST not in str(seen.reply) and seen.reply["total"] == "1"
    for account in ("centre01", "admin01", "unit01", "auditor01"):
        refused = town.visitor(account, "inside").do("notification.ListOutgoing", {"state": "SENT"})
        assert refused.status == "E_FORBIDDEN", (account, refused)
    assert not [line for line in town.texts() if LOST in line]


def only_the_sender_reads_what_it_took(town):
    """S3: what the sender calls has no route and no other caller."""
    for method in ("FindQueued", "TakeOutgoing", "ShowOutgoing", "SettleOutgoing", "EndCode"):
        for door in ("inside", "bus"):
            answer = town.visitor("info01", door).do(f"notification.{method}", {})
            assert answer.http == 404 or answer.status in ("E_ORIGIN", "E_UNKNOWN_METHOD"), (method, answer)


def a_code_waits_while_the_sender_is_away(town):
    """S3: it is asked for all the same."""
    ASKED["late"] = ask(town, OTHER)
    assert states(town)[ASKED["late"]] == 1


def what_comes_too_late_is_never_sent(town):
    """S3: six minutes later the code is gone and its text expired; the sender, back, sends nothing."""
    wait_until(lambda: states(town)[ASKED["late"]] == 5, 20, "the text to expire")
    wait_until(lambda: town.rows("select from mobile_code") == [], 20, "the codes to go")
    assert not [line for line in town.texts() if OTHER in line]
    assert confirm(town, ASKED["late"], "000000").status == "E_AUTH_CODE"
    with town.lab.connect() as db:
        types = [t for e in logbook.entries(db) for t in e.types if t.startswith("notification.Outgoing")]
    assert types.count("notification.OutgoingTaken") == 2, types
    assert types.count("notification.OutgoingSettled") == types.count("notification.OutgoingQueued") == 3


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-codes-"))
    try:
        with Town(seed=31, data=data, programs=PROGRAMS, extra=dict(QUICK)) as town:
            tell(town, a_code_reaches_the_phone_and_opens_once, what_was_sent_is_destroyed,
                 a_text_that_cannot_be_sent_has_failed, only_the_sender_reads_what_it_took)
        with Town(seed=32, data=data, clock_offset_s=MINUTE, programs="projector,web") as town:
            tell(town, a_code_waits_while_the_sender_is_away)
        with Town(seed=33, data=data, clock_offset_s=7 * MINUTE, programs=PROGRAMS,
                  extra=dict(QUICK)) as town:
            tell(town, what_comes_too_late_is_never_sent)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
