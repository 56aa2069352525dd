"""proxy: stands between two sides of the bus and makes the network worse: it doubles, delays,
reorders and loses commands and answers, by a seed. Registration, credit and heartbeats pass at once
and in order, as a stream does.

    proxy.py --listen ipc:///x/front --upstream ipc:///y/front --seed 1 --double 10
             --lose 2 --delay-ms 30

Runs until killed; prints "ready" when it listens. As a module: Proxy(...).start() / .stop().
It works for clients in front of a broker and for workers behind one.
"""
import argparse
import heapq
import itertools
import random
import threading
import time

import zmq

COMMAND, ANSWER = 1, 2
DISTURBED = (COMMAND, ANSWER)


class Proxy(threading.Thread):
    """double, lose: per cent of messages; delay_ms: longest delay, every message has its own. Passwords
    are passed on: the proxy is nobody."""

    def __init__(self, listen, upstream, seed=1, double=10, lose=0, delay_ms=30):
        super().__init__(daemon=True)
        self.passwords = {}  # by name
        self.random = random.Random(seed)
        self.double, self.lose, self.delay_ms = double, lose, delay_ms
        self.upstream = upstream
        self.context = zmq.Context()
        self.zap = self.context.socket(zmq.REP)
        self.zap.bind("inproc://zeromq.zap.01")
        self.front = self.context.socket(zmq.ROUTER)
        self.front.setsockopt(zmq.LINGER, 0)
        self.front.plain_server = True
        self.front.zap_domain = b"proxy"
        self.front.bind(listen)
        self.links = {}  # routing id -> DEALER of its own, so that the upstream sees every peer
        self.poller = zmq.Poller()
        self.poller.register(self.front, zmq.POLLIN)
        self.poller.register(self.zap, zmq.POLLIN)
        self.later = []  # heap of (time, number, send, frames)
        self.number = itertools.count()
        self.counts = {"passed": 0, "doubled": 0, "lost": 0}
        self.ending = False

    def stop(self):
        self.ending = True
        self.join()

    def admit(self):
        """Everybody, by the name that is given; the broker upstream looks at it again."""
        version, id, *_, name, password = self.zap.recv_multipart()
        self.passwords[name] = password
        self.zap.send_multipart([version, id, b"200", b"", name, b""])

    def link_of(self, peer, name):
        if peer not in self.links:
            link = self.context.socket(zmq.DEALER)
            link.setsockopt(zmq.LINGER, 0)
            link.plain_username = name.encode()
            link.plain_password = self.passwords[name.encode()]
            link.connect(self.upstream)
            self.links[peer] = link
            self.poller.register(link, zmq.POLLIN)
        return self.links[peer]

    def pass_on(self, send, kind, frames):
        if kind not in DISTURBED:
            send(frames)
            return
        if self.random.uniform(0, 100) < self.lose:
            self.counts["lost"] += 1
            return
        doubled = self.random.uniform(0, 100) < self.double
        self.counts["passed"] += 1
        self.counts["doubled"] += doubled
        for _ in range(1 + doubled):
            due = time.monotonic() + self.random.uniform(0, self.delay_ms) / 1000
            heapq.heappush(self.later, (due, next(self.number), send, frames))

    def turn(self):
        wait_ms = 50
        if self.later:
            wait_ms = max(0, int((self.later[0][0] - time.monotonic()) * 1000) + 1)
        ready = dict(self.poller.poll(min(wait_ms, 50)))
        if self.zap in ready:
            self.admit()
        if self.front in ready:
            parts = self.front.recv_multipart(copy=False)
            peer, *frames = (part.bytes for part in parts)
            link = self.link_of(peer, parts[-1].get("User-Id"))
            self.pass_on(link.send_multipart, frames[0][0], frames)
        for peer, link in self.links.items():
            if link in ready:
                frames = link.recv_multipart()
                self.pass_on(lambda parts, to=peer: self.front.send_multipart([to, *parts]),
                             frames[0][0], frames)
        while self.later and self.later[0][0] <= time.monotonic():
            _, _, send, frames = heapq.heappop(self.later)
            send(frames)

    def run(self):
        while not self.ending:
            self.turn()
        self.context.destroy(linger=0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", required=True)
    parser.add_argument("--upstream", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--double", type=float, default=10)
    parser.add_argument("--lose", type=float, default=0)
    parser.add_argument("--delay-ms", type=float, default=30)
    options = parser.parse_args()
    proxy = Proxy(options.listen, options.upstream, options.seed, options.double, options.lose,
                  options.delay_ms)
    print("ready", flush=True)
    proxy.run()


if __name__ == "__main__":
    main()
