#!/usr/bin/python3
"""Logins from outside: nobody locks another one's account, and a flood of logins keeps nobody out.

Rows: S1, S5. Attackers come from addresses of their own (127.0.0.2 and on), the others from 127.0.0.1."""
import base64
import hashlib
import http.client
import json
import multiprocessing
import pathlib
import selectors
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
import logbook  # noqa: E402
from browser import LOGIN, Browser, new_key  # noqa: E402
from town import Town, at_once, tell, wait_until  # noqa: E402

ATTACKERS, SECONDS_MAX = 100, 2.0


def a_stranger_locks_nobody_out(town):
    """S1, C1: given a browser that logged in before, when strangers try passwords, then it gets in."""
    right, own = town.lab.password, Browser(town)
    assert own.login("unit02", right) == (200, "OK")
    assert "__Host-hall-device" in own.cookies
    stranger = Browser(town, "127.0.0.2")
    said = [stranger.login("unit02", f"guess-{i}") for i in range(14)]
    assert set(said) == {(401, "E_LOGIN")}, said
    assert stranger.login("unit02", right) == (401, "E_LOGIN"), "he tries nothing more today"
    secret = bytes.fromhex(own.cookies["__Host-hall-device"])
    known = base64.b64encode(hashlib.new("sm3", secret).digest()).decode()
    assert stranger.login("unit02", right, deviceHash=known) == (401, "E_LOGIN"), "a hash is no device"
    assert own.login("unit02", right) == (200, "OK")
    assert Browser(town, "127.0.0.6").login("unit02", right) == (200, "OK"), "a new device elsewhere"


def strangers_together_have_fifty_tries(town):
    """C1: given strangers at six addresses, when they try one account, then known places alone go on."""
    right = town.lab.password
    assert Browser(town, "127.0.1.1").login("community01", right) == (200, "OK")
    crowd = [Browser(town, f"127.0.1.{10 + i}") for i in range(6)]
    tried = at_once(*(lambda b=b: [b.login("community01", "wrong")[1] for _ in range(10)] for b in crowd))
    assert {code for codes in tried for code in codes} == {"E_LOGIN"}, tried
    counted = town.rows("select failures_today from account where account_no = 'community01'")
    assert counted == [(50,)], counted
    assert Browser(town, "127.0.1.99").login("community01", right) == (401, "E_LOGIN"), "a new place waits"
    assert Browser(town, "127.0.1.1").login("community01", right) == (200, "OK"), "a known one does not"


def a_lock_tells_nobody_that_the_account_exists(town):
    """S5, C1: an account and a name that nobody has are answered alike, as often as they are tried; who knows
    the password is told of the lock."""
    stranger = Browser(town, "127.0.0.3")
    said = {name: [stranger.login(name, "wrong") for _ in range(6)] for name in ("unit03", "nobody03")}
    assert said["unit03"] == said["nobody03"] == [(401, "E_LOGIN")] * 6, said
    assert stranger.login("unit03", town.lab.password) == (403, "E_AUTH_LOCKED")
    assert Browser(town).login("unit03", town.lab.password) == (200, "OK")


def a_name_that_nobody_has_is_counted(town):
    """A12, C6: tries with names that nobody has leave a counted entry with their address, and no name."""
    stranger, name = Browser(town, "127.0.0.9"), "420102199001019019"
    assert [stranger.login(name, "wrong")[1] for _ in range(3)] == ["E_LOGIN"] * 3

    def counted():
        found = town.looked_up("identity.LoginsUntried", "127.0.0.9")
        return sum(logbook.content(event).n for _, event in found) >= 3
    wait_until(counted, 20, "the tries to become an entry")
    assert name not in town.lab.log.read_text(errors="replace"), "nothing that was typed stands in logs"


def an_address_that_fails_often_waits(town):
    """C1: twenty wrong passwords of an address, and it is refused before anything is hashed."""
    guesser = Browser(town, "127.0.0.4")
    said = [guesser.login(f"nobody{i}", "wrong")[1] for i in range(24)]
    assert said[:20] == ["E_LOGIN"] * 20, said
    assert said[-1] == "E_TOO_OFTEN", said
    assert Browser(town).login("unit01", town.lab.password) == (200, "OK")


def flood(port, stop):
    """A hundred connections of one address, each with a login on its way all the time."""
    body = json.dumps({"accountNo": "unit01", "password": "wrong"}).encode()
    ready = selectors.DefaultSelector()

    def send(line):
        head = (f"POST {LOGIN} HTTP/1.1\r\nHost: hall\r\nContent-Type: application/json\r\n"
                f"Idempotency-Key: {new_key()}\r\nContent-Length: {len(body)}\r\n\r\n")
        line.sendall(head.encode() + body)

    def again():
        line = socket.create_connection(("127.0.0.1", port), 10, ("127.0.0.5", 0))
        ready.register(line, selectors.EVENT_READ)
        send(line)
    for _ in range(ATTACKERS):
        again()
    while not stop.is_set():
        for key, _ in ready.select(0.1):
            if key.fileobj.recv(65536):
                send(key.fileobj)
                continue
            ready.unregister(key.fileobj)
            key.fileobj.close()
            again()


def a_flood_keeps_nobody_out(town):
    """S5, C2: while a hundred connections of one address log in, three others get in within two seconds."""
    clerk, stop = Browser(town), multiprocessing.Event()
    attack = multiprocessing.Process(target=flood, args=(clerk.port, stop))
    attack.start()
    try:
        busy = Browser(town, "127.0.0.5")
        wait_until(lambda: busy.login("unit01", "wrong")[1] == "E_TOO_OFTEN", 20)
        took = []
        for account in ("district01", "district02", "auditor01"):
            began = time.monotonic()
            assert clerk.login(account, town.lab.password) == (200, "OK"), account
            took.append(time.monotonic() - began)
        print(f"   {', '.join(f'{t:.2f} s' for t in took)}")
        assert max(took) < SECONDS_MAX, took
    finally:
        stop.set()
        attack.join(20)


def a_feed_ends_with_its_login(town):
    """S5, C3: given a clerk's live feed, when the clerk logs out elsewhere, then the feed ends by itself."""
    clerk = town.visitor("district02")
    line = http.client.HTTPConnection("127.0.0.1", Browser(town).port, 30)
    line.request("GET", "/api/v1/feed?topics=cases", headers={"Authorization": "Bearer " + clerk.token.hex()})
    feed = line.getresponse()
    assert feed.status == 200 and b"hall" in feed.readline() + feed.readline()
    assert clerk.logout().ok
    while feed.readline():  # what is still said; then its end
        pass
    line.close()


def main():
    with Town(extra={"web": ["--feed_check_ms=200"]}) as town:
        tell(town, a_stranger_locks_nobody_out, strangers_together_have_fifty_tries,
             a_lock_tells_nobody_that_the_account_exists,
             a_name_that_nobody_has_is_counted, an_address_that_fails_often_waits,
             a_flood_keeps_nobody_out, a_feed_ends_with_its_login)


if __name__ == "__main__":
    main()
