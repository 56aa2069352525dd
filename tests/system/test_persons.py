#!/usr/bin/python3
"""How insured persons come to accounts, through the doors: a code to the mobile that they reserved, or a
counter; and how nobody else does.

Rows: S3. Two chapters of one hall: in the second eight days have passed. A third is a hall of its own."""
import pathlib
import random
import re
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "lib")]
from town import OTHER_UNIT, PLAIN_UNIT, VIP_UNIT, Town, Visitor, tell, wait_until    # noqa: E402

OWN, AGAIN = "jianghan-7-road", "zhongshan-9-road"
CLERKS_PHONE, NEW_PHONE = "13700000001", "13500000001"
DAYS = 86400
PROGRAMS = "projector,clock,sender,web"
KEPT = {}
EVENED = ("identity.AskActivationCode", "identity.ActivatePerson", "identity.ActivateByCard",
          "identity.OpenOldQuery")


def citizen(number):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return number + "10X98765432"[sum(int(d) * w for d, w in zip(number, weights)) % 11]


# persons of the demonstration who pay alone: document, name, reserved mobile
VISITORS = {"document_no": citizen("42010619860721802"), "name": "白自在", "mobile": "19990000904"}
FIRST = {"document_no": citizen("42010619900312801"), "name": "程自立", "mobile": "19990000901"}
SECOND = {"document_no": citizen("42010619880517803"), "name": "夏自强", "mobile": "19990000902"}
CARDED = {"document_no": citizen("42010619780406806"), "name": "安自来", "card_no": "A10000006"}
JIANGAN = {"document_no": citizen("42010219920409807"), "name": "江自由", "mobile": "19990000905"}


def guest(town):
    return Visitor(town, None, "outside")


def ask(town, document_no, name):
    return guest(town).do("identity.AskActivationCode",
                          {"document_type": 201, "document_no": document_no, "name": name})


def activate(town, document_no, code_no, code, password=OWN):
    return guest(town).do("identity.ActivatePerson", {
        "document_type": 201, "document_no": document_no, "code_no": code_no, "code": code,
        "password": password})


def by_card(town, who, password=OWN, **more):
    return guest(town).do("identity.ActivateByCard", {
        "document_type": 201, "document_no": who["document_no"], "name": who["name"],
        "card_no": who.get("card_no", "A10000006"), "password": password, **more})


def log_in(town, account, password):
    return guest(town).do("identity.Login", {"account_no": account, "password": password})


def identify(officer, who, **more):
    return officer.do("identity.IdentifyAtCounter", {
        "document_type": 201, "document_no": who["document_no"], "name": who["name"], "reading": 1,
        "photo": 2, **more})


def said(answer):
    return answer.status, answer.reason


def reached(town, mobile):
    return [line for line in town.texts() if line.split()[1] == mobile]


def a_visitor_activates_an_account(town):
    """S3: document, name and the code from the reserved mobile; the session after it reads the own record."""
    asked = ask(town, VISITORS["document_no"], VISITORS["name"])
    assert asked.ok, asked
    code = town.code_to(VISITORS["mobile"])
    default = VISITORS["document_no"][11:17]
    for weak, reason in ((default, "holds_document_no"), (f"Lotus-{default}-pond", "holds_document_no"),
                         ("a-19860721", "holds_birth_date"), ("Lotus-860721-pond", "holds_birth_date")):
        refused = activate(town, VISITORS["document_no"], asked.reply["codeNo"], code, weak)
        assert said(refused) == ("E_PWD_WEAK", reason) and refused.field == "password", refused
    made = activate(town, VISITORS["document_no"], asked.reply["codeNo"], code)
    assert made.ok, made
    account = made.reply["accountNo"]
    assert account.startswith("p") and int(made.reply["sessions"]) == 0, made
    person = Visitor(town, account, "outside", OWN)
    assert person.role == "PERSON"
    own = person.do("query.ListEnrolments", {"person_no": account[1:]})
    assert own.ok, own
    used = activate(town, VISITORS["document_no"], asked.reply["codeNo"], code, AGAIN)
    assert used.status == "E_AUTH_CODE", used
    KEPT["visitor"] = account


def strangers_learn_nothing(town):
    """S3: nobody registered, another's name, and a contact only: answered alike, and no text leaves."""
    member = town.newcomer(mobile=CLERKS_PHONE)
    assert town.visitor("unit01").do("enrolment.AddMember", member).ok
    nobody = town.newcomer()
    told = [ask(town, number, name) for number, name in (
        (nobody["document_no"], nobody["name"]), (SECOND["document_no"], FIRST["name"]),
        (member["document_no"], member["name"]))]
    shapes = {(a.status, a.http, a.outcome, tuple(a.reply), len(a.reply["codeNo"])) for a in told}
    assert len(shapes) == 1 and told[0].ok, told
    for answer, number in zip(told, (nobody, SECOND, member)):
        tried = activate(town, number["document_no"], answer.reply["codeNo"], "123456")
        assert (tried.status, tried.field) == ("E_AUTH_CODE", "code"), tried
    again = ask(town, nobody["document_no"], nobody["name"])
    assert said(again) == ("E_TOO_OFTEN", "code_minute"), again
    assert not reached(town, SECOND["mobile"]) and not reached(town, CLERKS_PHONE)


def a_card_number_opens_a_first_account(town):
    """S3: no mobile is reserved: document, name and card number, typed as people type; the contact is told,
    the session reads the own record. What does not fit is answered alike; a card sets no password anew."""
    member = town.newcomer()
    assert town.visitor("unit01").do("enrolment.AddMember", member).ok
    nobody = town.newcomer()
    wrong = [by_card(town, who, **more) for who, more in (
        (CARDED, {"card_no": "A10000007"}), (CARDED, {"name": "安自在"}), (member, {}), (nobody, {}),
        (FIRST, {}), (VISITORS, {}))]
    assert {(a.status, a.reason, a.field) for a in wrong} == {("E_AUTH_CODE", "card_way", "card_no")}, wrong
    weak = by_card(town, CARDED, "Lotus-a10000006")
    assert said(weak) == ("E_PWD_WEAK", "holds_card_no"), weak
    made = by_card(town, CARDED, card_no="ａ1000 0006")
    assert made.ok, made
    person = Visitor(town, made.reply["accountNo"], "outside", OWN)
    assert person.do("query.ListEnrolments", {"person_no": made.reply["accountNo"][1:]}).ok
    inbox = person.do("notification.ListMessages").reply["message"]
    assert any(m["event"] == "identity.PersonActivatedByCard" for m in inbox), inbox
    wait_until(lambda: any("凭社保卡号激活" in line for line in reached(town, "19990000801")), 20, "a text")
    again = by_card(town, CARDED, AGAIN)
    assert said(again) == ("E_AUTH_CODE", "card_way"), again


def a_counter_records_a_card(town):
    """S3: the officer sees card and document on a visit; the number opens nothing before the eighth day."""
    filing, officer = town.newcomer(), town.visitor("district01", "inside")
    assert town.visitor("unit01").do("enrolment.AddMember", filing).ok
    visit = officer.do("access.RecordVisit", {"document_no": filing["document_no"]}).reply["basisNo"]
    card = {"document_type": 201, "document_no": filing["document_no"], "name": filing["name"],
            "basis_no": visit, "card_no": "B20000001", "card_status": 3, "reading": 1, "photo": 2}
    for who in (town.visitor(name, "inside") for name in ("unit01", "community01", "district02")):
        assert who.do("identity.RecordCard", card).status == "E_FORBIDDEN"
    assert officer.do("identity.RecordCard", card).ok
    wait_until(lambda: any("社保卡号已在社保窗口登记" in line for line in reached(town, filing["mobile"])), 20,
               "the contact to be told")
    KEPT["card"] = {**filing, "card_no": "B20000001"}
    assert said(by_card(town, KEPT["card"])) == ("E_AUTH_CODE", "card_way")


def after_a_week_the_card_opens(town):
    """S3: nobody objected for seven days."""
    assert by_card(town, KEPT["card"]).ok


def cards_are_not_guessed(town):
    """S3: twenty wrong numbers of one address on a day, and it tries no more, whomever it names."""
    guesses = [by_card(town, FIRST, card_no=f"A1{n:07}") for n in range(25)]
    assert guesses[0].status == "E_AUTH_CODE", guesses[0]
    assert said(guesses[-1]) == ("E_TOO_OFTEN", "card_today"), guesses[-1]


def how_long_it_took_tells_nothing(town):
    """S3, S5: what a stranger asks about persons leaves a door a quarter second after it came, whomever he
    named."""
    def took():
        lines = re.findall(r"event=request_done .*method=(\S+) .*took_us=(\d+)",
                           town.lab.log.read_text(errors="replace"))
        return [int(us) for method, us in lines if method in EVENED]
    guest(town).do("identity.OpenOldQuery", {"document_no": FIRST["document_no"], "password": "guess"})
    wait_until(lambda: len(took()) >= 9, 20, "the lines of what was asked")
    assert min(took()) >= 250000, sorted(took())[:3]


def a_person_reserves_another_mobile(town):
    """S3: a code to the new number within the own session, and the second factor; the former number is told,
    and the new one opens nothing yet."""
    person = town.visitor("person01")
    own = town.rows("select person_no from account where account_no = 'person01'")[0][0]
    other = town.rows("select person_no from account where account_no = 'person02'")[0][0]
    body = {"person_no": own, "mobile": NEW_PHONE}
    refused = person.do("identity.AskMobileCode", {**body, "person_no": other})
    assert said(refused) == ("E_FORBIDDEN", "relation"), refused
    asked = person.do("identity.AskMobileCode", body)
    assert asked.ok, asked
    body |= {"code_no": asked.reply["codeNo"], "code": town.code_to(NEW_PHONE)}
    assert said(person.do("identity.ReserveMobile", body, factor="")) == ("E_AUTH_FACTOR", "confirm")
    other_number = person.do("identity.ReserveMobile", {**body, "mobile": CLERKS_PHONE})
    assert other_number.status == "E_AUTH_CODE", other_number
    assert person.do("identity.ReserveMobile", body).ok
    told = wait_until(lambda: reached(town, FIRST["mobile"]), 20, "the former number to be told")
    assert "预留手机已变更" in told[0], told
    inbox = person.do("notification.ListMessages").reply["message"]
    assert any(m["event"] == "identity.MobileReserved" for m in inbox), inbox
    assert ask(town, FIRST["document_no"], FIRST["name"]).ok
    KEPT["texts"] = len(reached(town, NEW_PHONE))


def a_counter_gives_a_code(town):
    """S3: the account does nothing but set a password, digits 12 to 17 are refused by name, and the officer
    does nothing else for that person today."""
    filing = town.newcomer()
    person_no = town.visitor("unit01").do("enrolment.AddMember", filing).reply["personNo"]
    officer, account = town.visitor("district01", "inside"), "p" + person_no
    suspend = {"unit_no": VIP_UNIT, "person_no": person_no, "name": filing["name"], "reason": 222,
               "last_period": town.month(),
               "contract_end_date": int(town.today.strftime("%Y%m%d"))}
    draft = officer.do("enrolment.SuspendMember", suspend, draft=True)
    assert draft.ok, draft
    assert said(identify(officer, filing, factor="")) != ("OK", "")
    given = identify(officer, filing, mobile="13600000001")
    assert given.ok and given.reply["accountNo"] == account, given
    code = town.code_of(account, "district01")
    told = wait_until(lambda: reached(town, filing["mobile"]), 20, "the contact to be told")
    assert "一次性密码" in told[0] and code not in told[0], told
    for acted in (officer.do("enrolment.SuspendMember", suspend),
                  officer.do("enrolment.SuspendMember", suspend, dry_run=True),
                  officer.do("enrolment.SuspendMember", {**suspend, "person_no": "",
                                                         "document_no": filing["document_no"]}),
                  officer.do("review.SubmitCase", {"case_no": draft.case_no}), identify(officer, filing)):
        assert said(acted) == ("E_FORBIDDEN", "identified_today"), acted
    first = Visitor(town, account, "outside", code)
    assert first.do("query.ListEnrolments", {"person_no": person_no}).status == "E_PWD_DEFAULT"
    default = filing["document_no"][11:17]
    for weak, reason in ((default, "holds_document_no"), ("a-13600000001", "holds_mobile"),
                         ("Lotus-600000-pond", "holds_mobile"), (f"pond-7-{filing['name']}", "holds_name")):
        refused = first.do("identity.ChangePassword", {"present": code, "password": weak})
        assert said(refused) == ("E_PWD_WEAK", reason) and refused.field == "password", refused
    assert first.do("identity.ChangePassword", {"present": code, "password": OWN}).ok
    person = Visitor(town, account, "outside", OWN)
    assert person.do("query.ListEnrolments", {"person_no": person_no}).ok
    inbox = person.do("notification.ListMessages").reply["message"]
    assert any(m["event"] == "identity.PersonIdentified" for m in inbox), inbox
    seen = town.rows("select account_no, district_code, document_type, reading, photo from identification "
                     "where person_no = %s", person_no)
    assert seen == [("district01", "420106", 201, 1, 2)], seen
    KEPT["counter"] = (suspend, filing, draft.case_no)


def a_counter_serves_its_own(town):
    """S3: a community who pays alone through it, a district its own; units, centre and others none."""
    filing = town.newcomer(OTHER_UNIT)
    assert town.visitor("unit03").do("enrolment.AddMember", filing).ok
    for account, who in (("community01", JIANGAN), ("community01", filing), ("community02", SECOND),
                         ("district02", SECOND), ("district01", filing), ("unit01", SECOND),
                         ("person01", FIRST), ("centre01", SECOND), ("admin01", SECOND),
                         ("auditor01", SECOND)):
        answer = identify(town.visitor(account, "inside"), who)
        assert answer.status == "E_FORBIDDEN" and answer.reason in ("relation", "role"), (account, answer)
    community = town.visitor("community01")
    mended = identify(community, SECOND)
    assert mended.ok and mended.reply["accountNo"] == "person02", mended
    assert town.rows("select count(*) from factor where account_no = 'person02'") == [(0,)]
    assert log_in(town, "person02", town.lab.password).status == "E_LOGIN"
    wait_until(lambda: reached(town, SECOND["mobile"]), 20, "the reserved mobile to be told")


def acts_of_a_clerk(town, stranger, person_no):
    """What a clerk tries who has a unit's account, an own person's account and a phone."""
    unit, person = town.visitor("unit01"), town.visitor("person03")
    own = town.rows("select person_no from account where account_no = 'person03'")[0][0]
    number, name = stranger["document_no"], stranger["name"]
    got = {"code_no": "0" * 32, "code": "123456"}

    def keep(answer, mobile=None):
        if answer.ok and mobile:
            got.update(code_no=answer.reply["codeNo"])
            texts = reached(town, mobile)
            if texts:
                got.update(code=town.code_to(mobile, len(texts)))
        return answer

    return [
        lambda: keep(ask(town, number, name), CLERKS_PHONE),
        lambda: keep(person.do("identity.AskMobileCode", {"person_no": own, "mobile": CLERKS_PHONE}),
                     CLERKS_PHONE),
        lambda: person.do("identity.AskMobileCode", {"person_no": person_no, "mobile": CLERKS_PHONE}),
        lambda: unit.do("identity.AskMobileCode", {"person_no": person_no, "mobile": CLERKS_PHONE}),
        lambda: person.do("identity.ReserveMobile", {"person_no": person_no, "mobile": CLERKS_PHONE, **got}),
        lambda: unit.do("identity.ReserveMobile", {"person_no": person_no, "mobile": CLERKS_PHONE, **got}),
        lambda: activate(town, number, got["code_no"], got["code"]),
        lambda: activate(town, number, got["code_no"], "000000"),
        lambda: identify(unit, stranger, mobile=CLERKS_PHONE),
        lambda: identify(person, stranger, mobile=CLERKS_PHONE),
        lambda: unit.do("enrolment.AddMember", {**stranger, "mobile": CLERKS_PHONE}),
        lambda: town.visitor("unit02").do("enrolment.AddMember", {**stranger, "unit_no": PLAIN_UNIT,
                                                                  "mobile": CLERKS_PHONE}),
        lambda: unit.do("enrolment.SuspendMember", {"unit_no": VIP_UNIT, "person_no": person_no, "name": name,
                                                    "reason": 222, "last_period": town.month()}),
        lambda: unit.do("identity.CreateAccount", {
            "login_name": "p" + person_no, "role": "PERSON", "document_type": 201, "document_no": number,
            "name": name}),
        lambda: unit.do("identity.ResetAccount", {"account_no": "p" + person_no}),
        lambda: unit.do("identity.TakeLetters", {"account_no": "p" + person_no}),
        lambda: log_in(town, "p" + person_no, number[11:17]),
    ]


def a_clerk_activates_no_strangers_account(town):
    """S3: a clerk enrols a stranger with the clerk's own mobile and, by no order of acts, comes to the
    stranger's account."""
    stranger = town.newcomer(mobile=CLERKS_PHONE)
    added = town.visitor("unit01").do("enrolment.AddMember", stranger)
    assert added.ok, added
    person_no, dice = added.reply["personNo"], random.Random(3)
    for _ in range(4):
        acts = acts_of_a_clerk(town, stranger, person_no)
        dice.shuffle(acts)
        for act in acts:
            act()
    assert town.rows("select count(*) from account where person_no = %s", person_no) == [(0,)]
    assert town.rows("select count(*) from reserved_mobile where person_no = %s", person_no) == [(0,)]
    assert not [line for line in reached(town, CLERKS_PHONE) if "激活账号" in line]
    taken = town.visitor("admin01", "inside").do("identity.CreateUnitOperator", {
        "login_name": "p" + person_no, "unit_no": VIP_UNIT, "document_type": 201,
        "document_no": stranger["document_no"], "name": stranger["name"]})
    assert (taken.status, taken.field) == ("E_FORM", "login_name"), taken


def after_a_week_the_new_mobile_opens(town):
    """S3: seven days later a code to it sets the password anew: sessions end, number and inbox say so."""
    assert len(reached(town, NEW_PHONE)) == KEPT["texts"], "nothing was sent to it within the seven days"
    old = town.visitor("person01")
    asked = ask(town, FIRST["document_no"], FIRST["name"])
    code = town.code_to(NEW_PHONE, KEPT["texts"] + 1)
    made = activate(town, FIRST["document_no"], asked.reply["codeNo"], code)
    assert made.ok and made.reply["accountNo"] == "person01" and int(made.reply["sessions"]) >= 1, made
    assert old.do("notification.ListMessages").status == "E_TOKEN"
    assert log_in(town, "person01", town.lab.password).status == "E_LOGIN"
    person = Visitor(town, "person01", "outside", OWN)
    inbox = person.do("notification.ListMessages").reply["message"]
    assert inbox[0]["event"] in ("identity.PasswordChanged", "identity.UnknownDeviceUsed"), inbox
    wait_until(lambda: len(reached(town, NEW_PHONE)) == KEPT["texts"] + 2, 20, "the number to be told")


def the_next_day_the_officer_acts_again(town):
    """S3: what was refused on the day of the counter is done."""
    suspend, filing, _ = KEPT["counter"]
    officer = town.visitor("district01", "inside")
    acted = officer.do("enrolment.SuspendMember", suspend, dry_run=True)
    assert acted.reason != "identified_today", acted
    given = identify(officer, filing)
    assert given.ok, given


def set_password(visitor, present, password, **code):
    return visitor.do("identity.ChangePassword", {"present": present, "password": password, **code})


def an_officer(town, name, who):
    return town.visitor("admin01", "inside").do("identity.CreateAccount", {
        "login_name": name, "role": "DISTRICT_OPERATOR", "document_type": 201,
        "document_no": who["document_no"], "name": who["name"]})


def an_impostor_gets_nowhere(town, account, present):
    thief = Visitor(town, account, "inside", present)
    assert said(set_password(thief, present, "Hankou-8-Road")) == ("E_AUTH_CODE", "code_to_mobile")
    guessed = set_password(thief, present, "Hankou-8-Road", code_no="0" * 32, code="123456")
    assert guessed.status == "E_AUTH_CODE", guessed
    assert thief.do("review.ClaimCase", {"case_no": "1"}).status == "E_PWD_DEFAULT"


def by_the_mobile(town, account, who, present, text):
    """The holder logs in by the one-time code and sets a password with the code from his phone."""
    holder = Visitor(town, account, "inside", present)
    asked = holder.do("identity.AskPasswordCode")
    assert asked.ok, asked
    code = town.code_to(who["mobile"], text)
    assert set_password(holder, present, "Wuluo-7-Road", code_no=asked.reply["codeNo"], code=code).ok
    return Visitor(town, account, "inside", "Wuluo-7-Road")


def who_opens_an_account_cannot_act_by_it(town):
    """S3, S61: the administrator knows the one-time codes that he gives; the holders are insured persons with
    a reserved mobile, so the first password takes a code from there."""
    assert an_officer(town, "district77", JIANGAN).ok and an_officer(town, "district78", VISITORS).ok
    given = town.code_of("district77")
    an_impostor_gets_nowhere(town, "district77", given)
    holder = by_the_mobile(town, "district77", JIANGAN, given, 1)
    needless = holder.do("identity.AskPasswordCode")
    assert said(needless) == ("E_NOT_FOUND", "no_code_needed"), needless
    assert set_password(holder, "Wuluo-7-Road", "Zhuodao-4-Road").ok, "one's own takes no code"
    reset = town.visitor("admin01", "inside").do("identity.ResetAccount", {"account_no": "district78"})
    assert reset.ok, reset
    again = town.code_of("district78")
    wait_until(lambda: any("重置" in line for line in reached(town, VISITORS["mobile"])), 20, "a text")
    an_impostor_gets_nowhere(town, "district78", again)
    holder = by_the_mobile(town, "district78", VISITORS, again, 2)
    told = [m["titleZh"] for m in holder.do("notification.ListMessages").reply["message"]]
    assert told.count("重置账号") == 1, told


def main():
    data = pathlib.Path(tempfile.mkdtemp(prefix="hall-persons-"))
    quick = {"clock": ["--poll_ms=100"], "sender": ["--poll_ms=50"]}
    try:
        with Town(seed=61, data=data, programs=PROGRAMS, extra=dict(quick)) as town:
            tell(town, a_visitor_activates_an_account, strangers_learn_nothing,
                 a_card_number_opens_a_first_account, a_counter_records_a_card,
                 how_long_it_took_tells_nothing, a_person_reserves_another_mobile,
                 a_counter_gives_a_code, a_counter_serves_its_own,
                 a_clerk_activates_no_strangers_account)
        with Town(seed=62, data=data, clock_offset_s=8 * DAYS, programs=PROGRAMS, extra=dict(quick)) as town:
            tell(town, after_a_week_the_new_mobile_opens, after_a_week_the_card_opens,
                 cards_are_not_guessed, the_next_day_the_officer_acts_again)
        with Town(seed=63, programs=PROGRAMS, extra=dict(quick)) as town:
            tell(town, who_opens_an_account_cannot_act_by_it)
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
