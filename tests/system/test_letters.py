#!/usr/bin/python3
"""First accounts of many units from a sheet, and the letters with their one-time codes: made by the
hall, read once, by their giver alone.

Rows: S3, S61. Chapters of one hall: later three days have passed."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import rosters                                                                    # noqa: E402
from rosters import counts, failed_rows, finished, rows_of                        # noqa: E402
from town import OTHER_UNIT, PLAIN_UNIT, VIP_UNIT, Town, Visitor, tell            # noqa: E402

METHOD, OWN = "identity.CreateUnitOperator", "Jianghan-7-Road"
CODES = {}
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="hall-letter-"))


def line(town, login_name, unit_no=VIP_UNIT, **change):
    person = town.newcomer()
    return {"登录名": login_name, "单位编号": unit_no, "证件类型": 201, "证件号码": person["document_no"],
            "操作员姓名": person["name"], "联系手机": "13911112222", **change}


def sheet(town, lines):
    """The template as the administrator downloads it, filled in."""
    book = rosters.open_book(rosters.template(town.visitor("admin01", "inside"), METHOD))
    page = book["单位账号"]
    headers = [rosters.bare(c.value) for c in page[1]]
    for row, cells in enumerate(lines, 2):
        for header, value in cells.items():
            page.cell(row, headers.index(header) + 1).value = value
    return rosters.book_bytes(book)


def hand_in(town, data, dry_run=False, account="admin01", **headers):
    visitor = town.visitor(account, "inside")
    if "X-Factor" not in headers:
        headers["X-Factor"] = town.authenticator(account).next()
    return rosters.upload(visitor, None, data, dry_run=dry_run, method=METHOD, headers=headers)


def log_in(town, account, password):
    return Visitor(town, None, "outside").do("identity.Login", {"account_no": account, "password": password})


def take(town, account="admin01", **asked):
    return town.visitor(account, "inside").do("identity.TakeLetters", asked)


def every_fault_of_a_sheet_is_said(town):
    """S61: the trial names row and column of each fault and makes nothing."""
    good = line(town, "sheet00")
    wrong = [line(town, "S", 联系手机="12"), line(town, "sheet01", OTHER_UNIT),
             line(town, "unit01", 证件号码="420106199003128012"), {**good, "登录名": "sheet02"},
             line(town, "sheet00")]
    answer = hand_in(town, sheet(town, [good, *wrong]), dry_run=True)
    assert answer.ok, answer
    admin = town.visitor("admin01", "inside")
    shown = finished(admin, answer.reply["rosterNo"])
    assert counts(shown) == (6, 1, 0, 5), shown
    said = {row: r[:3] for row, r in rows_of(admin, shown["rosterNo"]).items()}
    assert said[3][1:] in (("E_FORM", "login_name"), ("E_MOBILE", "mobile")), said
    assert said[4] == ("ROW_FAILED", "E_FORBIDDEN", "unit_no"), said
    assert said[5][1] in ("E_DUP_ROW", "E_ID_CHECKSUM", "E_ID_CHECK"), said
    assert said[6] == ("ROW_FAILED", "E_DUP_ROW", "document_no"), "the same person twice"
    assert said[7] == ("ROW_FAILED", "E_DUP_ROW", "login_name"), "the same login twice"
    notes = failed_rows(rosters.result(admin, shown["rosterNo"]), "单位账号")
    assert {"登录名", "联系手机"} <= {column for _, _, _, marked in notes.values() for column in marked}, notes
    assert town.rows("select count(*) from account where account_no like 'sheet%%'") == [(0,)]


def a_sheet_is_confirmed_as_a_whole(town):
    """S61, A26: without the second factor no sheet is taken, nor by others, nor as a unit's file."""
    data = sheet(town, [line(town, "never01")])
    refused = rosters.upload(town.visitor("admin01", "inside"), None, data, method=METHOD)
    assert (refused.status, refused.reason) == ("E_AUTH_FACTOR", "confirm"), refused
    assert hand_in(town, data, account="district01").status in ("E_FORBIDDEN", "E_LEVEL")
    code, _, _ = town.visitor("unit01").raw("GET", f"/api/v1/roster/template?method={METHOD}")
    assert code == 404, "the outside door knows no such sheet"
    sent = rosters.upload(town.visitor("unit01"), VIP_UNIT, data, method=METHOD)
    assert sent.status == "E_UNKNOWN_METHOD", sent
    assert town.rows("select count(*) from account where account_no = 'never01'") == [(0,)]


def a_sheet_makes_the_accounts(town):
    """S61 (check): an account for each row, its code in no row, entry, kept answer or stored file."""
    names = [f"sheet1{i}" for i in range(6)]
    units = [VIP_UNIT, PLAIN_UNIT]
    answer = hand_in(town, sheet(town, [line(town, n, units[i % 2]) for i, n in enumerate(names)]))
    assert answer.ok, answer
    admin = town.visitor("admin01", "inside")
    shown = finished(admin, answer.reply["rosterNo"])
    assert counts(shown) == (6, 6, 0, 0), shown
    hidden = Visitor(town, "district01", "inside").do("roster.GetRoster", {"roster_no": shown["rosterNo"]})
    assert hidden.status == "E_FORBIDDEN", "the sheet is its maker's"
    made = town.rows("select account_no, made_by, letter_waiting from account "
                     "where account_no like 'sheet1%%'")
    assert sorted(made) == [(n, "admin01", True) for n in names], made


def a_letter_is_taken_once_by_its_giver(town):
    """S3, S61 (check): by nobody else, and a second time by nobody at all."""
    names = [f"sheet1{i}" for i in range(6)]
    for other in ("district01", "centre01", "community01"):
        assert take(town, other, account_no=names[0]).status in ("E_NOT_FOUND", "E_FORBIDDEN"), other
    refused = town.visitor("admin01", "inside").do("identity.TakeLetters", {}, factor="")
    assert (refused.status, refused.reason) == ("E_AUTH_FACTOR", "confirm"), refused
    one = take(town, account_no=names[0])
    assert one.ok and len(one.reply["letter"]) == 1, one
    letter = one.reply["letter"][0]
    assert letter["accountNo"] == names[0] and letter["unitNo"] == VIP_UNIT and letter["unitName"], letter
    assert letter["mobile"] == "139****2222" and "*" in letter["name"], letter
    assert take(town, account_no=names[0]).reason == "no_letter"
    rest = take(town)
    CODES.update({letter["accountNo"]: letter["code"] for r in (one, rest) for letter in r.reply["letter"]})
    assert set(names) <= set(CODES) and len(set(CODES.values())) == len(CODES), CODES
    assert take(town).reason == "no_letter"


def the_code_opens_only_a_password(town):
    """S3 (check)."""
    name, code = "sheet10", CODES["sheet10"]
    own = Visitor(town, name, "outside", code)
    assert own.do("query.ListCases", {}).status == "E_PWD_DEFAULT"
    assert own.do("identity.ChangePassword", {"present": code, "password": OWN}).ok
    assert log_in(town, name, code).status == "E_LOGIN"
    assert Visitor(town, name, "outside", OWN).do("query.ListCases", {}).ok


def codes_stand_nowhere(town):
    """S3 (check): in no column of any table, in no stored file and in no line of the programs' logs."""
    tables = [t for t, in town.rows("select format('%%I.%%I', schemaname, tablename) from pg_tables "
                                    "where schemaname not in ('pg_catalog', 'information_schema')")]
    for code in CODES.values():
        for table in tables:
            n, = town.rows(f"select count(*) from {table} t where position(%s in t::text) > 0 "
                           f"or position(%s in t::text) > 0", code, code.encode().hex())[0]
            assert n == 0, table
    wanted = sum((["-e", code] for code in CODES.values()), [])
    found = subprocess.run(["grep", "-rlaF", *wanted, str(town.lab.data)], capture_output=True, text=True)
    assert found.returncode == 1, found.stdout


def who_prints_again_gives_a_new_code(town):
    """S3: the former code is void at once; the new one stands on a letter of its own."""
    admin = town.visitor("admin01", "inside")
    assert admin.do("identity.ResetAccount", {"account_no": "sheet11"}).ok
    assert log_in(town, "sheet11", CODES["sheet11"]).status == "E_LOGIN"
    letter, = take(town, account_no="sheet11").reply["letter"]
    assert letter["code"] != CODES["sheet11"] and log_in(town, "sheet11", letter["code"]).ok
    CODES["sheet11"] = letter["code"]


def the_command_line_prints_a_letter(town):
    """S61: `hall letter` writes a page for each into a file that only its taker reads."""
    admin = town.visitor("admin01", "inside")
    assert admin.do("identity.ResetAccount", {"account_no": "sheet12"}).ok
    assert admin.do("identity.CreateAccount", {
        "login_name": "commune1", "role": "COMMUNITY_OPERATOR", "community_code": "420106001001",
        "document_type": 201, **{k: v for k, v in town.newcomer().items()
                                 if k in ("document_no", "name")}}).ok
    token = town.lab.login("admin01")
    path = FOLDER / "letters.pdf"
    done = town.lab.hall("letter", path, token=token, input=town.authenticator("admin01").next() + "\n")
    assert done.returncode == 0 and path.stat().st_mode & 0o777 == 0o600, done
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True,
                          text=True).stdout
    pages = [p for p in text.split("\f") if p.strip()]
    assert len(pages) == 2 and "commune1" in text and "sheet12" in text and "420106001001" in text, text
    page = next(p for p in pages if "sheet12" in p)
    for wanted in ("激活通知单", "13", "admin01", "社会保险法", "Activation letter"):
        assert wanted in page, wanted
    code = next(word for word in page.split() if word.count("-") == 3 and len(word) == 19)
    assert log_in(town, "sheet12", code).ok
    CODES["sheet12"] = code
    again = town.lab.hall("letter", FOLDER / "again.pdf", token=token, check=False,
                          input=town.authenticator("admin01").next() + "\n")
    assert again.returncode == 1 and not (FOLDER / "again.pdf").exists(), again


def the_door_prints_letters(town):
    """S61: the intranet door gives a document, once, with the second factor, and keeps it nowhere."""
    admin = town.visitor("admin01", "inside")
    for name in ("sheet14", "sheet15"):
        assert admin.do("identity.ResetAccount", {"account_no": name}).ok

    def fetch(who=admin, path="/api/v1/identity/letters", factor=True):
        headers = {"X-Factor": town.authenticator(who.account).next()} if factor else {}
        return who.raw("GET", path, headers)
    code, _, raw = fetch(factor=False)
    assert code == 403 and b"E_AUTH_FACTOR" in raw, (code, raw)
    code, _, raw = fetch(town.visitor("district01", "inside"))
    assert code == 404 and b"%PDF" not in raw, "they are their giver's"
    code, headers, raw = fetch()
    assert code == 200 and headers["Content-Type"] == "application/pdf", (code, raw[:200])
    assert headers["Cache-Control"] == "no-store" and "attachment" in headers["Content-Disposition"]
    path = FOLDER / "door.pdf"
    path.write_bytes(raw)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True,
                          text=True).stdout
    pages = {n: p for p in text.split("\f") for n in ("sheet14", "sheet15") if n in p}
    assert len(pages) == 2, text
    for name, page in pages.items():
        CODES[name] = next(word for word in page.split() if word.count("-") == 3 and len(word) == 19)
        assert log_in(town, name, CODES[name]).ok
    assert fetch()[0] == 404, "a second time there is none"
    code, _, _ = town.visitor("unit01").raw("GET", "/api/v1/identity/letters")
    assert code == 404, "the outside door has no such route"


def a_maker_lists_his_sheets(town):
    """S61: each with its state and rows, page by page, and nobody else's."""
    admin = town.visitor("admin01", "inside")
    mine = admin.do("roster.ListAccountSheets", {}).reply["roster"]
    assert [(int(r["nRows"]), int(r["nFailed"]), r["state"]) for r in mine] == \
        [(6, 0, "FINISHED"), (6, 5, "FINISHED")], mine
    assert mine[0]["fileName"] == "roster.xlsx" and mine[1]["dryRun"], mine
    first = admin.do("roster.ListAccountSheets", {"limit": 1}).reply
    assert [r["rosterNo"] for r in first["roster"]] == [mine[0]["rosterNo"]]
    rest = admin.do("roster.ListAccountSheets", {"limit": 1, "after": first["next"]}).reply
    assert [r["rosterNo"] for r in rest["roster"]] == [mine[1]["rosterNo"]] and not rest["next"]
    for account in ("district01", "centre01", "auditor01"):
        refused = town.visitor(account, "inside").do("roster.ListAccountSheets", {})
        assert refused.status == "E_FORBIDDEN", (account, refused)


def codes_wait_over_the_weekend(town):
    """S3: one that nobody reads in time."""
    admin = town.visitor("admin01", "inside")
    assert admin.do("identity.ResetAccount", {"account_no": "sheet13"}).ok


def an_ended_code_has_no_letter(town):
    """S3 (clock): 73 hours later the code is refused, and there is no letter of it any more."""
    assert log_in(town, "sheet14", CODES["sheet14"]).reason == "code_expired"
    assert take(town, account_no="sheet13").reason == "no_letter"


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-letters-"))
    programs = "projector,clock,roster,web"
    try:
        with Town(seed=81, data=data, programs=programs) as town:
            tell(town, every_fault_of_a_sheet_is_said, a_sheet_is_confirmed_as_a_whole,
                 a_sheet_makes_the_accounts, a_letter_is_taken_once_by_its_giver,
                 the_code_opens_only_a_password, who_prints_again_gives_a_new_code,
                 the_command_line_prints_a_letter, the_door_prints_letters, a_maker_lists_his_sheets,
                 codes_stand_nowhere, codes_wait_over_the_weekend)
        with Town(seed=82, data=data, clock_offset_s=73 * 3600, programs=programs) as town:
            tell(town, an_ended_code_has_no_letter)
    finally:
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
