"""hall-supervisor: a hall starts, stops in order, keeps its data, and says in one sentence what is wrong."""
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from lab import BIN, ROOT, Lab, runs, wait_until  # noqa: E402


def supervise(data, *arguments):
    """Runs the supervisor to its end, for starts that are refused."""
    return subprocess.run([BIN / "hall-supervisor", f"--data={data}", f"--bin={BIN}",
                           f"--params={ROOT / 'deploy' / 'params'}", "--port=0", *arguments],
                          text=True, capture_output=True, timeout=60)


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


if __name__ == "__main__":
    unittest.main()
