#!/usr/bin/python3
"""The settings for nginx as they are shipped, started on loopback with certificates made here: what the own
headers of a visitor are worth, the client certificate, versions of TLS, slow and large requests, the feed,
files, and a hall that is away.

Rows: A26."""
import gzip
import http.client
import json
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "lib"), str(HERE.parent / "lib")]
from browser import LOGIN, new_key                                                # noqa: E402
from town import ROOT, Town, tell, wait_until                                     # noqa: E402

SCRIPT, FORGED = "assets/app-0a1b2c3d.js", "203.0.113.9"
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="hall-nginx-"))
NGINX = {}


# ---- the shipped settings ------------------------------------------------------------------------------

def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=FOLDER)


def make_certificates():
    """The hall's own, and two persons' clients of two authorities, of which the hall knows one."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    for name in ("hall", "clients", "strangers"):
        openssl("req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.crt", "-days", "2", "-subj",
                f"/CN={name}")
    for name, authority in (("card", "clients"), ("forged", "strangers")):
        openssl("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.crt", "-CAkey", f"{authority}.key",
                "-CAcreateserial", "-out", f"{name}.crt", "-days", "2")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def adapted(lab):
    """deploy/nginx with the addresses, names and files of this machine, and nothing else."""
    shipped = ROOT / "deploy" / "nginx"
    text = (shipped / "hall.conf").read_text()
    for line in re.findall(r"\n    include /etc/nginx/hall-door\.inc;", text):
        text = text.replace(line, "\n" + (shipped / "hall-door.inc").read_text(), 1)
    NGINX.update({name: free_port() for name in ("http", "outside", "inside", "kiosk")})
    doors = {"8080": lab.http, "8081": lab.inside, "8084": lab.kiosk}
    for shipped, here in (
            (r"listen \[::\]:\d+[^\n]*;\n", ""), (r"listen 80;", f"listen 127.0.0.1:{NGINX['http']};"),
            (r"listen 443 ", f"listen 127.0.0.1:{NGINX['outside']} "),
            (r"listen 10\.0\.0\.10:443 ", f"listen 127.0.0.1:{NGINX['inside']} "),
            (r"listen 10\.0\.1\.10:443 ", f"listen 127.0.0.1:{NGINX['kiosk']} "),
            (r"allow 10\.0\.[01]\.0/\d+;", "allow 127.0.0.0/30;"),
            (r"/etc/hall/tls/(?:hall|intranet|kiosk)\.(crt|key)", rf"{FOLDER}/hall.\1"),
            (r"# (ssl_client_certificate) /etc/hall/tls/clients\.crt;", rf"\1 {FOLDER}/clients.crt;"),
            (r"# (ssl_verify_client optional;)", r"\1"), (r"/usr/share/hall/portal", f"{FOLDER}/portal"),
            *((rf"127\.0\.0\.1:{port};", urllib.parse.urlsplit(url).netloc + ";")
              for port, url in doors.items())):
        text, n = re.subn(shipped, here, text)
        assert n, f"the shipped settings have no {shipped}"
    return text


def start(lab):
    (FOLDER / "hall.conf").write_text(adapted(lab))
    (FOLDER / "nginx.conf").write_text(f"""
        daemon off; pid {FOLDER}/pid; error_log {FOLDER}/error.log; worker_processes 2;
        events {{ worker_connections 256; }}
        http {{ include /etc/nginx/mime.types; access_log {FOLDER}/access.log;
               client_body_temp_path {FOLDER}/body; proxy_temp_path {FOLDER}/proxy;
               include {FOLDER}/hall.conf; }}""")
    command = ["nginx", "-p", FOLDER, "-c", FOLDER / "nginx.conf"]
    subprocess.run([*command, "-t", "-q"], check=True)
    NGINX["process"] = subprocess.Popen(command)
    wait_until(lambda: call("GET", "/api/v1/forms")[0] == 200, 20, "nginx to serve")


def make_files():
    """A built portal as it is copied beside nginx, and the page of a hall that is away."""
    FOLDER.chmod(0o755)  # nginx serves as an account of its own
    for door in ("outside", "intranet", "kiosk"):
        file = FOLDER / "portal" / door / SCRIPT
        file.parent.mkdir(parents=True)
        file.write_text(f"// {door}\n" * 500)
        file.with_name(file.name + ".gz").write_bytes(gzip.compress(file.read_bytes()))
        (FOLDER / "portal" / door / "index.html").write_text("<!doctype html><title>t</title>")
    (FOLDER / "portal" / "maintenance.html").write_text("<title>维护</title>")


# ---- a visitor ------------------------------------------------------------------------------------------

def line(address="127.0.0.1", door="outside", card=None, timeout=30):
    tls = ssl.create_default_context(cafile=FOLDER / "hall.crt")
    tls.check_hostname = False
    if card:
        tls.load_cert_chain(FOLDER / f"{card}.crt", FOLDER / f"{card}.key")
    return http.client.HTTPSConnection("127.0.0.1", NGINX[door], timeout=timeout, context=tls,
                                       source_address=(address, 0))


def call(verb, path, body=None, headers=None, **how):
    """(code, headers, bytes) through nginx."""
    try:
        to = line(**how)
        to.request(verb, path, body, headers or {})
        reply = to.getresponse()
        return reply.status, reply.headers, reply.read()
    except OSError as error:
        return 0, {}, str(error).encode()


def login(town, account, headers=None, factor="", **how):
    """(code, document)"""
    body = {"accountNo": account, "password": town.lab.password, **({"factor": factor} if factor else {})}
    code, _, raw = call("POST", LOGIN, json.dumps(body).encode(), {
        "Content-Type": "application/json", "Idempotency-Key": new_key(), **(headers or {})}, **how)
    return code, json.loads(raw)


def as_program(told):
    return {"Authorization": "Bearer " + told["token"]}


# ---- the stories ----------------------------------------------------------------------------------------

def a_visitor_s_own_headers_are_worth_nothing(town):
    """A26: the hall keeps the address of the connection, whatever the visitor writes."""
    for address, names in (("127.0.0.2", ("X-Real-IP", "X-Forwarded-For")),
                           ("127.0.0.3", ("x-real-ip", "Forwarded", "X-Forwarded-For"))):
        code, told = login(town, "unit02", {name: FORGED for name in names}, address=address)
        assert code == 200, told
        listed = json.loads(call("GET", "/api/v1/identity/list-sessions", None, as_program(told))[2])
        own = [s["sourceAddress"] for s in listed["reply"]["session"] if s["own"]]
        assert own == [address], own
    assert FORGED not in town.lab.log.read_text()


def a_certificate_is_a_further_factor(town):
    """A26: bound through nginx; a header that says so, or a stranger's certificate, opens nothing."""
    code, told = login(town, "district02", door="inside", card="card", address="127.0.0.1")
    assert code == 200, told
    bound = call("POST", "/api/v1/identity/bind-certificate", b"{}", {
        **as_program(told), "Content-Type": "application/json", "Idempotency-Key": new_key(),
        "X-Factor": town.authenticator("district02").next()}, door="inside", card="card")
    assert bound[0] == 200, bound
    pem = urllib.parse.quote((FOLDER / "card.crt").read_text())
    for what in ({}, {"X-Client-Certificate": pem}, {"x-client-certificate": pem}):
        code, told = login(town, "district02", what, door="inside")
        assert (code, told["reason"]) == (403, "certificate"), (what, told)
    code, _, raw = call("POST", LOGIN, b"{}", door="inside", card="forged")
    assert code == 400 and b"certificate" in raw, "a stranger's authority is refused by nginx"
    assert login(town, "district02", door="inside", card="card")[0] == 200


def slow_requests_are_cut(town):
    """Headers after five seconds, a body that stands still after ten; both at the same time."""
    took = {}

    def drip(name, start):
        to = line(timeout=20)
        to.connect()
        began = time.monotonic()
        to.sock.sendall(start)
        while to.sock.recv(4096):  # until nginx hangs up
            pass
        took[name] = time.monotonic() - began
    slow = [threading.Thread(target=drip, args=pair) for pair in (
        ("headers", b"GET / HTTP/1.1\r\nHost: hall\r\nX-Slow: "),
        ("body", b"POST /api/v1/roster/upload HTTP/1.1\r\nHost: hall\r\nContent-Length: 1000\r\n\r\nabc"))]
    for one in slow:
        one.start()
    assert login(town, "unit02", address="127.0.0.4")[0] == 200, "others go on"
    for one in slow:
        one.join()
    assert 4 < took["headers"] < 8 and 9 < took["body"] < 14, took


def what_is_too_large_is_refused_at_once(town):
    """By its announced length, before it is sent; the answer is one that a program reads."""
    to = line()
    to.putrequest("POST", "/api/v1/roster/upload")
    to.putheader("Content-Length", str(67 << 20))
    to.endheaders()
    reply = to.getresponse()
    assert reply.status == 413 and json.loads(reply.read())["code"] == "E_TOO_LARGE"
    code, _, raw = call("GET", "/", None, {"X-Large": "x" * 40000})
    assert code in (400, 414, 494), (code, raw)


def the_feed_comes_line_by_line(town):
    """Server-sent events pass nginx unbuffered: the first one is here while the answer goes on."""
    _, told = login(town, "unit02", address="127.0.0.5")
    to = line()
    to.request("GET", "/api/v1/feed?topics=cases", headers={**as_program(told), "Accept-Encoding": "gzip"})
    reply = to.getresponse()
    kind = reply.headers["Content-Type"]
    assert reply.status == 200 and kind.startswith("text/event-stream"), (reply.status, kind)
    assert not reply.headers.get("Content-Encoding")
    assert reply.readline().strip(), "the first line"
    to.close()


def files_come_from_nginx(town):
    """Named by their content: kept for good, compressed beforehand; answers are compressed on the way."""
    for door, folder in (("outside", "outside"), ("inside", "intranet"), ("kiosk", "kiosk")):
        code, headers, raw = call("GET", "/" + SCRIPT, None, {"Accept-Encoding": "gzip"}, door=door)
        assert code == 200 and headers["Content-Encoding"] == "gzip", headers
        assert "immutable" in headers["Cache-Control"] and headers["X-Content-Type-Options"] == "nosniff"
        assert "javascript" in headers["Content-Type"], headers
        assert gzip.decompress(raw) == (FOLDER / "portal" / folder / SCRIPT).read_bytes()
        plain = call("GET", "/" + SCRIPT, door=door)
        assert plain[0] == 200 and not plain[1].get("Content-Encoding")
        assert call("GET", "/assets/none-0a1b2c3d.js", door=door)[0] == 404
        assert call("GET", "/assets/../../maintenance.html", door=door)[0] in (400, 404)
    code, headers, raw = call("GET", "/api/v1/openapi.json", None, {"Accept-Encoding": "gzip"})
    assert code == 200 and headers["Content-Encoding"] == "gzip" and json.loads(gzip.decompress(raw))


def doors_are_kept_apart(town):
    """Plain HTTP is led to TLS, the intranet door is for its networks, and metrics are nobody's."""
    to = http.client.HTTPConnection("127.0.0.1", NGINX["http"], timeout=10)
    to.request("GET", "/login")
    reply = to.getresponse()
    assert reply.status == 301 and reply.headers["Location"].startswith("https://"), reply.headers
    for door in ("inside", "kiosk"):
        assert call("GET", "/api/v1/forms", door=door, address="127.0.0.9")[0] == 403
    assert call("GET", "/metrics")[0] == 404


def a_kiosk_takes_and_gives_no_file(town):
    """Who comes to the machine in an office enters and reads there; files, lists to carry away, reviews and
    the intranet's methods do not exist at its door."""
    template = "/api/v1/roster/template?method=enrolment.AddMember"
    person = as_program(login(town, "person01", door="kiosk")[1])
    assert call("GET", "/api/v1/query/list-cases", None, person, door="kiosk")[0] == 200
    sheet = {**person, "Accept": "text/csv"}
    assert call("GET", "/api/v1/query/list-cases", None, sheet)[0] == 200
    assert call("GET", "/api/v1/query/list-cases", None, sheet, door="kiosk")[0] == 404
    assert call("GET", template)[0] == 200 and call("GET", template, door="kiosk")[0] == 404
    for verb, path in (("POST", "roster/upload"), ("GET", "roster/result?roster_no=1"),
                       ("POST", "review/claim-case"), ("GET", "query/find-person")):
        assert call(verb, "/api/v1/" + path, b"{}", person, door="kiosk")[0] == 404, path


def handshake(port, version):
    """The version that was agreed on with a client who speaks this one alone, or why there was none."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.set_ciphers("ALL:@SECLEVEL=0")  # else this machine's own library refuses to offer it
    client.minimum_version = client.maximum_version = version
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as plain, client.wrap_socket(plain) as line:
            return line.version()
    except ssl.SSLError as error:
        return error.reason


def lenient_server():
    """The port of one that takes every version, twice: so it is shown that the client speaks the old ones."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(FOLDER / "hall.crt", FOLDER / "hall.key")
    server.set_ciphers("ALL:@SECLEVEL=0")
    server.minimum_version = ssl.TLSVersion.TLSv1
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        for _ in range(2):
            with listener.accept()[0] as plain, server.wrap_socket(plain, server_side=True):
                pass
        listener.close()
    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1]


def old_protocols_are_refused(town):
    """TLS 1.0 and 1.1 end with the alert that says so, at both doors; 1.2 and 1.3 are served."""
    old, lenient = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1), lenient_server()
    assert [handshake(lenient, version) for version in old] == ["TLSv1", "TLSv1.1"]
    for door in ("outside", "inside"):
        for version in old:
            assert handshake(NGINX[door], version) == "TLSV1_ALERT_PROTOCOL_VERSION", (door, version)
        for version, agreed in ((ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")):
            assert handshake(NGINX[door], version) == agreed, (door, version)


def guessing_is_slowed_for_an_address(town):
    """Logins of one address beyond twenty a minute are refused, in the hall's words; another goes on."""
    told = [login(town, "nobody", address="127.0.0.7") for _ in range(14)]
    refused = [document for code, document in told if code == 429]
    assert refused and all(document["code"] == "E_TOO_OFTEN" for document in refused), told
    assert login(town, "unit02", address="127.0.0.8")[0] == 200


def a_hall_that_is_away_has_a_page():
    """Its files are still there."""
    code, headers, raw = call("GET", "/")
    assert code == 502 and "维护" in raw.decode() and headers["Retry-After"] == "30", (code, raw)
    assert call("GET", "/" + SCRIPT)[0] == 200


def main():
    make_certificates()
    make_files()
    settings = ["--proxy_header=X-Real-IP", "--tls=yes", "--certificate_header=X-Client-Certificate"]
    web = {"web": settings, "kiosk": settings}
    try:
        with Town(seed=95, programs="projector,roster,web,kiosk", portal=str(FOLDER / "portal"),
                  extra=web) as town:
            start(town.lab)
            tell(town, a_visitor_s_own_headers_are_worth_nothing, a_certificate_is_a_further_factor,
                 what_is_too_large_is_refused_at_once, the_feed_comes_line_by_line, files_come_from_nginx,
                 doors_are_kept_apart, a_kiosk_takes_and_gives_no_file, old_protocols_are_refused,
                 slow_requests_are_cut, guessing_is_slowed_for_an_address)
        a_hall_that_is_away_has_a_page()
    finally:
        if "process" in NGINX:
            NGINX["process"].send_signal(signal.SIGTERM)
            NGINX["process"].wait(20)
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()
