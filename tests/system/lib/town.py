"""town: one private hall with its people, for stories told through real doors.

    with Town(workers=2) as town:
        unit = town.visitor("unit01")                    # outside door, logged in
        answer = unit.do("enrolment.AddMember", town.newcomer())
        assert answer.ok and answer.outcome == "APPLIED"

A Visitor speaks HTTP (door "outside" or "inside") or the bus (door "bus"); both give the same Answer.
Every acknowledged answer is written down for check.py. JSON names are those of the contract; 64-bit
numbers of a reply are texts, as proto3 JSON has them; so is a position. Nothing here shares code with
the hall.
"""
import base64
import datetime
import hashlib
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tests" / "lib"), str(ROOT / "tests" / "system" / "lib"),
                str(ROOT / "tests" / "data" / "rosters")]
import check            # noqa: E402
import hallbus          # noqa: E402
import logbook          # noqa: E402
import people           # noqa: E402
from badnet import BadNet   # noqa: E402
from factor import Authenticator    # noqa: E402
from lab import BIN, Lab, wait_until    # noqa: E402,F401

BEIJING = datetime.timezone(datetime.timedelta(hours=8))
RETRY = {"E_BUSY", "E_DEADLINE", "E_UNAVAILABLE", "E_CONFLICT", "E_NOT_READY", "IN_PROGRESS",
         "E_CONNECTION"}
DISTRICT, OTHER_DISTRICT = "420106", "420102"
VIP_UNIT, PLAIN_UNIT, OTHER_UNIT = "10000001", "10000002", "10000003"


class Answer:
    """What came back, whichever door it came through."""

    def __init__(self, status, outcome="", reply=None, case_no="", position="", rules=(), warnings=(),
                 field="", reason="", period=0, text="", http=0, faults=(), detail=""):
        self.status, self.outcome, self.reply = status, outcome, reply or {}
        self.case_no, self.position, self.field, self.reason = case_no, position, field, reason
        self.rules = {rule: passed for rule, passed in rules}
        self.warnings, self.period, self.text, self.http = set(warnings), period, text, http
        self.faults, self.detail = list(faults), detail

    @property
    def ok(self):
        return self.status == "OK"

    def facts(self):
        """Everything that a repeated command must be answered with again."""
        return (self.status, self.outcome, json.dumps(self.reply, sort_keys=True), self.case_no,
                self.position, self.rules, self.warnings, self.period)

    def __repr__(self):
        return f"<{self.status} {self.outcome} {self.field} {self.reason} {self.case_no} {self.reply}>"


def kebab(name):
    return "".join("-" + c.lower() if c.isupper() else c for c in name).lstrip("-")


def is_query(method):
    package, name = method.split(".")
    hallbus.load_contract()
    input = hallbus.symbol_database.Default().pool.FindMessageTypeByName(method)
    return input.GetOptions().HasExtension(hallbus.options().query)


class Visitor:
    """One login at one door. Not for several threads when the door is the bus. broker: the number of the one
    that it speaks to, by default any."""

    def __init__(self, town, account, door, password=None, broker=None):
        self.town, self.account, self.door, self.token = town, account, door, b""
        self.role = ""
        if door == "bus":
            fronts = town.lab.front.split(",")
            fronts = fronts[broker - 1:broker] if broker else fronts
            self.hall = hallbus.Hall(fronts, town.lab.keys_dir, "cli")
        if account:
            self._login(password or town.lab.password)

    def do(self, method, body=None, id=None, timeout_s=20, **flags):
        """One command or query. flags: dry_run, draft, case_no, purpose (a
        code), purpose_ref, purpose_note, acting_for (a person), share_code (http),
        least_position, factor (a code; without it an act that needs one gets the account's
        next)."""
        id = id or hallbus.uuid7()
        send = self._bus if self.door == "bus" else self._http
        answer = send(method, body or {}, id, timeout_s, flags)
        if (answer.status, answer.reason) == ("E_AUTH_FACTOR", "confirm") and "factor" not in flags:
            code = self.town.authenticator(self.account).next()
            answer = send(method, body or {}, id, timeout_s, {**flags, "factor": code})
        self._note(method, body or {}, id, answer, flags)
        return answer

    def surely(self, method, body=None, id=None, timeout_s=60, **flags):
        """Repeats with the same id until the answer can no longer become another."""
        id, last = id or hallbus.uuid7(), []

        def settled():
            last[:] = [self.do(method, body, id, **flags)]
            return last[0].status not in RETRY
        try:
            wait_until(settled, timeout_s)
        except TimeoutError:
            pass  # the story is told what came last
        return last[0]

    def logout(self):
        return self.do("identity.Logout")

    def raw(self, verb, path, headers=None, data=None, timeout_s=30):
        """One HTTP request: (code, headers, bytes)."""
        base = self.town.lab.inside if self.door == "inside" else self.town.lab.http
        headers = dict(headers or {})
        if self.token:
            headers["Authorization"] = "Bearer " + self.token.hex()
        request = urllib.request.Request(base + path, data=data, method=verb, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=timeout_s) as reply:
                return reply.status, reply.headers, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def sheet(self, method, body, type="text/csv"):
        """A list as a file: (code, header, bytes)."""
        package, name = method.split(".")
        return self.raw("GET", f"/api/v1/{package}/{kebab(name)}?" + urllib.parse.urlencode(body),
                        {"Accept": type})

    # ---- private ----------------------------------------------------------------------------
    def _login(self, password):
        """With a code of the account's authenticator where the hall asks for one."""
        body = {"account_no": self.account, "password": password}
        answer = self._enter(body)
        if (answer.status, answer.reason) == ("E_AUTH_FACTOR", "confirm"):
            answer = self._enter({**body, "factor": self.town.authenticator(self.account).next()})
        assert answer.ok, f"login of {self.account}: {answer}"
        self.role, self.needs_factor = answer.reply["role"], answer.reply.get("needsFactor", False)

    def _enter(self, body):
        if self.door == "bus":
            secret = os.urandom(32)
            hash = base64.b64encode(hashlib.new("sm3", secret).digest()).decode()
            answer = self._bus("identity.Login", {**body, "token_hash": hash}, hallbus.uuid7(), 20, {})
            self.token = secret if answer.ok else b""
        else:
            answer = self._http("identity.Login", body, hallbus.uuid7(), 20, {})
            self.token = bytes.fromhex(answer.token)
        return answer

    def _bus(self, method, body, id, timeout_s, flags):
        from google.protobuf import json_format
        flags = dict(flags)
        if factor := flags.pop("factor", None):
            act = hallbus.confirm_digest(id, method, body, flags.get("case_no", ""))
            given = {"code": factor, "act": [base64.b64encode(act).decode()]}
            confirmed, _ = self.hall.call("identity.ConfirmActs", given, token=self.token,
                                          timeout_ms=int(timeout_s * 1000))
            if confirmed.status:
                return Answer(hallbus.status_name(confirmed.status), reason=confirmed.reason)
        raw, reply = self.hall.call(method, body, id=id, token=self.token,
                                    timeout_ms=int(timeout_s * 1000), **flags)
        outcome = hallbus.load_contract().Outcome.Name(raw.outcome)
        shown = json_format.MessageToDict(reply, including_default_value_fields=True) if reply else {}
        return Answer(hallbus.status_name(raw.status), outcome, shown, raw.case_no, raw.position,
                      [(r.rule, r.passed) for r in raw.rule],
                      [hallbus.status_name(w.status) for w in raw.warning], raw.field, raw.reason,
                      raw.period)

    def _http(self, method, body, id, timeout_s, flags):
        package, name = method.split(".")
        path = f"/api/v1/{package}/{kebab(name)}"
        headers = {"Accept-Language": "en"}
        for flag, header in (("purpose", "X-Purpose"), ("purpose_ref", "X-Purpose-Ref"),
                             ("purpose_note", "X-Purpose-Note"), ("acting_for", "X-For"),
                             ("share_code", "X-Share-Code")):
            if flag in flags:
                headers[header] = urllib.parse.quote(flags[flag])
        if flags.get("factor"):
            headers["X-Factor"] = flags["factor"]
        if "least_position" in flags:
            headers["X-Least-Position"] = flags["least_position"]
        if is_query(method):
            path += "?" + urllib.parse.urlencode(body)
            return self._request("GET", path, headers, None, timeout_s)
        asked = {"dry_run": "1"} if flags.get("dry_run") else {}
        asked.update({"draft": "1"} if flags.get("draft") else {})
        asked.update({"case": flags["case_no"]} if flags.get("case_no") else {})
        asked.update({"version": flags["version"]} if flags.get("version") else {})
        headers["Idempotency-Key"] = str(uuid.UUID(bytes=id))
        headers["Content-Type"] = "application/json"
        path += "?" + urllib.parse.urlencode(asked) if asked else ""
        return self._request("POST", path, headers, json.dumps(body).encode(), timeout_s)

    def _request(self, verb, path, headers, data, timeout_s):
        try:
            code, _, raw = self.raw(verb, path, headers, data, timeout_s)
        except OSError as error:
            return Answer("E_CONNECTION", reason=str(error))
        return answer_of(code, raw)

    def _note(self, method, body, id, answer, flags):
        if not answer.ok or flags.get("dry_run") or method in ("identity.Login",):
            return
        query = is_query(method)
        if query and self.door != "bus":
            return  # the adapter gives a query its id, so nothing can be looked up by it
        self.town.note({"id": id.hex(), "method": method, "status": "OK", "query": query,
                        "position": answer.position, "case_no": answer.case_no, "role": self.role,
                        "person_no": body.get("person_no", "") if query else ""})


def answer_of(code, raw):
    """An Answer from an HTTP body: {"status", "reply", ...} or a problem."""
    said = json.loads(raw or b"{}")
    answer = Answer(said.get("code") or said.get("status", ""), said.get("outcome", ""),
                    said.get("reply"), said.get("caseNo", ""), said.get("position", ""),
                    [(r["rule"], r["passed"]) for r in said.get("rules", [])],
                    [w["code"] for w in said.get("warnings", [])], said.get("field", ""),
                    said.get("reason", ""), said.get("period", 0), said.get("text", ""), code,
                    said.get("errors", []), said.get("detail", ""))
    answer.token, answer.said = said.get("token", ""), said
    return answer


class CalmNet:
    """In place of a BadNet: clients and workers talk to the brokers themselves."""
    front = back = None

    def __init__(self):
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="calm-"))

    def __enter__(self):
        os.chmod(self.data, 0o755)

    def __exit__(self, kind, value, traceback):
        shutil.rmtree(self.data, ignore_errors=True)


class Town:
    """A Lab with visitors, a book of acknowledged answers and people to enrol. Every message between
    its clients, brokers and workers is doubled, delayed and so reordered on the way; in a `calm` town,
    where time and messages are counted, it is not. In a `hurried` one refusals are answered at once."""

    def __init__(self, seed=1, city="demo", calm=False, hurried=False, **options):
        self.net = CalmNet() if calm else BadNet(options.get("brokers", 1), seed, delay_ms=3)
        self.net.data = pathlib.Path(options.get("data") or self.net.data)
        extra = options.setdefault("extra", None) or {}  # here a minute lasts a second
        for name in ("login", *(f"worker{i + 1}" for i in range(options.get("workers", 2)))):
            extra[name] = [*extra.get(name, []), "--notice_ms=1000", "--probes_max=60",
                           *(["--denied_ms=0"] if hurried else [])]
        options["extra"] = extra
        options |= {"data": self.net.data, "client_front": self.net.front,
                    "worker_back": self.net.back}
        self.lab = Lab(seed=city, **options)
        self.lab.data.mkdir(parents=True, exist_ok=True)
        self.acks = self.lab.data / "acks.jsonl"
        self.random, self.used, self.lock = random.Random(seed), set(), threading.Lock()
        self.offset = datetime.timedelta(seconds=options.get("clock_offset_s", 0))
        hallbus.CLOCK["offset_s"] = self.offset.total_seconds()
        self.known, self.authenticators = {}, {}

    def authenticator(self, account):
        """The second factor of a demonstration account; of another, what a story put here."""
        clock = lambda: time.time() + self.offset.total_seconds()    # noqa: E731
        return self.authenticators.setdefault(account, Authenticator(clock=clock))

    def bind_authenticator(self, visitor, password):
        """Who does acts of high risk needs a second factor (docs/rules 2.13)."""
        spare = [f"spare-code-{i}" for i in range(9)]
        codes = self.authenticators[visitor.account] = Authenticator("ABCDEFGHIJKLMNOP", spare)
        answer = visitor.do("identity.SetFactor", {"present": password, "secret": codes.secret,
                                                   "code": codes.next(), "recovery_code": spare})
        assert answer.ok, answer

    def __enter__(self):
        (self.lab.data / "pids").unlink(missing_ok=True)  # of a chapter before
        self.net.__enter__()
        try:
            self.lab.start()
        except BaseException:
            self.net.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind, value, traceback):
        self.lab.__exit__(kind, value, traceback)
        self.net.__exit__(kind, value, traceback)

    @property
    def now(self):
        return datetime.datetime.now(BEIJING) + self.offset

    @property
    def today(self):
        return self.now.date()

    def month(self, add=0):
        """YYYYMM of this month, or so many months away."""
        number = self.today.year * 12 + self.today.month - 1 + add
        return number // 12 * 100 + number % 12 + 1

    def visitor(self, account, door="outside"):
        """A login that is kept for the whole town."""
        if (account, door) not in self.known:
            self.known[account, door] = Visitor(self, account, door)
        return self.known[account, door]

    def code_of(self, account, giver="admin01", door="inside"):
        """The one-time code that stands on the account's letter, which its giver takes: once."""
        answer = self.visitor(giver, door).do("identity.TakeLetters", {"account_no": account})
        assert answer.ok, answer
        return answer.reply["letter"][0]["code"]

    def begin(self, account, password, giver="admin01", door="inside"):
        """The holder sets a password of his own with that code."""
        code = self.code_of(account, giver)
        answer = Visitor(self, account, door, code).do("identity.ChangePassword",
                                                       {"present": code, "password": password})
        assert answer.ok, answer

    def note(self, ack):
        with self.lock, open(self.acks, "a") as book:
            book.write(json.dumps(ack) + "\n")

    def newcomer(self, unit_no=VIP_UNIT, **change):
        """A filing of AddMember that the rules accept, of somebody new."""
        with self.lock:
            number, birth, name, sex = people.new_person(self.random, self.today, self.used)
        first = int(self.today.strftime("%Y%m01"))
        body = {"unit_no": unit_no, "document_type": 201, "document_no": number, "name": name,
                "sex": 1 if sex == "男" else 2, "ethnicity": 1, "mobile": f"139{number[6:14]}",
                "hukou_kind": 1, "person_class": 1, "employment_form": 2, "work_start_date": first,
                "employment_date": first, "enrol_date": first, "reason": 111, "declared_wage_fen": "650000"}
        body.update(change)
        return body

    def sign(self, account, unit_no=None, person_no=None, kind="ONLINE_SERVICE"):
        """The account signs what it is shown of this kind, for its unit or for itself."""
        visitor, party = self.visitor(account), {"person_no": person_no} if person_no else {}
        if not party:
            party = {"unit_no": unit_no or visitor.do("identity.ShowSession").reply["unitNo"]}
        shown = visitor.do("desk.ShowAgreements", party)
        assert shown.ok, shown
        hash = next(a["toSign"] for a in shown.reply["agreement"] if a["kind"] == kind)
        answer = visitor.do("desk.SignAgreement", {"kind": kind, "text_hash": hash})
        assert answer.ok, answer

    def texts(self):
        """Lines of what was sent to phones, the newest last: time, number, text. Needs the program sender."""
        return self.lab.hall("outbox", "--last=1000").stdout.splitlines()

    def code_to(self, mobile, number=1):
        """The code in the `number`th text to this phone, once it has come."""
        def come():
            own = [line for line in self.texts() if line.split()[1] == mobile]
            return own[number - 1] if len(own) >= number else None
        return re.search(r"验证码(\d{6})", wait_until(come, 20, f"a code to {mobile}")).group(1)

    def rows(self, sql, *arguments):
        """Rows of the live database as tuples, bytes for bytea."""
        with self.lab.connect() as db, db.cursor() as cursor:
            cursor.execute(sql, arguments)
            return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
                    for row in cursor.fetchall()]

    def events_of(self, id):
        """Types of the events that one command left, in order."""
        with self.lab.connect() as db:
            return [type for entry in logbook.find(db, command_id=id) for type in entry.types]

    def n_events(self):
        """How much happened, logins, messages about them and the hall's own counts of attempts left aside."""
        aside = ("identity.", "notification.", "query.AccessRefused", "query.RecordProbed")
        with self.lab.connect() as db:
            return sum(not type.startswith(aside) for entry in logbook.entries(db)
                       for type in entry.types)

    def looked_up(self, type, subject=None):
        """(entry, event) of every event of this type and subject."""
        with self.lab.connect() as db:
            return logbook.find_events(db, type, subject)

    def noticed(self, type, account, method=None):
        """How often attempts of this account were counted, over all entries that say so by now."""
        return sum(logbook.content(event).n for _, event in self.looked_up(type, account)
                   if method in (None, logbook.content(event).method))

    def settle(self):
        """The end of every test: all invariants hold and the log alone gives the same rows."""
        check.check(self.lab.db, self.acks, cache=str(self.lab.cache))
        self.lab.replay_equal()


def tell(town, *stories):
    """Tells the stories one after the other, then settles."""
    for story in stories:
        began = time.monotonic()
        print(f"-- {story.__name__}: {(story.__doc__ or '').strip().splitlines()[0]}", flush=True)
        story(town)
        print(f"   told in {time.monotonic() - began:.1f} s", flush=True)
    town.settle()


def at_once(*acts):
    """Runs the acts at the same instant, each in its own thread; results in order."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(i, act):
        gate.wait()
        try:
            results[i] = act()
        except BaseException as error:
            results[i] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results


class Frozen:
    """While the block runs no worker decides: what is sent to them waits."""

    def __init__(self, town):
        self.pids = [town.lab.pid(name) for name in ("worker1", "worker2")]

    def __enter__(self):
        for pid in self.pids:
            os.kill(pid, signal.SIGSTOP)

    def __exit__(self, kind, value, traceback):
        for pid in self.pids:
            os.kill(pid, signal.SIGCONT)


class Meanwhile:
    """Repeats an act in the background while the block runs; its first error is the block's."""

    def __init__(self, *acts):
        self.acts, self.stop, self.errors, self.turns = acts, threading.Event(), [], itertools.count()

    def __enter__(self):
        self.threads = [threading.Thread(target=self._run, args=(act,)) for act in self.acts]
        for thread in self.threads:
            thread.start()
        return self

    def _run(self, act):
        try:
            while not self.stop.is_set():
                act()
        except BaseException as error:
            self.errors.append(error)

    def __exit__(self, kind, value, traceback):
        self.stop.set()
        for thread in self.threads:
            thread.join()
        if kind is None and self.errors:
            raise self.errors[0]
