#!/usr/bin/python3
"""Statistics: they are what the log says, each may be read by whom it is for, and nothing in them tells of a
few persons.

Rows: S34, S66, A31. One hall with a year of cases behind it.
"""
import io
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import zipfile

import openpyxl

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib"), str(HERE / "lib")]
import logbook    # noqa: E402
from kills import send    # noqa: E402
from town import PLAIN_UNIT, Town, tell, wait_until    # noqa: E402

RECOUNT = HERE.parent / "verifier" / "recount.py"
DAY_S = 86400
BY = {"BUSINESS": "kind", "DISTRICT": "district", "CHANNEL": "channel", "OUTCOME": "outcome", "VIP": "vip",
      "TIME": "time"}
NAMED, OTHERWISE = b"enrolment.SuspendMember", b"enrolment.SuspendMembex"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COUNTED = {}    # position of the log: its reports
SHOW = "query.ShowStatistics"


def rename(town, position, old, new):
    """What one entry of the log says of the business of a case."""
    with town.lab.connect() as db, db.cursor() as cursor:
        cursor.execute("update entry set body = decode(replace(encode(body, 'hex'), %s, %s), 'hex') "
                       "where position = %s", (old.hex(), new.hex(), position))


def exported(town):
    file = town.lab.data / "log.hall"
    file.unlink(missing_ok=True)
    town.lab.hall("log", "export", file)
    return file


def counted_again(town):
    """The reports of the exported log, by a program that shares no code with the hall."""
    position = town.rows("select position from lane_head")[0][0]
    if position in COUNTED:
        return COUNTED[position]
    file = exported(town)
    done = subprocess.run([sys.executable, str(RECOUNT), str(file), "--json"], text=True, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return COUNTED.setdefault(position, json.loads(done.stdout))


def has_counted(town):
    """The projector is at the end of the log as it is now."""
    centre = town.visitor("centre01", "inside")
    least = town.rows("select position from lane_head")[0][0]
    wait_until(lambda: int(centre.do(SHOW, {"by": "STATISTICS_BUSINESS"}).position or 0) >= least, 60,
               "the projector")


def shown(visitor, by, **more):
    answer = visitor.do(SHOW, {"by": "STATISTICS_" + by, **more})
    assert answer.ok, answer
    return answer.reply


def added_up(report, by, district=0):
    """{value: [number, online, at the counter]} of a report's groups."""
    out = {}
    for group in report["group"]:
        if not district or district == group.get("district"):
            line = out.setdefault(group[by], [0, 0, 0])
            line[0] += group["n"]
            line[1] += group["n"] if group["way"] == 1 else 0
            line[2] += group["n"] if group["way"] == 2 else 0
    return out


def told(reply):
    numbers = ("n", "online", "atCounter")
    return {int(row.get("value", "").lstrip("B") or 0): [int(row.get(name, 0)) for name in numbers]
            for row in reply["row"]}


def agrees(reply, report, by, district=0):
    assert told(reply) == added_up(report, by, district), (reply, report)
    positions = int(reply["firstPosition"]), int(reply["lastPosition"])
    assert positions == (report["first"], report["last"]), reply


def share(n, online, at_counter):
    if n == 0 or online + at_counter < n:
        return ""
    hundredths = (online * 10000 + n // 2) // n
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def every_day_is_told_as_the_log_says(town):
    """S34 (check): each day's report of the share done online, by business, equals a recount of the log, and
    names the entries that were counted."""
    has_counted(town)
    again = counted_again(town)
    assert len(again["day"]) > 100, len(again["day"])
    centre, shares = town.visitor("centre01", "inside"), set()
    for date, report in list(again["day"].items())[-40:]:
        reply = shown(centre, "BUSINESS", date=int(date))
        assert int(reply["date"]) == int(date) and int(reply.get("earlier", 0)) == report["earlier"], reply
        agrees(reply, report, "kind")
        lines = [*told(reply).values()]
        assert [row.get("share", "") for row in reply["row"]] == [share(*line) for line in lines], reply
        shares.add(reply.get("share", ""))
    assert "100.00%" in shares, shares


def every_month_is_told_by_each_attribute(town):
    """S66 (check): business, district, channel, outcome, VIP share and time to decision of every month equal
    a recount; the whole is the same by each, and the sum of what the days told."""
    again = counted_again(town)
    centre = town.visitor("centre01", "inside")
    assert len(again["month"]) >= 11, again["month"].keys()
    for period, report in list(again["month"].items())[-6:]:
        whole = sum(group["n"] for group in report["group"])
        for by, name in BY.items():
            reply = shown(centre, by, period=int(period))
            assert int(reply["period"]) == int(period) and int(reply["n"]) == whole, reply
            agrees(reply, report, name)
        days = [day for day in again["day"].values() if report["first"] <= day["first"] <= report["last"]]
        assert whole == sum(g["n"] for day in days for g in day["group"]), (period, days)
    groups = [group for report in again["month"].values() for group in report["group"]]
    for name in BY.values():
        assert len({group[name] for group in groups if group[name]}) > 1, f"nothing was told by {name}"


def a_workbook_has_the_table_and_a_chart(town):
    """S66: a report is had as a workbook: the table, its numbers as numbers with bars, and of what it is."""
    centre = town.visitor("centre01", "inside")
    by = {"by": "STATISTICS_BUSINESS"}
    code, _, raw = centre.sheet(SHOW, by, XLSX)
    assert code == 200, raw[:500]
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert book.sheetnames[1:] == ["图表", "说明"], book.sheetnames
    lines = [*told(shown(centre, "BUSINESS")).values()]
    drawn = [row[1:3] for row in book["图表"].iter_rows(min_row=2, values_only=True)]
    assert drawn == [tuple(line[1:]) for line in lines], (drawn, lines)
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()
    assert f"$C$2:$C${len(lines) + 1}" in chart, chart[:2000]
    code, _, raw = centre.sheet(SHOW, by)
    assert code == 200 and "网上办理率" in raw.decode(), raw[:500]


def no_number_stands_for_few(town):
    """S66: no number of any report is below five; so neither is any sum of them."""
    again = counted_again(town)
    reports = [*again["day"].values(), *again["month"].values()]
    numbers = [group["n"] for report in reports for group in report["group"]]
    assert numbers and min(numbers) >= 5, min(numbers)


def the_hall_itself_counts_again(town):
    """The operator's own recount finds no difference; and one, where the copy was changed."""
    done = town.lab.hall("recount")
    assert " 0 of " in done.stdout, done.stdout
    told_apart = town.lab.hall("recount", exported(town)).stdout
    assert f"month {max(counted_again(town)['month'])}:" in told_apart, told_apart[-2000:]
    position = town.rows("select position from entry where body like %s order by 1 desc limit 1 offset 200",
                         b"%" + NAMED + b"%")[0][0]
    rename(town, position, NAMED, OTHERWISE)
    done = town.lab.hall("recount", check=False)
    rename(town, position, OTHERWISE, NAMED)
    assert done.returncode == 1 and "\n+ " in done.stdout, done.stdout
    assert " 0 of " in town.lab.hall("recount").stdout


def killed_it_counts_on(town):
    """S66: given a projector that is killed again and again, and one that has to begin anew, then it has
    counted the same."""
    clerk = town.visitor("unit01")
    for _ in range(4):
        assert clerk.do("enrolment.AddMember", town.newcomer()).ok
        town.lab.kill("projector")
        town.lab.restart("projector")
    has_counted(town)
    assert " 0 of " in town.lab.hall("recount").stdout
    town.lab.kill("projector")
    shutil.rmtree(town.lab.cache)
    town.lab.restart("projector")
    has_counted(town)
    assert " 0 of " in town.lab.hall("recount").stdout


def reading_waits_for_nobody(town):
    """A31: given a projector that stands still and somebody who holds the tables of the log and of cases,
    then reports are read; and whoever files is answered while the projector stands."""
    clerk, centre = town.visitor("unit01"), town.visitor("centre01", "inside")
    has_counted(town)
    send(town.lab.pid("projector"), signal.SIGSTOP)
    try:
        before = town.n_events()
        with town.lab.connect() as db, db.cursor() as cursor:
            cursor.execute("begin; lock table entry, entry_link, kept, case_file in access exclusive mode")
            for by in BY:
                assert shown(centre, by)["row"], by
            cursor.execute("rollback")
        assert town.n_events() == before
        assert clerk.do("enrolment.AddMember", town.newcomer()).ok
    finally:
        send(town.lab.pid("projector"), signal.SIGCONT)


def who_may_read(town):
    """The centre and auditors read the city; a district the city as it is told, and of one district its own;
    nobody else reads anything."""
    centre, district = town.visitor("centre01", "inside"), town.visitor("district01", "inside")
    last = shown(centre, "DISTRICT")
    assert shown(district, "DISTRICT")["row"] == last["row"]
    own = district.do("identity.ShowSession").reply["districtCode"]
    assert int(shown(district, "BUSINESS", district_code=own).get("n", 0)) <= int(last["n"])
    other = "420102" if own != "420102" else "420106"
    assert shown(centre, "BUSINESS", district_code=other)
    refused = district.do(SHOW, {"by": "STATISTICS_BUSINESS", "district_code": other})
    assert refused.status == "E_FORBIDDEN", refused
    refused = town.visitor("unit01").do(SHOW, {"by": "STATISTICS_BUSINESS"})
    assert not refused.ok, refused
    for more in ({"by": "STATISTICS_VIP"}, {"by": "STATISTICS_BUSINESS", "district_code": own}):
        assert centre.do(SHOW, {"date": 20261101, **more}).status == "E_FORM", more


def what_is_done_at_the_counter_is_on_record(town):
    """S34: given a member whom the district enrols for a unit, and one whom the unit itself enrols, then case
    and log say which came over the counter."""
    officer, clerk = town.visitor("district01", "inside"), town.visitor("unit02")
    filed = [officer.do("enrolment.AddMember", town.newcomer(PLAIN_UNIT)),
             clerk.do("enrolment.AddMember", town.newcomer(PLAIN_UNIT))]
    assert all(a.ok for a in filed), filed
    channels = [town.rows("select channel from case_file where case_no = %s", a.case_no)[0][0] for a in filed]
    assert channels[0] == "counter" and channels[1] != "counter", channels
    with town.lab.connect() as db:
        heads = {e.case_no: e.channel for e in logbook.entries(db) if e.method == "enrolment.AddMember"}
    assert [heads[a.case_no] for a in filed] == channels, heads


def main():
    with Town(persons=2500, history=1, programs="projector,web") as town:
        tell(town, every_day_is_told_as_the_log_says, every_month_is_told_by_each_attribute,
             a_workbook_has_the_table_and_a_chart, no_number_stands_for_few,
             the_hall_itself_counts_again, who_may_read, what_is_done_at_the_counter_is_on_record,
             reading_waits_for_nobody, killed_it_counts_on)


if __name__ == "__main__":
    main()
