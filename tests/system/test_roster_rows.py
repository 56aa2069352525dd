#!/usr/bin/python3
"""What a clerk reads of the single rows of a file, and what is understood in them.

Rows: S22, S26, S27, N7, A30."""
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import listing                                                                    # noqa: E402
import rosters                                                                    # noqa: E402
from rosters import counts, failed_rows, fill, finished, naming, upload           # noqa: E402
from town import VIP_UNIT, Town, tell                                             # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="hall-rows-"))


def clerks_page(unit):
    """The template of 增员 as the clerk downloads it: (book, page, headers)."""
    book = rosters.open_book(rosters.template(unit))
    page = book["增员"]
    return book, page, [rosters.bare(c.value) for c in page[1]]


def handed_in(unit, book, name="roster.xlsx"):
    """The roster when it is over."""
    return finished(unit, upload(unit, VIP_UNIT, rosters.book_bytes(book), name).reply["rosterNo"])


def business_refusals_count_as_well(town):
    """docs/rules 6.3: over 10 % refused, by the business, too, and a human decides on the others."""
    unit = town.visitor("unit01")
    known = [town.newcomer() for _ in range(3)]
    for filing in known:
        assert unit.do("enrolment.AddMember", filing).ok
    for n, wanted in ((3, (20, 0, 17, 3)), (2, (20, 18, 0, 2))):
        data, _ = rosters.make(FOLDER / "refused.xlsx", town, 20, 0, 70 + n)
        shown = finished(unit, upload(unit, VIP_UNIT, naming(data, known[:n])).reply["rosterNo"])
        assert counts(shown) == wanted, shown
        assert (shown["nChecked"], shown["nRefused"]) == ("20", str(n)), shown


def a_person_twice_in_a_file(town):
    """A30 (check): who stands in a file twice is refused in the second row, dry as in earnest."""
    unit = town.visitor("unit01")
    data, _ = rosters.make(FOLDER / "twice.xlsx", town, 30, 0, 81)
    book = rosters.open_book(data)
    sheet = book["增员"]
    for column in range(1, sheet.max_column + 1):
        sheet.cell(32, column).value = sheet.cell(5, column).value
    data = rosters.book_bytes(book)
    dry = finished(unit, upload(unit, VIP_UNIT, data, dry_run=True).reply["rosterNo"])
    real = finished(unit, upload(unit, VIP_UNIT, data).reply["rosterNo"])
    assert counts(dry) == counts(real) == (31, 30, 0, 1), (dry, real)
    for shown in (dry, real):
        row = rosters.rows_of(unit, shown["rosterNo"])[32]
        assert row[:3] == ("ROW_FAILED", "E_DUP_ROW", "document_no"), row
        asked = {"roster_no": shown["rosterNo"], "state": "ROW_FAILED"}
        listed = unit.do("roster.ListRows", asked).reply["row"]
        assert [r["otherRow"] for r in listed] == ["5"], listed
        (_, code, reason, _), = failed_rows(rosters.result(unit, shown["rosterNo"]), "增员").values()
        assert code == "E_DUP_ROW" and "第5行" in reason, reason


def a_person_twice_by_two_numbers(town):
    """A30: one row by the personal number, one by the document: the same person, dry as in earnest, and
    whichever stands first."""
    unit = town.visitor("unit01")
    for first in ("个人编号", "证件号码"):
        filings = [town.newcomer() for _ in range(12)]
        people = [(unit.do("enrolment.AddMember", f).reply["personNo"], f) for f in filings]
        book = rosters.open_book(rosters.template(unit, "enrolment.SuspendMember"))
        page = book["减员"]
        headers = [rosters.bare(c.value) for c in page[1]]
        for row, (by, (person_no, filing)) in enumerate(
                [(first, people[0]), *(("证件号码", p) for p in people[1:]),
                 ("证件号码" if first == "个人编号" else "个人编号", people[0])], 2):
            cells = {"姓名": filing["name"], "停保原因": "221", "最后缴费年月": town.today.strftime("%Y%m"),
                     by: person_no if by == "个人编号" else filing["document_no"]}
            for header, value in cells.items():
                page.cell(row, headers.index(header) + 1).value = value
        data = rosters.book_bytes(book)
        for dry in (True, False):
            sent = upload(unit, VIP_UNIT, data, method="enrolment.SuspendMember", dry_run=dry)
            shown = finished(unit, sent.reply["rosterNo"])
            assert counts(shown) == (13, 12, 0, 1), shown
            assert (shown["nChecked"], shown["nRefused"]) == ("13", "1"), shown
            row = rosters.rows_of(unit, shown["rosterNo"])[14]
            assert row[:2] == ("ROW_FAILED", "E_DUP_ROW"), row
            (_, _, reason, _), = failed_rows(rosters.result(unit, shown["rosterNo"]), "减员").values()
            assert "第2行" in reason, reason


def the_list_says_the_same(unit, roster_no, notes):
    """Page and workbook have the same words of a fault, by the same name of its column (N7)."""
    listed = unit.do("roster.ListRows", {"roster_no": roster_no}).reply["words"]
    told = {w["labelZh"]: "；".join(filter(None, (w["textZh"], w["nextZh"]))) for w in listed}
    assert set(told) == set(notes), (told, notes)
    assert all(told[column] in notes[column] for column in told), (told, notes)
    assert all(w["textEn"] and w["labelEn"] for w in listed), listed
    return {w["labelZh"]: w["cell"] for w in listed}


def all_faults_of_a_row_at_once(town):
    """N7 (check): what is wrong in a row is said at once, cell by cell: one more upload is enough."""
    unit = town.visitor("unit01")
    book, page, headers = clerks_page(unit)
    filing = fill(town, page, headers)
    wrong = {"民族": "火星", "手机号码": "12", "申报工资": 0, "用工日期": "昨天", "变更原因": "合同期满",
             "证件号码": filing["document_no"][:17] + ("1" if filing["document_no"][17] != "1" else "2")}
    for header, value in wrong.items():
        page.cell(2, headers.index(header) + 1).value = value
    shown = handed_in(unit, book)
    assert counts(shown) == (1, 0, 0, 1), shown
    raw = rosters.result(unit, shown["rosterNo"])
    (_, code, reason, notes), = failed_rows(raw, "增员").values()
    assert set(notes) == set(wrong), (set(wrong) - set(notes), set(notes) - set(wrong), code)
    assert "不能为0" in notes["申报工资"], notes
    cells = the_list_says_the_same(unit, shown["rosterNo"], notes)
    masked = wrong["证件号码"][:4] + "*" * 10 + wrong["证件号码"][14:]
    assert cells == {"民族": "火星", "手机号码": "**", "申报工资": "0", "用工日期": "昨天",
                     "变更原因": "合同期满", "证件号码": masked}, cells
    # when every marked cell is mended, one more upload is enough
    book = rosters.open_book(raw)
    page = book["增员"]
    for header, value in (("民族", "汉"), ("手机号码", filing["mobile"]), ("申报工资", 6500),
                          ("用工日期", town.today.replace(day=1)), ("变更原因", "新参保"),
                          ("证件号码", filing["document_no"])):
        page.cell(2, headers.index(header) + 1).value = value
    shown = handed_in(unit, book)
    assert counts(shown) == (1, 1, 0, 0), shown


def what_is_typed_into_a_wrong_cell_stays_masked_text(town):
    """A formula is shown as it was typed, a document number in a column of another kind is masked, a long
    text is cut; and none of it lies in clear in the rows."""
    unit = town.visitor("unit01")
    book, page, headers = clerks_page(unit)
    filing = fill(town, page, headers)
    wrong = {"民族": "'=HYPERLINK(\"http://evil.example\")", "用工形式": filing["document_no"],
             "变更原因": "合" * 90}
    for header, value in wrong.items():
        page.cell(2, headers.index(header) + 1).value = value
    shown = handed_in(unit, book)
    asked = {"roster_no": shown["rosterNo"]}
    cells = {w["labelZh"]: w["cell"] for w in unit.do("roster.ListRows", asked).reply["words"]}
    number = filing["document_no"]
    assert cells["用工形式"] == number[:4] + "*" * 10 + number[14:], cells
    assert cells["变更原因"] == "合" * 40 + "…", cells
    assert cells["民族"].lstrip("'").startswith("=HYPERLINK("), cells
    kept = town.rows("select to_jsonb(c)::text from roster_cells c where roster_no = %s", shown["rosterNo"])
    assert len(kept) == 1 and "HYPERLINK" not in kept[0][0] and '"cells"' not in kept[0][0], kept
    other = town.visitor("unit02").do("roster.ListRows", asked)
    assert other.status in ("E_FORBIDDEN", "E_NOT_FOUND"), other


def everyday_spellings_are_taken(town):
    """S22, N7: what a clerk writes every day is understood, in a file as in a form."""
    unit = town.visitor("unit01")
    book, page, headers = clerks_page(unit)
    filing = fill(town, page, headers)
    written = {"证件类型": "身份证", "性别": "男性" if filing["sex"] == 1 else "女性", "民族": "维吾尔族",
               "姓名": "阿卜杜拉.买买提", "手机号码": "+86 138-0000-0000", "户口性质": "非农业", "文化程度": "本科",
               "用工形式": "合同制", "变更原因": "首次参保", "养老": "√", "医疗": "Y", "失业": "参保", "工伤": "是"}
    for header, value in written.items():
        page.cell(2, headers.index(header) + 1).value = value
    shown = handed_in(unit, book)
    assert counts(shown) == (1, 1, 0, 0), (shown, rosters.rows_of(unit, shown["rosterNo"]))
    filing = {**town.newcomer(), "ethnicity": "汉族", "education": "本科", "mobile": "138-0000-0000"}
    assert unit.do("enrolment.AddMember", filing).ok


def warnings_of_taken_rows(town):
    """N7: what its filer should know of a taken row stands in the roster and on a sheet of its own."""
    unit = town.visitor("unit01")
    book, page, headers = clerks_page(unit)
    for row, wage in ((2, 100), (3, 6500)):
        filing = fill(town, page, headers, row)
        page.cell(row, headers.index("申报工资") + 1).value = wage
        for insurance in ("养老", "医疗", "失业", "工伤"):
            page.cell(row, headers.index(insurance) + 1).value = "是"
    shown = handed_in(unit, book)
    assert counts(shown) == (2, 2, 0, 0) and shown["nWarned"] == "1", shown
    rows = unit.do("roster.ListRows", {"roster_no": shown["rosterNo"]}).reply["row"]
    assert [[w["status"] for w in r["warning"]] for r in rows] == [["W_CLAMPED_LOW"], []], rows
    book = rosters.open_book(rosters.result(unit, shown["rosterNo"]))
    said = [[c.value for c in r] for r in book["提示"].iter_rows(min_row=2)]
    assert [r[:3] for r in said] == [["2", "申报工资", "W_CLAMPED_LOW"]], said
    assert book["增员"].max_row == 1 and filing["document_no"] not in str(said)


def pasted_rows_keep_their_link(town):
    """S27: failed rows that come back as a CSV are linked by their row numbers in the first upload."""
    unit = town.visitor("unit01")
    book, page, headers = clerks_page(unit)
    for row in (2, 3):
        fill(town, page, headers, row)
    page.cell(3, headers.index("手机号码") + 1).value = "12"
    first = handed_in(unit, book)
    assert counts(first) == (2, 0, 1, 1), first
    page = rosters.open_book(rosters.result(unit, first["rosterNo"]))["增员"]
    lines = [[str(c.value or "") for c in r] for r in page.iter_rows()]
    lines[1][headers.index("手机号码")] = "13800000000"
    text = "\r\n".join(",".join(line) for line in lines).encode("utf-8-sig")
    second = finished(unit, upload(unit, VIP_UNIT, text, "改正.csv").reply["rosterNo"])
    assert counts(second) == (1, 1, 0, 0) and second["corrects"] == first["rosterNo"], second
    row, = unit.do("roster.ListRows", {"roster_no": second["rosterNo"]}).reply["row"]
    assert row["originalRow"] == "3", row
    # A25: the unit's own list is a number in the log, the office's links the person
    officer = town.visitor("district01", "inside")
    assert officer.do("roster.ListRows", {"roster_no": second["rosterNo"]}).reply["row"] == [row]
    own, theirs = (listing.looks(town, account, "roster.ListRows")[-1]
                   for account in ("unit01", "district01"))
    assert (own.n, len(own.person), theirs.n) == (1, 0, 1), (own, theirs)
    assert {one.person_no for one in theirs.person} == listing.persons_of(town, [row["caseNo"]], "case_no")


def what_stands_beside_the_rows(town):
    """S25: hidden rows, totals, signatures and other sheets are said, and the list names the file."""
    unit = town.visitor("unit01")
    book, page, headers = clerks_page(unit)
    for row in (2, 3, 4):
        fill(town, page, headers, row)
    page.row_dimensions[3].hidden = True
    page.cell(5, headers.index("姓名") + 1).value = "合计"
    page.cell(5, headers.index("申报工资") + 1).value = 19500
    page.cell(7, 1).value = "制表人：王五"
    book.create_sheet("去年")["A1"] = "旧"
    shown = handed_in(unit, book, "十一月增员.xlsx")
    assert counts(shown) == (3, 3, 0, 0), shown
    assert [shown[k] for k in ("nHiddenRows", "nRemarkRows", "nOtherSheets", "nHiddenSheets")] == \
        ["1", "2", "1", "0"], shown
    asked = {"unit_no": VIP_UNIT, "limit": 200}
    listed = {r["rosterNo"]: r["fileName"] for r in unit.do("roster.ListRosters", asked).reply["roster"]}
    assert listed[shown["rosterNo"]] == "十一月增员.xlsx", listed


def the_template_teaches_what_is_taken(town):
    """S24: what the template shows as an example is taken in this month, and it stars what is needed."""
    unit = town.visitor("unit01")
    book, page, headers = clerks_page(unit)
    starred = [str(c.value) for c in page[1]]
    assert "证件号码*" in starred and "出生日期*（无身份证时填写）" in starred, starred
    guide = {row[0]: row[6] for row in book["说明"].iter_rows(values_only=True) if row[0] in headers}
    month = town.today.strftime("%Y-%m")
    assert guide["本次参保日期"].startswith(month) and guide["用工日期"].startswith(month), guide
    for header in headers:
        if guide.get(header) and header not in ("证件号码", "姓名", "手机号码", "序号", "出生日期", "性别"):
            page.cell(2, headers.index(header) + 1).value = guide[header]
    filing = town.newcomer()
    for header, value in (("证件号码", filing["document_no"]), ("姓名", filing["name"]),
                          ("手机号码", filing["mobile"]), ("性别", "男" if filing["sex"] == 1 else "女")):
        page.cell(2, headers.index(header) + 1).value = value
    shown = handed_in(unit, book)
    assert counts(shown) == (1, 1, 0, 0), (shown, rosters.rows_of(unit, shown["rosterNo"]))
    offered = [v for v in page.data_validations.dataValidation if "新参保" in str(v.formula1)]
    assert offered and "辞职" not in str(offered[0].formula1), offered


def main():
    try:
        with Town(seed=12) as town:
            tell(town, business_refusals_count_as_well, a_person_twice_in_a_file,
                 all_faults_of_a_row_at_once,
             what_is_typed_into_a_wrong_cell_stays_masked_text,
             everyday_spellings_are_taken, warnings_of_taken_rows,
                 pasted_rows_keep_their_link, what_stands_beside_the_rows,
                 the_template_teaches_what_is_taken)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
