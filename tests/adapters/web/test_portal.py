"""Stories about hall-web and the built portal: which files go out, how, and what is there without it."""
import pathlib
import shutil
import socket
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from web_hall import Hall, ask  # noqa: E402

PAGE = {"Accept": "text/html,application/xhtml+xml;q=0.9", "token": None}
SCRIPT = "console.log('hall');" * 20


def build(root):
    """A portal as the bundler leaves it."""
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text("<!doctype html><title>portal</title>" + "<p>hall</p>" * 20)
    (root / "index.html.br").write_bytes(b"brotli")
    (root / "assets/app-Ab3_d-F9.js").write_text(SCRIPT)
    (root / "assets/app-Ab3_d-F9.js.gz").write_bytes(b"gzip")
    (root / "old-browser.html").write_text("another one")
    (root / ".env").write_text("PASSWORD=1")
    (root / "leak.js").symlink_to("/etc/hostname")


class Portal(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="hall-portal-"))
        build(cls.root / "outside")
        (cls.root / "intranet").mkdir()
        cls.hall = Hall(f"--portal-outside={cls.root}/outside", f"--portal-inside={cls.root}/intranet")

    @classmethod
    def tearDownClass(cls):
        code, text = cls.hall.stop()
        shutil.rmtree(cls.root)
        assert code == 0, (code, text[-4000:])

    def page(self, path, **more):
        return ask(self.hall.out + path, **{**PAGE, **more})

    def test_every_page_of_the_portal_is_the_first_one_and_asked_for_again(self):
        for path in ("/", "/unit/members", "/r/2026112300000010425", "/index.html"):
            reply = self.page(path)
            self.assertEqual((reply.code, reply.headers["Cache-Control"]), (200, "no-cache"), path)
            self.assertIn("<title>portal</title>", reply.body.decode())
        again = self.page("/", If_None_Match=reply.headers["ETag"])
        self.assertEqual((again.code, again.body), (304, b""))

    def test_a_page_may_do_what_the_portal_needs_and_no_more(self):
        headers = self.page("/").headers
        policy = headers["Content-Security-Policy"]
        for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'",
                     "require-trusted-types-for 'script'", "trusted-types vue"):
            self.assertIn(part, policy)
        self.assertNotIn("unsafe", policy)
        for name, value in (("Cross-Origin-Opener-Policy", "same-origin"),
                            ("Cross-Origin-Resource-Policy", "same-origin"),
                            ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
                            ("Referrer-Policy", "same-origin")):
            self.assertEqual(headers[name], value)
        self.assertIn("camera=()", headers["Permissions-Policy"])

    def test_a_file_named_by_its_content_is_kept_for_good(self):
        reply = self.page("/assets/app-Ab3_d-F9.js")
        self.assertEqual((reply.code, reply.body.decode()), (200, SCRIPT))
        self.assertEqual(reply.headers["Cache-Control"], "public, max-age=31536000, immutable")
        self.assertEqual(reply.headers["Content-Type"], "text/javascript; charset=utf-8")

    def test_what_was_compressed_before_is_sent_to_who_takes_it(self):
        small = self.page("/", Accept_Encoding="gzip, br")
        self.assertEqual((small.headers["Content-Encoding"], small.body), ("br", b"brotli"))
        self.assertEqual(small.headers["Vary"], "Accept-Encoding")
        plain = self.page("/")
        self.assertIsNone(plain.headers["Content-Encoding"])
        self.assertNotEqual(plain.headers["ETag"], small.headers["ETag"])
        script = self.page("/assets/app-Ab3_d-F9.js", Accept_Encoding="gzip")
        self.assertEqual((script.headers["Content-Encoding"], script.body), ("gzip", b"gzip"))

    def test_what_is_not_there_is_no_page(self):
        for path in ("/assets/gone-00000000.js", "/favicon.ico", "/api/v1/query/no-such", "/api", "/.env",
                     "/leak.js", "/index.html.br", "/assets/", "/robots.txt"):
            self.assertEqual(self.page(path).code, 404, path)
        self.assertEqual(ask(self.hall.out + "/unit/members", Accept="application/json").code, 404)
        self.assertEqual(ask(self.hall.out + "/unit/members", b"{}", Accept="text/html").code, 404)

    def test_no_address_leads_out_of_the_folder(self):
        """As it stands on the wire: clients would tidy such an address up."""
        for path in ("/../../../../etc/passwd", "/assets/../.env", "/%2e%2e/%2e%2e/etc/hostname",
                     "/assets/..%2f.env", "//etc/passwd", "/assets/\\..\\.env"):
            with socket.create_connection(("127.0.0.1", self.hall.ports[0])) as s:
                s.sendall(f"GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode())
                text = b"".join(iter(lambda: s.recv(65536), b""))
            self.assertTrue(text.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400")), (path, text[:80]))
            self.assertNotIn(b"PASSWORD", text)

    def test_a_door_without_a_portal_has_the_halls_own_first_page(self):
        self.assertIn("社会保险网上办事大厅", ask(self.hall.inside + "/", **PAGE).body.decode())
        self.assertEqual(ask(self.hall.inside + "/unit/members", **PAGE).code, 404)
        self.assertEqual(ask(self.hall.out + "/assets/hall.css").code, 200)

    def test_pages_without_script_in_both_languages(self):
        for path, zh, en in (("/guide", "办事指南", "Businesses"), ("/notices", "目前没有公告", "no notice"),
                             ("/old-browser.html", "极速模式", "newer browser"),
                             ("/maintenance.html", "系统维护中", "Under maintenance")):
            for reply, words in ((self.page(path), zh), (self.page(path + "?lang=en"), en),
                                 (self.page(path, Accept_Language="en-US"), en)):
                self.assertEqual(reply.code, 200, path)
                self.assertIn(words, reply.body.decode())
                self.assertNotIn("<script", reply.body.decode())
                self.assertNotIn("script-src", reply.headers["Content-Security-Policy"])

    def test_what_is_no_business_or_notice_is_a_page_that_says_so(self):
        for path in ("/guide/query.GetStatus", "/guide/no.Such", "/notices/1", "/guide/<script>"):
            reply = self.page(path)
            self.assertEqual((reply.code, reply.headers["Content-Type"]), (404, "text/html; charset=utf-8"))
            self.assertIn("没有这一页", reply.body.decode())
            self.assertNotIn("<script", reply.body.decode())


if __name__ == "__main__":
    unittest.main()
