#!/usr/bin/python3
"""Sessions of browsers and programs: what their cookie is worth elsewhere, how long they live unused, who
sees and ends them. Chapters of one hall, each so many minutes after the first."""
import base64
import hashlib
import pathlib
import shutil
import sys
import tempfile
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "lib")]
from browser import Browser                        # noqa: E402
from town import Town, Visitor, tell, wait_until   # noqa: E402

KEPT = {}


def said(answer):
    return answer.status, answer.reason


def browse(town, account, address="127.0.0.1"):
    clerk = Browser(town, address)
    assert clerk.login(account, town.lab.password) == (200, "OK"), account
    return clerk


def numbers(sessions):
    return {one["sessionNo"] for one in sessions}


def a_cookie_is_worth_nothing_from_elsewhere(town):
    """The cookie asks and acts from our pages, with the token that they got; another site does neither."""
    clerk = browse(town, "unit01")
    body = town.newcomer()
    assert said(clerk.do("enrolment.AddMember", body, **{"Sec-Fetch-Site": "cross-site"})) == \
        ("E_FORBIDDEN", "cross_site")
    assert said(clerk.do("enrolment.AddMember", body, **{"X-CSRF-Token": "0" * 64})) == \
        ("E_FORBIDDEN", "csrf")
    assert said(clerk.do("identity.ShowSession", **{"Sec-Fetch-Site": "same-site"})) == \
        ("E_FORBIDDEN", "cross_site")
    assert clerk.do("enrolment.AddMember", body).ok
    assert clerk.do("identity.ShowSession").ok


def a_planted_session_ends_with_the_login(town):
    """Given a browser that somebody left his own session in, when its user logs in, then he has another one
    and the planted one is over."""
    thief = browse(town, "unit02")
    user = Browser(town)
    user.cookies = dict(thief.cookies)
    assert user.login("unit01", town.lab.password) == (200, "OK")
    assert user.cookies["__Host-hall"] != thief.cookies["__Host-hall"]
    assert thief.do("identity.ShowSession").status == "E_TOKEN"
    assert user.do("identity.ShowSession").reply["accountNo"] == "unit01"


def own_sessions_are_listed_and_ended(town):
    """Whoever lost sight of a session ends it; a neighbour's has no number in his list."""
    own, elsewhere, lost = browse(town, "unit03"), browse(town, "unit03", "127.0.0.2"), browse(town, "unit03")
    program = Visitor(town, "unit03", "outside")
    neighbour = browse(town, "unit02")
    listed = own.do("identity.ListSessions").reply
    assert listed["live"] == 4
    assert [(one["own"], one["channel"], one["sourceAddress"]) for one in listed["session"]] == [
        (False, "web", "127.0.0.1"), (False, "browser", "127.0.0.1"), (False, "browser", "127.0.0.2"),
        (True, "browser", "127.0.0.1")]
    secrets = [*own.cookies.values(), own.csrf, program.token.hex()]
    assert not any(secret in str(listed) for secret in secrets)
    theirs = neighbour.do("identity.ListSessions").reply["session"]
    assert not numbers(theirs) & numbers(listed["session"])
    for number in numbers(theirs):
        assert own.do("identity.EndSession", {"session_no": number}).status == "E_NOT_FOUND"
    assert own.do("identity.EndSession", {"session_no": listed["session"][1]["sessionNo"]}).ok
    assert lost.do("identity.ShowSession").status == "E_TOKEN"
    assert elsewhere.do("identity.ShowSession").ok and neighbour.do("identity.ShowSession").ok
    assert own.do("identity.EndOtherSessions").reply["sessions"] == 2
    assert elsewhere.do("identity.ShowSession").status == "E_TOKEN"
    assert program.do("identity.ShowSession").status == "E_TOKEN"
    assert own.do("identity.ListSessions").reply["live"] == 1


def certificate(content):
    """As a proxy hands it on."""
    pem = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(content).decode()}\n-----END CERTIFICATE-----\n"
    return {"X-Client-Certificate": urllib.parse.quote(pem)}


def a_certificate_counts_from_the_proxy_alone(town):
    """A26: given an operator who bound the certificate of his connection, then the password alone opens
    nothing, nor a header forged from elsewhere, nor a hash in the body; a reset takes it off."""
    card, right = certificate(b"card"), town.lab.password
    holder, thief = browse(town, "district02"), Browser(town, "127.0.0.2")  # the proxy is 127.0.0.1

    def act(method):
        code = town.authenticator("district02").next()
        return holder.do(method, **{"X-Factor": code})
    assert said(act("identity.BindCertificate")) == ("E_REQUIRED", "no_certificate")
    holder.always = card
    assert said(holder.do("identity.BindCertificate")) == ("E_AUTH_FACTOR", "confirm")
    assert act("identity.BindCertificate").ok
    assert browser_with({}, town).login("district02", right) == (403, "E_AUTH_FACTOR")
    assert browser_with(certificate(b"other"), town).login("district02", right) == (403, "E_AUTH_FACTOR")
    thief.always = card
    assert thief.login("district02", right) == (403, "E_AUTH_FACTOR"), "not from the proxy"
    known = base64.b64encode(hashlib.new("sm3", b"card").digest()).decode()
    assert Browser(town).login("district02", right, certificateHash=known) == (403, "E_AUTH_FACTOR")
    assert browser_with({}, town).login("district02", "wrong") == (401, "E_LOGIN")
    assert browser_with(card, town).login("district02", right) == (200, "OK")
    assert said(holder.do("identity.UnbindCertificate")) == ("E_AUTH_FACTOR", "confirm")
    assert act("identity.UnbindCertificate").ok
    assert browser_with({}, town).login("district02", right) == (200, "OK")


def browser_with(headers, town):
    made = Browser(town)
    made.always = headers
    return made


def some_begin(town):
    """Two clerks, an insured person and a program log in."""
    KEPT.update(used=browse(town, "district01"), left=browse(town, "district02"),
                person=browse(town, "person01"), program=Visitor(town, "unit01", "outside"))


def moved(town):
    """The sessions go on at the doors of this chapter."""
    fresh = Browser(town)
    for one in (KEPT["used"], KEPT["left"], KEPT["person"]):
        one.port = fresh.port
    KEPT["program"].town = town


def alive(name):
    return said(KEPT[name].do("identity.ShowSession"))


def use_moves_the_limit(town):
    """After 14 minutes one clerk works on; the other's page only asks whether it is still logged in, and anew
    what it shows when the feed wakes it."""
    moved(town)
    before, others = idle_until(town, "district01"), idle_until(town, "district02")
    for _ in range(3):
        assert KEPT["left"].do("query.ListBusinesses", **{"X-Renewal": "1"}).ok
    assert KEPT["used"].do("query.ListBusinesses").ok
    wait_until(lambda: idle_until(town, "district01") > before, 20, "the limit to move")
    assert alive("left") == ("OK", "")
    assert idle_until(town, "district02") == others


def idle_until(town, account):
    return town.rows("select max(idle_until_us) from token where account_no = %s", account)[0][0]


def who_left_is_logged_out(town):
    """After 28 minutes: who worked goes on, who did not is told why; an insured person has two left."""
    moved(town)
    assert alive("used") == ("OK", "")
    assert alive("left") == ("E_TOKEN", "idle")
    assert alive("person") == ("OK", "")
    assert KEPT["left"].cookies["__Host-hall"] == "", "its cookie is taken away"


def only_a_program_has_no_such_limit(town):
    """After 45 minutes."""
    moved(town)
    assert alive("used") == alive("person") == ("E_TOKEN", "idle")
    assert alive("program") == ("OK", "")


def nobody_is_logged_in_for_longer_than_eight_hours(town):
    """A minute after."""
    moved(town)
    assert alive("program") == ("E_TOKEN", "")


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-sessions-"))
    chapters = [(0, [a_cookie_is_worth_nothing_from_elsewhere, a_planted_session_ends_with_the_login,
                     own_sessions_are_listed_and_ended, a_certificate_counts_from_the_proxy_alone,
                     some_begin]),
                (14, [use_moves_the_limit]), (28, [who_left_is_logged_out]),
                (45, [only_a_program_has_no_such_limit]),
                (481, [nobody_is_logged_in_for_longer_than_eight_hours])]
    try:
        for minutes, stories in chapters:
            with Town(data=data, clock_offset_s=60 * minutes, programs="projector,web",
                      extra={"web": ["--certificate_header=X-Client-Certificate"]}) as town:
                tell(town, *stories)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
