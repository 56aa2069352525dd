#!/usr/bin/python3
"""What a program that was taken over still cannot do: each runs under an account of its own.

Given a hall that root started, an attacker who is a program's account tries every file, socket, database
role and process of the others. Which of them open is written down here as the whole truth: one more is a
fault, and one less, too."""
import itertools
import json
import os
import pathlib
import pwd
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from town import Town, tell                                                       # noqa: E402

SKIPPED = 77
PROGRAMS = {"postgres": "hall", "broker1": "hall-broker", "worker1": "hall-worker", "login": "hall-worker",
            "projector": "hall-projector", "roster": "hall-roster", "clock": "hall-clock",
            "sender": "hall-sender", "bulk": "hall-bulk", "web": "hall-web", "kiosk": "hall-web-kiosk"}
ATTACKERS = sorted({*PROGRAMS.values(), "nobody"})
OWN_KEYS = {"hall-broker": {"broker"}, "hall-worker": {"worker1", "worker2", "login"},
            "hall-roster": {"roster"}, "hall-clock": {"clock"}, "hall-sender": {"sender"},
            "hall-bulk": {"bulk"},
            "hall-web": {"web"}, "hall-web-kiosk": {"kiosk"}}
SECRETS = {"hall-worker": {"vault"}, "hall-web": {"files.secret"}, "hall-roster": {"files.secret"}}
SOCKETS = {"hall-worker": {"back"}, "hall-web": {"front"}, "hall-roster": {"front"}, "hall-clock": {"front"},
           "hall-sender": {"front"}, "hall-bulk": {"front"}, "hall-web-kiosk": {"front"},
           "hall-broker": {"front", "back"}}
ROLES = {"hall": {"hall"}, "hall-worker": {"hall_worker"}, "hall-projector": {"hall_reader"},
         "hall-clock": {"hall_reader", "hall_keeper"}}

# Each attempt is a list, its outcome true or false; run under the attacker's account.
PROBE = """
import json, os, socket, sys
def reads(path):
    with open(path, "rb") as file:
        file.read(1)
def writes(path):
    os.close(os.open(path, os.O_WRONLY))
def lists(path):
    os.listdir(path)
def connects(path):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(path)
def takes(path):
    os.unlink(path)
def binds(path):
    with socket.socket(socket.AF_UNIX) as s:
        s.bind(path)
def signals(pid):
    os.kill(int(pid), 0)
def enters(text):
    import psycopg2
    psycopg2.connect(text).close()
def works(act, *arguments):
    try:
        globals()[act](*arguments)
        return True
    except Exception:
        return False
print(json.dumps([works(*attempt) for attempt in json.load(sys.stdin)]))
"""


def become(name):
    def change():
        who = pwd.getpwnam(name)
        os.initgroups(name, who.pw_gid)
        os.setgid(who.pw_gid)
        os.setuid(who.pw_uid)
    return change


def outcomes(name, act, arguments):
    """The arguments with which the act works for this account."""
    arguments = [str(a) for a in arguments]
    done = subprocess.run([sys.executable, "-c", PROBE], input=json.dumps([[act, a] for a in arguments]),
                          text=True, capture_output=True, check=True, preexec_fn=become(name), cwd="/")
    return {a for a, worked in zip(arguments, json.loads(done.stdout)) if worked}


def each_program_runs_under_its_own_account(town):
    """D1: none is root's, and the database reads no key of a person's data."""
    seen = {name: pwd.getpwuid(town.lab.uid_of(name)).pw_name for name in town.lab.pids()}
    assert seen == {**PROGRAMS, "worker2": "hall-worker"}, seen


def a_key_folder_holds_what_its_program_needs(town):
    """D1: no broker holds a key to sign with, and only workers hold those of others."""
    folder, own = town.lab.data / "keys.d", lambda n: {f"{n}.key", f"{n}.cert", f"{n}.cert_secret"}
    files = {f.name: {k.name for k in f.iterdir()} for f in folder.iterdir()}
    peers = {"web", "kiosk", "roster", "clock", "sender", "bulk", "cli", "operator"}
    everybody = peers | {"worker1", "worker2", "login", "broker"}
    for name in ("web", "kiosk", "roster", "clock", "sender", "bulk"):
        assert files.pop(name) == own(name) | {"broker.cert"}, name
    for name in ("worker1", "worker2", "login"):
        assert files.pop(name) == own(name) | {"broker.cert"} | {f"{p}.key" for p in peers}, name
    assert files.pop("broker") == {f"{p}.cert" for p in everybody} | {"broker.cert_secret"}
    assert not files, files


def nobody_reads_anothers_keys(town):
    """D1: of all key files, an account reads those of its own folders and nothing else; none it writes."""
    data = town.lab.data
    keys = [*(data / "keys").iterdir(), *(data / "keys.d").glob("*/*"), data / "vault", data / "files.secret"]
    for name in ATTACKERS:
        folders = [data / "keys.d" / own for own in OWN_KEYS.get(name, ())]
        own = {str(f) for f in keys if f.parent in folders}
        own |= {str(data / secret) for secret in SECRETS.get(name, ())}
        assert outcomes(name, "reads", keys) == own, (name, outcomes(name, "reads", keys) ^ own)
        assert not outcomes(name, "writes", keys), name


def nobody_enters_anothers_folder(town):
    """D1: the database's files, stored files and the hot copy are whose they are."""
    data = town.lab.data
    entered = {name: {pathlib.Path(p).name for p in outcomes(name, "lists", (data / f for f in (
        "pg", "keys", "keys.d", "files", "cache", "outbox")))} for name in ATTACKERS}
    assert entered == {"hall": {"pg"}, "hall-broker": set(), "hall-clock": set(), "nobody": set(),
                       "hall-worker": {"cache"}, "hall-projector": {"cache"},
                       "hall-roster": {"files"}, "hall-sender": {"outbox"}, "hall-web": {"files"},
                       "hall-bulk": set(), "hall-web-kiosk": set()}, entered
    texts = [data / name for name in ("hall.conf", "where", "pids", "pg/postgresql.conf")]
    for name in set(ATTACKERS) - {"hall"}:
        assert not outcomes(name, "reads", texts) and not outcomes(name, "writes", texts), name


def only_the_broker_answers_on_its_sockets(town):
    """D1: who cannot put a socket in the broker's place learns nobody's password; and who is no client or
    worker does not even come near."""
    runtime = town.lab.runtime
    sockets = {end: runtime / end / "1" for end in ("front", "back")}
    for name in ATTACKERS:
        reached = outcomes(name, "connects", sockets.values())
        assert reached == {str(sockets[end]) for end in SOCKETS.get(name, ())}, (name, reached)
        if name == "hall-broker":
            continue
        others = [*sockets.values(), runtime / "notify"]
        if name != "hall":
            others.append(runtime / "db" / ".s.PGSQL.5432")
        assert not outcomes(name, "takes", others), name
        places = [runtime / "front" / "2", runtime / "back" / "2", runtime / "3"]
        assert not outcomes(name, "binds", places), name
    assert town.visitor("unit01").do("query.GetUnit", {"unit_no": "10000001"}).ok, "the hall works as before"


def an_account_has_its_own_roles_in_the_database(town):
    """D1, D4: PostgreSQL asks the kernel who is there, so a program's account is no other role."""
    roles = ("hall", "hall_worker", "hall_reader", "hall_keeper")
    text = {role: f"host={town.lab.runtime}/db dbname=hall user={role}" for role in roles}
    for name in ATTACKERS:
        entered = outcomes(name, "enters", text.values())
        assert entered == {text[role] for role in ROLES.get(name, ())}, (name, entered)


def nobody_stops_anothers_process(town):
    """D1: a signal reaches what runs under the same account only."""
    pids = town.lab.pids()
    for name in ATTACKERS:
        own = {str(pid) for program, pid in pids.items() if PROGRAMS.get(program, "hall-worker") == name}
        assert outcomes(name, "signals", pids.values()) == own, name


def a_key_that_is_taken_away_leaves_every_folder(town):
    """hall keys issue: what is made or removed reaches the folders, whose readers stay the same."""
    lab, folder = town.lab, town.lab.data / "keys.d"
    mode = (folder / "web").stat()
    lab.hall("keys", "create", "kiosk7=kiosk")
    lab.hall("keys", "issue", "kiosk7=hall-web")
    lab.hall("keys", "issue")
    assert (folder / "worker1" / "kiosk7.key").exists() and (folder / "broker" / "kiosk7.cert").exists()
    assert {f.name for f in (folder / "kiosk7").iterdir()} == {
        "kiosk7.key", "kiosk7.cert", "kiosk7.cert_secret", "broker.cert"}
    for key in itertools.chain((lab.data / "keys").glob("kiosk7.*"), (folder / "kiosk7").iterdir()):
        key.unlink()
    (folder / "kiosk7").rmdir()
    lab.hall("keys", "issue")
    assert not list(folder.glob("*/kiosk7.*"))
    now = (folder / "web").stat()
    assert (now.st_uid, now.st_gid, now.st_mode) == (mode.st_uid, mode.st_gid, mode.st_mode)
    assert "no group" in lab.hall("keys", "issue", "web=no-such-group", check=False).stderr
    assert "keys create kiosk7=CLASS" in lab.hall("keys", "issue", "kiosk7", check=False).stderr
    nobody_reads_anothers_keys(town)


def main():
    if os.geteuid() != 0:
        print("only root can start programs under other accounts")
        return SKIPPED
    pages = tempfile.TemporaryDirectory()
    programs = "projector,roster,clock,sender,bulk,web,kiosk"
    with pages, Town(seed=9, programs=programs, portal=pages.name) as town:
        tell(town, each_program_runs_under_its_own_account, a_key_folder_holds_what_its_program_needs,
             nobody_reads_anothers_keys, nobody_enters_anothers_folder,
             only_the_broker_answers_on_its_sockets, an_account_has_its_own_roles_in_the_database,
             nobody_stops_anothers_process, a_key_that_is_taken_away_leaves_every_folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
