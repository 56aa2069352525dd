#!/usr/bin/python3
"""A unit's only operator has left: a successor on the unit's letter, whose scan is kept.

Rows: S61, S62."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "lib"))
from accounts import OWN, holder                                                 # noqa: E402
import logbook                                                                    # noqa: E402
import scans                                                                      # noqa: E402
from scans import fetch, hand_in, scan_of                                         # noqa: E402
from town import OTHER_UNIT, PLAIN_UNIT, VIP_UNIT, Town, Visitor, tell            # noqa: E402

SECRET = b"by this letter we appoint"
APPOINTED = {}


def appoint(town, login_name, unit_no=PLAIN_UNIT, **letter):
    return town.visitor("admin01", "inside").do("identity.CreateUnitOperator", {
        "login_name": login_name, "unit_no": unit_no, **holder(town), **letter})


def operator(town, login_name, unit_no=PLAIN_UNIT):
    """An operator of the unit who has set a password: his session."""
    answer = appoint(town, login_name, unit_no)
    assert answer.ok, answer
    town.begin(login_name, OWN)
    return Visitor(town, login_name, "outside", OWN)


def odd_files_are_refused(town):
    """S61 (check): by their content, whatever they are called; none of them stays."""
    admin = town.visitor("admin01", "inside")
    before = len(list((town.lab.data / "files").rglob("*")))
    for data, reason in ((b"MZ a program", "scan_form"), (b"<html>", "scan_form"),
                         (b"PK\3\4 a workbook", "scan_form"),
                         (scans.png()[:-4], "scan_cut"), (scans.png() + b"PK\3\4", "scan_cut"),
                         (scans.jpeg()[:-2], "scan_cut"), (scans.pdf() + b"<html>", "scan_cut"),
                         (scans.pdf(b"/Encrypt 9 0 R"), "scan_locked"),
                         (scans.pdf(b"/OpenAction <</S /JavaScript /JS (x)>>"), "scan_runs"),
                         (scans.pdf(b"/Names <</EmbeddedFiles 3 0 R>>"), "scan_runs")):
        answer = hand_in(admin, data, "letter.pdf")
        assert (answer.status, answer.field, answer.reason) == ("E_FORM", "file", reason), (data[:20], answer)
        assert answer.said["detail"] or answer.said["text"], answer.said
    large = hand_in(admin, b"\xff\xd8\xff\xfe" + os.urandom(10 << 20), "large.jpg")
    assert large.status == "E_TOO_LARGE", large
    assert hand_in(admin, b"").status in ("E_REQUIRED", "E_FORM")
    assert len(list((town.lab.data / "files").rglob("*"))) == before, "nothing of them is kept"
    assert town.rows("select count(*) from scan") == [(0,)]


def who_appoints_nobody_hands_nothing_in(town):
    """S62: neither at this door nor at the other; the body is not even read."""
    for account in ("desk01", "centre01", "auditor01", "info01"):
        answer = hand_in(town.visitor(account, "inside"), scans.png())
        assert answer.status in ("E_LEVEL", "E_FORBIDDEN"), (account, answer)
    assert hand_in(Visitor(town, None, "inside"), scans.png()).status == "E_TOKEN"
    code, _, _ = town.visitor("unit01").raw("POST", "/api/v1/identity/scan", {}, b"")
    assert code == 404, "the outside door has no such route"
    assert town.rows("select count(*) from scan") == [(0,)]


def the_same_letter_is_kept_once_and_sealed(town):
    """S61 (check): twice handed in it has one number and one file, in which nothing can be read."""
    admin = town.visitor("admin01", "inside")
    letter = scans.png(SECRET)
    first, again = scan_of(admin, letter), scan_of(admin, letter)
    assert first == again and town.rows("select form, bound from scan") == [(2, False)]
    found = subprocess.run(["grep", "-rlaF", SECRET.decode(), str(town.lab.data)], capture_output=True,
                           text=True)
    assert found.returncode == 1, found.stdout
    APPOINTED["scan"] = first


def a_successor_needs_the_letter(town):
    """S61 (check): its number, its scan, and one that was handed in; then the former one is out."""
    former = operator(town, "left01")
    letter = {"replaces": "left01", "letter_no": "武单函2026-8"}
    for given, status, field in (({"replaces": "left01"}, "E_REQUIRED", "letter_no"),
                                 (letter, "E_REQUIRED", "scan_no"),
                                 ({**letter, "scan_no": "0" * 64}, "E_NOT_FOUND", "scan_no")):
        answer = appoint(town, "follows01", **given)
        assert (answer.status, answer.field) == (status, field), answer
    assert former.do("query.ListCases", {}).ok, "nothing happened yet"
    answer = appoint(town, "follows01", **letter, scan_no=APPOINTED["scan"])
    assert answer.ok, answer
    assert former.do("query.ListCases", {}).status == "E_TOKEN"
    kept = town.rows("select letter_no, scan_no, kept_by from unit_letter where account_no = 'follows01'")
    assert kept == [("武单函2026-8", APPOINTED["scan"], "admin01")], kept
    assert town.rows("select bound from scan where scan_no = %s", APPOINTED["scan"]) == [(True,)]


def a_grant_keeps_its_letter(town):
    """S61: where the scan is given; one that nobody handed in is refused and nothing granted."""
    operator(town, "agency01", VIP_UNIT)
    admin = town.visitor("admin01", "inside")
    grant = {"login_name": "agency01", "unit_no": PLAIN_UNIT, "letter_no": "武单函2026-9"}
    assert admin.do("identity.GrantUnit", {**grant, "scan_no": "f" * 64}).status == "E_NOT_FOUND"
    assert admin.do("identity.GrantUnit", {**grant, "scan_no": scan_of(admin, scans.pdf())}).ok
    reference = visit(town)
    code, headers, data = fetch(admin, PLAIN_UNIT, "agency01", "03", reference)
    assert code == 200 and data == scans.pdf(), (code, data[:80])
    assert headers["Content-Type"] == "application/pdf", headers


def visit(town):
    """Somebody came to the district's counter: the number of the visit."""
    filing = town.newcomer(VIP_UNIT)
    assert town.visitor("unit01").do("enrolment.AddMember", filing).outcome == "APPLIED"
    answer = town.visitor("admin01", "inside").do("access.RecordVisit",
                                                  {"document_no": filing["document_no"]})
    assert answer.ok, answer
    return answer.reply["basisNo"]


def a_letter_is_seen_for_a_reason(town):
    """S61, S4 (check): a purpose and what it rests on; each look is an entry of the unit's history."""
    admin = town.visitor("admin01", "inside")
    code, _, raw = fetch(admin, PLAIN_UNIT, "follows01")
    assert code == 422 and b"E_PURPOSE" in raw, (code, raw)
    assert b"E_PURPOSE" in fetch(admin, PLAIN_UNIT, "follows01", "03", "V-none")[2]
    def looks():  # the bus may carry a question twice
        found = town.looked_up("query.RecordRead", PLAIN_UNIT)
        return list({entry.command_id: logbook.content(event) for entry, event in found}.values())
    before = len(looks())
    reference = visit(town)
    code, headers, data = fetch(admin, PLAIN_UNIT, "follows01", "03", reference)
    assert code == 200 and data == scans.png(SECRET), (code, data[:80])
    assert headers["Content-Type"] == "image/png" and "attachment" in headers["Content-Disposition"]
    assert headers["Cache-Control"] == "no-store"
    assert len(looks()) == before + 1, looks()
    said = looks()[-1]
    assert (said.account_no, said.method, said.purpose, said.reference) == \
        ("admin01", "identity.ShowUnitLetter", "03", reference), said
    auditor = town.visitor("auditor01", "inside")
    assert fetch(auditor, PLAIN_UNIT, "follows01")[0] == 200, "auditing is his purpose"
    assert fetch(admin, PLAIN_UNIT, "unit02", "03", reference)[0] == 404, "who has no letter"


def a_foreign_letter_is_answered_as_nobody_s(town):
    """S62: another district's unit, and one that does not exist, alike; nor does a clerk see it."""
    admin = town.visitor("admin01", "inside")
    why = {"purpose": "03", "purpose_ref": "1"}
    other = admin.do("identity.ShowUnitLetter", {"unit_no": OTHER_UNIT, "login_name": "unit03"}, **why)
    nobody = admin.do("identity.ShowUnitLetter", {"unit_no": "99999999", "login_name": "unit03"}, **why)
    assert other.status == "E_FORBIDDEN" and other.facts()[:3] == nobody.facts()[:3], (other, nobody)
    assert (other.field, other.reason) == (nobody.field, nobody.reason), (other, nobody)
    for account in ("district01", "centre01", "unit02"):
        door = "outside" if account.startswith("unit") else "inside"
        code, _, _ = fetch(town.visitor(account, door), PLAIN_UNIT, "follows01", "03", "1")
        assert code in (403, 404), account


def the_command_line_keeps_and_fetches(town):
    """S61: `hall scan` does the same, refuses the same, and writes over nothing."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="hall-scan-"))
    try:
        token = town.lab.login("admin01")
        (folder / "bad.png").write_bytes(scans.pdf(b"/Encrypt 1 0 R"))
        refused = town.lab.hall("scan", folder / "bad.png", token=token, check=False)
        assert refused.returncode == 1 and "加密" in refused.stderr and not refused.stdout, refused
        (folder / "letter.jpg").write_bytes(scans.jpeg(b"from the command line"))
        done = town.lab.hall("scan", folder / "letter.jpg", token=token, check=False)
        assert done.returncode == 0, done
        number = done.stdout.strip()
        operator(town, "left02")
        assert appoint(town, "follows02", replaces="left02", letter_no="8", scan_no=number).ok
        asked = ("--unit-no", PLAIN_UNIT, "--login-name", "follows02")
        bare = town.lab.hall("scan", folder / "out.jpg", *asked, token=token, check=False)
        assert bare.returncode == 1 and not (folder / "out.jpg").exists(), bare
        asked += ("--purpose", "03", "--purpose-ref", visit(town))
        town.lab.hall("scan", folder / "out.jpg", *asked, token=token)
        assert (folder / "out.jpg").read_bytes() == scans.jpeg(b"from the command line")
        assert (folder / "out.jpg").stat().st_mode & 0o777 == 0o600
        again = town.lab.hall("scan", folder / "out.jpg", *asked, token=token, check=False)
        assert again.returncode == 2, again
    finally:
        shutil.rmtree(folder)


def main():
    with Town(seed=84, programs="projector,web") as town:
        tell(town, odd_files_are_refused, who_appoints_nobody_hands_nothing_in,
             the_same_letter_is_kept_once_and_sealed, a_successor_needs_the_letter, a_grant_keeps_its_letter,
             a_letter_is_seen_for_a_reason, a_foreign_letter_is_answered_as_nobody_s,
             the_command_line_keeps_and_fetches)


if __name__ == "__main__":
    main()
