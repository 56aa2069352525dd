#!/usr/bin/python3
"""Which kinds of business each kind of user gets at the doors, walked through by the contract.
Rows: S2, S60."""
import json
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import hallbus                                                                       # noqa: E402
from test_rights import RECORDS, body_for, methods, records_of_three_units           # noqa: E402
from town import VIP_UNIT, Town, Visitor, is_query, kebab, tell, wait_until          # noqa: E402

USERS = {"unit01": "UNIT_OPERATOR", "community01": "COMMUNITY_OPERATOR", "person01": "PERSON"}
OUTSIDERS = {*USERS.values(), "ANYONE", "EVERY_ACCOUNT"}


def said(method, input_type):
    """What the contract says of a method, read here without the hall: (kind, roles, door)."""
    about = hallbus.options()
    says = input_type.GetOptions().Extensions[about.query if is_query(method) else about.command]
    name = about.Role.Name
    roles = {name(role) for grant in says.grant for role in grant.role}
    if "EVERY_ACCOUNT" in roles:
        roles |= OUTSIDERS
    door = about.Door.Name(says.door)
    if door == "DOOR_BY_GRANT":
        door = "INTERNAL" if roles == {"SYSTEM"} else "OUTSIDE" if roles & OUTSIDERS else "INSIDE"
    return says.kind, roles, door


def whole_body(town, input_type):
    """Every required field has a value of its form, so that only the right to it is asked."""
    body = body_for(town, input_type, RECORDS[VIP_UNIT])
    for field in input_type.fields:
        about = field.GetOptions().Extensions[hallbus.options().field]
        if about.required and field.name not in body:
            number = int(town.today.strftime("%Y%m%d")) if field.name == "date" else max(1, about.least)
            one = whole_body(town, field.message_type) if field.message_type else \
                "1" if field.cpp_type == field.CPPTYPE_STRING else number
            body[field.name] = [one] if field.label == field.LABEL_REPEATED else one
    return body


def three_kinds_of_users_get_their_kinds_only(town):
    """S2 (check): a unit, a community and a person log in through the same adapter; each gets only the kinds
    allowed to it; another one is refused with a reason code and leaves an event."""
    refused, allowed = {}, {}
    for account, role in USERS.items():
        doors = {door: Visitor(town, account, door) for door in ("outside", "inside")}
        assert doors["outside"].role == role
        for method, input_type in methods():
            kind, roles, door = said(method, input_type)
            if not kind or door not in ("OUTSIDE", "INSIDE"):
                continue
            body = whole_body(town, input_type)
            if door == "INSIDE":
                assert doors["outside"].do(method, body).http == 404, (account, method)
            answer = doors[door.lower()].do(method, body)
            if role in roles:
                assert answer.reason != "role", (account, method, answer)
                assert answer.status != "E_UNKNOWN_METHOD", (account, method, answer)
                allowed.setdefault(account, set()).add(kind)
                continue
            assert (answer.status, answer.reason) == ("E_FORBIDDEN", "role"), (account, method, answer)
            refused.setdefault(account, []).append(method)
    for account, foreign in refused.items():
        wait_until(lambda a=account, f=foreign: all(town.noticed("query.AccessRefused", a, m) for m in f), 20,
                   f"an event for each of {foreign} by {account}")
    assert set(refused) == set(allowed) == set(USERS), (refused, allowed)
    print("  ", {a: (len(allowed[a]), len(refused[a])) for a in USERS}, "kinds allowed, refused")
    assert "B01" in allowed["unit01"] - allowed["person01"] - allowed["community01"]


def each_does_one_of_its_own(town):
    """S2: and what is theirs is done."""
    assert Visitor(town, "unit01", "outside").do("enrolment.AddMember", town.newcomer()).outcome == "APPLIED"
    assert Visitor(town, "community01", "outside").do("query.ListCases").ok
    own = town.rows("select person_no from account where account_no = 'person01'")[0][0]
    assert Visitor(town, "person01", "outside").do("query.ListEnrolments", {"person_no": own}).ok


def routes(visitor, method):
    """What every spelling of a method's address is answered with: {(HTTP code, code)}."""
    package, name = method.split(".")
    path = f"/api/v1/{package}/{kebab(name)}"
    found = set()
    for verb in ("GET", "POST"):
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        data = b"{}" if verb == "POST" else None
        for spelt in (path, path + "?x=1", path + "/", path.replace("/api", "//api"), path + "%2f",
                      path.upper(), f"/api/v1/{method}"):
            code, _, raw = visitor.raw(verb, spelt, headers, data)
            found.add((code, json.loads(raw).get("code", "OK")))
    return found


def commands_of_the_intranet_have_no_route_outside(town):
    """S60 (check): a command of the inside has no route at the outside door, whoever asks and however it is
    spelt, and is answered as an address that never was; at the inside door it is there."""
    centre = {door: Visitor(town, "centre01", door) for door in ("outside", "inside")}
    nowhere = {(404, "E_UNKNOWN_METHOD")}
    assert routes(centre["outside"], "review.NoSuchCase") == nowhere
    seen = {"INSIDE": 0, "INTERNAL": 0, "OPERATOR": 0, "OUTSIDE": 0, "UPLOAD": 0}
    for method, input_type in methods():
        door = said(method, input_type)[2]
        seen[door] += 1
        here = {side: routes(visitor, method) != nowhere for side, visitor in centre.items()}
        assert here == {"outside": door == "OUTSIDE", "inside": door in ("OUTSIDE", "INSIDE")}, (method, here)
    print("  ", seen)
    assert seen["INSIDE"] > 10 and seen["INTERNAL"] > 3 and seen["OUTSIDE"] > 10, seen


def main():
    with Town(seed=60) as town:
        tell(town, records_of_three_units, three_kinds_of_users_get_their_kinds_only,
             each_does_one_of_its_own, commands_of_the_intranet_have_no_route_outside)


if __name__ == "__main__":
    main()
