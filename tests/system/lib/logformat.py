"""logformat: the bytes of a log entry (hall-log-2), read, written and hashed from log.proto alone.

Shares no code with the hall or with protobuf. The reader accepts an entry only in the one form in which
the writer would write it again, so that bytes beside the hashed values are found.
"""
import dataclasses
import hashlib

FORMAT = "hall-log-2"
ZERO = bytes(32)
HASH_BYTES, SALT_BYTES = 32, 16
ENTRY_BYTES_MAX, EVENTS_MAX, LINKS_MAX = 1 << 20, 4096, 512
NUMBERS = {"uint32": (0, 1 << 32), "enum": (0, 1 << 31), "int64": (-1 << 63, 1 << 63),
           "uint64": (0, 1 << 64)}  # from .. to

# Name and kind of every field, in the order of the field numbers 1, 2, 3 ...
HEADER = (("format", "string"), ("suite", "string"), ("lane", "uint32"), ("first_position", "int64"),
          ("prev_hash", "bytes"), ("cluster", "string"))
HEAD = (("lane", "uint32"), ("position", "int64"), ("received_at_us", "int64"), ("method", "string"),
        ("command_id", "bytes"), ("actor", "string"), ("role", "enum"), ("acting_for", "string"),
        ("origin", "string"), ("channel", "string"), ("source_address", "string"),
        ("purpose", "string"), ("case_no", "string"), ("contract", "uint64"), ("reference", "string"),
        ("prev_hash", "bytes"), ("key_no", "string"))
EVENT = (("type", "string"), ("schema_version", "uint32"), ("subject", "string"), ("payload", "bytes"),
         ("salt", "bytes"), ("digest", "bytes"))
LINK = (("subject", "string"), ("count", "int64"), ("prev", "bytes"), ("salt", "bytes"),
        ("digest", "bytes"))
ENTRY = (("head", "bytes"), ("event", "bytes*"), ("link", "bytes*"), ("hash", "bytes"))


class Malformed(ValueError):
    """Bytes that are no entry; the text says why."""


@dataclasses.dataclass
class Event:
    type: str = ""
    schema_version: int = 0
    subject: str = ""
    payload: bytes = b""
    salt: bytes = b""
    digest: bytes = b""


@dataclasses.dataclass
class Link:
    subject: str = ""
    count: int = 0
    prev: bytes = b""
    salt: bytes = b""
    digest: bytes = b""


@dataclasses.dataclass
class Entry:
    """The fields of the head stand in the entry itself."""
    lane: int = 0
    position: int = 0
    received_at_us: int = 0
    method: str = ""
    command_id: bytes = b""
    actor: str = ""
    role: int = 0
    acting_for: str = ""
    origin: str = ""
    channel: str = ""
    source_address: str = ""
    purpose: str = ""
    case_no: str = ""
    contract: int = 0
    reference: str = ""
    prev_hash: bytes = b""
    key_no: str = ""
    events: list = dataclasses.field(default_factory=list)
    links: list = dataclasses.field(default_factory=list)
    hash: bytes = b""

    @property
    def types(self):
        return [event.type for event in self.events]


# ---- writing ----------------------------------------------------------------------------------

def varint(number):
    out, number = bytearray(), number & (1 << 64) - 1
    while True:
        byte, number = number & 0x7F, number >> 7
        out.append(byte | (0x80 if number else 0))
        if not number:
            return bytes(out)


def field(number, value):
    """One field; nothing when the value is the default. A list is a repeated field."""
    if isinstance(value, list):
        return b"".join(varint(number << 3 | 2) + varint(len(part)) + part for part in value)
    if isinstance(value, int):
        return varint(number << 3) + varint(value) if value else b""
    data = value.encode() if isinstance(value, str) else bytes(value)
    return varint(number << 3 | 2) + varint(len(data)) + data if data else b""


def written(spec, values, without=()):
    """The message in field-number order. values: an object or a dictionary."""
    get = values.get if isinstance(values, dict) else lambda name: getattr(values, name)
    return b"".join(field(number, get(name)) for number, (name, _) in enumerate(spec, 1)
                    if name not in without)


def entry_bytes(entry, with_hash=False):
    """The entry as the database has it; as a file has it with its hash."""
    return written(ENTRY, {"head": written(HEAD, entry),
                           "event": [written(EVENT, e) for e in entry.events],
                           "link": [written(LINK, one) for one in entry.links],
                           "hash": entry.hash if with_hash else b""})


# ---- hashing ----------------------------------------------------------------------------------

def hashed(suite, data):
    return hashlib.new({"sm3": "sm3", "sha256": "sha256"}[suite], data).digest()


def part_digest(suite, spec, part):
    """Of an event or a link; the one that stands there when it is withheld."""
    return part.digest or hashed(suite, part.salt + written(spec, part, ("salt", "digest")))


def entry_hash(suite, entry):
    whole = FORMAT.encode() + hashed(suite, written(HEAD, entry))
    for spec, parts in ((EVENT, entry.events), (LINK, entry.links)):
        whole += len(parts).to_bytes(4, "big")
        whole += b"".join(part_digest(suite, spec, part) for part in parts)
    return hashed(suite, whole)


def withheld(suite, spec, part):
    """The event or link as it is shown to somebody who may not see it."""
    return type(part)(digest=part_digest(suite, spec, part))


# ---- reading ----------------------------------------------------------------------------------

def need(condition, text):
    if not condition:
        raise Malformed(text)


def read_varint(data, at):
    value = shift = 0
    while True:
        need(at < len(data) and shift < 64, "a number has no end")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def number_of(kind, value):
    if kind == "int64" and value >> 63:
        value -= 1 << 64
    least, end = NUMBERS[kind]
    need(least <= value < end, f"{value} is no {kind}")
    return value


def text_of(data):
    need(b"\0" not in data, "a text has a zero byte")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Malformed("a text is not UTF-8") from None


def parsed(spec, data):
    """A dictionary with every field of the message."""
    blank = {"string": "", "bytes": b""}
    found = {name: [] if kind == "bytes*" else blank.get(kind, 0) for name, kind in spec}
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        need(1 <= tag >> 3 <= len(spec), f"unknown field {tag >> 3}")
        name, kind = spec[(tag >> 3) - 1]
        need(tag & 7 == (0 if kind in NUMBERS else 2), f"field {name} has another type")
        value, at = read_varint(data, at)
        if kind in NUMBERS:
            found[name] = number_of(kind, value)
            continue
        need(value <= len(data) - at, f"field {name} is longer than its message")
        part, at = bytes(data[at:at + value]), at + value
        if kind == "bytes*":
            found[name].append(part)
        else:
            found[name] = text_of(part) if kind == "string" else part
    return found


def parsed_entry(data):
    """The Entry in these bytes. Malformed when they are not its one form."""
    whole = parsed(ENTRY, data)
    entry = Entry(**parsed(HEAD, whole["head"]), hash=whole["hash"],
                  events=[Event(**parsed(EVENT, part)) for part in whole["event"]],
                  links=[Link(**parsed(LINK, part)) for part in whole["link"]])
    need(entry_bytes(entry, with_hash=True) == data, "the bytes are not in canonical form")
    return entry


# ---- rules of one entry -----------------------------------------------------------------------

def check_part(spec, part, what, may_withhold):
    if part.digest:
        need(may_withhold, f"{what} is withheld")
        need(len(part.digest) == HASH_BYTES and part == type(part)(digest=part.digest),
             f"{what} is withheld and shown at once")
        return
    need(len(part.salt) == SALT_BYTES, f"{what} has a salt of {len(part.salt)} bytes")
    need(spec is not LINK or len(part.prev) == HASH_BYTES, f"{what} names no entry before")
    need(part.subject, f"{what} has no subject")


def check_rules(entry, may_withhold=False):
    """Malformed when the entry breaks a rule of the format that needs no other entry."""
    need(len(entry_bytes(entry, with_hash=True)) <= ENTRY_BYTES_MAX, "larger than an entry may be")
    need(len(entry.events) <= EVENTS_MAX and len(entry.links) <= LINKS_MAX, "too many events or links")
    need(len(entry.prev_hash) == HASH_BYTES, "no hash of the entry before")
    for n, event in enumerate(entry.events, 1):
        check_part(EVENT, event, f"event {n}", may_withhold)
    for n, link in enumerate(entry.links, 1):
        check_part(LINK, link, f"link {n}", may_withhold)
    linked = [link.subject.encode() for link in entry.links if not link.digest]
    need(linked == sorted(set(linked)), "its links are not ordered by subject")
    subjects = {event.subject.encode() for event in entry.events if not event.digest}
    all_events, all_links = (not any(part.digest for part in parts)
                             for parts in (entry.events, entry.links))
    need(not all_links or subjects <= set(linked), "an event's subject has no link")
    need(not all_events or set(linked) <= subjects, "a link's subject has no event")
