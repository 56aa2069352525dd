"""The Python client against the real broker: two implementations of one contract check each other.
The worker is a fake one, also in Python and also from the .proto files alone."""
import os
import pathlib
import secrets
import subprocess
import sys
import tempfile
import threading
import unittest

import zmq

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/system/lib"), str(ROOT / "tests/lib/proxy")]
import hallbus  # noqa: E402
from proxy import Proxy  # noqa: E402

BROKER = os.path.join(os.environ["HALL_BIN"], "hall-broker")


class EchoWorker(threading.Thread):
    """Registers, grants credit, answers each ticket once with its own count of the id."""

    def __init__(self, endpoint, keys):
        super().__init__(daemon=True)
        self.keys = keys
        self.pb = hallbus.load_contract()
        self.endpoint = endpoint
        self.seen = {}
        self.ending = threading.Event()
        self.welcomed = threading.Event()

    def answer(self, socket, stamp_frame, envelope):
        self.seen[envelope.id] = self.seen.get(envelope.id, 0) + 1
        answer = self.pb.Answer(id=envelope.id, position=str(len(self.seen))).SerializeToString()
        key = hallbus.sm3_mac(hallbus.read_key(self.keys, envelope.origin)["mac"], b"answer")
        answer += b"\x7a\x20" + hallbus.sm3_mac(key, answer)
        socket.send_multipart([bytes([hallbus.ANSWER]), stamp_frame, answer])
        socket.send_multipart([bytes([hallbus.CREDIT]), self.pb.Credit(more=1).SerializeToString()])

    def run(self):
        context = zmq.Context()
        socket = context.socket(zmq.DEALER)
        hallbus.prove(socket, self.endpoint, "worker-1", hallbus.curve_of(self.keys, "worker-1"))
        socket.connect(self.endpoint)
        hello = self.pb.Hello(name="worker-1", credit=8, weight=1)
        socket.send_multipart([bytes([hallbus.HELLO]), hello.SerializeToString()])
        while not self.ending.is_set():
            if not socket.poll(500):
                socket.send_multipart([bytes([hallbus.BEAT])])
                continue
            kind, *frames = socket.recv_multipart()
            if kind[0] == hallbus.HELLO:
                self.welcomed.set()
            elif kind[0] == hallbus.COMMAND:
                self.answer(socket, frames[0], self.pb.Envelope.FromString(frames[1]))
        context.destroy(linger=0)


def write_key(folder, name, peer_class):
    """The three files of a peer, as `hall keys create` makes them."""
    public, secret = (key.decode() for key in zmq.curve_keypair())
    head = f'metadata\n    name = "{name}"\n    class = "{peer_class}"\ncurve\n    public-key = "{public}"\n'
    for suffix, text in (("key", f"name = {name}\nclass = {peer_class}\nmac = {secrets.token_hex(32)}\n"),
                         ("cert", head), ("cert_secret", head + f'    secret-key = "{secret}"\n')):
        path = pathlib.Path(folder) / f"{name}.{suffix}"
        path.touch(mode=0o600)
        path.write_text(text)


class TheBusInPython(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="hall-py-")
        self.keys = os.path.join(self.folder.name, "keys")
        os.mkdir(self.keys, 0o700)
        for name, peer_class in (("cli-1", "cli"), ("kiosk-1", "kiosk"), ("worker-1", "worker"),
                                 ("broker", "broker")):
            write_key(self.keys, name, peer_class)
        self.front = f"ipc://{self.folder.name}/bus/front"
        back = f"ipc://{self.folder.name}/bus/back"
        self.broker = subprocess.Popen([BROKER, f"--keys={self.keys}", f"--front={self.front}",
                                        f"--back={back}", "--log=warn"])
        self.worker = EchoWorker(back, self.keys)
        self.worker.start()
        self.hall = hallbus.Hall([self.front], self.keys, "cli-1")
        self.assertTrue(self.worker.welcomed.wait(10))
        self.assertTrue(self.hall.wait_ready())

    def tearDown(self):
        self.hall.close()
        self.worker.ending.set()
        self.worker.join()
        self.broker.terminate()
        self.assertEqual(self.broker.wait(15), 0)
        self.folder.cleanup()

    def login(self, **more):
        answer, _ = self.hall.call("identity.Login", {"account_no": "10000001"}, **more)
        return hallbus.status_name(answer.status)

    def test_a_signed_command_is_answered(self):
        self.assertEqual(self.login(), "OK")
        self.assertEqual(self.hall.status().answered, 1)

    def test_nobody_speaks_for_another(self):
        self.hall.name = "kiosk-1"
        self.assertEqual(self.login(), "E_ORIGIN")
        self.assertEqual(self.worker.seen, {})

    def test_an_answer_that_is_not_proved_is_none(self):
        self.hall.mac_key = bytes(32)  # as if the answer were signed by another's
        self.assertEqual(self.login(timeout_ms=1500), "E_DEADLINE")

    def test_acting_for_is_refused_to_a_command_line(self):
        self.assertEqual(self.login(acting_for="10000002"), "E_ORIGIN")

    def test_an_unknown_method_is_refused(self):
        envelope = self.hall.sign(self.hall.envelope("identity.Destroy", b""))
        self.hall.send(envelope)
        answer = self.hall.wait_for(envelope.id, 5000)
        self.assertEqual(hallbus.status_name(answer.status), "E_UNKNOWN_METHOD")

    def test_garbage_does_no_harm(self):
        for frames in ([b"\x01", b"\xff" * 50], [b"\x01"], [b""], [b"x"] * 9, [b"\x02", b"a", b"b"],
                       [b"\x03", os.urandom(40)], [b"\x01", b""]):
            self.hall.sockets[0].send_multipart(frames)
        self.assertEqual(self.login(), "OK")

    def test_a_bad_network_loses_and_doubles_nothing(self):
        listen = f"ipc://{self.folder.name}/bad"
        proxy = Proxy(listen, self.front, seed=7, double=20, lose=5, delay_ms=20)
        proxy.start()
        hall = hallbus.Hall([listen], self.keys, "cli-1")
        for i in range(100):
            answer, _ = hall.call("identity.Login", {"account_no": str(i)}, repeat_ms=60)
            self.assertEqual(hallbus.status_name(answer.status), "OK")
        hall.close()
        proxy.stop()
        self.assertEqual(len(self.worker.seen), 100)
        self.assertGreater(proxy.counts["doubled"], 0)
        self.assertGreater(proxy.counts["lost"], 0)


if __name__ == "__main__":
    unittest.main()
