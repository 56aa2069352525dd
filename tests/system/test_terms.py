#!/usr/bin/python3
"""The legal clock of a case, through real doors: due times that both sides see and anybody computes again,
reminders, cases that move up, and what ends because its filer leaves it lying.

Rows: A6, N12, S30. Chapters of one hall that stands still between them, also over the minute that counts."""
import datetime
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from chapters import Hall                                                         # noqa: E402
from filing import cases, decide, file_case                                       # noqa: E402
from town import BEIJING, PLAIN_UNIT, wait_until                                  # noqa: E402

METHOD = "enrolment.AddMember"
OPENS, CLOSES, DAYS, REMIND, RETURNED_DAYS, WARN = 9, 17, 10, 2, 20, 5  # deploy/params/wuhan.tsv, kind term
ONE_DAY = datetime.timedelta(days=1)


def day_at(day, hour):
    return datetime.datetime.combine(day, datetime.time(hour), BEIJING)


def us(moment):
    return int(moment.timestamp() * 1e6)


class Calendar:
    """The hall's working days, read here once more: weekdays, and the exceptions that it tells everybody."""

    def __init__(self, visitor, years):
        self.days = {}
        for year in years:
            answer = visitor.do("collection.ListHolidays", {"year": year})
            assert answer.ok, answer
            for day in answer.reply["day"]:
                self.days[str(day["date"]).replace("-", "")] = day["works"]

    def works(self, day):
        return self.days.get(day.strftime("%Y%m%d"), day.weekday() < 5)

    def walk(self, day, n, step=ONE_DAY):
        while n:
            day += step
            n -= self.works(day)
        return day

    def count(self, first, last):
        """Working days after the first day, with the last."""
        return sum(self.works(first + n * ONE_DAY) for n in range(1, (last - first).days + 1))


def shown(visitor, case_no):
    answer = visitor.do("query.GetCase", {"case_no": case_no})
    assert answer.ok, answer
    return answer.reply


def line(visitor, case_no):
    return next(one for one in cases(visitor) if one["caseNo"] == case_no)


def titles(visitor, case_no):
    answer = visitor.do("notification.ListMessages", {"limit": 100})
    assert answer.ok, answer
    return [m["event"] for m in answer.reply["message"] if m["about"] == case_no]


def steps(visitor, case_no):
    return [step["what"] for step in shown(visitor, case_no)["step"]]



def main():
    hall = Hall(pathlib.Path(tempfile.mkdtemp(prefix="hall-terms-")))
    kept = {}

    def both_sides_see_the_same_due_time(town):
        """N12: given a filing, when either side looks, both see the time that calendar and receipt give."""
        unit, district = town.visitor("unit02"), town.visitor("district01", "inside")
        kept["calendar"] = calendar = Calendar(town.visitor("centre01", "inside"),
                                               (town.today.year, town.today.year + 1))
        for name in ("late", "returned", "paper", "in time"):
            kept[name] = file_case(town)[1]
        receipt = int(shown(unit, kept["late"])["receipt"]["receivedAtUs"])
        received = datetime.datetime.fromtimestamp(receipt / 1e6, BEIJING).date()
        kept["due"] = day_at(calendar.walk(received, DAYS), CLOSES)
        seen = line(unit, kept["late"])
        assert int(seen["dueAtUs"]) == us(kept["due"]), (seen, kept["due"])
        assert line(district, kept["late"])["dueAtUs"] == line(unit, kept["late"])["dueAtUs"]
        assert not line(unit, kept["late"])["overdue"]
        kept["received"] = received

    def the_clock_stands_while_the_filer_has_it(town):
        """N12: given days that the office used, when the case comes back, it has the days that were left."""
        town.known.clear()
        unit, calendar = town.visitor("unit02"), kept["calendar"]
        used = calendar.count(kept["received"], town.today)
        assert used > 0, "days have passed"
        assert decide(town, kept["returned"], "Return", reason="工资有误").ok
        reviewer = town.visitor("district01", "inside")
        assert reviewer.do("review.ClaimCase", {"case_no": kept["paper"]}).ok
        blank = reviewer.do("review.AskPaper", {"case_no": kept["paper"], "papers": "　"})
        assert (blank.status, blank.field) == ("E_CASE_REASON", "papers"), blank
        assert reviewer.do("review.AskPaper", {"case_no": kept["paper"], "papers": "劳动合同原件"}).ok
        for name in ("returned", "paper"):
            seen = line(unit, kept[name])
            assert seen["dueAtUs"] in (None, "0", 0) and seen["usedDays"] == used, seen
            ends = day_at(calendar.walk(town.today, RETURNED_DAYS), CLOSES)
            assert int(seen["expiresAtUs"]) == us(ends), (seen, ends)
            assert "clock_set" in steps(unit, kept[name])
        assert line(unit, kept["paper"])["paperAsked"] and "review.PaperAsked" in titles(unit, kept["paper"])
        asked = [step for step in shown(unit, kept["paper"])["step"] if step["what"] == "paper_asked"]
        assert [step["reason"] for step in asked] == ["劳动合同原件"], asked
        kept["used"] = used

    def it_goes_on_with_the_days_that_are_left(town):
        """N12: given paper that was waited for, when it is recorded, the term ends so many days later."""
        town.known.clear()
        desk, unit, calendar = (town.visitor("district01", "inside"),
                                town.visitor("unit02"), kept["calendar"])
        done = desk.do("review.RecordPaper", {"case_no": kept["paper"], "paper_no": "JA-2026-0815"})
        assert done.ok, done
        seen = line(unit, kept["paper"])
        due = day_at(calendar.walk(town.today, DAYS - kept["used"]), CLOSES)
        assert int(seen["dueAtUs"]) == us(due) and seen["paperNo"] == "JA-2026-0815", (seen, due)
        assert not seen["paperAsked"] and decide(town, kept["paper"], "Approve").ok

    def the_reviewer_is_reminded(town):
        """A6: given the second working day before, when the office opens, who has it is told."""
        town.known.clear()
        admin = town.visitor("admin01", "inside")
        wait_until(lambda: "review.CaseReminded" in titles(admin, kept["late"]), 60, "the reminder")
        assert town.now < kept["due"] and len(town.looked_up("review.CaseReminded", kept["late"])) == 1
        assert line(admin, kept["late"])["state"] == "PENDING" and not line(admin, kept["late"])["movedUp"]
        assert decide(town, kept["in time"], "Approve").ok

    def a_case_moves_up_at_its_minute(town):
        """A6: given a hall that stood still over the due minute, when it starts, the case moved up then."""
        town.known.clear()
        unit, admin, desk = (town.visitor("unit02"), town.visitor("admin01", "inside"),
                             town.visitor("district01", "inside"))
        wait_until(lambda: town.looked_up("review.CaseTermMissed", kept["late"]), 60, "the case to move up")
        assert len(town.looked_up("review.CaseTermMissed", kept["late"])) == 1
        assert town.rows("select missed_at_us from case_file where case_no = %s", kept["late"]) == [
            (us(kept["due"]),)], "the minute at which it ended, not the one at which the clock woke"
        # then nothing is decided by that, and both sides are told
        seen = line(unit, kept["late"])
        assert seen["state"] == "PENDING" and seen["overdue"] and seen["movedUp"], seen
        assert "review.CaseTermMissed" in titles(unit, kept["late"])
        assert "review.CaseMovedUp" in titles(admin, kept["late"])
        for name in ("in time", "paper"):
            assert not town.looked_up("review.CaseTermMissed", kept[name]), "it was decided"
        # when an operator reaches for it, it is the administrator's
        refused = desk.do("review.ClaimCase", {"case_no": kept["late"]})
        assert (refused.status, refused.reason) == ("E_CASE_STATE", "moved_up"), refused
        assert admin.do("review.ClaimCase", {"case_no": kept["late"]}).ok
        done = admin.do("review.ApproveCase", {"case_no": kept["late"]})
        assert done.ok and done.reply["state"] == "CASE_APPLIED", done

    def the_filer_is_warned(town):
        """A6: given a returned case that nobody touched, when its end is near, its filer is warned."""
        town.known.clear()
        unit = town.visitor("unit02")
        wait_until(lambda: "review.CaseWarned" in titles(unit, kept["returned"]), 60, "the warning")
        seen = line(unit, kept["returned"])
        assert seen["state"] == "RETURNED" and int(seen["expiresAtUs"]) > us(town.now), seen

    def what_ended_is_copied(town):
        """A2: given a case that ended, when it is copied, then the copy can be filed and the case stays."""
        town.known.clear()
        unit, other = town.visitor("unit02"), town.visitor("unit03")
        wait_until(lambda: line(unit, kept["returned"])["state"] == "EXPIRED", 60, "the end")
        case = {"case_no": kept["returned"]}
        assert "review.CaseExpired" in titles(unit, kept["returned"])
        assert unit.do("review.SubmitCase", case).status == "E_CASE_STATE"
        assert other.do("review.CopyCase", case).status in ("E_NOT_FOUND", "E_FORBIDDEN")
        tried = unit.do("review.CopyCase", case, dry_run=True)
        assert tried.ok and not [one for one in cases(unit, "DRAFT")], tried
        copy = unit.do("review.CopyCase", case)
        assert copy.ok and copy.outcome == "DRAFTED" and copy.case_no != kept["returned"], copy
        content = {one["field"]: one["value"] for one in shown(unit, copy.case_no)["content"]}
        assert content["document_no"] and content["unit_no"] == PLAIN_UNIT, content
        desk = town.visitor("district01", "inside")
        assert desk.do("query.GetCase", {"case_no": copy.case_no}).status == "E_NOT_FOUND", "a draft"
        first = int(town.today.strftime("%Y%m01"))
        again = {**json.loads(shown(unit, copy.case_no)["inputJson"]),
                 "workStartDate": first, "employmentDate": first, "enrolDate": first}
        sent = unit.do(METHOD, again, case_no=copy.case_no)
        assert sent.outcome == "IN_REVIEW" and sent.case_no == copy.case_no, sent
        assert line(unit, kept["returned"])["state"] == "EXPIRED"

    hall.after(0, both_sides_see_the_same_due_time)
    now = datetime.datetime.now(BEIJING)
    calendar, due = kept["calendar"], kept["due"]
    third = day_at(calendar.walk(kept["received"], 3), 12)
    hall.after((third - now).total_seconds(), the_clock_stands_while_the_filer_has_it)
    hall.after(86400 * 2, it_goes_on_with_the_days_that_are_left)

    def at(moment, *stories):
        here = datetime.datetime.now(BEIJING) + datetime.timedelta(seconds=hall.offset_s)
        hall.after((moment - here).total_seconds(), *stories)

    at(day_at(calendar.walk(due.date(), REMIND, -ONE_DAY), OPENS), the_reviewer_is_reminded)
    at(due + datetime.timedelta(hours=3), a_case_moves_up_at_its_minute)
    ends = day_at(calendar.walk(third.date(), RETURNED_DAYS), CLOSES)
    at(ends - WARN * ONE_DAY, the_filer_is_warned)
    at(ends + datetime.timedelta(hours=1), what_ended_is_copied)


if __name__ == "__main__":
    main()
