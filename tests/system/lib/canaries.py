"""canaries: what must stand nowhere in clear. A value is looked for in every form in which a program
might have written it down: as text in several encodings, in base64 at each alignment, in hexadecimal,
escaped as JSON or XML has it, and a date as the number that protobuf and PostgreSQL make of it. Zip
archives are looked into."""
import base64
import io
import os
import pathlib
import zipfile


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def base64_forms(raw):
    """The characters of base64 that depend on `raw` alone, at its three alignments."""
    for lead in range(3):
        text = base64.b64encode(b"\0" * lead + raw)
        first, last = (lead * 8 + 5) // 6, (lead + len(raw)) * 8 // 6
        yield text[first:last]


def text_forms(text):
    raw = text.encode()
    yield raw
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")
    yield from base64_forms(raw)
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    yield text.encode("unicode_escape")
    yield text.encode("ascii", "xmlcharrefreplace")


def date_forms(date, fields=(7,)):
    """YYYYMMDD as text, as a protobuf field of one of these numbers, as PostgreSQL's bigint."""
    number = int(date)
    yield from text_forms(str(date))
    for field in fields:
        yield varint(field << 3) + varint(number)
    yield b"\x10" + varint(number << 1)     # a value of an open block
    yield number.to_bytes(8, "little")
    yield number.to_bytes(8, "big")


class Canaries:
    """named: {name: text}; dates: {name: YYYYMMDD}."""

    def __init__(self, named, dates):
        self.forms = [(form, name) for name, text in named.items() for form in set(text_forms(text))]
        self.forms += [(form, name) for name, date in dates.items() for form in set(date_forms(date))]

    def in_bytes(self, data, where):
        found = [f"{name} in {where}" for form, name in self.forms if form in data]
        if data[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                for part in book.namelist():
                    found += self.in_bytes(book.read(part), f"{where}:{part}")
        return found

    def in_folder(self, folder):
        """(what was found, number of files looked at). Files that go away meanwhile are passed over."""
        found, n = [], 0
        for base, _, names in os.walk(folder):
            for name in names:
                path = pathlib.Path(base) / name
                try:
                    data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
                except (FileNotFoundError, PermissionError):
                    continue
                n += 1
                found += self.in_bytes(data, path)
        return found, n

    def in_tables(self, connection):
        """Every row of every table as text: what a page may hold compressed is plain here."""
        found = []
        with connection.cursor() as cursor:
            cursor.execute("select quote_ident(relname) from pg_class where relkind in ('r', 'p') and "
                           "relnamespace = current_schema()::regnamespace")
            tables = [name for name, in cursor.fetchall()]
            for table in tables:
                cursor.execute(f"select t::text from {table} t")
                text = "\n".join(row for row, in cursor.fetchall())
                found += self.in_bytes(text.encode(), f"table {table}")
        return found, len(tables)
