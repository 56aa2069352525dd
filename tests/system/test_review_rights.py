#!/usr/bin/python3
"""The auditor's view of rights: who could do what on a day of the past, what changed between two days, and
what his own looks leave. Three chapters of one hall, a day apart. Rows: S62."""
import datetime
import io
import pathlib
import shutil
import sys
import tempfile

import openpyxl

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import listing                                                                    # noqa: E402
import logbook                                                              # noqa: E402
from town import VIP_UNIT, Town, Visitor, tell                              # noqa: E402

OWN, DISTRICT = "Jianghan-7-Road", "420106"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAYS, NAME = [], "review01"


def day_of(date):
    return int(date.strftime("%Y%m%d"))


def review(town, day, account="auditor01", **more):
    return town.visitor(account, "inside").do("identity.ReviewRights", {
        "role": "UNIT_OPERATOR", "district_code": DISTRICT, "day": day, "limit": 50, **more})


def of(answer, name=NAME):
    return next(one for one in answer.reply["account"] if one["accountNo"] == name)


def an_account_is_made_and_gets_a_key(town):
    """S62: on the first day."""
    filing = town.newcomer()
    admin = town.visitor("admin01", "inside")
    assert admin.do("identity.CreateUnitOperator", {
        "login_name": NAME, "unit_no": VIP_UNIT, "document_type": 201,
        **{k: filing[k] for k in ("document_no", "name")}}).ok
    assert of(review(town, day_of(town.today)))["mayLogIn"] is False, "no password yet"
    town.begin(NAME, OWN)
    assert of(review(town, day_of(town.today)))["mayLogIn"] is True
    DAYS.append(town.today)


def it_is_disabled_on_the_second_day(town):
    """S62: the day before is as it was."""
    admin = town.visitor("admin01", "inside")
    assert admin.do("identity.DisableAccount", {"account_no": NAME, "reason": "离职"}).ok
    DAYS.append(town.today)


def the_auditor_sees_each_day_as_it_was(town):
    """S62: before, on the first, the second and the third day; changes between two days, by whom."""
    first, second = DAYS
    before = of(review(town, day_of(first - datetime.timedelta(days=1))))
    assert (before["exists"], before["mayLogIn"]) == (False, False), before
    then = of(review(town, day_of(first)))
    assert (then["mayLogIn"], then["disabled"], then["unitNo"]) == (True, False, VIP_UNIT), then
    for day in (second, town.today):
        now = of(review(town, day_of(day)))
        assert (now["mayLogIn"], now["disabled"]) == (False, True), now
    changes = of(review(town, day_of(second), from_day=day_of(second)))["change"]
    assert [(c["what"], c["by"]) for c in changes] == [("identity.AccountDisabled", "admin01")], changes
    both = of(review(town, day_of(town.today), from_day=day_of(first)))["change"]
    assert [c["what"] for c in both] == ["identity.AccountCreated", "identity.AccountDisabled"], both
    page = review(town, day_of(town.today), limit=1)
    assert len(page.reply["account"]) == 1 and page.reply["next"], page
    assert review(town, day_of(town.today), after=page.reply["next"]).ok


def a_proxy_stands_in_it(town):
    """S62: for whom an insured person could act; a mandate that ended today was one yesterday."""
    [(number, giver, agent)] = town.rows('''select mandate_no, m.person_no, a.account_no from mandate m
                                            join account a on a.person_no = m.agent_no where state = 2''')
    persons = {"role": "PERSON", "district_code": ""}
    yesterday = town.today - datetime.timedelta(days=1)

    def held(day, **more):
        return of(review(town, day_of(day), **persons, **more), agent)

    assert [(one["mandateNo"], one["personNo"]) for one in held(town.today)["mandate"]] == [(number, giver)]
    looks = listing.looks(town, "auditor01", "identity.ReviewRights")
    assert looks and all([p.person_no for p in look.person] == [giver] for look in looks), looks
    assert town.visitor("person01").do("access.EndMandate", {"person_no": giver, "mandate_no": number}).ok
    assert not held(town.today).get("mandate")
    assert [one["mandateNo"] for one in held(yesterday)["mandate"]] == [number]
    changes = held(town.today, from_day=day_of(town.today))["change"]
    assert [(c["what"], c["by"], c["mandateNo"]) for c in changes] == [
        ("access.MandateEnded", "person01", number)], changes


def nobody_else_looks_and_each_look_is_an_entry(town):
    """S62: granted to auditors alone; a look says what was asked and how many accounts it showed."""
    for account in ("centre01", "admin01", "district01", "unit01", "info01"):
        assert review(town, day_of(town.today), account).status == "E_FORBIDDEN", account
    shown = review(town, day_of(town.today), from_day=day_of(DAYS[0]))
    looks = [logbook.content(event) for _, event in town.looked_up("identity.RightsReviewed", "auditor01")]
    assert looks and (looks[-1].n, looks[-1].day, looks[-1].from_day) == (
        len(shown.reply["account"]), day_of(town.today), day_of(DAYS[0])), looks[-1]


def the_view_is_a_file(town):
    """S62: as CSV and as a workbook, to auditors alone; each page is an entry of its own."""
    asked = {"role": "UNIT_OPERATOR", "district_code": DISTRICT, "day": day_of(town.today), "limit": 1}
    auditor = town.visitor("auditor01", "inside")
    before = len(town.looked_up("identity.RightsReviewed", "auditor01"))
    code, _, data = auditor.sheet("identity.ReviewRights", asked)
    table, _ = listing.read_csv(data)
    listed = [one["accountNo"] for one in review(town, day_of(town.today)).reply["account"]]
    assert code == 200 and [row[0] for row in table[1:]] == listed and NAME in listed, table
    assert dict(zip(table[0], table[1 + listed.index(NAME)]))["已停用"] == "是", table
    assert len(town.looked_up("identity.RightsReviewed", "auditor01")) >= before + len(listed) + 1
    code, header, data = auditor.sheet("identity.ReviewRights", asked, WORKBOOK)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert code == 200 and header["Content-Type"] == WORKBOOK and sheet.max_row == len(table)
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == listed
    assert town.visitor("admin01", "inside").sheet("identity.ReviewRights", asked)[0] == 403


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-rights-"))
    try:
        with Town(seed=71, data=data) as town:
            tell(town, an_account_is_made_and_gets_a_key)
        with Town(seed=72, data=data, clock_offset_s=86400) as town:
            tell(town, it_is_disabled_on_the_second_day)
        with Town(seed=73, data=data, clock_offset_s=2 * 86400) as town:
            tell(town, the_auditor_sees_each_day_as_it_was, a_proxy_stands_in_it,
                 nobody_else_looks_and_each_look_is_an_entry, the_view_is_a_file)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
