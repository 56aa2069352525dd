"""accounts: made through the intranet door by who stands above them, and come to life."""
import itertools

from town import VIP_UNIT, Visitor

OWN = "Jianghan-7-Road"  # the password that their holders set
DISTRICT, OTHER = "420106", "420102"
number = itertools.count(1)


def holder(town):
    filing = town.newcomer()
    return {"document_type": 201, "document_no": filing["document_no"], "name": filing["name"]}


def create(town, actor, role, **more):
    """The answer, and the login name that was asked for."""
    name = f"made{next(number):03}"
    body = {"login_name": name, **holder(town), **more}
    if role == "UNIT_OPERATOR":
        body.setdefault("unit_no", VIP_UNIT)
        return town.visitor(actor, "inside").do("identity.CreateUnitOperator", body), name
    places = {"DISTRICT_ADMIN": {"district_code": DISTRICT},
              "COMMUNITY_OPERATOR": {"community_code": DISTRICT + "001001"}}
    body = {"role": role, **places.get(role, {}), **body}
    return town.visitor(actor, "inside").do("identity.CreateAccount", body), name


def log_in(town, name, password, door="inside"):
    """The answer of a login."""
    return Visitor(town, None, door).do("identity.Login", {"account_no": name, "password": password})


def session(town, name, password):
    return Visitor(town, name, "inside", password)


def alive(town, name="DISTRICT_OPERATOR", actor="admin01"):
    """A new account whose holder has set a password: its login name."""
    answer, login = create(town, actor, name)
    assert answer.ok, answer
    town.begin(login, OWN, actor)
    if name == "DISTRICT_ADMIN":
        town.bind_authenticator(session(town, login, OWN), OWN)
    return login
