"""How hall-web stops: what waits is told so, nobody is cut short, nothing is done afterwards."""
import json
import pathlib
import signal
import socket
import subprocess
import sys
import time
import unittest
import urllib.request
import uuid

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent),
                str(pathlib.Path(__file__).resolve().parents[2] / "lib")]
from lab import wait_until  # noqa: E402
from web_hall import TOKEN, Hall, ask  # noqa: E402

ADD = "/api/v1/enrolment/add-member"


class Stop(unittest.TestCase):
    def test_a_login_that_waits_its_turn_is_told_503_and_not_sent_afterwards(self):
        """Given four logins on their way that nobody answers and three that wait their turn, when the hall
        stops, then all are told 503, and none of the three reaches a worker after that."""
        hall = Hall("--drain-ms=300")
        self.addCleanup(hall.stop)

        def login(account, address):
            s = socket.create_connection(("127.0.0.1", hall.ports[0]), 20, (address, 0))
            body = json.dumps({"accountNo": account, "password": "p"}).encode()
            lines = ("POST /api/v1/identity/login HTTP/1.1", "Host: x", "Content-Type: application/json",
                     f"Idempotency-Key: {uuid.uuid4()}", "Connection: close", f"Content-Length: {len(body)}")
            s.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            return s

        def position():
            with login("unit01", "127.0.0.1") as s:
                return int(json.loads(s.makefile("rb").read().split(b"\r\n\r\n")[1])["position"])
        before = position()
        lines = [login("WAIT", f"127.0.0.{i}") for i in range(2, 6)]
        wait_until(lambda: b"hall_web_bus_open 4" in ask(hall.meter + "/metrics").body, what="four logins")
        lines += [login("unit01", f"127.0.0.{i}") for i in range(6, 9)]
        wait_until(lambda: b"hall_web_requests_open 8" in ask(hall.meter + "/metrics").body, what="all")
        hall.processes["web"].send_signal(signal.SIGTERM)
        told = [s.makefile("rb").readline() for s in lines]
        self.assertEqual({b"HTTP/1.1 503 Service Unavailable\r\n"}, set(told), told)
        self.assertEqual(0, hall.processes["web"].wait(20))
        hall.web()
        self.assertEqual(before + 1, position())

    def test_a_stop_answers_what_waits_and_cuts_nobody_short(self):
        """Given a command nobody answers and an open feed; when the hall is told to stop; then the feed
        ends, the command is told 503, and the program leaves with 0."""
        hall = Hall("--drain-ms=500")
        waiting = subprocess.Popen(
            ["curl", "-s", "-w", "%{http_code}", "-H", "Authorization: Bearer " + TOKEN, "-H",
             "Content-Type: application/json", "-H", f"Idempotency-Key: {uuid.uuid4()}", "-d",
             '{"unitNo":"WAIT"}', hall.out + ADD], stdout=subprocess.PIPE, text=True)
        request = urllib.request.Request(hall.out + "/api/v1/feed?topics=cases",
                                         headers={"Authorization": "Bearer " + TOKEN})
        feed = urllib.request.urlopen(request, timeout=20)
        wait_until(lambda: b"hall_web_bus_open 1" in ask(hall.meter + "/metrics").body,
                   what="the command to wait")
        began = time.monotonic()
        hall.processes["web"].send_signal(signal.SIGTERM)
        self.assertEqual(hall.processes["web"].wait(10), 0)
        self.assertLess(time.monotonic() - began, 5)
        told = waiting.communicate(timeout=10)[0]
        self.assertTrue(told.endswith("503"), told)
        self.assertEqual(json.loads(told[:-3])["reason"], "stopping")
        feed.read()
        code, text = hall.stop()
        self.assertEqual(code, 0)
        self.assertNotIn('"password"', text)

    def test_a_command_nobody_answers_is_504(self):
        hall = Hall()
        self.addCleanup(hall.stop)
        began = time.monotonic()
        reply = ask(hall.out + ADD, b'{"unitNo":"WAIT"}', timeout=30)
        self.assertEqual((reply.code, reply.json["code"]), (504, "E_DEADLINE"))
        self.assertTrue(reply.json["retryable"])
        self.assertLess(time.monotonic() - began, 15)


if __name__ == "__main__":
    unittest.main()
