"""hallbus: an independent client of the bus, written from the .proto files alone.

It shares no code with broker/bus.c, so that the two check each other: frames, MAC (HMAC-SM3 over the
envelope without its mac field), repeats with the same id. For system tests:

    hall = Hall(["ipc:///tmp/x/front"], "keys", "cli-1")
    answer, reply = hall.call("enrolment.AddMember", {"unit_no": "10000001"}, token=token)
"""
import hashlib
import hmac
import importlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import zmq
from zmq.utils import z85
from google.protobuf import json_format, message_factory, symbol_database

ROOT = pathlib.Path(__file__).resolve().parents[3]
NOTHING, COMMAND, ANSWER, HELLO, BEAT, CREDIT, LEAVE, HINT, WATCH, STATUS = range(10)


def load_contract(proto_dir=ROOT / "proto"):
    """Compiles the contract with protoc into a temporary folder and imports it."""
    if load_contract.done:
        return importlib.import_module("kernel.envelope_pb2")
    out = tempfile.TemporaryDirectory(prefix="hall-pb-")
    load_contract.done = out
    files = sorted(str(p.relative_to(proto_dir)) for p in pathlib.Path(proto_dir).rglob("*.proto"))
    subprocess.run(["protoc", f"--python_out={out.name}", "-I", str(proto_dir), "-I", "/usr/include",
                    *files], check=True)
    sys.path.insert(0, out.name)
    for file in files:
        importlib.import_module(file[:-len(".proto")].replace("/", ".").replace("-", "_") + "_pb2")
    return importlib.import_module("kernel.envelope_pb2")


load_contract.done = None


def options():
    """The options that the contract's messages and fields carry."""
    load_contract()
    return importlib.import_module("kernel.options_pb2")


def methods():
    """Every method of the contract, of all packages: (name, input type)."""
    load_contract()
    pool = symbol_database.Default().pool
    for path in sorted(ROOT.glob("proto/*/service.proto")):
        package = path.parent.name
        for service in pool.FindFileByName(f"{package}/service.proto").services_by_name.values():
            for rpc in service.methods:
                yield f"{package}.{rpc.name}", rpc.input_type


def high_risk_methods():
    """Names of the commands and queries that are sent only with a second factor."""
    about, pool = options(), symbol_database.Default().pool
    found = []
    for file in {m.__name__ for m in list(sys.modules.values()) if m.__name__.endswith("_pb2")}:
        for message in sys.modules[file].DESCRIPTOR.message_types_by_name.values():
            said = pool.FindMessageTypeByName(message.full_name).GetOptions()
            for kind in (about.command, about.query):
                if said.HasExtension(kind) and said.Extensions[kind].high_risk:
                    found.append(message.full_name)
    return sorted(found)


# What may come without a proof: nothing was done.
UNPROVED = {"E_BUSY", "E_DEADLINE", "E_UNAVAILABLE", "E_TOO_LARGE", "E_MALFORMED", "E_UNKNOWN_METHOD",
            "E_KEY_MISSING", "E_ORIGIN", "E_ARENA"}
CLOCK = {"offset_s": 0}  # of the hall that is spoken to, when a test has moved its clock


def uuid7():
    """A command id: 48 bits of milliseconds, version 7, random."""
    raw = bytearray(int((time.time() + CLOCK["offset_s"]) * 1000).to_bytes(6, "big") + os.urandom(10))
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return bytes(raw)


def read_key(keys_dir, name):
    """NAME.key as a dictionary with name, class and mac (bytes)."""
    lines = (pathlib.Path(keys_dir) / f"{name}.key").read_text().splitlines()
    key = dict(line.split(" = ", 1) for line in lines if " = " in line)
    key["mac"] = bytes.fromhex(key["mac"])
    return key


def read_cert(keys_dir, name, part="public-key"):
    """A key of NAME.cert (or NAME.cert_secret) as Z85 bytes."""
    file = f"{name}.cert" + ("_secret" if part == "secret-key" else "")
    for line in (pathlib.Path(keys_dir) / file).read_text().splitlines():
        if line.strip().startswith(part):
            return line.split('"')[1].encode()
    raise KeyError(part)


def x25519(secret, public):
    """RFC 7748: the secret that two pairs share."""
    p, k = 2**255 - 19, int.from_bytes(secret, "little") & ~7 & ~(1 << 255) | 1 << 254
    x1 = int.from_bytes(public, "little") & (1 << 255) - 1
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for t in reversed(range(255)):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % p, b * b % p, d * a % p, c * b % p
        e = aa - bb
        x3, z3 = (da + cb)**2 % p, x1 * (da - cb)**2 % p
        x2, z2 = aa * bb % p, e * (aa + 121665 * e) % p
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, p - 2, p) % p).to_bytes(32, "little")


def password_of(own_secret, others_public):
    """By which a peer proves on a local socket who it is; Z85 keys."""
    shared = x25519(z85.decode(own_secret), z85.decode(others_public))
    return z85.encode(sm3_mac(shared, b"hall bus"))


def prove(socket, endpoint, name, curve):
    """Lets a socket say who it is: by CURVE on tcp, by a password on ipc."""
    server, public, secret = curve
    if endpoint.startswith("tcp://"):
        socket.curve_serverkey, socket.curve_publickey, socket.curve_secretkey = curve
    else:
        socket.plain_username = name.encode()
        socket.plain_password = password_of(secret, server)


def curve_of(keys_dir, name, broker="broker"):
    """(server public key, own public key, own secret key)."""
    return (read_cert(keys_dir, broker), read_cert(keys_dir, name),
            read_cert(keys_dir, name, "secret-key"))


def sm3_mac(key, data):
    return hmac.new(key, data, lambda d=b"": hashlib.new("sm3", d)).digest()


def proved(answer_bytes, mac_key):
    """Whether a packed Answer ends with the MAC that its command's origin can check."""
    head, tail = answer_bytes[:-34], answer_bytes[-34:]
    wanted = sm3_mac(sm3_mac(mac_key, b"answer"), head)
    return tail[:2] == b"\x7a\x20" and hmac.compare_digest(tail[2:], wanted)


def mac_of(envelope, mac_key):
    """HMAC-SM3 over the envelope without its mac."""
    bare = type(envelope)()
    bare.CopyFrom(envelope)
    bare.ClearField("mac")
    return sm3_mac(mac_key, bare.SerializeToString())


def method_types(method):
    """Classes of the input and output of "package.Method"."""
    package, name = method.split(".")
    pool = symbol_database.Default().pool
    file = pool.FindFileByName(f"{package}/service.proto")
    for service in file.services_by_name.values():
        if name in service.methods_by_name:
            rpc = service.methods_by_name[name]
            factory = message_factory.MessageFactory(pool)
            return factory.GetPrototype(rpc.input_type), factory.GetPrototype(rpc.output_type)
    raise KeyError(method)


def confirm_digest(id, method, payload, case_no=""):
    """What the confirmation of an act of high risk is bound to (docs/rules 2.13)."""
    if isinstance(payload, dict):
        payload = json_format.ParseDict(payload, method_types(method)[0]()).SerializeToString()
    texts = b"".join(text.encode() + b"\0" for text in (method, "", case_no))
    return hashlib.new("sm3", id + texts + payload).digest()


class Hall:
    """One client with one DEALER socket per broker. Not for several threads."""

    def __init__(self, endpoints, keys_dir, name, mac_key=None, curve=None):
        """curve: (server public key, own public key, own secret key), by default those of the folder."""
        self.pb = load_contract()
        self.name = name
        self.mac_key = mac_key if mac_key is not None else read_key(keys_dir, name)["mac"]
        # One for all: a context that is collected while a socket of it is open waits for ever.
        self.context = zmq.Context.instance()
        curve = curve or curve_of(keys_dir, name)
        self.sockets = [self._connect(endpoint, curve) for endpoint in endpoints]

    def _connect(self, endpoint, curve):
        socket = self.context.socket(zmq.DEALER)
        socket.setsockopt(zmq.IMMEDIATE, 1)
        socket.setsockopt(zmq.LINGER, 0)
        prove(socket, endpoint, self.name, curve)
        socket.connect(endpoint)
        return socket

    def close(self):
        for socket in self.sockets:
            socket.close(linger=0)

    def envelope(self, method, payload=b"", id=None, token=b"", timeout_ms=10000, **more):
        """A signed envelope. payload: bytes, a message, or a dictionary in proto3 JSON form."""
        if isinstance(payload, dict):
            payload = json_format.ParseDict(payload, method_types(method)[0]())
        if not isinstance(payload, bytes):
            payload = payload.SerializeToString()
        return self.pb.Envelope(id=id or uuid7(), method=method, payload=payload, token=token,
                                ttl_ms=timeout_ms, origin=self.name, channel="cli", **more)

    def sign(self, envelope):
        envelope.signed_at_us = envelope.signed_at_us or int(time.time() * 1e6)
        envelope.mac = mac_of(envelope, self.mac_key)
        return envelope

    def send(self, envelope, socket=0):
        """Sends what is given, signed or not. False when there is no connection."""
        try:
            self.sockets[socket].send_multipart([bytes([COMMAND]), envelope.SerializeToString()],
                                                zmq.DONTWAIT)
            return True
        except zmq.Again:
            return False

    def receive(self, timeout_ms=1000, kinds=(ANSWER,)):
        """The next message of these kinds as (kind, frames), None when there is none in time."""
        poller = zmq.Poller()
        for socket in self.sockets:
            poller.register(socket, zmq.POLLIN)
        end = time.monotonic() + timeout_ms / 1000
        while time.monotonic() < end:
            for socket, _ in poller.poll(max(1, int((end - time.monotonic()) * 1000))):
                kind, *frames = socket.recv_multipart()
                if kind[0] in kinds:
                    return kind[0], frames
        return None

    def send_call(self, method, payload=b"", attempt=1, socket=0, **more):
        """Sends one signed command; returns its id, None when there is no connection."""
        envelope = self.sign(self.envelope(method, payload, attempt=attempt, **more))
        return envelope.id if self.send(envelope, socket) else None

    def call(self, method, payload=b"", timeout_ms=10000, repeat_ms=1000, **more):
        """Sends and repeats with the same id, each time to the next broker, until answered.
        Returns (Answer, reply message or None); the Answer says E_DEADLINE when time runs out."""
        more.setdefault("id", uuid7())
        end = time.monotonic() + timeout_ms / 1000
        attempt = 0
        while (left_ms := int((end - time.monotonic()) * 1000)) > 0:
            attempt += 1
            socket = (attempt - 1) % len(self.sockets)
            sent = self.send_call(method, payload, attempt=attempt, socket=socket,
                                  timeout_ms=left_ms, **more)
            answer = self.wait_for(more["id"], min(left_ms, repeat_ms if sent else 20))
            if answer is not None:
                return answer, self.reply(method, answer)
        status = symbol_database.Default().pool.FindEnumTypeByName("kernel.Status")
        late = self.pb.Answer(id=more["id"], status=status.values_by_name["E_DEADLINE"].number,
                              reason="in_progress")
        return late, None

    def wait_for(self, id, timeout_ms):
        """The Answer with this id; others are dropped."""
        end = time.monotonic() + timeout_ms / 1000
        while (left_ms := int((end - time.monotonic()) * 1000)) > 0:
            message = self.receive(left_ms)
            if message is None:
                return None
            answer = self.pb.Answer.FromString(message[1][0])
            if answer.id == id and (proved(message[1][0], self.mac_key) or
                                    status_name(answer.status) in UNPROVED):
                return answer
        return None

    def wait_ready(self, timeout_ms=10000):
        """Whether the first broker answers a heartbeat in time: only then a plain send arrives."""
        end = time.monotonic() + timeout_ms / 1000
        while time.monotonic() < end:
            try:
                self.sockets[0].send_multipart([bytes([BEAT])], zmq.DONTWAIT)
            except zmq.Again:
                pass
            if self.receive(50, kinds=(BEAT,)) is not None:
                return True
        return False

    def reply(self, method, answer):
        return method_types(method)[1].FromString(answer.payload) if answer.payload else None

    def status(self, socket=0, timeout_ms=3000):
        """BrokerStatus of one broker, None when it is silent."""
        end = time.monotonic() + timeout_ms / 1000
        while time.monotonic() < end:
            try:
                self.sockets[socket].send_multipart([bytes([STATUS])], zmq.DONTWAIT)
            except zmq.Again:
                pass
            message = self.receive(100, kinds=(STATUS,))
            if message is not None:
                return self.pb.BrokerStatus.FromString(message[1][0])
        return None


def status_name(number):
    """"E_BUSY" of 10."""
    load_contract()
    return symbol_database.Default().pool.FindEnumTypeByName(
        "kernel.Status").values_by_number[number].name
