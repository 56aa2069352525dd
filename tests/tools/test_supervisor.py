"""hall-supervisor: a hall starts, stops in order, keeps its data, and says in one sentence what is wrong."""
import concurrent.futures
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from lab import BIN, ROOT, Lab, runs, wait_until  # noqa: E402


def supervise(data, *arguments):
    """Runs the supervisor to its end, for starts that are refused."""
    return subprocess.run([BIN / "hall-supervisor", f"--data={data}", f"--bin={BIN}",
                           f"--params={ROOT / 'deploy' / 'params'}", "--port=0", *arguments],
                          text=True, capture_output=True, timeout=120)


class Supervisor(unittest.TestCase):
    def setUp(self):
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="hall-lab-"))

    def tearDown(self):
        shutil.rmtree(self.data, ignore_errors=True)

    def lab(self, **options):
        return Lab(data=self.data, programs="", workers=1, **options)

    def refused(self, sentence, *arguments):
        done = supervise(self.data, *arguments)
        self.assertEqual(1, done.returncode)
        self.assertIn(sentence, done.stderr)

    def test_a_second_start_keeps_the_data(self):
        lab = self.lab(persons=20).start()
        first = lab.hall("log", "tail", 1).stdout
        self.assertEqual(0, lab.stop())
        lab = self.lab(persons=20).start()
        again = lab.hall("log", "tail", 1).stdout
        lab.stop()
        self.assertTrue(first)
        self.assertEqual(first, again)

    def test_an_orderly_stop_leaves_no_socket_and_no_process(self):
        lab = self.lab(seed="none").start()
        pids, runtime = lab.pids(), lab.runtime
        self.assertEqual(0, lab.stop())
        self.assertFalse(runtime.exists())
        self.assertFalse([name for name, pid in pids.items() if runs(pid)])
        self.assertFalse((self.data / "where").exists())

    def test_programs_end_with_a_killed_supervisor(self):
        lab = self.lab(seed="none").start()
        pids = lab.pids()
        lab.process.kill()
        lab.process.wait()
        wait_until(lambda: not any(map(runs, pids.values())), 30, "all programs to end")
        lab = self.lab(seed="none").start()
        self.assertEqual(0, lab.stop())

    def test_what_ends_by_itself_is_started_again(self):
        lab = self.lab(seed="none", revive=True).start()
        first = lab.pid("worker1")
        lab.kill("worker1")
        wait_until(lambda: lab.alive("worker1") and lab.pid("worker1") != first, 20, "a new worker1")
        lab.stop()

    def test_a_killed_database_comes_back_with_a_signal(self):
        lab = self.lab(seed="none").start()
        lab.kill("postgres")
        lab.restart("postgres")
        self.assertIn("log intact", lab.hall("log", "verify").stdout)
        lab.stop()

    def test_only_one_hall_in_a_folder(self):
        lab = self.lab(seed="none").start()
        self.refused("Another hall runs in")
        self.assertIn("log intact", lab.hall("log", "verify").stdout)
        lab.stop()

    def test_a_half_made_folder_is_named(self):
        (self.data / "pg").mkdir()
        self.refused("was left half-made")

    def test_a_busy_port_is_named(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self.refused(f"Port {port} is in use", f"--port={port}")


    def test_the_settings_of_the_command_line_are_not_taken_for_its_own(self):
        lab = self.lab(seed="none").start()
        lab.stop()
        os.environ["HALL_CONFIG"] = str(self.data / "hall.conf")
        try:
            again = self.lab(seed="none").start()
            self.assertIn("log intact", again.hall("log", "verify").stdout)
            again.stop()
        finally:
            del os.environ["HALL_CONFIG"]


class Doors(unittest.TestCase):
    """The ports of a hall are its own from the first moment to the last."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hall-lab-"))
        self.folder.chmod(0o755)  # the account of the hall enters it

    def tearDown(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def lab(self, name, **options):
        (self.folder / name).mkdir(exist_ok=True)
        return Lab(data=self.folder / name, programs="web", workers=1, seed="none", **options)

    def test_a_port_stays_the_halls_while_hall_web_is_down(self):
        lab = self.lab("one").start()
        address = urllib.parse.urlsplit(lab.inside)
        lab.kill("web")
        with socket.socket() as stranger:
            stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with self.assertRaises(OSError, msg="a stranger took the intranet door"):
                stranger.bind((address.hostname, address.port))
        with concurrent.futures.ThreadPoolExecutor() as crowd:
            waiting = crowd.submit(answer_of, lab.inside)
            lab.restart("web")
            self.assertEqual(200, waiting.result(30))
        lab.stop()

    def test_ready_means_that_this_hall_web_said_so(self):
        bin = self.folder / "bin"
        bin.mkdir()
        for program in BIN.iterdir():
            (bin / program.name).symlink_to(program)
        (bin / "hall-web").unlink()
        (bin / "hall-web").write_text(MUTE)
        (bin / "hall-web").chmod(0o755)
        done = supervise(self.folder / "mute", f"--bin={bin}", "--programs=web", "--seed=none",
                         "--workers=1", "--ready_ms=10000")
        self.assertEqual(1, done.returncode)
        self.assertIn("web was not ready within 10 seconds", done.stderr)
        self.assertNotIn("ready ", done.stdout)

    def test_a_worker_is_not_waited_for_while_its_broker_is_gone(self):
        # Given a broker that fails at its first new start, when it dies together with a worker, then both
        # serve again soon: the worker could not become ready before the broker.
        bin, fails = self.folder / "bin", self.folder / "fails"
        bin.mkdir()
        for program in BIN.iterdir():
            (bin / program.name).symlink_to(program)
        (bin / "hall-broker").unlink()
        (bin / "hall-broker").write_text(f"#!/bin/sh\n[ ! -e {fails} ] || {{ rm {fails}; exit 3; }}\n"
                                         f'exec {BIN}/hall-broker "$@"\n')
        (bin / "hall-broker").chmod(0o755)
        lab = self.lab("one", revive=True)
        lab.options["bin"] = bin
        lab.start()
        self.folder.chmod(0o777)  # the account of the hall removes the file
        fails.touch()
        for name in ("broker1", "worker1"):
            os.kill(lab.pid(name), signal.SIGKILL)
        wait_until(lambda: not fails.exists(), 20, "the start that fails")
        wait_until(lambda: lab.alive("broker1") and lab.alive("worker1"), 20, "both to run again")
        wait_until(lambda: "worker1" in lab.hall("status", check=False).stdout, 20, "its welcome")
        lab.stop()

    def test_two_halls_started_at_the_same_instant_never_meet(self):
        halls = [self.lab(f"hall{i}") for i in range(2)]
        # A hall ends with the thread that started it, so the threads stay until the end.
        with concurrent.futures.ThreadPoolExecutor() as crowd:
            list(crowd.map(lambda lab: lab.start(), halls))
            ports = [urllib.parse.urlsplit(url).port
                     for lab in halls for url in (lab.http, lab.inside, lab.metrics)]
            self.assertEqual(6, len(set(ports)))
            halls[0].kill("web")
            self.assertEqual(200, answer_of(halls[1].http))
            for lab in halls:
                lab.stop()

    def test_of_two_halls_that_want_one_port_one_is_told(self):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
            first = self.lab("first")
            first.options["port"] = port
            first.start()
            done = supervise(self.folder / "second", "--programs=web", f"--port={port}")
        self.assertEqual(200, answer_of(first.http))
        first.stop()
        self.assertEqual(1, done.returncode)
        self.assertIn(f"Port {port} is in use", done.stderr)


# Instead of hall-web: never announces itself; its child, another process, does.
MUTE = """#!/usr/bin/python3
import os, signal, socket
if os.fork() == 0:
    said = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    said.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
    os._exit(0)
signal.pause()
"""


def answer_of(url):
    with urllib.request.urlopen(url + "/", timeout=30) as answer:
        return answer.status


if __name__ == "__main__":
    unittest.main()
