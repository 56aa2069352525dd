#!/usr/bin/python3
"""Filing and reading for somebody else by a mandate, through the web door and the command line; what no
mandate covers is answered as if the person did not exist.

Rows: A35. Two chapters of one hall: in the second nine days have passed."""
import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                    # noqa: E402
import logbook                                                                    # noqa: E402
from test_alone import RESUME, SUSPEND, resumption, state_of, suspension           # noqa: E402
from test_looks import day                                                        # noqa: E402
from scans import scan_of                                                                 # noqa: E402
from town import Town, kebab, tell                                                # noqa: E402

NOBODY = "1999999016"
P, MADE = {}, {}


def persons(town):
    """Given three who pay alone; the first has given the second a mandate for both businesses."""
    for n in range(1, 4):
        account = f"person{n:02}"
        number, = town.rows("select person_no from account where account_no = %s", account)[0]
        shown = town.visitor(account).do("query.RevealPerson", {"person_no": number}, purpose="03")
        assert shown.ok, shown
        P[account] = {"person_no": number, "name": shown.reply["name"],
                      "document_no": shown.reply["documentNo"]}
    (MADE["first"],), = town.rows("select mandate_no from mandate where person_no = %s and state = 2",
                                  no("person01"))


def no(account):
    return P[account]["person_no"]


def mandate(town, giver, agent, **change):
    """A mandate that the giver makes; its number."""
    body = {"person_no": no(giver), "agent_document_no": P[agent]["document_no"],
            "agent_name": P[agent]["name"], "kind": "RELATIVE", "look": False,
            "from_date": day(town), "to_date": day(town, 7), **change}
    made = town.visitor(giver).do("access.MakeMandate", body)
    assert made.ok, made
    return made.reply["mandateNo"]


def end(town, giver, number):
    assert town.visitor(giver).do("access.EndMandate", {"person_no": no(giver), "mandate_no": number}).ok


def suspend(town, giver):
    return suspension(town, no(giver), P[giver]["name"])


def looks(town, giver):
    """What the person sees of who looked or acted: (method, purpose, number)."""
    shown = town.visitor(giver).do("query.ListLooks", {"person_no": no(giver), "limit": 100}).reply["look"]
    return [(look["method"], look["purpose"], look["reference"]) for look in shown]


def by_command_line(town, agent, method, body, *more):
    """The answer of `hall ... --for P` as (exit, lines), without what is of this question alone."""
    package, name = method.split(".")
    fields = [word for field, value in body.items() for word in ("--" + field.replace("_", "-"), value)]
    done = town.lab.hall(package, kebab(name), *fields, *more, token=town.visitor(agent).token.hex(),
                         check=False)
    lines = (done.stdout + done.stderr).splitlines()
    return done.returncode, [line for line in lines if not re.match(r'  "(id|position|receivedAtUs)"', line)]


def a_proxy_files_and_reads_for_the_person(town):
    """A35 (check): by the web door the proxy reads and files; the entry names both, the person sees it."""
    agent, id = town.visitor("person02"), hallbus.uuid7()
    assert agent.do("query.ListEnrolments", {"person_no": no("person01")}, acting_for=no("person01")).ok
    bare = agent.do(SUSPEND, suspend(town, "person01"))
    assert bare.status == "E_FORBIDDEN", "not without saying for whom"
    done = agent.do(SUSPEND, suspend(town, "person01"), id=id, acting_for=no("person01"))
    assert done.outcome == "APPLIED" and done.rules["filed_by_person"], done
    assert state_of(town, no("person01"))[1] == 2
    with town.lab.connect() as db:
        entries = list(logbook.find(db, command_id=id))
    for entry in entries:
        assert (entry.actor, entry.acting_for) == ("person02", no("person01")), entry
    acted, = [logbook.content(e) for entry in entries for e in entry.events
              if e.type == "query.ActedFor"]
    assert (acted.account_no, acted.person_no, acted.method, acted.reference) == (
        "person02", no("person01"), SUSPEND, MADE["first"]), acted
    seen = looks(town, "person01")
    assert {(SUSPEND, "09", MADE["first"]), ("query.ListEnrolments", "09", MADE["first"])} <= set(seen), seen
    MADE["filed"] = done.case_no
    # and the proxy finds what he filed
    assert agent.do("query.GetCase", {"case_no": done.case_no}).reply["line"]["state"] == "CASE_APPLIED"


def the_person_reads_what_was_filed_for_him(town):
    """A35, S4: the case in his own list, with all that the proxy wrote and by whom; of a draft nothing until
    it is submitted."""
    giver, agent = town.visitor("person01"), town.visitor("person02")
    draft = agent.do(RESUME, resumption(town, no("person01"), P["person01"]["name"]), draft=True,
                     acting_for=no("person01"))
    assert draft.outcome == "DRAFTED", draft
    assert giver.do("query.GetCase", {"case_no": draft.case_no}).status in ("E_NOT_FOUND", "E_FORBIDDEN")
    assert agent.do("review.WithdrawCase", {"case_no": draft.case_no}).ok
    about = giver.do("query.ListAbout", {}).reply["item"]
    line = next(item for item in about if item["caseNo"] == MADE["filed"])
    shown = giver.do("query.GetCase", {"case_no": line["caseNo"]})
    assert shown.ok and shown.reply["line"]["filer"] == "person02", shown
    content = {field["field"]: field["value"] for field in shown.reply["content"]}
    wrote = suspend(town, "person01")
    assert content["name"] == P["person01"]["name"] and content["person_no"] == no("person01"), content
    assert set(content) >= {field for field, value in wrote.items() if value}, (wrote, content)
    assert not town.visitor("person03").do("query.GetCase", {"case_no": line["caseNo"]}).ok


def the_command_line_does_the_same(town):
    """A35: `--for` reads and files; without it, and for a stranger, nothing."""
    read = {"person_no": no("person01")}
    assert by_command_line(town, "person02", "query.ListReceivables", read, "--for", no("person01"))[0] == 0
    assert by_command_line(town, "person02", "query.ListReceivables", read)[0] != 0
    MADE["cli"] = mandate(town, "person02", "person03", files=RESUME)
    filing = resumption(town, no("person02"), P["person02"]["name"])
    code, said = by_command_line(town, "person03", RESUME, filing)
    assert code != 0 and "E_FORBIDDEN" in str(said), said
    code, said = by_command_line(town, "person03", RESUME, filing, "--for", no("person02"))
    assert code == 0, said
    assert state_of(town, no("person02"))[1] == 1
    assert (RESUME, "09", MADE["cli"]) in looks(town, "person02")


def both_sides_see_the_mandate(town):
    """A35: with its kind, its businesses and its end."""
    for account, side in (("person02", "given"), ("person03", "held")):
        line, = town.visitor(account).do("access.ListMandates", {"person_no": no(account)}).reply[side]
        assert (line["mandateNo"], line["kind"], line["files"], line["toDate"], line["look"]) == (
            MADE["cli"], "RELATIVE", RESUME, day(town, 7), False), line
        assert (line["personNo"], line["agentNo"]) == (no("person02"), no("person03")), line


def said(answer):
    return (answer.status, answer.reason, answer.field, answer.reply, answer.detail, answer.http,
            answer.case_no)


def assert_as_nobodys(town, agent, giver, why, door="outside"):
    """Filing and reading for the giver are answered as for a person who does not exist."""
    visitor = town.visitor(agent, door)
    for flags in ({}, {"dry_run": True}, {"draft": True}):
        refused = visitor.do(SUSPEND, suspend(town, giver), acting_for=no(giver), **flags)
        nobodys = visitor.do(SUSPEND, {**suspend(town, giver), "person_no": NOBODY}, acting_for=NOBODY,
                             **flags)
        assert (refused.status, refused.reason) == ("E_FORBIDDEN", "mandate"), (why, refused)
        assert said(refused) == said(nobodys), (why, refused, nobodys)
    refused = visitor.do("query.ListEnrolments", {"person_no": no(giver)}, acting_for=no(giver))
    nobodys = visitor.do("query.ListEnrolments", {"person_no": NOBODY}, acting_for=NOBODY)
    assert refused.status == "E_FORBIDDEN" and said(refused) == said(nobodys), (why, refused, nobodys)
    lines = [by_command_line(town, agent, "query.ListEnrolments", {"person_no": whom}, "--for", whom)
             for whom in (no(giver), NOBODY)]
    assert lines[0] == lines[1] and lines[0][0] != 0 and "E_FORBIDDEN" in str(lines), (why, lines)


def what_no_mandate_covers_is_answered_as_nobodys(town):
    """A35 (check): another kind, one to come, a paper that nobody confirmed, a chain, the wrong way round,
    one that ended."""
    other = mandate(town, "person01", "person03", files=RESUME)
    assert_as_nobodys(town, "person03", "person01", "another business, no looking")
    end(town, "person01", other)
    later = mandate(town, "person01", "person03", files=SUSPEND, look=True, from_date=day(town, 2))
    assert_as_nobodys(town, "person03", "person01", "it has not begun")
    end(town, "person01", later)
    assert_as_nobodys(town, "person01", "person02", "the giver has none of the agent's")
    chain = mandate(town, "person02", "person03", files=SUSPEND, look=True)
    assert_as_nobodys(town, "person03", "person01", "the agent's agent")
    end(town, "person02", chain)
    own = {"person_no": no("person01"), "agent_document_no": P["person03"]["document_no"],
           "agent_name": P["person03"]["name"], "kind": "RELATIVE", "look": True, "files": SUSPEND,
           "from_date": day(town), "to_date": day(town, 7)}
    assert town.visitor("person03").do("access.MakeMandate", own).status == "E_FORBIDDEN"
    officer = town.visitor("district01", "inside")
    paper = officer.do("access.MakeMandate", {**own, "scan_no": scan_of(officer)})
    assert paper.ok and paper.reply["state"] == "MANDATE_PROPOSED", paper
    assert_as_nobodys(town, "person03", "person01", "made by himself, or not confirmed")
    end(town, "person01", paper.reply["mandateNo"])
    end(town, "person02", MADE["cli"])
    assert_as_nobodys(town, "person03", "person02", "it ended")
    for account in ("unit01", "district01", "community01"):
        assert_as_nobodys(town, account, "person01", "mandates are persons'", "inside")


def a_draft_does_not_outlive_its_mandate(town):
    """A35: what was kept while the mandate was in force is not filed after it ended."""
    agent, filing = town.visitor("person02"), resumption(town, no("person01"), P["person01"]["name"])
    draft = agent.do(RESUME, filing, draft=True, acting_for=no("person01"))
    assert draft.outcome == "DRAFTED", draft
    case = {"case_no": draft.case_no}
    would = agent.do("review.SubmitCase", case, dry_run=True, acting_for=no("person01"))
    assert would.outcome == "WOULD_APPLY", would
    assert agent.do("review.SubmitCase", case, dry_run=True).status == "E_FORBIDDEN", "for whom is not said"
    end(town, "person01", MADE["first"])
    before = state_of(town, no("person01"))
    for flags in ({}, {"acting_for": no("person01")}):
        submitted = agent.do("review.SubmitCase", case, **flags)
        assert submitted.status == "E_FORBIDDEN", (flags, submitted)
        assert agent.do(RESUME, filing, **case, **flags).status == "E_FORBIDDEN", flags
    assert state_of(town, no("person01")) == before
    MADE["short"] = mandate(town, "person01", "person02", files=SUSPEND, look=True)
    MADE["looks"] = looks(town, "person01")


def a_mandate_ends_by_itself(town):
    """A35: nine days later a mandate of a week is as none; what was done by it still stands in the list."""
    assert_as_nobodys(town, "person02", "person01", "it ran out")
    assert set(MADE["looks"]) <= set(looks(town, "person01"))


def main():
    folder = tempfile.mkdtemp(prefix="hall-mandates-")
    try:
        with Town(seed=35, data=folder) as town:
            tell(town, persons, a_proxy_files_and_reads_for_the_person,
                 the_person_reads_what_was_filed_for_him, the_command_line_does_the_same,
                 both_sides_see_the_mandate, what_no_mandate_covers_is_answered_as_nobodys,
                 a_draft_does_not_outlive_its_mandate)
        with Town(seed=36, data=folder, clock_offset_s=9 * 86400) as town:
            tell(town, a_mandate_ends_by_itself)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
