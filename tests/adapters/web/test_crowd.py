"""A crowd of logins at the door: who gets in, who is told to come later, and that others are served."""
import json
import pathlib
import selectors
import socket
import sys
import unittest
import uuid

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent),
                str(pathlib.Path(__file__).resolve().parents[2] / "lib")]
from lab import wait_until  # noqa: E402
from web_hall import Hall, ask  # noqa: E402


class Crowd(unittest.TestCase):
    def setUp(self):
        self.hall = Hall("--drain-ms=300")
        self.addCleanup(self.hall.stop)

    def login(self, address, account="WAIT"):
        line = socket.create_connection(("127.0.0.1", self.hall.ports[0]), 20, (address, 0))
        body = json.dumps({"accountNo": account, "password": "p"}).encode()
        lines = ("POST /api/v1/identity/login HTTP/1.1", "Host: x", "Content-Type: application/json",
                 f"Idempotency-Key: {uuid.uuid4()}", "Connection: close", f"Content-Length: {len(body)}")
        line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return line

    def test_a_crowd_of_logins_is_turned_away_at_once_and_who_is_new_is_not(self):
        """Given four logins that nobody answers and 400 more of ten addresses that wait; when one of these or
        a new address comes, then one login of an address that had its turn is refused at once."""
        crowd = [self.login(f"127.0.2.{i}") for i in range(1, 5)]
        try:
            wait_until(lambda: b"hall_web_bus_open 4" in ask(self.hall.meter + "/metrics").body, what="four")
            crowd += [self.login(f"127.0.2.{1 + i % 10}") for i in range(400)]
            wait_until(lambda: b"hall_web_requests_open 405" in ask(self.hall.meter + "/metrics").body,
                       what="all to wait")
            waiting = selectors.DefaultSelector()
            for line in crowd[4:]:
                waiting.register(line, selectors.EVENT_READ)
            for address in ("127.0.2.1", "127.0.3.1"):
                crowd.append(self.login(address))
                waiting.register(crowd[-1], selectors.EVENT_READ)
                told = waiting.select(10)
                self.assertEqual(1, len(told), address)
                line = told[0][0].fileobj
                self.assertIn(line.getsockname()[0], [f"127.0.2.{i}" for i in range(1, 5)], "had its turn")
                waiting.unregister(line)
                said = line.makefile("rb").read()
                self.assertIn(b" 503 ", said.splitlines()[0])
                self.assertIn(b"Retry-After: ", said)
                self.assertEqual("E_BUSY", json.loads(said.split(b"\r\n\r\n")[1])["code"])
            filed = ask(self.hall.out + "/api/v1/enrolment/add-member", b'{"unitNo":"1"}')
            self.assertEqual(200, filed.code)
        finally:
            for line in crowd:
                line.close()
        wait_until(lambda: b"hall_web_requests_open 1\n" in ask(self.hall.meter + "/metrics").body,
                   what="the crowd to be gone")


if __name__ == "__main__":
    unittest.main()
