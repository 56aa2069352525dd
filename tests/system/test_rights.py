#!/usr/bin/python3
"""Who may see and touch what, walked through by the contract itself; and what the hall tells of its own
health. Rows: A23, A37, S61."""
import base64
import itertools
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                       # noqa: E402
import logbook                                                                       # noqa: E402
from rosters import upload                                                           # noqa: E402
from town import (DISTRICT, OTHER_DISTRICT, OTHER_UNIT, PLAIN_UNIT, VIP_UNIT, Town,  # noqa: E402
                  Visitor, is_query, tell, wait_until)

ACCOUNTS = {  # account: (own unit, own district)
    "unit01": (VIP_UNIT, DISTRICT), "unit02": (PLAIN_UNIT, DISTRICT),
    "unit03": (OTHER_UNIT, OTHER_DISTRICT), "district01": ("", DISTRICT),
    "district02": ("", OTHER_DISTRICT), "admin01": ("", DISTRICT), "auditor01": ("", ""),
    "centre01": ("", ""), "community01": ("", ""), "person01": ("", "")}
DOORS = ("bus", "inside", "outside")
REFUSALS = {"E_FORBIDDEN", "E_NOT_FOUND", "E_ORIGIN", "E_UNKNOWN_METHOD", "E_NO_TRIAL", "E_LEVEL"}
STATES = {"AnswerObjection": "OBJECTION_UPHELD", "ListObjections": "OBJECTION_OPEN",
          "AnswerSample": "SAMPLE_OBJECTED", "ConfirmSample": "SAMPLE_CONFIRMED",
          "ListSamples": "SAMPLE_WAITING", "ListParked": "PARK_WAITING",
          "RecordOutcome": "BOOKING_SERVED"}
# Who is nobody yet asks, and is answered alike about everybody: test_logins.py, test_persons.py.
OPEN = ("identity.OpenOldQuery", "identity.Login", "identity.Logout", "identity.AskActivationCode",
        "identity.ActivatePerson", "identity.ActivateByCard")
# What is the whole city's by contract: the centre's agreements with any unit, and who looks at them;
# staff of any district, whom it moves; tickets that lie with it (test_tickets.py).
CITYWIDE = {"centre01": {"enrolment.MoveUnit",
                         "ticket.AnswerTicket", "ticket.SendBackTicket", "ticket.TieTicket",
                         "ticket.UntieTicket", "desk.EndAgreement", "desk.OfferDeferral",
                         "desk.ShowAgreements", "identity.MoveStaff"},
            "auditor01": {"desk.ShowAgreements"}}
RECORDS = {}  # unit -> {"unit_no", "person_no", "case_no", "roster_no", "name"}


def a_request(town, person_no):
    """A written request of a court about this person, for today."""
    today = int(town.now.strftime("%Y%m%d"))
    return {"person_no": person_no, "purpose": "06", "authority": "江岸区人民法院", "letter_no": "（2026）调12号",
            "legal_basis": "民事诉讼法第七十条", "items": "query.ListReceivables", "from_date": today,
            "to_date": today}


def records_of_three_units(town):
    """A23: given a person, a pending case, a draft and a roster in each unit."""
    for account, unit_no in (("unit01", VIP_UNIT), ("unit02", PLAIN_UNIT), ("unit03", OTHER_UNIT)):
        unit = town.visitor(account)
        filing = town.newcomer(unit_no)
        added = unit.do("enrolment.AddMember", filing)
        applied = added.case_no
        if added.outcome == "IN_REVIEW":
            reviewer = town.visitor("district02" if unit_no == OTHER_UNIT else "district01", "inside")
            assert reviewer.do("review.ClaimCase", {"case_no": added.case_no}).ok
            added = reviewer.do("review.ApproveCase", {"case_no": added.case_no})
        began = int(f"{town.today.year - 1}0101")
        late = town.newcomer(unit_no, work_start_date=began, employment_date=began)
        case_no = unit.do("enrolment.AddMember", late).case_no
        draft = unit.do("enrolment.AddMember", town.newcomer(unit_no), draft=True).case_no
        roster = upload(unit, unit_no, b"no workbook")
        assert case_no and draft and roster.ok, (case_no, draft, roster)
        made = {"unit_no": unit_no, "name": "薪酬系统", "business": ["B01"], "network": ["127.0.0.0/8"],
                "calls_a_day": "9", "valid_until": int(town.today.strftime("%Y%m%d"))}
        key = unit.do("identity.MakeProgramKey", made)
        assert key.ok, key
        person_no = added.reply["personNo"]
        asked = unit.do("ticket.OpenTicket", {"kind": "QUESTION", "category": "ASK_OTHER", "title": "题",
                                              "text": "文"})
        assert asked.ok, asked
        official = town.visitor("district02" if unit_no == OTHER_UNIT else "district01", "inside")
        request = official.do("access.RecordRequest", a_request(town, person_no))
        assert request.ok, request
        RECORDS[unit_no] = {"unit_no": unit_no, "person_no": person_no, "basis_no": request.reply["basisNo"],
                            "case_no": case_no, "roster_no": roster.reply["rosterNo"],
                            "document_no": filing["document_no"], "name": filing["name"], "draft": draft,
                            "applied": applied, "account_no": account,
                            "key_no": key.reply["keyNo"], "ticket_no": asked.reply["ticketNo"]}
    wait_until(lambda: not town.rows("select from roster where open"), 20, "rosters of no workbook to end")


def methods():
    """Every method of the contract with its input type, but those of who is nobody yet."""
    return ((method, input_type) for method, input_type in hallbus.methods() if method not in OPEN)


def one(value, field):
    """The first of several where the field holds one."""
    return value[0] if isinstance(value, list) and field.label != field.LABEL_REPEATED else value


def body_for(town, input_type, target):
    """A body that is good in itself and names the target's records."""
    if input_type.name == "AddMember":
        return town.newcomer(target["unit_no"])
    now = int(town.now.strftime("%Y%m%d"))
    known = {**a_request(town, ""), "login_name": "intruder", "role": "DISTRICT_OPERATOR",
             "document_type": 201, "code": "Xinhua-2026-Code", "present": "a", "password": "b",
             "secret": "ABCDEFGHIJKLMNOP", "act": ["A" * 43 + "="], **target, "papers": "劳动合同",
             "reason": "事由", "statement": "不对", "answer": "属实", "paper_no": "1", "last_period": town.month(),
             "resume_period": town.month(), "declared_wage_fen": "650000", "contract_end_date": now,
             "agreement_date": now, "postponed_until": 20291231,
             "operator": target["account_no"], "reference_no": "1", "trained_on": now, "graded_on": now,
             "committed_on": now, "grade": 1, "kind": 2, "sample_no": "20260101", "session_no": "1" * 16,
             "method": "enrolment.AddMember", "file_id": "1" * 64, "file_digest": "1" * 64,
             "file_bytes": "1", "n_rows": "1",
             "mobile": "13900000001", "code_no": "1" * 32, "mobile_code_no": "1" * 32,
             "outgoing_no": "1" * 32, "session_no": "1" * 16,
             "bulk_no": "2026111000000010169", "chosen": [{"of_case": target["case_no"], "submission": 1}],
             "share_no": "2026111000000010169", "mandate_no": "2026111000000010169",
             "period": town.month(), "opens_at_us": "1", "closes_at_us": "2", "calendar": "hall",
             "year": town.today.year, "legal_ref": "文1", "source": "公布",
             "month": [{"period": town.month(), "opens_at_us": "1", "closes_at_us": "2"}],
             "day": [{"date": now}], "message_no": "1",
             "business": ["B01"], "question": ["Q02"], "network": ["127.0.0.0/8"], "valid_until": now,
             "calls_a_day": "9", "card_no": "B20000001", "card_status": 3, "reading": 1, "photo": 1,
             "key_hash": base64.b64encode(os.urandom(32)).decode(),
             "category": "ASK_OTHER", "title": "题", "text": "文", "note": "说明", "cause_no": "1" * 19,
             "desk": "CENTRE_DESK", "rating": 3,
             "title_zh": "题", "title_en": "t", "text_zh": "文", "text_en": "x", "text_hash": "a" * 64,
             "guarantee": "厂房", "audience": "UNITS", "notice_no": "1" * 19, "edition": 1,
             "to_us": "9" * 15, "goes_on_at_us": "9" * 15,
             "office_no": DISTRICT, "section": "A", "matter": [1], "slot": 900, "date": now, "desks": 1,
             "desk": 1, "by": "STATISTICS_BUSINESS",
             "slot_minutes": 30, "name_zh": "科", "name_en": "s", "booking_no": "2026111000000010169",
             "to_district": "420103", "reason_zh": "题", "reason_en": "t",
             "postcode": "430000", "bank": 105, "bank_account": "4111111111111111",
             "phone": "87654321", "industry": 7, "injury_class": 1,
             "instalment": [{"period": town.month(), "amount_fen": "1", "due_date": 20991231}]}
    body = {f.name: one(known[f.name], f) for f in input_type.fields if f.name in known}
    if input_type.name in STATES:
        body["state"] = STATES[input_type.name]
    if input_type.name in ("SuspendMember", "ResumeMember") and "reason" in body:
        body["reason"] = 222
    if input_type.name == "MakeMandate":
        body |= {"agent_document_no": "420106199001010012", "agent_name": "张三", "kind": "RELATIVE",
                 "look": True, "scan_no": "1" * 64}
    if input_type.name in ("ChangePersonKeyInfo", "CorrectPerson"):
        body |= {"scan_no": "1" * 64, "new_name": "李四"}
    if input_type.name in ("MergePersons", "UndoMerge"):
        body |= {"scan_no": "1" * 64, "merged_no": target["person_no"]}
    if input_type.name == "MergePersons":
        body |= {"merged_name": target["name"], "merged_document_no": target["document_no"]}
    if input_type.name == "JudgeLikeness":
        body |= {"verdict": "TWO_PEOPLE", "alike_no": target["person_no"]}
    if input_type.name == "MakeShare":
        body |= {"code_hash": "A" * 43 + "=", "fields": "name", "days": 1, "uses": "1"}
    if input_type.name in ("ListOutgoing", "ListAgreements"):
        body["state"] = "SENT" if input_type.name == "ListOutgoing" else "SIGNED"
    if input_type.name == "ShowAttachment":
        body["scan_no"] = "1" * 64
    kinds = {"desk": "ONLINE_SERVICE", "collection": "FIGURE_LIMIT", "query": "B99", "ticket": "QUESTION"}
    if input_type.name == "ListTickets":
        body["state"] = "TICKET_OPEN"
    if "kind" in body and input_type.file.package in kinds:
        body["kind"] = kinds[input_type.file.package]
    return body


def own(account, unit_no):
    """Whether the unit is the account's own, or of its own district."""
    own_unit, district = ACCOUNTS[account]
    home = OTHER_DISTRICT if unit_no == OTHER_UNIT else DISTRICT
    return unit_no == own_unit if own_unit else district == home


def everything(town):
    """All rows but those that logins, refusals and one's own looks write."""
    tables = ("unit", "person", "spell", "membership", "wage", "receivable", "case_file",
              "roster", "roster_row", "calendar", "business", "program_key", "parameter", "look_basis",
              "training", "unit_credit", "dishonest_act", "sample")
    return {t: sorted(map(repr, town.rows(f'select * from "{t}"'))) for t in tables}


def named_fields(input_type):
    """The fields that name a record, by the contract: it says so, or has the name of a record's key."""
    field = hallbus.options().field
    keys = ("unit_no", "person_no", "case_no", "roster_no", "account_no", "key_no", "basis_no", "share_no",
            "ticket_no")
    return [f.name for f in input_type.fields if f.name in keys
            or f.GetOptions().Extensions[field].names]


def is_contended(method):
    """Whether the contract lets the doors stop who tries it too fast."""
    said = next(input_type for name, input_type in hallbus.methods() if name == method).GetOptions()
    return said.Extensions[hallbus.options().command].contended


def refuse_all(visitor, method, body, flags, what, target):
    """Tries one cell in every way a command may be sent; returns how many ways there are. With a purpose that
    is good for the target, so that its absence hides no way in; who looks at the whole city is refused for
    the lack of it. A door that stops who tries too fast hides no cell: the bus has none."""
    why = {} if visitor.account in CITYWIDE else {"purpose": "02", "purpose_ref": target["applied"]}
    refusals = REFUSALS | ({"E_PURPOSE"} if visitor.account in CITYWIDE else set())
    if is_contended(method):
        refusals = refusals | {"E_TOO_OFTEN"}
    tries = [flags] if is_query(method) else [flags, {**flags, "dry_run": True}, {**flags, "draft": True}]
    for ways in tries:
        answer = visitor.do(method, body, **ways, **why)
        assert answer.status in refusals or answer.http == 404, (what, method, ways, answer)
        assert not answer.reply, (what, method, answer)
    return len(tries)


def walk_over_districts_and_roles(town):
    """A23 (check): every method, by every account, at every foreign record, through every door: no way in."""
    before, walked = everything(town), 0
    for account, door in itertools.product(ACCOUNTS, DOORS):
        visitor = Visitor(town, account, door)
        for (method, input_type), target in itertools.product(methods(), RECORDS.values()):
            if own(account, target["unit_no"]) or not named_fields(input_type):
                continue
            if method in CITYWIDE.get(account, ()):
                continue
            what = (account, door, target["unit_no"])
            body = body_for(town, input_type, target)
            walked += refuse_all(visitor, method, body, {}, what, target)
            if not is_query(method):
                walked += refuse_all(visitor, method, body, {"case_no": target["draft"]}, what, target)
    assert walked > 600, walked
    print(f"     {walked} cells")
    after = everything(town)
    assert after == before, [t for t in before if after[t] != before[t]]
    wait_until(lambda: town.noticed("query.AccessRefused", "unit01") > 100, 20, "attempts to leave a trace")


def walk_with_own_and_foreign_mixed(town):
    """A23: a foreign record in any field beside one's own in the others, the case of a correction
    included: no way in either."""
    before, walked = everything(town), 0
    for account, door in itertools.product(ACCOUNTS, DOORS):
        visitor = Visitor(town, account, door)
        mine = next((r for u, r in RECORDS.items() if own(account, u)), None)
        for (method, input_type), foreign in itertools.product(methods(), RECORDS.values()):
            if not mine or own(account, foreign["unit_no"]):
                continue
            fields, body = named_fields(input_type), body_for(town, input_type, mine)
            if fields and not is_query(method):
                walked += refuse_all(visitor, method, body, {"case_no": foreign["draft"]},
                                     (account, door, "case_no"), foreign)
            for whose in itertools.product((mine, foreign), repeat=len(fields)):
                if len(fields) < 2 or mine not in whose or foreign not in whose:
                    continue
                mixed = {**body, **{f: record[f] for f, record in zip(fields, whose)}}
                walked += refuse_all(visitor, method, mixed, {}, (account, door, mixed), foreign)
    assert walked > 600, walked
    print(f"     {walked} cells")
    after = everything(town)
    assert after == before, [t for t in before if after[t] != before[t]]


def lists_hold_own_records_only(town):
    """A23: lists, counts and searches that name no record show nothing of another district."""
    for account, door in itertools.product(ACCOUNTS, ("bus", "outside")):
        if account == "auditor01":
            continue
        visitor = Visitor(town, account, door)
        foreign = [r for u, r in RECORDS.items() if not own(account, u)]
        shown = json.dumps([visitor.do("query.ListCases", {"limit": 200}).reply,
                            visitor.do("query.ListCases", {"limit": 200, "state": "DRAFT"}).reply])
        for record in foreign:
            for value in (record["unit_no"], record["case_no"], record["draft"]):
                assert value not in shown, (account, value)
        if account == "centre01":
            continue  # it counts the city's
        counted, listed = visitor.do("query.CountCases"), visitor.do("query.ListCases", {"limit": 200})
        total, lists = int(counted.reply.get("total", 0)), listed.reply  # an empty answer has no fields
        assert counted.ok and listed.ok, (account, counted, listed)
        assert total == int(lists.get("total", 0)) == len(lists.get("item", [])), (account, total, lists)


def the_centre_steers(town):
    """S61: the centre decides nothing that is a district's, sees counts and what is overdue, content for a
    purpose."""
    centre, record = Visitor(town, "centre01", "inside"), RECORDS[PLAIN_UNIT]
    case = {"case_no": record["case_no"]}
    for method, more in (("Claim", {}), ("Approve", {}), ("Return", {"reason": "x"}),
                         ("Reject", {"reason": "x"}), ("Release", {})):
        for case_no in (record["case_no"], "2026010100000010010"):
            refused = centre.do(f"review.{method}Case", {"case_no": case_no, **more})
            assert (refused.status, refused.reason) == ("E_LEVEL", "office"), (method, refused)
    assert centre.do("query.GetCase", case).status == "E_PURPOSE"
    shown = centre.do("query.GetCase", case, purpose="02", purpose_note="督办").reply
    assert shown["line"]["caseNo"] == record["case_no"]
    assert record["name"] not in json.dumps(shown, ensure_ascii=False), "masked"
    looks = town.looked_up("query.RecordRead", record["case_no"])
    assert {logbook.content(event).purpose for _, event in looks} == {"02"}, looks
    assert record["case_no"] not in json.dumps(centre.do("query.ListCases", {"limit": 200}).reply)
    # then the counts of a district are those that the district sees
    for district, account in ((DISTRICT, "district01"), (OTHER_DISTRICT, "district02")):
        told = centre.do("query.CountCases", {"district_code": district}).reply
        own = Visitor(town, account, "inside").do("query.CountCases").reply
        assert told["count"][1] == own["count"][1] and int(told["count"][1]["n"]) > 0, (told, own)
    refused = Visitor(town, "district02", "inside").do("query.CountCases", {"district_code": DISTRICT})
    assert refused.status == "E_FORBIDDEN", refused
    # and nothing is overdue on its first day
    overdue = centre.do("query.ListOverdue", {"district_code": DISTRICT})
    assert overdue.ok and not overdue.reply["item"], overdue
    assert centre.do("query.ListOverdue").status == "E_REQUIRED"
    refused = Visitor(town, "district02", "inside").do("query.ListOverdue", {"district_code": DISTRICT})
    assert refused.status == "E_FORBIDDEN", refused


def the_centre_opens_nothing_of_a_district(town):
    """S61: every method of review and query, by the centre without a purpose: nothing is decided, and nothing
    that it is told names a person, a filing or a case of a district."""
    centre, before, walked = Visitor(town, "centre01", "inside"), everything(town), 0
    for (method, input_type), target in itertools.product(methods(), RECORDS.values()):
        if method.split(".")[0] not in ("review", "query") or method in (
                "query.SwitchBusiness", "review.StartBulk"):
            continue  # the centre's own and a second person's; a run refuses each case: test_bulk.py
        body = body_for(town, input_type, target)
        general = {k: v for k, v in body.items() if k not in named_fields(input_type)}
        for asked in (body, general):
            answer = centre.do(method, asked)
            assert answer.ok <= (is_query(method) or method == "review.PublishSamples"), (method, answer)
            told = json.dumps(answer.reply, ensure_ascii=False)
            for part in ("name", "document_no", "person_no", "case_no", "draft", "applied"):
                assert target[part] not in told, (method, part, told)
            walked += 1
    assert walked > 150, walked
    after = everything(town)
    assert after == before, [t for t in before if after[t] != before[t]]


def looks_at_own_district_leave_a_trace(town):
    """A23: inside one's district the way is open, and every look is an event."""
    official = Visitor(town, "district01", "bus")
    record = RECORDS[PLAIN_UNIT]
    person_no, why = record["person_no"], {"purpose": "02", "purpose_ref": record["applied"]}
    for method in ("query.ListEnrolments", "query.ListReceivables"):
        answer = official.do(method, {"person_no": person_no}, **why, purpose_note="来信")
        assert answer.ok, answer
    # a question that the network doubles is two looks of one id
    looks = {(entry.command_id, entry.actor)
             for entry, _ in town.looked_up("query.RecordRead", person_no)}
    assert [actor for _, actor in looks].count("district01") == 2, looks
    members = official.do("query.ListMembers", {"unit_no": PLAIN_UNIT}, **why).reply
    assert RECORDS[PLAIN_UNIT]["name"] not in json.dumps(members, ensure_ascii=False), "masked"
    pages = [logbook.content(event) for _, event in town.looked_up("query.RecordsRead", "district01")]
    pages = [page for page in pages if page.method == "query.ListMembers"]
    assert pages and all(page.n == 1 and [p.person_no for p in page.person] == [person_no]
                         for page in pages), pages


def what_is_masked_is_shown_for_a_purpose_only(town):
    """A25, A10: unmasking is a query of its own that asks for a purpose; the note is sealed."""
    official, stranger = Visitor(town, "district01", "bus"), Visitor(town, "district02", "bus")
    record = RECORDS[PLAIN_UNIT]
    body = {"person_no": record["person_no"]}
    for purpose in ({}, {"purpose": "99"}, {"purpose": "核对"}):
        assert official.do("query.RevealPerson", body, **purpose).status == "E_PURPOSE", purpose
    assert official.do("query.ListEnrolments", body).status == "E_PURPOSE"
    assert stranger.do("query.RevealPerson", body, purpose="03").status == "E_FORBIDDEN"
    assert official.do("query.RevealPerson", body, purpose="03").reason == "reference_needed"
    visit = official.do("access.RecordVisit", {"document_no": record["document_no"]}).reply["basisNo"]
    why = {"purpose": "03", "purpose_ref": visit, "purpose_note": "本人来访 42010X"}
    shown = official.do("query.RevealPerson", body, **why).reply
    assert (shown["name"], shown["documentNo"]) == (record["name"], record["document_no"]), shown
    looks = [logbook.content(event)
             for _, event in town.looked_up("query.RecordRead", record["person_no"])]
    look = [one for one in looks if one.method == "query.RevealPerson"]
    assert {(one.account_no, one.purpose, one.reference) for one in look} == {
        ("district01", "03", visit)}, look
    notes = [logbook.content(event) for _, event in town.looked_up("query.PurposeNoted", "district01")]
    assert notes and all(note.sealed and not note.note for note in notes), notes
    with town.lab.connect() as db:
        cursor = db.cursor()
        cursor.execute("select count(*) from entry where position(%s in body) > 0", ["42010X".encode()])
        assert cursor.fetchone() == (0,), "the note is sealed"


def asking_about_strangers_is_counted_and_limited(town):
    """A23: whether somebody is insured elsewhere is answered to a clerk who enrols, not to a machine."""
    clerk, filing = town.visitor("unit01", "bus"), town.newcomer(VIP_UNIT)
    taken = {**filing, **{of: RECORDS[OTHER_UNIT][of] for of in ("document_no", "name")}}
    before = town.noticed("query.RecordProbed", "unit01")
    answers = [clerk.do("enrolment.AddMember", taken, dry_run=True).status for _ in range(200)]
    assert answers[0] not in ("OK", "E_TOO_OFTEN") and "E_TOO_OFTEN" in answers, set(answers)
    assert not clerk.do("enrolment.AddMember", filing).status == "E_TOO_OFTEN", "who enrols is not hindered"
    wait_until(lambda: town.noticed("query.RecordProbed", "unit01") >= before + 200, 20, "all to be counted")
    entries = town.looked_up("query.RecordProbed", "unit01")
    assert len(entries) < 60, f"{len(entries)} entries of 200 attempts"


def is_public(input_type):
    """Whether the contract lets in who is nobody."""
    about = hallbus.options()
    said = input_type.GetOptions()
    kind = about.query if said.HasExtension(about.query) else about.command
    return any(about.ANYONE in grant.role for grant in said.Extensions[kind].grant)


def doors_differ(town):
    """A23: what is for the intranet has no route outside; without a login nothing opens."""
    for (method, input_type), record in itertools.product(methods(), [RECORDS[VIP_UNIT]]):
        body = body_for(town, input_type, record)
        if method == "access.UseShare":
            continue  # test_looks.py
        guest = town.visitor("", "inside").do(method, body)
        assert is_public(input_type) or not (guest.ok or guest.reply), (method, guest)
        if method.startswith("review.") and method.split(".")[1] not in (
                "SubmitCase", "WithdrawCase", "ObjectToCase", "CopyCase", "AskHuman"):
            outside = town.visitor("district01", "outside").do(method, body)
            assert outside.http == 404, (method, outside)


def one_query_tells_the_health(town):
    """A37: queues, oldest case, log position, parked work, free space, in one answer."""
    def told_at_the_head():  # counted refusals of a moment ago may become an entry in between
        told = json.loads(town.lab.hall("status", "--json").stdout)
        with town.lab.connect() as db:
            return told if told["database"]["position"] == logbook.heads(db) else None

    told = wait_until(told_at_the_head, 20, "a status at the log's head")
    broker = told["brokers"][0]
    assert {q["class"] for q in broker["queues"]} == {"filing", "query", "bulk"}, broker
    assert all(q["waiting"] <= q["limit"] for q in broker["queues"])
    assert {w["name"] for w in broker["workers"]} >= {"worker1", "worker2"}
    oldest = town.rows("select count(*), min(submitted_at_us) from case_file where state = 2")[0]
    assert (told["database"]["pendingCases"], told["database"]["oldestPendingUs"]) == oldest
    assert told["database"]["parked"] == 0, told["database"]
    assert told["freeBytes"] > 0
    for account in ("centre01", "auditor01"):
        shown = town.visitor(account, "inside").do("query.GetStatus").reply
        assert (int(shown["pendingCases"]), int(shown["oldestPendingUs"])) == oldest, shown
        assert logbook.reached(shown["position"], told["database"]["position"]), shown
        assert int(shown["freeBytes"]) > 0, shown
    assert town.visitor("unit01", "inside").do("query.GetStatus").status == "E_FORBIDDEN"
    for path in ("/health/live", "/health/ready"):
        assert town.visitor("").raw("GET", path)[0] == 200
    town.lab.kill("broker1")
    try:
        assert town.lab.hall("status", check=False).returncode != 0, "a silent broker is no health"
    finally:
        town.lab.restart()


def main():
    with Town(seed=51, hurried=True) as town:
        tell(town, records_of_three_units, walk_over_districts_and_roles,
             walk_with_own_and_foreign_mixed, lists_hold_own_records_only, the_centre_steers,
             the_centre_opens_nothing_of_a_district,
             looks_at_own_district_leave_a_trace, what_is_masked_is_shown_for_a_purpose_only,
             asking_about_strangers_is_counted_and_limited, doors_differ, one_query_tells_the_health)


if __name__ == "__main__":
    main()
