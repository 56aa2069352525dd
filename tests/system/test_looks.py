#!/usr/bin/python3
"""Who looks at a person's record: why, by which mandate or code, and what the person sees of it.

Rows: S4, A10, A11, A25, A35, A36. Two chapters of one hall: in the second nine days have passed."""
import collections
import hashlib
import json
import pathlib
import re
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "lib")]
import hallbus                                                                    # noqa: E402
import listing                                                                    # noqa: E402
import logbook                                                                    # noqa: E402
from filing import decide, file_case                                              # noqa: E402
from scans import scan_of                                                                 # noqa: E402
from town import (DISTRICT, OTHER_UNIT, PLAIN_UNIT, VIP_UNIT, Town, tell,          # noqa: E402
                  wait_until)

CODE = "7K3M-9QXA-02VT"
P = {}        # "one", "two": {"person_no", "document_no", "name", "account", "case_no"}
MADE = {}     # numbers that a later story needs
PERSON, OPERATOR, SYSTEM = 2, 5, 10


def day(town, add=0):
    import datetime
    return int((town.today + datetime.timedelta(days=add)).strftime("%Y%m%d"))


def change(town, sql, *arguments):
    with town.lab.connect() as db, db.cursor() as cursor:
        cursor.execute(sql, arguments)
        assert cursor.rowcount == 1, sql


def lend_accounts(town):
    """Two reviewers' accounts become the persons', until the log is compared with the rows."""
    for who in P.values():
        place(town, who["account"], PERSON, who["person_no"], "")


def the_accounts_go_back(town):
    """What was lent is as it was."""
    for who in P.values():
        place(town, who["account"], OPERATOR, "", DISTRICT)


def place(town, account, role, person_no, district):
    change(town, "update account set role = %s, person_no = %s, district_code = %s where account_no = %s",
           role, person_no, district, account)


def two_persons(town):
    """Given two members of a unit whose registration is decided, and their logins."""
    unit = town.visitor("unit01")
    for key, account in (("one", "reviewer01"), ("two", "reviewer02")):
        filing = town.newcomer(VIP_UNIT)
        added = unit.do("enrolment.AddMember", filing)
        assert added.outcome == "APPLIED", added
        P[key] = {"person_no": added.reply["personNo"], "document_no": filing["document_no"],
                  "name": filing["name"], "account": account, "case_no": added.case_no}
    lend_accounts(town)


def person(town, key, door="bus"):
    return town.visitor(P[key]["account"], door)


def of(key):
    return {"person_no": P[key]["person_no"]}


# ---- the own record -------------------------------------------------------------------------


def own_records_need_a_document(town):
    """S4 (check): without a session whose document is verified one's own record stays closed, and the log
    says so."""
    own = person(town, "one")
    assert own.do("query.ListEnrolments", of("one")).ok
    hash = hashlib.new("sm3", own.token).digest()
    for verified, reason in ((0, "document_unverified"), (2, "old_password")):
        change(town, "update token set verified = %s where token_hash = %s", verified, hash)
        for method in ("query.ListEnrolments", "query.ListReceivables", "query.ListLooks",
                       "query.GetOverview"):
            answer = own.do(method, of("one"))
            assert (answer.status, answer.reason) == ("E_FORBIDDEN", reason), answer
    change(town, "update token set verified = 1 where token_hash = %s", hash)
    assert own.do("query.ListEnrolments", of("one")).ok
    wait_until(lambda: town.noticed("query.AccessRefused", P["one"]["account"]) >= 6, 20, "the entries")


# ---- looks ----------------------------------------------------------------------------------


def visit(town, key):
    official = town.visitor("district01", "bus")
    made = official.do("access.RecordVisit", {"document_no": P[key]["document_no"]})
    assert made.ok, made
    return made.reply["basisNo"]


TOLD_ELSEWHERE = {"access.UseShare": "below", "query.GetOverview": "with mandates",
                  "collection.ListAffected": "with parameters", "identity.TakeLetters": "with letters",
                  "identity.ReviewRights": "with rights", "query.ListSamples": "with samples",
                  "query.ListUnitSamples": "with samples", "roster.ListRows": "with rosters",
                  "query.ListOverdue": "with lists", "query.TraceCommand": "with traces",
                  "query.FindResident": "with who pays alone", "query.ListAbout": "own",
                  "query.ListObjections": "with objections", "query.ListDecided": "with claims",
                  "ticket.ListOwnTickets": "with tickets", "ticket.ListTickets": "with tickets",
                  "ticket.ShowTicket": "with tickets", "ticket.ShowAttachment": "with tickets",
                  "identity.ShowUnitLetter": "with appointments", "review.ShowCaseScan": "with changes",
                  "query.ListAlike": "with duplicates", "appointment.ListDay": "at the counter",
                  "access.ShowMandatePaper": "with one visit", "query.ShowBookedCase": "at the counter"}
BODIES = {"desk.ShowAgreements": {"unit_no": ""}, "desk.ListAgreements": {"kind": 1, "state": 2}}


def queries_of_records():
    """Every query that the contract says looks at somebody's record."""
    for method, input_type in hallbus.methods():
        query = input_type.GetOptions().Extensions[hallbus.options().query]
        if query.reads and {role for grant in query.grant for role in grant.role} != {SYSTEM}:
            yield method


def every_look_has_an_entry_with_its_purpose(town):
    """A10 (check): each query of records, by every account that may: an entry with a purpose, and none of
    one's own."""
    why = {"purpose": "03", "purpose_ref": visit(town, "one")}
    by_case = {"purpose": "02", "purpose_ref": P["one"]["case_no"]}
    late = {"work_start_date": int(f"{town.today.year - 1}0101"),
            "employment_date": int(f"{town.today.year - 1}0101")}
    pending = town.visitor("unit02").do("enrolment.AddMember", town.newcomer(PLAIN_UNIT, **late)).case_no
    body = {**of("one"), "unit_no": VIP_UNIT, "case_no": pending}
    bodies = {**BODIES, "query.FindPersons": {"find": P["one"]["document_no"]}}
    shown = collections.Counter()
    for method in queries_of_records():
        if method in TOLD_ELSEWHERE:
            continue
        fields = {f.name for f in hallbus.method_types(method)[0].DESCRIPTOR.fields}
        for account in ("unit01", "unit02", "district01", "admin01", "centre01", "auditor01"):
            for flags in ({}, why, by_case):
                id = hallbus.uuid7()
                answer = town.visitor(account, "bus").do(
                    method, {k: v for k, v in {**body, **bodies.get(method, {})}.items() if k in fields},
                    id=id, **flags)
                if not answer.ok:
                    assert not answer.reply, answer
                    continue
                shown[method] += assert_noted(town, id, account, method, answer)
                listing.assert_linked(town, id, account, method, answer)
        assert shown[method], f"nobody could ask {method}: what it leaves was not seen"
    own = hallbus.uuid7()
    assert person(town, "one").do("query.ListEnrolments", of("one"), id=own).ok
    assert not town.events_of(own), "one's own look is nobody's business"
    MADE["pending"] = pending
    print(f"     {dict(shown)}")


def assert_noted(town, id, account, method, answer):
    """The entry of this question names who, what and why; an empty list shows nobody."""
    with town.lab.connect() as db:
        entries = list(logbook.find(db, command_id=id))
    looks = [logbook.content(event) for entry in entries for event in entry.events
             if event.type in ("query.RecordRead", "query.RecordsRead")]
    for look in looks:
        assert (look.account_no, look.method) == (account, method) and look.purpose, look
    lists = [value for value in answer.reply.values() if isinstance(value, list)]
    assert looks or not answer.reply or (lists and not any(lists)), (account, method, answer)
    return bool(looks)


def unassigned_cases_are_masked(town):
    """A25 (check): nobody's name before the case is claimed; unmasking without it is a look with a reason."""
    case_no = MADE["pending"]
    official = town.visitor("district01", "bus")

    def content():
        shown = official.do("query.GetCase", {"case_no": case_no}).reply["content"]
        return json.dumps(shown, ensure_ascii=False)
    masked = content()
    assert "*" in masked, masked
    assert official.do("review.ClaimCase", {"case_no": case_no}).ok
    assert content() != masked and "*" not in content(), content()
    assert official.do("review.ReleaseCase", {"case_no": case_no}).ok
    assert content() == masked
    assert official.do("query.RevealPerson", of("one")).status == "E_PURPOSE"
    id, basis = hallbus.uuid7(), visit(town, "one")
    shown = official.do("query.RevealPerson", of("one"), id=id, purpose="03", purpose_ref=basis)
    assert shown.reply["name"] == P["one"]["name"], shown
    look, = {(e.type, logbook.content(e).purpose, logbook.content(e).reference)
             for entry in find(town, id) for e in entry.events}
    assert look == ("query.RecordRead", "03", basis), look


def find(town, id):
    with town.lab.connect() as db:
        return list(logbook.find(db, command_id=id))


def a_visit_is_of_one_person_office_and_day(town):
    """A10: the number of a visit opens the record of that person to that office on that day; another
    person's and another office's are answered as one that does not exist."""
    own, others = town.visitor("district01", "bus"), town.visitor("district02", "bus")
    good = visit(town, "one")
    for account in ("district01", "reviewer03"):
        assert look_by(town, account, "one", good).ok, "the office is his who read the document"
    assert others.do("access.RecordVisit", {"document_no": P["one"]["document_no"]}).status == "E_FORBIDDEN"
    theirs, case_no = file_case(town, "unit03", OTHER_UNIT)
    assert decide(town, case_no, "Approve", "district02").ok
    elsewhere = others.do("access.RecordVisit", {"document_no": theirs["document_no"]})
    nobodys = look_by(town, "district01", "one", "2026010100000010010")
    assert (nobodys.status, nobodys.reason) == ("E_PURPOSE", "reference_unknown"), nobodys
    for why, number in (("another person's", visit(town, "two")),
                        ("another office's", elsewhere.reply["basisNo"])):
        assert said(look_by(town, "district01", "one", number)) == said(nobodys), why
    assert own.do("query.ListMembers", {"unit_no": VIP_UNIT}, purpose="03",
                  purpose_ref=good).reason == "reference_unknown", "no list rests on a visit"
    MADE["visit"] = good


def look_by(town, account, key, number):
    return town.visitor(account, "bus").do("query.ListEnrolments", of(key), purpose="03", purpose_ref=number)


def said(answer):
    return answer.status, answer.reason, answer.field, answer.reply, answer.detail


def a_visit_of_a_former_day_is_none(town):
    """A10: nine days later."""
    nobodys = look_by(town, "district01", "one", "2026010100000010010")
    assert nobodys.reason == "reference_unknown"
    assert said(look_by(town, "district01", "one", MADE["visit"])) == said(nobodys)
    assert look_by(town, "district01", "one", visit(town, "one")).ok, "today's is one"


def a_request_lets_the_person_wait(town):
    """A11: a court's request, confirmed by a second person; the looks by it are counted, not listed."""
    first, second = (town.visitor(a, "bus") for a in ("district01", "reviewer03"))
    body = {**of("one"), "purpose": "06", "authority": "江岸区人民法院", "letter_no": "（2026）调12号",
            "legal_basis": "民事诉讼法第七十条", "items": "query.ListReceivables", "from_date": day(town),
            "to_date": day(town, 30), "delayed_until": day(town, 5), "delay_basis": "刑事诉讼法第五十四条"}
    basis = first.do("access.RecordRequest", body).reply["basisNo"]
    look = {"purpose": "06", "purpose_ref": basis}
    assert first.do("query.ListReceivables", of("one"), **look).reason == "reference_unknown", "not confirmed"
    assert first.do("access.ConfirmRequest", {"basis_no": basis}).status == "E_MAKER_CHECKER"
    assert second.do("access.ConfirmRequest", {"basis_no": basis}).ok
    assert first.do("query.ListReceivables", of("one"), **look).ok
    assert first.do("query.ListEnrolments", of("one"), **look).reason == "reference_unknown", "not covered"
    assert first.do("query.ListReceivables", of("two"), **look).reason == "reference_unknown", "another's"


def noted_of(town, key):
    """What the log says of looks at this person: (method, purpose, reference) of each; a question that the
    network doubled is two entries with one number and time, and one look."""
    number, found, seen = P[key]["person_no"], collections.Counter(), set()
    for type in ("query.RecordRead", "query.RecordsRead", "query.ActedFor", "access.ShareUsed"):
        for entry, event in town.looked_up(type):
            if (entry.command_id, entry.received_at_us) in seen:
                continue
            seen.add((entry.command_id, entry.received_at_us))
            look = logbook.content(event)
            if type == "access.ShareUsed":
                of_person, said = [look.person_no], ("access.UseShare", "10", look.share_no)
            else:
                several = hasattr(look, "person")
                of_person = [p.person_no for p in look.person] if several else [look.person_no]
                said = (look.method, look.purpose, look.reference)
            found[said] += of_person.count(number)
    return +found


def list_looks(town, key):
    """All pages of the person's own list."""
    shown, after, reply = collections.Counter(), "", {}
    while True:
        reply = person(town, key).do("query.ListLooks", {**of(key), "limit": 3, "after": after}).reply
        for look in reply["look"]:
            assert not any(name in json.dumps(look) for name in ("district01", "reviewer", "unit01")), look
            said, staff = look["sentenceZh"], look["staffNo"]
            assert said.endswith("。") and look["sentenceEn"].endswith("."), look
            assert (look["role"] in ("PERSON", "ANYONE")) == (staff == ""), look
            assert f"（工号{staff}）" in said or not staff, look
            shown[look["method"], look["purpose"], look["reference"]] += 1
        after = reply["next"]
        if not after:
            return shown, int(reply["total"]), int(reply["delayed"])


def the_persons_list_equals_the_events(town):
    """A11 (check): the person's list is the read events, lists by officers included; what waits by law is
    counted."""
    for key in P:
        events = noted_of(town, key)
        shown, total, delayed = list_looks(town, key)
        assert total == sum(events.values()), (total, events)
        assert sum(shown.values()) + delayed == total, (shown, delayed, total)
        hidden = events - shown
        assert not shown - events and sum(hidden.values()) == delayed, (hidden, delayed)
        assert all(purpose == "06" for _, purpose, _ in hidden), hidden
        if key == "one":
            assert bool(delayed) == (MADE["chapter"] == 1), delayed
            assert any(method == "query.ListMembers" for method, _, _ in shown), shown


# ---- mandates -------------------------------------------------------------------------------


def a_mandate(town, **change):
    return {**of("one"), "agent_document_no": P["two"]["document_no"], "agent_name": P["two"]["name"],
            "kind": "RELATIVE", "look": True, "from_date": day(town), "to_date": day(town, 7), **change}


def a_proxy_is_named_on_both_sides(town):
    """A35 (check): by mandate alone somebody acts for another; the entry names both, the person sees it."""
    giver, agent = person(town, "one"), person(town, "two", "outside")
    for whom in (P["one"]["person_no"], "1999999016"):
        refused = agent.do("query.ListEnrolments", {"person_no": whom}, acting_for=whom)
        assert (refused.status, refused.reason) == ("E_FORBIDDEN", "mandate"), refused
    made = giver.do("access.MakeMandate", a_mandate(town))
    assert made.reply["state"] == "MANDATE_IN_FORCE", made
    number = made.reply["mandateNo"]
    bus, id = person(town, "two"), hallbus.uuid7()
    assert bus.do("query.ListEnrolments", of("one"), id=id, acting_for=P["one"]["person_no"]).ok
    for entry in find(town, id):
        assert (entry.actor, entry.acting_for) == (P["two"]["account"], P["one"]["person_no"]), entry
    assert agent.do("query.ListReceivables", of("one"), acting_for=P["one"]["person_no"]).ok
    assert agent.do("query.ListEnrolments", of("one")).status == "E_FORBIDDEN", "not without saying for whom"
    shut = agent.do("access.ListMandates", of("one"), acting_for=P["one"]["person_no"])
    assert (shut.status, shut.reason) == ("E_FORBIDDEN", "mandate"), "who else has one is not looked at"
    assert giver.do("query.RevealPerson", of("one"), factor="").ok, "one's own needs no code"
    bare = agent.do("query.RevealPerson", of("one"), acting_for=P["one"]["person_no"], factor="")
    assert (bare.status, bare.reason) == ("E_AUTH_FACTOR", "confirm"), bare
    assert agent.do("query.RevealPerson", of("one"), acting_for=P["one"]["person_no"]).ok
    seen = agent.do("query.GetOverview", of("one"), acting_for=P["one"]["person_no"])
    assert seen.ok and seen.reply["insured"] and not seen.reply["look"], seen
    assert giver.do("query.GetOverview", of("one")).reply["look"], "the person sees who looked"
    for method in ("query.ListReceivables", "query.GetOverview"):
        assert (method, "09", number) in list_looks(town, "one")[0]
    for side, key in ((giver, "given"), (agent, "held")):
        lines = side.do("access.ListMandates", of("one" if side is giver else "two")).reply[key]
        assert [line["mandateNo"] for line in lines] == [number], lines
    MADE["mandate"] = number


def nobody_makes_a_mandate_for_himself_alone(town):
    """A35: no chains, no right passed on, and what an officer records waits for a second person."""
    agent, whom = person(town, "two"), P["one"]["person_no"]
    chain = agent.do("access.MakeMandate", a_mandate(town), acting_for=whom)
    assert (chain.status, chain.reason) == ("E_FORBIDDEN", "mandate"), chain
    assert agent.do("access.MakeMandate", a_mandate(town)).status == "E_FORBIDDEN"
    officer, other = town.visitor("district01", "inside"), town.visitor("reviewer03", "inside")
    paper = officer.do("access.MakeMandate", a_mandate(town, kind="GUARDIAN", scan_no=scan_of(officer)))
    assert paper.reply["state"] == "MANDATE_PROPOSED", paper
    both = {**of("one"), "mandate_no": paper.reply["mandateNo"]}
    assert agent.do("access.ConfirmMandate", both).status == "E_FORBIDDEN"
    assert officer.do("access.ConfirmMandate", both).status == "E_MAKER_CHECKER"
    bare = other.do("access.ConfirmMandate", both, factor="")
    assert (bare.status, bare.reason) == ("E_AUTH_FACTOR", "confirm"), bare
    assert other.do("access.ConfirmMandate", both).ok
    assert person(town, "one").do("access.EndMandate", both).ok


def an_ended_mandate_ends_at_once(town):
    """A35: from either side."""
    agent, whom = person(town, "two"), P["one"]["person_no"]
    assert agent.do("query.ListEnrolments", of("one"), acting_for=whom).ok
    ended = person(town, "one").do("access.EndMandate", {**of("one"), "mandate_no": MADE["mandate"]})
    assert ended.ok, ended
    assert agent.do("query.ListEnrolments", of("one"), acting_for=whom).reason == "mandate"
    again = person(town, "one").do("access.MakeMandate", a_mandate(town))
    assert again.ok and agent.do("query.ListEnrolments", of("one"), acting_for=whom).ok


# ---- share codes ----------------------------------------------------------------------------


def try_code(town, code):
    return town.visitor("", "outside").do("access.UseShare", share_code=code)


def use(town, code):
    """The answer when this address has not just tried too many: a question on its way is doubled, too."""
    def answered():
        answer = try_code(town, code)
        return answer.status != "E_TOO_OFTEN" and answer
    return wait_until(answered, 20, "an answer")


def share(town, code, **change):
    body = {**of("one"), "fields": "name enrolments", "days": 7, "uses": "2", **change}
    made = person(town, "one", "outside").do("access.MakeShare", body, share_code=code)
    assert made.ok, made
    return made.reply["shareNo"]


def a_share_code_shows_what_was_chosen(town):
    """A36 (check): only the chosen parts, so many times and so long (the second chapter), each use listed to
    the owner, who ends it at once."""
    number = share(town, CODE)
    shown = use(town, CODE.replace("-", "").replace("0", "o").lower())
    assert shown.ok, shown
    assert {f["field"] for f in shown.reply["shown"]} == {"name", "enrolments"}, shown
    text = json.dumps(shown.reply, ensure_ascii=False)
    assert P["one"]["name"] in text and P["one"]["document_no"] not in text, shown
    assert use(town, CODE).ok
    assert use(town, CODE).status == "E_SHARE_CODE", "used up"
    assert use(town, "0000-0000-0000").facts() == use(town, CODE).facts(), "answered alike"
    assert list_looks(town, "one")[0]["access.UseShare", "10", number] == 2
    line = person(town, "one").do("access.ListShares", of("one")).reply["share"][0]
    assert (line["used"], line["usesLeft"]) == ("2", "0"), line
    ended = share(town, "1111-2222-3333", uses="9")
    shown = use(town, "1111 2222 3333")
    assert shown.ok, shown
    assert person(town, "one").do("access.EndShare", {"share_no": ended}).ok
    assert use(town, "1111-2222-3333").status == "E_SHARE_CODE", "ended at once"
    share(town, "4444-5555-6666", uses="9")  # for the second chapter


def a_code_stands_in_no_path_and_no_log(town):
    """A36: a code in the query string is refused, and nothing that is kept has it."""
    plain = CODE.replace("-", "")
    hash = hashlib.new("sm3", plain.encode()).hexdigest()
    path = "/api/v1/access/use-share?code_hash=" + "A" * 43 + "%3D"
    code, _, _ = town.visitor("", "outside").raw("GET", path)
    assert code == 400, code
    log = town.lab.log.read_text(errors="replace")
    assert plain not in log and CODE not in log and hash not in log
    rows = town.rows("select count(*) from share where code_hash = %s", bytes.fromhex(hash))
    assert rows == [(0,)], "kept under a key"


def a_link_opens_a_page_that_sends_the_code_in_a_header_alone(town):
    """A36: the page behind a link, in both languages: no script in it but its own file, no form that a
    browser would send by itself, and the code is read from behind "#"."""
    guest = town.visitor("", "outside")
    for lang, word in (("zh", "授权码"), ("en", "Share code")):
        code, headers, raw = guest.raw("GET", f"/share?lang={lang}")
        page, policy = raw.decode(), headers["Content-Security-Policy"]
        assert code == 200 and word in page, (code, page)
        assert "script-src 'self'" in policy and "form-action 'none'" in policy and "unsafe" not in policy
        assert page.count("<script") == page.count('<script src="/assets/') == 1, page
        assert not re.search(r"<[^>]*\son\w+=", page), page
    code, _, raw = guest.raw("GET", "/assets/share.js")
    assert code == 200 and b"location.hash" in raw and b"X-Share-Code" in raw and b"code=" not in raw


def guessed_codes_are_slowed_and_counted(town):
    """A36: who tries many codes is told to wait, and the log has the number."""
    assert use(town, "0000-0000-0000").status == "E_SHARE_CODE", "a new minute has begun"
    answers = [try_code(town, f"0000-0000-{n:04}").status for n in range(40)]
    assert set(answers) == {"E_SHARE_CODE", "E_TOO_OFTEN"}, set(answers)

    def counted():
        return sum(logbook.content(e).n for _, e in town.looked_up("access.ShareCodesTried"))
    wait_until(lambda: counted() >= 40, 20, "the attempts to become entries")


# ---- nine days later ------------------------------------------------------------------------


def what_ran_out_is_over(town):
    """A35, A36: a mandate and a code end by themselves."""
    whom = P["one"]["person_no"]
    assert person(town, "two").do("query.ListEnrolments", of("one"), acting_for=whom).reason == "mandate"
    assert use(town, "4444-5555-6666").status == "E_SHARE_CODE"


def main():
    folder = tempfile.mkdtemp(prefix="hall-looks-")
    try:
        MADE["chapter"] = 1
        with Town(seed=52, data=folder) as town:
            two_persons(town)
            tell(town, own_records_need_a_document, every_look_has_an_entry_with_its_purpose,
                 unassigned_cases_are_masked, a_visit_is_of_one_person_office_and_day,
                 a_request_lets_the_person_wait, a_proxy_is_named_on_both_sides,
                 nobody_makes_a_mandate_for_himself_alone, an_ended_mandate_ends_at_once,
                 a_share_code_shows_what_was_chosen, a_code_stands_in_no_path_and_no_log,
                 a_link_opens_a_page_that_sends_the_code_in_a_header_alone,
                 guessed_codes_are_slowed_and_counted, the_persons_list_equals_the_events,
                 the_accounts_go_back)
        MADE["chapter"] = 2
        with Town(seed=53, data=folder, clock_offset_s=9 * 86400) as town:
            lend_accounts(town)
            tell(town, what_ran_out_is_over, a_visit_of_a_former_day_is_none,
                 the_persons_list_equals_the_events, the_accounts_go_back)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
