"""badnet: a hall whose clients and workers reach the brokers only through bad networks.

    with BadNet(brokers=2, seed=7) as net:
        with Lab(brokers=2, client_front=net.front, worker_back=net.back, data=net.data) as lab: ...

One proxy process (tests/lib/proxy) per broker and side; every command and answer is doubled, delayed
by its own time and so reordered. The proxies start as soon as the brokers run, which tell by their
arguments where they listen; workers and clients find them then.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

from lab import wait_until

PROXY = pathlib.Path(__file__).resolve().parent / "proxy" / "proxy.py"


def arguments_of(pid):
    """{"front": "ipc://...", ...} of a running program."""
    try:
        words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except FileNotFoundError:
        return {}
    return dict(w[2:].split("=", 1) for w in words if w.startswith("--") and "=" in w)


class BadNet:
    """front, back: endpoints for Lab(client_front=..., worker_back=...); data: its data folder."""

    def __init__(self, brokers, seed, double=100, delay_ms=20):
        self.folder = tempfile.mkdtemp(prefix="badnet-")
        os.chmod(self.folder, 0o755)
        self.data = pathlib.Path(self.folder) / "hall"
        self.data.mkdir()
        self.seed, self.double, self.delay_ms = seed, double, delay_ms
        self.ends = [(side, i) for side in ("front", "back") for i in range(1, brokers + 1)]
        self.front, self.back = (
            ",".join(self.endpoint(s, i) for s, i in self.ends if s == side)
            for side in ("front", "back"))
        self.running = []

    def endpoint(self, side, i):
        return f"ipc://{self.folder}/{side}{i}"

    def __enter__(self):
        self.starter = threading.Thread(target=self._start, daemon=True)
        self.starter.start()
        return self

    def _brokers(self):
        """Arguments of the brokers that run so far; none of one that is only just forked."""
        pids = self.data / "pids"
        lines = pids.read_text().splitlines() if pids.exists() else []
        return {name: arguments_of(pid) for name, pid in map(str.split, lines)
                if name.startswith("broker")}

    def _start(self):
        where = {}
        wait_until(lambda: where.update(self._brokers()) or all(
            "front" in where.get(f"broker{i}", {}) for _, i in self.ends), 60, "the brokers to run")
        for side, i in self.ends:
            self.running.append(subprocess.Popen(
                [sys.executable, str(PROXY), f"--listen={self.endpoint(side, i)}",
                 f"--upstream={where[f'broker{i}'][side]}", f"--seed={self.seed + i}",
                 f"--double={self.double}", f"--delay-ms={self.delay_ms}"],
                stdout=subprocess.PIPE, text=True))
        for proxy in self.running:
            assert proxy.stdout.readline() == "ready\n"
        for side, i in self.ends:  # a hall started by root runs as another account
            os.chmod(f"{self.folder}/{side}{i}", 0o777)

    def __exit__(self, kind, value, traceback):
        self.starter.join()
        for proxy in self.running:
            proxy.terminate()
            proxy.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
