"""browser: a login at the outside door that lives in cookies, as a browser's does.

    clerk = Browser(town, address="127.0.0.2")
    assert clerk.login("district01", town.lab.password) == (200, "OK")
    answer = clerk.do("review.ListOpen")
"""
import http.client
import json
import urllib.parse
import uuid

import hallbus
from town import answer_of, is_query, kebab

LOGIN = "/api/v1/identity/login"
PAGE = {"Sec-Fetch-Site": "same-origin"}


def new_key():
    return str(uuid.UUID(bytes=hallbus.uuid7()))


class Browser:
    """Keeps its cookies and what its pages send back. `always`: headers of its way to the hall."""

    def __init__(self, town, address="127.0.0.1", door="outside"):
        url = town.lab.inside if door == "inside" else town.lab.http
        self.port, self.address = int(url.rsplit(":", 1)[1]), address
        self.cookies, self.csrf, self.always = {}, "", {}

    def send(self, verb, path, body=None, headers=None):
        """(HTTP code, headers, document)"""
        line = http.client.HTTPConnection("127.0.0.1", self.port, 30, (self.address, 0))
        line.request(verb, path, body, {**self.always, **(headers or {})})
        reply = line.getresponse()
        told = json.loads(reply.read())
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        line.close()
        return reply.status, reply.headers, told

    def page(self, **more):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {**PAGE, **({"Cookie": cookies} if cookies else {}), **more}

    def login(self, account, password, **body):
        """(HTTP code, status). With more in the body it is a program, which keeps no cookies."""
        code, told = self.enter(account, password, {} if body else self.page(), **body)
        return code, told.get("code") or told["status"]

    def enter(self, account, password, headers, **body):
        """(HTTP code, document) of a login."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": new_key(), **headers}
        body = json.dumps({"accountNo": account, "password": password, **body})
        code, _, told = self.send("POST", LOGIN, body, headers)
        self.csrf = told.get("csrfToken", self.csrf)
        return code, told

    def do(self, method, body=None, **headers):
        """One command or query of one of its pages."""
        package, name = method.split(".")
        path = f"/api/v1/{package}/{kebab(name)}"
        if is_query(method):
            path += "?" + urllib.parse.urlencode(body or {})
            code, _, told = self.send("GET", path, None, self.page(**headers))
        else:
            act = {"Content-Type": "application/json", "Idempotency-Key": new_key(),
                   "X-CSRF-Token": self.csrf, **headers}
            code, _, told = self.send("POST", path, json.dumps(body or {}), self.page(**act))
        return answer_of(code, json.dumps(told))
