"""Stories about hall-web over a real broker, with a worker that answers what the command says."""
import http.client
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import unittest
import urllib.parse
import urllib.request
import uuid

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent),
                str(pathlib.Path(__file__).resolve().parents[2] / "lib")]
from lab import BIN, wait_until  # noqa: E402
from web_hall import TOKEN, Hall, ask  # noqa: E402

ADD = "/api/v1/enrolment/add-member"


class Door(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hall = Hall("--header-ms=1500", "--upload-bytes=62914560", "--url-bytes=2000", "--feeds=4",
                        "--feeds-per-address=2", "--drain-ms=1000")

    @classmethod
    def tearDownClass(cls):
        code, text = cls.hall.stop()
        assert code == 0, (code, text[-4000:])

    def post(self, body, path=ADD, **more):
        return ask(self.hall.out + path, json.dumps(body).encode(), **more)

    # ---- doors and routes
    def test_inside_methods_do_not_exist_outside(self):
        path = "/api/v1/query/get-status"
        outside, unknown = ask(self.hall.out + path), ask(self.hall.out + "/api/v1/query/no-such")
        self.assertEqual((outside.code, unknown.code), (404, 404))
        self.assertEqual(outside.json["code"], unknown.json["code"])
        self.assertEqual(ask(self.hall.inside + path).code, 200)

    def test_methods_of_the_bus_exist_nowhere(self):
        for base in (self.hall.out, self.hall.inside):
            self.assertEqual(self.post({}, "/api/v1/roster/record-rows").code, 404)
            self.assertEqual(ask(base + "/api/v1/roster/list-open").code, 404)

    def test_the_wrong_verb_is_405_with_allow(self):
        reply = ask(self.hall.out + ADD)
        self.assertEqual((reply.code, reply.headers["Allow"]), (405, "POST"))

    def test_a_form_is_asked_for_once_and_then_only_whether_it_changed(self):
        path = self.hall.out + "/api/v1/forms/enrolment.AddMember"
        first = ask(path)
        self.assertEqual((first.code, first.headers["Cache-Control"]), (200, "max-age=300"))
        self.assertEqual(first.json["form"]["path"], ADD)
        again = ask(path, If_None_Match=first.headers["ETag"])
        self.assertEqual((again.code, again.body), (304, b""))
        self.assertEqual(ask(path, If_None_Match='"0"').code, 200)

    def test_the_index_of_forms_is_longer_inside(self):
        outside, inside = (ask(base + "/api/v1/forms").json["forms"]
                           for base in (self.hall.out, self.hall.inside))
        self.assertLess(50, len(outside))
        self.assertLess(len(outside), len(inside))

    def test_a_method_of_the_intranet_has_no_form_outside(self):
        path = "/api/v1/forms/query.GetStatus"
        outside, unknown = ask(self.hall.out + path), ask(self.hall.out + "/api/v1/forms/query.NoSuch")
        self.assertEqual((outside.code, unknown.code), (404, 404))
        self.assertEqual({**outside.json, "traceId": "", "instance": ""},
                         {**unknown.json, "traceId": "", "instance": ""})
        self.assertEqual(ask(self.hall.inside + path).json["form"]["method"], "query.GetStatus")

    def test_metrics_only_on_the_internal_port(self):
        self.assertEqual(ask(self.hall.out + "/metrics").code, 404)
        self.post({"unitNo": "1"})
        text = ask(self.hall.meter + "/metrics").body.decode()
        self.assertIn('hall_web_requests_total{method="enrolment.AddMember",class="2xx"}', text)
        self.assertIn("hall_web_brokers 1", text)

    # ---- commands
    def test_a_filing_is_applied(self):
        reply = self.post({"unitNo": "1"}, traceparent="00-" + "ab" * 16 + "-" + "cd" * 8 + "-01")
        self.assertEqual((reply.code, reply.json["status"], reply.json["outcome"]), (200, "OK", "APPLIED"))
        self.assertTrue(reply.json["position"].isdigit())
        self.assertTrue(reply.json["receivedAt"].endswith("+08:00"))
        self.assertIn("ab" * 16, reply.headers["traceparent"])

    def test_a_review_is_202_and_explains_itself(self):
        zh, en = (self.post({"unitNo": "REVIEW"}, Accept_Language=l) for l in ("zh-CN", "en"))
        self.assertEqual((zh.code, zh.json["outcome"]), (202, "IN_REVIEW"))
        self.assertEqual(len(zh.json["caseNo"]), 19)
        self.assertEqual(zh.json["rules"][0]["text"], "单位为VIP单位")
        self.assertEqual(en.json["rules"][0]["text"], "the unit is a VIP unit")

    def test_a_refusal_is_a_problem_in_the_callers_language(self):
        zh, en = (self.post({"unitNo": "REFUSE"}, Accept_Language=l) for l in ("zh-CN", "en"))
        self.assertEqual(zh.headers["Content-Type"], "application/problem+json")
        self.assertEqual((zh.code, zh.json["code"], zh.json["field"]), (400, "E_ID_LENGTH", "document_no"))
        self.assertIn("证件号码", zh.json["text"])
        self.assertIn("document number", en.json["text"])
        self.assertEqual(len(zh.json["traceId"]), 32)

    def test_busy_says_when_to_come_back(self):
        reply = self.post({"unitNo": "BUSY"})
        self.assertEqual((reply.code, reply.headers["Retry-After"]), (503, "3"))
        self.assertTrue(reply.json["retryable"])

    def test_dry_run_and_the_same_key_again(self):
        key = str(uuid.uuid4())
        dry = self.post({"unitNo": "1"}, ADD + "?dry_run=1")
        self.assertEqual(dry.json["outcome"], "WOULD_APPLY")
        first = self.post({"unitNo": "1"}, key=key)
        self.assertEqual(first.code, 200)

    def test_a_query_by_parameters(self):
        reply = ask(self.hall.out + "/api/v1/query/get-unit?unit_no=10000001", X_Least_Position="0")
        self.assertEqual(reply.code, 200, reply.body)
        self.assertEqual(reply.json["reply"]["unitNo"], "10000001")
        wrong = ask(self.hall.out + "/api/v1/query/get-unit?nobody=1")
        self.assertEqual((wrong.code, wrong.json["code"], wrong.json["field"]),
                         (400, "E_UNKNOWN_FIELD", "nobody"))

    # ---- what is refused at the door
    def test_a_filing_needs_a_key(self):
        for key in (False, "not-a-uuid"):
            reply = self.post({"unitNo": "1"}, key=key) if key else ask(self.hall.out + ADD, b"{}", key=False)
            self.assertEqual((reply.code, reply.json["code"]), (400, "E_KEY_MISSING"))

    def test_bad_json_is_told_with_line_and_column(self):
        reply = ask(self.hall.out + ADD, b'{"unitNo": "1",\n  "name": }')
        self.assertEqual((reply.code, reply.json["code"], reply.json["line"]), (400, "E_MALFORMED", 2))
        self.assertGreater(reply.json["column"], 5)
        again = ask(self.hall.out + ADD, b'{"unitNo": "1", "unitNo": "2"}')
        self.assertEqual(again.code, 400)
        unknown = self.post({"unitNumber": "1"})
        self.assertEqual((unknown.code, unknown.json["code"]), (400, "E_UNKNOWN_FIELD"))

    def test_a_form_is_no_json(self):
        reply = ask(self.hall.out + ADD, b"unitNo=1", json_type=False,
                    Content_Type="application/x-www-form-urlencoded")
        self.assertEqual(reply.code, 415)

    def raw(self, text, port=0, source="127.0.0.1"):
        """What the door answers to these very bytes: its first line."""
        with socket.create_connection(("127.0.0.1", self.hall.ports[port]), 10, (source, 0)) as s:
            s.sendall(text)
            return s.makefile("rb").readline().decode()

    def head(self, *lines, verb="POST " + ADD):
        lines = (f"{verb} HTTP/1.1", "Host: x", f"Idempotency-Key: {uuid.uuid4()}", *lines)
        return "\r\n".join(lines).encode() + b"\r\n\r\n"

    def test_a_body_in_chunks_is_json_as_well(self):
        form = self.head("Authorization: Bearer " + TOKEN, "Transfer-Encoding: chunked",
                         "Content-Type: text/plain")
        self.assertIn(" 415 ", self.raw(form + b"2\r\n{}\r\n0\r\n\r\n"))

    def test_a_length_that_stands_twice_or_beside_chunks_is_refused(self):
        json_type = "Content-Type: application/json"
        twice = self.head(json_type, "Content-Length: 2", "Content-Length: 40")
        self.assertIn(" 400 ", self.raw(twice + b"{}"))
        both = self.head(json_type, "Content-Length: 2", "Transfer-Encoding: chunked")
        self.assertIn(" 400 ", self.raw(both + b"2\r\n{}\r\n0\r\n\r\n"))

    def test_a_header_with_a_nul_is_refused(self):
        """C5: behind a NUL nobody reads: neither behind a token nor anywhere else."""
        kind = "Content-Type: application/json"
        whole = self.head("Authorization: Bearer " + TOKEN, kind, "Content-Length: 2")
        self.assertIn(" 200 ", self.raw(whole + b"{}"))
        for line in ("Authorization: Bearer " + TOKEN + "\0", "Authorization: Bearer " + TOKEN + "\0more",
                     "Authorization: Bearer " + TOKEN + "\r\nX-Other: a\0b"):
            text = self.head(line, kind, "Content-Length: 2")
            self.assertIn(" 400 ", self.raw(text + b"{}"), line)
        line = http.client.HTTPConnection("127.0.0.1", self.hall.ports[0], timeout=10)
        for n in range(3):  # each header of a kept connection is measured alone
            line.request("POST", ADD, "{}", {"Authorization": "Bearer " + TOKEN, "X-Long": "y" * 900 * n,
                                             "Content-Type": "application/json",
                                             "Idempotency-Key": str(uuid.uuid4())})
            reply = line.getresponse()
            self.assertEqual((reply.status, bool(reply.read())), (200, True))
        line.close()

    def test_too_large_is_413(self):
        reply = self.post({"unitNo": "1", "remark": "x" * 70000})
        self.assertEqual((reply.code, reply.json["code"]), (413, "E_TOO_LARGE"))
        self.assertEqual(ask(self.hall.out + "/?x=" + "y" * 3000).code, 414)

    def test_without_login(self):
        reply = self.post({"unitNo": "1"}, token=None)
        self.assertEqual((reply.code, reply.json["code"]), (401, "E_TOKEN"))
        self.assertEqual(self.post({}, token="zz").code, 401)

    # ---- login and cookie
    def test_a_program_gets_a_token_and_a_repeat_the_same(self):
        key, body = str(uuid.uuid4()), {"accountNo": "unit01", "password": "p"}
        first, again, other = (self.post(body, "/api/v1/identity/login", token=None, key=k)
                               for k in (key, key, True))
        self.assertEqual(len(first.json["token"]), 64)
        self.assertEqual(again.json["token"], first.json["token"])
        self.assertNotEqual(other.json["token"], first.json["token"])
        self.assertIsNone(first.headers["Set-Cookie"])
        self.assertNotIn("csrfToken", first.json)
        refused = self.post({"accountNo": "REFUSE", "password": "p"}, "/api/v1/identity/login", token=None)
        self.assertNotIn("token", refused.json)
        self.assertIsNone(refused.headers["Set-Cookie"])

    # ---- slow clients and deadlines
    def test_a_header_that_trickles_is_cut(self):
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.hall.ports[0])) as s:
            s.settimeout(0.1)
            s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
            closed = False
            while not closed and time.monotonic() < began + 10:
                try:
                    s.sendall(b"x")
                    closed = s.recv(1) == b""
                except TimeoutError:
                    continue
                except OSError:
                    closed = True
        self.assertTrue(closed)
        self.assertLess(time.monotonic() - began, 5)

    # ---- files
    def upload(self, content, unit="1", method="enrolment.AddMember", curl=(), **more):
        path = self.hall.root / "upload.xlsx"
        if isinstance(content, bytes):
            path.write_bytes(content)
        key = more.get("key") or str(uuid.uuid4())
        done = subprocess.run(
            ["curl", "-sS", "-w", "\n%{http_code}", "-H", "Authorization: Bearer " + more.get("token", TOKEN),
             "-H", "Idempotency-Key: " + key, "-F", f"file=@{path};filename=名单.xlsx", *curl,
             f"{self.hall.out}/api/v1/roster/upload?unit_no={unit}&method={method}"],
            capture_output=True, text=True, timeout=60)
        body, code = done.stdout.rsplit("\n", 1)
        return int(code), json.loads(body) if body else {}

    def test_an_upload_goes_to_the_store_and_its_name_to_the_bus(self):
        code, reply = self.upload(b"PK roster")
        self.assertEqual(code, 200, reply)
        name = reply["reply"]["fileId"]
        self.assertEqual(len(name), 64)
        stored = (self.hall.root / "files" / name).read_bytes()
        self.assertNotIn(b"PK roster", stored)
        # when the same act comes again it is the same file; another's same content is a file of its own
        key = str(uuid.uuid4())
        again = [self.upload(b"PK roster", key=key)[1]["reply"]["fileId"] for _ in range(2)]
        self.assertEqual(again[0], again[1])
        self.assertNotEqual(again[0], name)

    def test_an_upload_begins_no_session(self):
        """Given a clerk's browser, when it uploads a file, then its login stays: no cookie is set."""
        self.upload(b"PK roster", curl=["-D", str(self.hall.root / "head")])
        head = (self.hall.root / "head").read_bytes()
        self.assertIn(b" 200 ", head)
        self.assertNotIn(b"Set-Cookie", head)

    def test_what_an_upload_needs(self):
        self.assertEqual(self.upload(b"x", method="query.ListMembers")[0], 404)
        self.assertEqual(self.upload(b"x", method="identity.Login")[0], 404)
        self.assertEqual(self.upload(b"x", unit="")[1]["field"], "unit_no")
        self.assertEqual(self.upload(b"x", key="nothing")[1]["code"], "E_KEY_MISSING")

    def test_a_stranger_is_refused_before_his_file_is_kept(self):
        before = len(list((self.hall.root / "files").iterdir()))
        code, reply = self.upload(os.urandom(200000), token="00" * 32)
        self.assertEqual((code, reply["code"]), (401, "E_TOKEN"))
        self.assertEqual(len(list((self.hall.root / "files").iterdir())), before)

    def test_fifty_megabytes_stream_in_flat_memory(self):
        before = self.hall.resident()
        content = os.urandom(1 << 20) * 50
        code, reply = self.upload(content)
        self.assertEqual(code, 200, reply)
        self.assertLess(self.hall.resident() - before, 8 << 20)

    def test_a_file_over_the_cap_is_413(self):
        before = set((self.hall.root / "files").iterdir())
        with open(self.hall.root / "upload.xlsx", "wb") as f:
            f.truncate(70 << 20)
        self.assertEqual(self.upload(None)[0], 413)
        chunked = self.upload(None, curl=["-H", "Transfer-Encoding: chunked"])
        self.assertEqual((chunked[0], chunked[1].get("code")), (413, "E_TOO_LARGE"))
        self.assertEqual(set((self.hall.root / "files").iterdir()), before)

    def test_a_template_can_be_downloaded(self):
        reply = ask(self.hall.out + "/api/v1/roster/template?method=enrolment.AddMember", token=None)
        self.assertEqual((reply.code, reply.body[:2]), (200, b"PK"))
        name = urllib.parse.unquote(reply.headers["Content-Disposition"].split("UTF-8''")[1])
        self.assertEqual(name, "增员-批量模板.xlsx")
        self.assertEqual(ask(self.hall.out + "/api/v1/roster/template?method=query.GetUnit").code, 404)

    def test_a_roster_without_failed_rows_has_no_result(self):
        reply = ask(self.hall.out + "/api/v1/roster/result?roster_no=1")
        self.assertEqual((reply.code, reply.json["code"]), (404, "E_NOT_FOUND"))

    # ---- feed
    def feed(self, **headers):
        headers = {"Authorization": "Bearer " + TOKEN, **headers}
        request = urllib.request.Request(self.hall.out + "/api/v1/feed?topics=cases", headers=headers)
        return urllib.request.urlopen(request, timeout=20)

    def no_feeds(self):
        """A listener that left is noticed when the log moves."""
        def gone():
            self.post({"unitNo": "1"})
            return b"hall_web_feeds 0" in ask(self.hall.meter + "/metrics").body
        wait_until(gone, what="other feeds to end")

    def test_the_feed_tells_that_the_log_moved(self):
        self.no_feeds()
        with self.feed() as feed:
            self.assertIn("text/event-stream", feed.headers["Content-Type"])
            self.post({"unitNo": "1"})
            lines = []
            while not any(line.startswith("id: ") for line in lines):
                lines.append(feed.readline().decode())
        position = int(lines[-1][4:])
        with self.feed(**{"Last-Event-ID": str(position - 1)}) as feed:
            while True:
                line = feed.readline().decode()
                if line.startswith("id: "):
                    break
            self.assertGreaterEqual(int(line[4:]), position)

    def test_a_feed_needs_a_login(self):
        feed = self.hall.out + "/api/v1/feed?topics=cases"
        self.assertEqual(ask(feed, token=None).code, 401)
        self.assertEqual(ask(feed, token="00" * 32).json["code"], "E_TOKEN")

    def test_one_address_has_few_feeds(self):
        self.no_feeds()
        feeds = [self.feed(), self.feed()]
        try:
            with self.assertRaises(urllib.error.HTTPError) as refused:
                self.feed()
            self.assertEqual(refused.exception.code, 503)
        finally:
            for feed in feeds:
                feed.close()

    # ---- pages
    def test_pages_for_people(self):
        zh, en = ask(self.hall.out + "/"), ask(self.hall.out + "/", Accept_Language="en")
        self.assertIn("社会保险网上办事大厅", zh.body.decode())
        self.assertIn("Social-insurance service hall", en.body.decode())
        for page in (zh, en):
            self.assertNotIn("{{", page.body.decode())
            self.assertNotIn("<script", page.body.decode())
            self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        self.assertNotIn("switch-business", zh.body.decode())
        self.assertIn("switch-business", ask(self.hall.inside + "/").body.decode())
        self.assertIn('id="E_BUSY"', ask(self.hall.out + "/problems").body.decode())
        self.assertEqual(ask(self.hall.out + "/docs").code, 200)
        self.assertEqual(ask(self.hall.out + "/assets/hall.css").headers["Content-Type"],
                         "text/css; charset=utf-8")
        self.assertEqual(ask(self.hall.out + "/assets/home.zh.html").code, 404)

    def test_the_api_document(self):
        reply = ask(self.hall.out + "/api/v1/openapi.json").json
        self.assertEqual(reply["openapi"], "3.1.0")
        self.assertIn(ADD, reply["paths"])
        self.assertNotIn("/api/v1/query/get-status", reply["paths"])


class Limits(unittest.TestCase):
    def test_a_body_that_trickles_is_cut_and_an_address_has_few_connections(self):
        hall = Hall("--body-grace-ms=500", "--body-rate-bytes=1000", "--per-address=3")
        self.addCleanup(hall.stop)
        with socket.create_connection(("127.0.0.1", hall.ports[0])) as s:
            s.sendall(f"POST {ADD} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Length: 100\r\n\r\n{{".encode())
            s.settimeout(8)
            self.assertEqual(s.recv(1), b"")
        self.assertIn(b"hall_web_cut_total 1", ask(hall.meter + "/metrics").body)
        held = [socket.create_connection(("127.0.0.1", hall.ports[0])) for _ in range(3)]
        with socket.create_connection(("127.0.0.1", hall.ports[0])) as s:
            s.settimeout(8)
            self.assertEqual(s.recv(1), b"")
        for s in held:
            s.close()


    def test_half_headers_of_many_addresses_keep_nobody_out(self):
        """Given a door for 60 connections, when six addresses hold thirty half headers each, then a request
        is answered at once, and no address holds more than its share of half headers."""
        hall = Hall("--connections=60", "--half-open-per-address=20", "--header-ms=60000")
        self.addCleanup(hall.stop)
        held = []
        for i in range(180):
            s = socket.create_connection(("127.0.0.1", hall.ports[0]), 10, (f"127.0.0.{2 + i % 6}", 0))
            s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
            held.append(s)
        began = time.monotonic()
        for _ in range(5):
            self.assertEqual(ask(hall.out + "/api/v1/query/list-businesses").code, 200)
        self.assertLess(time.monotonic() - began, 5)
        gauge = ask(hall.meter + "/metrics").body.decode()
        self.assertLess(int(gauge.split("\nhall_web_connections ")[1].split()[0]), 70)
        for s in held:
            s.close()

    def test_only_the_proxy_tells_who_asks(self):
        """Given a header in which the proxy tells the client's address, when somebody else sends it, or the
        proxy something that is no address, then the log names the peer."""
        hall = Hall("--proxy-header=X-Real-IP", "--proxy-address=127.0.0.9")
        self.addCleanup(hall.stop)
        said = (("127.0.0.9", "203.0.113.7"), ("127.0.0.8", "203.0.113.8"), ("127.0.0.9", "admin"))
        for source, told in said:
            with socket.create_connection(("127.0.0.1", hall.ports[0]), 10, (source, 0)) as s:
                s.sendall(f"GET / HTTP/1.1\r\nHost: x\r\nX-Real-IP: {told}\r\n".encode() +
                          b"Connection: close\r\n\r\n")
                s.makefile("rb").read()

        def seen():
            log = (hall.root / "log").read_text(errors="replace")
            return [line.split(" from=")[1].split()[0] for line in log.splitlines()
                    if "event=request_done" in line and "path=/ " in line]
        wait_until(lambda: len(seen()) == 3, what="three requests in the log")
        self.assertEqual(["203.0.113.7", "127.0.0.8", "127.0.0.9"], seen())


class Result(unittest.TestCase):
    def test_the_result_workbook_has_a_chinese_name(self):
        """Given a stored file that the worker names as result, it comes back byte for byte."""
        hall = Hall(result_file="LAST")
        self.addCleanup(hall.stop)
        path = hall.root / "abc"
        path.write_bytes(b"abc")
        subprocess.run(["curl", "-sS", "-o", "/dev/null", "-H", "Authorization: Bearer " + TOKEN, "-H",
                        f"Idempotency-Key: {uuid.uuid4()}", "-F", f"file=@{path}",
                        hall.out + "/api/v1/roster/upload?unit_no=1&method=enrolment.AddMember"], check=True)
        reply = ask(hall.out + "/api/v1/roster/result?roster_no=2026")
        self.assertEqual((reply.code, reply.body), (200, b"abc"))
        self.assertIn("UTF-8''%E5%A4%B1%E8%B4%A5%E6%98%8E%E7%BB%86-2026.xlsx",
                      reply.headers["Content-Disposition"])


class OwnPort(unittest.TestCase):
    def test_two_webs_never_share_a_port(self):
        """Without listeners given, hall-web binds itself; the second one on the same port is refused."""
        hall = Hall()
        with socket.socket() as reserved:
            reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            reserved.bind(("127.0.0.1", 0))
            port = reserved.getsockname()[1]
            arguments = [BIN / "hall-web", f"--keys={hall.keys}", f"--front={hall.front}",
                         f"--files={hall.root}/files", f"--files_key={hall.root}/files.secret",
                         f"--port={port}", "--inside-port=0", "--metrics-port=0"]
            hall.start("first", *arguments)
            wait_until(lambda: opens(port), what="the first to listen")
            hall.start("second", *arguments)
            self.assertEqual(1, hall.processes["second"].wait(20))
            hall.processes["first"].terminate()
            self.assertEqual(0, hall.processes["first"].wait(20))
        _, text = hall.stop()
        self.assertIn("event=cannot_listen", text)


def opens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
        return True
    except OSError:
        return False


if __name__ == "__main__":
    unittest.main(verbosity=1)
