#!/usr/bin/python3
"""An engineer of the information centre comes from a complaint to the command: by the code under a refusal
as people write it, or by account and minute; and reads nothing of what stood in it. Rows: A28."""
import json
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                           # noqa: E402
import logbook                                                           # noqa: E402
from town import VIP_UNIT, Town, tell, wait_until              # noqa: E402

ADD, TRACE = "enrolment.AddMember", "query.TraceCommand"


def trace(town, **body):
    answer = town.visitor("info01", "inside").do(TRACE, body)
    assert answer.ok, (body, answer)
    return answer.reply.get("command", []), answer


def us(moment):
    return int(moment.timestamp() * 1_000_000)


def a_filing_is_found_by_its_code_however_it_is_written(town):
    """A28: given a clerk's filing, when its number is typed whole, in groups, shortened, in capitals or full
    width, then the same command is found, with door, queue, worker, outcome and what it wrote."""
    id, filing = hallbus.uuid7(), town.newcomer(VIP_UNIT)
    added = town.visitor("unit01").do(ADD, filing, id=id)
    assert added.ok, added
    hex = id.hex()
    groups = " ".join(hex[at:at + 4] for at in range(0, 16, 4))
    wide = "".join(chr(ord(c) + 0xFEE0) for c in hex)
    for code in (str(uuid.UUID(bytes=id)), hex, groups, groups.upper(), wide, f"E_BUSY · {groups}"):
        found, _ = trace(town, code=code)
        assert [c["commandId"] for c in found] == [str(uuid.UUID(bytes=id))], (code, found)
    one = found[0]
    shown = {field: one[field] for field in ("method", "queue", "status", "outcome", "origin", "channel",
                                             "accountNo", "role")}
    assert shown == {"method": ADD, "queue": "FILING", "status": "OK", "outcome": added.outcome,
                     "origin": "web", "channel": "web", "accountNo": "unit01", "role": "UNIT_OPERATOR"}, one
    assert one["worker"] in ("worker1", "worker2"), one
    assert one["position"] == added.position and one["asked"] == "1", one
    assert "enrolment.EnrolmentStarted" in [e["type"] for e in one["wrote"]], one
    assert {e["titleEn"] for e in one["wrote"]} and one["titleZh"], one


def a_repeated_filing_says_how_often_it_came(town):
    """A28: given a filing whose answer was lost and that was sent three times, it is one that came thrice."""
    id, filing = hallbus.uuid7(), town.newcomer(VIP_UNIT)
    for _ in range(3):
        assert town.visitor("unit01").do(ADD, filing, id=id).ok
    assert [c["asked"] for c in trace(town, code=id.hex())[0]] == ["3"]


def nothing_of_a_person_is_shown(town):
    """A28: given a filing about somebody and an act of an insured person, then no answer has the name, the
    document, the mobile, the person's number or the person's account."""
    id, filing = hallbus.uuid7(), town.newcomer(VIP_UNIT)
    added = town.visitor("unit01").do(ADD, filing, id=id)
    him, his = town.visitor("person01"), hallbus.uuid7()
    share = him.do("access.MakeShare", {"fields": "name", "uses": 1}, id=his)
    personal = [filing["name"], filing["document_no"], added.reply["personNo"], "person01",
                *(filing[f] for f in ("mobile",) if filing.get(f))]
    whole = trace(town, code=id.hex())[1].said
    minute = trace(town, by_account="unit01", at_us=us(town.now), minutes=5)[1].said
    if share.ok:
        found, answer = trace(town, code=his.hex())
        assert found[0]["role"] == "PERSON" and not found[0].get("accountNo"), found
        assert "person01" not in json.dumps(answer.said), answer.said
    for said in (whole, minute):
        text = json.dumps(said, ensure_ascii=False)
        assert not [p for p in personal if p in text], text


def account_and_minute_find_what_it_did(town):
    """A28: given an account and about when, then its commands of these minutes are found and nobody else's;
    an hour earlier there are none."""
    id = hallbus.uuid7()
    assert town.visitor("unit02").do(ADD, town.newcomer("10000002"), id=id).ok
    now = us(town.now)
    found, _ = trace(town, by_account="unit02", at_us=now)
    assert str(uuid.UUID(bytes=id)) in [c["commandId"] for c in found], found
    assert {c["accountNo"] for c in found if c.get("accountNo")} == {"unit02"}, found
    assert not trace(town, by_account="unit02", at_us=now - 3600_000_000)[0]
    assert not trace(town, by_account="unit02", at_us=now + 600_000_000)[0]


def an_account_s_logins_and_refusals_are_told(town):
    """A28: given a wrong password and a filing for another unit, then a search by account and minute says
    both, the refusal with how often and by which method."""
    guest = town.visitor("")
    assert guest.do("identity.Login", {"account_no": "unit03", "password": "wrong"}).status == "E_LOGIN"
    clerk = town.visitor("unit03")
    for _ in range(2):
        assert clerk.do(ADD, town.newcomer(VIP_UNIT)).status == "E_FORBIDDEN"

    def told():
        events = trace(town, by_account="unit03", at_us=us(town.now), minutes=5)[1].reply.get("event", [])
        return {(e["type"], e["method"]): int(e["n"]) for e in events}
    wait_until(lambda: ("query.AccessRefused", ADD) in told(), 90, "the minute's refusals to become an entry")
    events = told()
    assert events["query.AccessRefused", ADD] == 2, events
    assert ("identity.LoginFailed", "identity.Login") in events, events


def what_was_refused_shows_the_same_code_as_the_log(town):
    """A28: given a filing that is refused, then its page's code is the number of the command; no record of it
    is there, the answer says when the code was made, and the line in the worker's log has it."""
    id = hallbus.uuid7()
    refused = town.visitor("unit01").do(ADD, town.newcomer("10000002"), id=id)
    assert refused.status == "E_FORBIDDEN" and refused.said["traceId"] == id.hex(), refused.said
    found, answer = trace(town, code=id.hex()[:16])
    assert not found and abs(int(answer.reply["madeAtUs"]) / 1e6 - us(town.now) / 1e6) < 3600, answer
    wait_until(lambda: any(id.hex() in line and "E_FORBIDDEN" in line
                           for line in town.lab.log.read_text(errors="replace").splitlines()), 10,
               "the worker's line")


def a_client_that_brings_a_trace_keeps_it(town):
    """A28: given a program that sends a traceparent of its own, its refusals show that one, as W3C says."""
    mine = "0af7651916cd43dd8448eb211c80319c"
    code, _, raw = town.visitor("unit01").raw("GET", "/api/v1/query/get-case?case_no=1", {
        "traceparent": f"00-{mine}-b7ad6b7169203331-01"})
    assert code >= 400 and json.loads(raw)["traceId"] == mine, raw


def each_search_is_an_entry(town):
    """A28: given two searches, then the log says who looked for what and how many commands were found."""
    before = len(town.looked_up("query.CommandTraced", "info01"))
    trace(town, code="0123 4567 89AB CDEF")
    trace(town, by_account="unit01", at_us=us(town.now))
    entries = town.looked_up("query.CommandTraced", "info01")[before:]
    events = [logbook.content(event) for _, event in entries]
    assert [(e.code, e.by_account, e.n > 0) for e in events] == \
        [("0123 4567 89AB CDEF", "", False), ("", "unit01", True)], events


def nobody_else_may(town):
    """A28: given every other account, the search is refused; from the outside door it does not exist."""
    for account in ("unit01", "district01", "admin01", "centre01", "auditor01", "person01", "community01"):
        answer = town.visitor(account, "bus").do(TRACE, {"code": "0123456789abcdef"})
        assert answer.status == "E_FORBIDDEN", (account, answer)
    assert town.visitor("unit01").raw("GET", "/api/v1/query/trace-command?code=0123456789ab")[0] == 404
    assert town.visitor("unit01").raw("GET", "/api/v1/query/list-parked?state=1")[0] == 404


def a_malformed_search_is_refused(town):
    """A28: given a code too short, too long or of other characters, or none, an error says where."""
    engineer = town.visitor("info01", "inside")
    for body, status, field in (({"code": "019ac0de123"}, "E_FORM", "code"),
                                ({"code": "' or 1=1 --"}, "E_FORM", "code"),
                                ({"code": "0" * 33}, "E_FORM", "code"), ({}, "E_REQUIRED", "code"),
                                ({"by_account": "unit01"}, "E_REQUIRED", "at_us")):
        answer = engineer.do(TRACE, body)
        assert (answer.status, answer.field) == (status, field), (body, answer)


def main():
    with Town(seed=77, calm=True) as town:
        tell(town, a_filing_is_found_by_its_code_however_it_is_written,
             a_repeated_filing_says_how_often_it_came, nothing_of_a_person_is_shown,
             account_and_minute_find_what_it_did,
             an_account_s_logins_and_refusals_are_told, what_was_refused_shows_the_same_code_as_the_log,
             a_client_that_brings_a_trace_keeps_it, each_search_is_an_entry, nobody_else_may,
             a_malformed_search_is_refused)


if __name__ == "__main__":
    main()
