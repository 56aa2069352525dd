"""scans: letters of units as a scanner makes them, handed in and fetched through the intranet door."""
import struct
import urllib.parse
import uuid
import zlib

import hallbus
from town import answer_of


def multipart(data, name):
    """A form whose one file this is: (content type, body)."""
    edge = uuid.uuid4().hex
    head = (f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n").encode()
    return f"multipart/form-data; boundary={edge}", head + data + f"\r\n--{edge}--\r\n".encode()


def png(text=b"", side=4):
    """A white picture; the text makes it another content."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = (b"\0" + b"\xff" * side) * side
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)) +
            chunk(b"tEXt", b"letter\0" + text) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def pdf(words=b""):
    return (b"%PDF-1.4\n1 0 obj\n<</Type /Catalog /Pages 2 0 R " + words + b">>\nendobj\n2 0 obj\n"
            b"<</Type /Pages /Kids [] /Count 0>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n")


def jpeg(text=b"x"):
    said = struct.pack(">H", len(text) + 2) + text
    return b"\xff\xd8\xff\xfe" + said + b"\xff\xda\x00\x02" + b"picture\xff\x00\xff\xd9"


def hand_in(visitor, data, name="letter.png", path="identity/scan"):
    """POSTs a scan, or an attachment of a ticket; the Answer."""
    kind, body = multipart(data, name)
    id = uuid.UUID(bytes=hallbus.uuid7())
    code, _, raw = visitor.raw("POST", "/api/v1/" + path,
                               {"Content-Type": kind, "Idempotency-Key": str(id)}, body)
    return answer_of(code, raw)


def scan_of(visitor, data=None):
    """The number of a scan that was just handed in; of a letter like no other where none is given."""
    answer = hand_in(visitor, data or png(uuid.uuid4().bytes.hex().encode()))
    assert answer.ok, answer
    return answer.reply["scanNo"]


def fetch(visitor, unit_no, login_name, purpose="", reference=""):
    """GETs the letter of an appointment: (code, headers, bytes)."""
    asked = urllib.parse.urlencode({"unit_no": unit_no, "login_name": login_name})
    headers = {"X-Purpose": purpose, "X-Purpose-Ref": reference} if purpose else {}
    return visitor.raw("GET", "/api/v1/identity/unit-letter?" + asked, headers)
