"""What the stories about hall-web share: a real broker, a worker that answers what the command says, and
hall-web on doors that belong to the test."""
import fcntl
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "lib"))
from lab import BIN, BUILD, wait_until  # noqa: E402

TOKEN = "11" * 32


DOORS = ("outside", "inside", "internal")


def listener():
    """A bound socket that hall-web is started with: its port belongs to this test until the end."""
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    s.listen(128)
    return s


class Reply:
    def __init__(self, code, headers, body):
        self.code, self.headers, self.body = code, headers, body

    @property
    def json(self):
        return json.loads(self.body)


def ask(url, data=None, method=None, token=TOKEN, key=True, json_type=True, timeout=20, **headers):
    request = urllib.request.Request(url, data=data, method=method)
    if token:
        request.add_header("Authorization", "Bearer " + token)
    if (data is not None or method == "POST") and key:
        request.add_header("Idempotency-Key", str(uuid.uuid4()) if key is True else key)
    if data is not None and json_type:
        request.add_header("Content-Type", "application/json")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return Reply(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        return Reply(error.code, error.headers, error.read())


class Hall:
    """A broker, the fake worker and hall-web on doors of its own."""

    def __init__(self, *web_arguments, result_file=""):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="hall-web-"))
        self.keys = self.root / "keys"
        self.log = open(self.root / "log", "ab")
        self.listeners = [listener() for _ in DOORS]
        self.ports = [s.getsockname()[1] for s in self.listeners]
        self.out, self.inside, self.meter = (f"http://127.0.0.1:{p}" for p in self.ports)
        self.processes = {}
        front, back = f"ipc://{self.root}/front", f"ipc://{self.root}/back"
        self.front = front
        self.start("worker", BUILD / "test/fake-worker", f"--keys={self.keys}", f"--back={back}",
                   f"--result-file={result_file}")
        wait_until(lambda: (self.keys / "worker1.key").exists(), what="the keys")
        self.start("broker", BIN / "hall-broker", f"--keys={self.keys}", f"--front={front}",
                   f"--back={back}", "--drain-ms=200")
        self.web(*web_arguments)

    def start(self, name, *arguments, **more):
        # libxlsxwriter 1.1.4 keeps a text of every workbook: not ours to free.
        known = pathlib.Path(__file__).with_name("lsan.txt")
        environment = dict(os.environ, LSAN_OPTIONS=f"suppressions={known}", **more.pop("env", {}))
        self.processes[name] = subprocess.Popen(
            list(map(str, arguments)), stdout=self.log, stderr=self.log, env=environment, **more)

    def hand_over(self):
        """In the child, before it becomes hall-web: the listeners are descriptors 3, 4, 5."""
        high = [fcntl.fcntl(s.fileno(), fcntl.F_DUPFD, 10) for s in self.listeners]
        for i, fd in enumerate(high):
            os.dup2(fd, 3 + i)

    def web(self, *arguments):
        self.start("web", "/bin/sh", "-c", 'LISTEN_PID=$$ exec "$0" "$@"', BIN / "hall-web",
                   f"--keys={self.keys}", f"--front={self.front}", f"--files={self.root}/files",
                   f"--files_key={self.root}/files.secret",
                   *arguments, env={"LISTEN_FDS": "3", "LISTEN_FDNAMES": ":".join(DOORS)},
                   preexec_fn=self.hand_over, pass_fds=(3, 4, 5))
        wait_until(self.serves, what="the hall to serve")

    def serves(self):
        """Ready, and a command finds the worker."""
        try:
            return ask(self.meter + "/health/ready").code == 200 and \
                ask(self.out + "/api/v1/query/list-businesses", timeout=5).code == 200
        except OSError:
            return False

    def resident(self):
        pages = pathlib.Path(f"/proc/{self.processes['web'].pid}/status").read_text()
        return int(pages.split("VmHWM:")[1].split()[0]) * 1024

    def stop(self):
        codes = {}
        for name in ("web", "broker", "worker"):
            process = self.processes[name]
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            codes[name] = process.wait(20)
        self.log.close()
        for s in self.listeners:
            s.close()
        text = (self.root / "log").read_text(errors="replace")
        shutil.rmtree(self.root)
        return codes["web"], text
