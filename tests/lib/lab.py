"""A private hall in a temporary folder, for stories about the whole system.

    from lab import Lab
    with Lab(workers=2, clock_offset_s=0) as lab:     # starts, waits until it serves
        lab.hall("login", "unit01", "--password-file=-", input=lab.password)
        requests to lab.http (outside door) or lab.inside (intranet door)
        lab.kill("worker1"); lab.restart("worker1"); lab.terminate("broker1")

It is the same machinery as tools/run: hall-supervisor starts PostgreSQL, brokers, workers, the
projector, the roster reader and the web adapter. Names of programs: postgres, broker1.., worker1..,
projector, roster, web. A killed program stays dead until restart(), unless Lab(revive=True).
Every Lab is empty of other Labs: own folder, own sockets, own ports. Nothing here knows a business.
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("HALL_BUILD", ROOT / "build" / "dev"))
BIN = pathlib.Path(os.environ.get("HALL_BIN", BUILD / "bin"))


def wait_until(condition, timeout_s=20.0, what="condition"):
    """Polls `condition` until it gives something true and returns that."""
    end = time.monotonic() + timeout_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"waited {timeout_s} s for {what}")
        time.sleep(0.02)


def runs(pid):
    """Whether this process runs. One that ended and is not yet buried, as happens in containers whose
    first process buries nobody, does not."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Lab:
    """One hall. Attributes after start():
    data       folder of everything            log        file with what all programs wrote
    db         libpq connection string         keys_dir   bus keys (peers: web, roster, cli, test, ...)
    cache      folder of the hot copy
    front      endpoint(s) for clients         back       endpoint(s) for workers
    http       http://127.0.0.1:PORT outside   inside     the same for the intranet door
    kiosk      the same for the machines in offices, where `programs` has a kiosk
    metrics    the same for the internal port  password   of every demonstration account
    """
    password = "Hall-demo-2026"

    def __init__(self, workers=2, brokers=1, clock_offset_s=0, seed="demo", persons=0, history=0,
                 largest_unit=0, revive=False, programs="projector,roster,web", client_front=None,
                 worker_back=None, extra=None, data=None, db="", lane=0, portal="", factor_at_login=False):
        """seed "demo" (accounts, units, calendars), "none" (migrated only); persons: so many more of the
        synthetic city, with so many years of history, largest_unit members in its first unit.
        client_front, worker_back: what clients and workers connect to instead of the brokers themselves (a
        proxy). extra: {"worker1": ["--credit=8"], ...}
        arguments by program. db: a database outside, for the log of `lane`; else a private PostgreSQL.
        portal: folder with the built pages of each door.
        factor_at_login: whether the city's figures demand the second factor at logins, as deploy/params does;
        without it a story logs in by the password alone, as often as it likes."""
        self.options = {
            "port": 0, "workers": workers, "brokers": brokers, "clock_offset_s": clock_offset_s, "seed": seed,
            "persons": persons, "history": history, "largest_unit": largest_unit,
            "revive": "yes" if revive else "no", "programs": programs, "db": db, "lane": lane,
            "portal": portal,
        }
        if client_front:
            self.options["client_front"] = client_front
        if worker_back:
            self.options["worker_back"] = worker_back
        extra = dict(extra or {})
        for name in ("login", *(f"worker{i + 1}" for i in range(workers))):
            if not any(a.startswith("--probes_max") for a in extra.get(name, [])):
                extra[name] = [*extra.get(name, []), "--probes_max=1000000"]  # clerks here are machines
        if extra:
            self.options["extra"] = "; ".join(f"{n} {' '.join(a)}" for n, a in extra.items())
        self.factor_at_login = factor_at_login
        self.loads_s = 180.0 + 720 * history  # at most: a busy machine, a large city
        self.own = data is None
        self.data = pathlib.Path(data or tempfile.mkdtemp(prefix="hall-lab-"))
        self.log = self.data / "hall.log"
        self.cache = self.data / "cache" / "copy"
        self.process = None

    # ---- life -------------------------------------------------------------------------------
    def start(self, timeout_s=None):
        arguments = [str(BIN / "hall-supervisor"), f"--data={self.data}", f"--bin={BIN}", "--with_parent=yes",
                     f"--params={self._params()}"]
        arguments += [f"--{name}={value}" for name, value in self.options.items()]
        (self.data / "where").unlink(missing_ok=True)  # of a supervisor that was killed
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(arguments, stdout=log, stderr=log)
        try:
            wait_until(self._ready, timeout_s or self.loads_s, "the hall to serve")
        except BaseException:
            print(self.tail())
            self.stop()
            raise
        self.__dict__.update(self._where())
        self.names = list(self.pids())
        return self

    def stop(self):
        """Orderly stop of everything; the temporary folder goes with it."""
        code = None
        if self.process:
            if self.process.poll() is None:
                self.process.terminate()
            code = self.process.wait(60)
            self.process = None
        if self.own:
            shutil.rmtree(self.data, ignore_errors=True)
        return code

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, value, traceback):
        if kind is not None:
            print(self.tail())
        self.stop()

    # ---- its programs -----------------------------------------------------------------------
    def pids(self):
        """{"worker1": 4711, ...} of the programs that run now."""
        try:
            lines = (self.data / "pids").read_text().splitlines()
        except FileNotFoundError:
            return {}
        return {name: int(pid) for name, pid in (line.split() for line in lines)}

    def pid(self, name):
        return self.pids().get(name)

    def uid_of(self, name):
        """The number of the account under which this program runs."""
        status = pathlib.Path(f"/proc/{self.pid(name)}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1])

    def alive(self, name):
        pid = self.pid(name)
        return bool(pid) and runs(pid)

    def kill(self, name, how=signal.SIGKILL):
        """Ends one program without warning and waits until it is gone. Killing postgres takes its
        children with it, as a power cut would."""
        pid = self.pid(name)
        os.kill(pid, how)
        wait_until(lambda: self.pid(name) != pid, 30, f"{name} to be gone")

    def terminate(self, name):
        self.kill(name, signal.SIGTERM)

    def restart(self, name=None, timeout_s=120.0):
        """Starts whatever does not run; waits until it (a name: that one) serves again."""
        self.process.send_signal(signal.SIGHUP)
        names = [name] if name else self.names
        wait_until(lambda: all(map(self.alive, names)) and self._ready(), timeout_s,
                   f"{name or 'all programs'} to run again")

    # ---- its doors --------------------------------------------------------------------------
    def connect(self):
        """A psycopg2 connection to the live database, in autocommit."""
        import psycopg2
        connection = psycopg2.connect(self.db)
        connection.autocommit = True
        return connection

    def hall(self, *arguments, check=True, input=None, token=None):
        """Runs the command line against this hall; returns the CompletedProcess (text)."""
        environment = dict(os.environ, HALL_CONFIG=str(self.data / "hall.conf"))
        if token:
            environment["HALL_TOKEN"] = token
        return subprocess.run([str(BIN / "hall"), *map(str, arguments)], env=environment, input=input,
                              check=check, text=True, capture_output=True)

    def login(self, account, password=None):
        """Logs in; returns the token as 64 hexadecimal characters (envelope.token is these 32 bytes)."""
        return self.hall("login", account, "--password-file=-", "--show-token",
                         input=password or self.password).stdout.strip()

    def replay_equal(self):
        """Folds the log from zero and compares with the live tables; raises with the report."""
        done = self.hall("replay", check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def tail(self, lines=60):
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""

    # ---- private ----------------------------------------------------------------------------
    def _params(self):
        """The folder of the city's figures: the shipped ones, or those with the holder's choice at logins."""
        shipped = ROOT / "deploy" / "params"
        if self.factor_at_login:
            return shipped
        own = self.data / "params"
        own.mkdir(parents=True, exist_ok=True)
        for file in shipped.iterdir():
            text = re.sub(r"^(login(?:\t[^\t]*){5}\t)100\t", r"\g<1>0\t", file.read_text(), flags=re.M)
            (own / file.name).write_text(text)
        return own

    def _where(self):
        found = {}
        for line in (self.data / "where").read_text().splitlines():
            name, value = line.split("=", 1)
            found[name] = pathlib.Path(value) if name in ("keys_dir", "runtime") else value
        return found

    def _ready(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"hall-supervisor ended with {self.process.returncode}")
        return (self.data / "where").exists()
