"""Stories about hall-web and browsers: the cookie of a session, and what it is worth from elsewhere."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from web_hall import Hall, ask  # noqa: E402

ADD = "/api/v1/enrolment/add-member"


class Browsers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hall = Hall()

    @classmethod
    def tearDownClass(cls):
        code, text = cls.hall.stop()
        assert code == 0, (code, text[-4000:])

    def post(self, body, path=ADD, **more):
        return ask(self.hall.out + path, json.dumps(body).encode(), **{"token": None, **more})

    def browse(self, **more):
        """A login by a browser: (reply, {cookie: value})."""
        reply = self.post({"accountNo": "unit01", "password": "p"}, "/api/v1/identity/login",
                          **{"Sec_Fetch_Site": "same-origin", **more})
        pairs = (c.split(";")[0].split("=", 1) for c in reply.headers.get_all("Set-Cookie") or [])
        return reply, dict(pairs)

    def test_a_browser_gets_a_cookie_that_no_script_reads(self):
        reply, cookies = self.browse()
        session = next(c for c in reply.headers.get_all("Set-Cookie") if c.startswith("__Host-hall="))
        for part in ("HttpOnly", "Secure", "SameSite=Strict", "Path=/"):
            self.assertIn(part, session)
        self.assertNotIn(cookies["__Host-hall"], reply.body.decode())
        self.assertEqual(len(reply.json["csrfToken"]), 64)
        self.assertEqual(self.browse(Sec_Fetch_Site="cross-site")[0].json["reason"], "cross_site")

    def test_a_cookie_acts_only_from_our_own_pages(self):
        reply, cookies = self.browse()
        cookie = {"Cookie": "__Host-hall=" + cookies["__Host-hall"], "token": None,
                  "X_CSRF_Token": reply.json["csrfToken"]}
        own = self.hall.out
        for site in ({"Sec_Fetch_Site": "same-origin"}, {"Origin": own}, {"Referer": own + "/docs"}):
            self.assertEqual(self.post({"unitNo": "1"}, **site, **cookie).code, 200)
        for site in ({"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "none"},
                     {"Origin": "https://evil.example"}, {"Referer": own + ".evil.example/"}, {}):
            self.assertEqual(self.post({"unitNo": "1"}, **site, **cookie).json["reason"], "cross_site")

    def test_a_cookie_asks_only_from_our_own_pages(self):
        """Another site cannot even ask in a clerk's name; what he types himself is answered."""
        cookie = {"Cookie": "__Host-hall=" + self.browse()[1]["__Host-hall"], "token": None}
        for path in ("/api/v1/query/list-members?unitNo=1", "/api/v1/feed?topics=cases",
                     "/api/v1/roster/result?roster_no=1"):
            for site in ({"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"},
                         {"Origin": "https://evil.example"}, {}):
                refused = ask(self.hall.out + path, **site, **cookie)
                self.assertEqual((refused.code, refused.json["reason"]), (403, "cross_site"), path)
        for site in ("same-origin", "none"):
            self.assertEqual(ask(self.hall.out + "/api/v1/query/list-members?unitNo=1",
                                 Sec_Fetch_Site=site, **cookie).code, 200)

    def test_an_act_of_a_cookie_needs_the_sessions_own_csrf_token(self):
        (_, mine), (other, _) = self.browse(), self.browse()
        cookie = {"Cookie": "__Host-hall=" + mine["__Host-hall"], "token": None,
                  "Sec_Fetch_Site": "same-origin"}
        for header in ({}, {"X_CSRF_Token": "0" * 64}, {"X_CSRF_Token": other.json["csrfToken"]}):
            refused = self.post({"unitNo": "1"}, **header, **cookie)
            self.assertEqual((refused.code, refused.json["reason"]), (403, "csrf"))
        shown = ask(self.hall.out + "/api/v1/identity/show-session", **cookie)
        good = {"X_CSRF_Token": shown.json["csrfToken"]}
        self.assertEqual(self.post({"unitNo": "1"}, **good, **cookie).code, 200)
        self.assertNotIn("csrfToken", ask(self.hall.out + "/api/v1/identity/show-session").json)

    def test_a_made_up_cookie_costs_the_hall_nothing_more(self):
        """Whoever sends cookies that nobody gave out makes the door tell of no session in use."""
        before = self.browse()[0].json["position"]
        for n in range(9):
            cookie = {"Cookie": f"__Host-hall=00{n:062x}", "token": None, "Sec_Fetch_Site": "same-origin"}
            refused = ask(self.hall.out + "/api/v1/query/list-members?unitNo=1", **cookie)
            self.assertEqual(refused.json["code"], "E_TOKEN")
        after = self.browse()[0].json["position"]
        self.assertEqual(int(after.split(":")[-1]) - int(before.split(":")[-1]), 1, (before, after))

    def test_a_logout_takes_the_cookie_away(self):
        reply, cookies = self.browse()
        out = self.post({}, "/api/v1/identity/logout", Sec_Fetch_Site="same-origin",
                        Cookie="__Host-hall=" + cookies["__Host-hall"],
                        X_CSRF_Token=reply.json["csrfToken"])
        self.assertIn("__Host-hall=; Path=/; Max-Age=0", out.headers["Set-Cookie"])


if __name__ == "__main__":
    unittest.main()
