"""faults: what somebody with all rights on the database does to a log, for negative controls."""
import logbook
import logformat


def store(db, entry, body=None):
    """Puts the entry's bytes over those of its row; its stored hash stays."""
    with db.cursor() as sql:
        sql.execute("update entry set body = %s where lane = %s and position = %s",
                    (body or logformat.entry_bytes(entry), entry.lane, entry.position))
        assert sql.rowcount == 1, entry.position


def exchange_events(entry):
    entry.events.insert(0, entry.events.pop(1))


def swap_salts(entry):
    one, other = entry.events[:2]
    one.salt, other.salt = other.salt, one.salt


# ---- changes after which the hash of the entry still recomputes: each gives the bytes of the entry ----

def withhold_event(entry, suite, with_hash=False):
    """A row of the database has its content always."""
    entry.events[0] = logformat.withheld(suite, logformat.EVENT, entry.events[0])
    return logformat.entry_bytes(entry, with_hash)


def show_beside_digest(entry, suite, with_hash=False):
    """Content that is not the event's; its digest beside it is."""
    event = entry.events[0]
    event.digest = logformat.part_digest(suite, logformat.EVENT, event)
    event.payload += b"\x78\x01"
    return logformat.entry_bytes(entry, with_hash)


def salt_takes_type(entry, suite, with_hash=False):
    """The salt grows by the bytes of the event's type, and the event has none."""
    event = entry.events[0]
    event.salt, event.type = event.salt + logformat.field(1, event.type), ""
    return logformat.entry_bytes(entry, with_hash)


def head_twice(entry, suite, with_hash=False):
    """A head with another actor before the real one: protobuf readers take the last of each field."""
    return logformat.field(1, logformat.field(6, "unit0l")) + logformat.entry_bytes(entry, with_hash)


def length_of_more_bytes(entry, suite, with_hash=False):
    """The length of the head takes a byte more than it needs."""
    body = logformat.entry_bytes(entry, with_hash)
    size, at = logformat.read_varint(body, 1)
    return body[:1] + logformat.varint(size | 1 << 63)[:at - 1] + b"\x00" + body[at:]


def unknown_field(entry, suite, with_hash=False):
    return logformat.entry_bytes(entry, with_hash) + logformat.field(15, "unit0l")


SAME_HASH = [
    ("an event whose content is not that of the digest beside it", show_beside_digest),
    ("a salt that took the type of its event", salt_takes_type),
    ("a second head before the real one", head_twice),
    ("a length with a byte too many", length_of_more_bytes),
    ("a field that the format does not have", unknown_field),
]


def rehash(db, changed, place=None):
    """Stores `changed` as the entry of its lane at `place` (its own position), and computes every hash
    behind it anew, as one who can write everything would: entries, links and the head."""
    place = place or changed.position
    with db.cursor() as sql:
        sql.execute("select suite from lane_head where lane = %s", [changed.lane])
        suite = sql.fetchone()[0]
        new = {}  # old hash -> new hash
        for entry in logbook.entries(db, "lane = %s and position >= %s", changed.lane, place):
            old, at = entry.hash, entry.position
            entry = changed if at == place else entry
            entry.prev_hash = new.get(entry.prev_hash, entry.prev_hash)
            for link in entry.links:
                link.prev = new.get(link.prev, link.prev)
            new[old] = hash = logformat.entry_hash(suite, entry)
            sql.execute("update entry set body = %s, hash = %s where lane = %s and position = %s",
                        (logformat.entry_bytes(entry), hash, changed.lane, at))
            sql.execute("update entry_link set hash = %s where lane = %s and hash = %s",
                        (hash, changed.lane, old))
        sql.execute("update lane_head set hash = %s where lane = %s", (hash, changed.lane))
