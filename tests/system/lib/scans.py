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


def png(text=b"white", besides=b""):
    """A picture of one line whose greys are the text, so that it is another content. besides: words that are
    not the picture."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = struct.pack(">IIBBBBB", len(text), 1, 8, 0, 0, 0, 0)
    said = besides and chunk(b"tEXt", b"Comment\0" + besides)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + said +
            chunk(b"IDAT", zlib.compress(b"\0" + text, 0)) + chunk(b"IEND", b""))


def pdf(words=b""):
    return (b"%PDF-1.4\n1 0 obj\n<</Type /Catalog /Pages 2 0 R " + words + b">>\nendobj\n2 0 obj\n"
            b"<</Type /Pages /Kids [] /Count 0>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n")


def segment(mark, data):
    return bytes([0xff, mark]) + struct.pack(">H", len(data) + 2) + data


def jpeg(text=b"x", segments=b""):
    return b"\xff\xd8" + segments + b"\xff\xda\x00\x02" + b"picture " + text + b"\xff\x00\xff\xd9"


def exif(turn=1, place=b"30.5N 114.3E", maker=b"ACME Phone\0"):
    """What a phone writes beside a photo: its maker, which way up it was held, and where."""
    entry = struct.Struct(">HHI4s")
    at = 8 + 2 + 3 * 12 + 4
    tiff = b"MM\0*" + struct.pack(">IH", 8, 3)
    tiff += entry.pack(0x010f, 2, len(maker), struct.pack(">I", at))
    tiff += entry.pack(0x0112, 3, 1, struct.pack(">HH", turn, 0) if turn else b"\0" * 4)
    tiff += entry.pack(0x8825, 4, 1, struct.pack(">I", at + len(maker))) + b"\0" * 4
    return segment(0xe1, b"Exif\0\0" + tiff + maker + place)


def turned(turn):
    """All that is left of it: which way up."""
    return segment(0xe1, b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turn, 0, 0))


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
