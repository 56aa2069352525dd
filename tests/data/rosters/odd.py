"""Hostile and odd files, each with what must become of it: a refusal by its code, or rows as text.
Workbooks are put together from raw parts, so that every rule of the format can be broken."""
import io
import json
import os
import struct
import zipfile
import zlib

MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
STRICT = 'http://purl.oclc.org/ooxml/spreadsheetml/main'
DOC = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
STRICT_DOC = 'http://purl.oclc.org/ooxml/officeDocument/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml.'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TITLE = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
BODY = '<row r="2"><c r="A2" t="inlineStr"><is><t>张三</t></is></c></row>'
GOOD = [[1, '姓名'], [2, '张三']]

CASES = {}


def case(name, rows=None, fault=None, **more):
    """Registers a function that gives the file's bytes. more: fields of the end record."""
    def register(function):
        CASES[name] = (function, {'rows': rows, 'fault': fault, **more})
        return function
    return register


def sheet(rows=TITLE + BODY, after='', namespace=MAIN):
    return f'{HEAD}<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(rows=TITLE + BODY, after='', strings=None, styles=None, **change):
    """The parts of a plain workbook; change replaces one ('xl/workbook.xml' as xl_workbook_xml)."""
    out = {
        '[Content_Types].xml': f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}sheet.main+xml"/></Types>',
        '_rels/.rels': f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{DOC}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        'xl/workbook.xml': f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets>'
        '<sheet name="增员" sheetId="1" r:id="r1"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels': relations('worksheets/sheet1.xml'),
        'xl/worksheets/sheet1.xml': sheet(rows, after),
    }
    if strings is not None:
        out['xl/sharedStrings.xml'] = f'{HEAD}<sst xmlns="{MAIN}">{strings}</sst>'
    if styles is not None:
        out['xl/styles.xml'] = f'{HEAD}<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    out.update(change)
    return out


def relations(target, base=DOC, more=''):
    return (f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{base}/worksheet" Target="{target}"/>'
            f'<Relationship Id="r2" Type="{base}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="r3" Type="{base}/styles" Target="styles.xml"/>{more}</Relationships>')


def only_existing(made):
    """Drops relationships to parts that are not there."""
    name = 'xl/_rels/workbook.xml.rels'
    for kind, part in (('sharedStrings', 'xl/sharedStrings.xml'), ('styles', 'xl/styles.xml')):
        if part not in made and name in made:
            lines = made[name].replace('<Relationship ', '\n<Relationship ').split('\n')
            made[name] = ''.join(x if f'/{kind}"' not in x else x[x.index('/>') + 2:] for x in lines)
    return made


def zipped(made, method=zipfile.ZIP_DEFLATED, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', method, **options) as z:
        for name, text in only_existing(dict(made)).items():
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = method
            z.writestr(entry, text)
    return out.getvalue()


def book(*arguments, **change):
    return zipped(parts(*arguments, **change))


def text_cell(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number, *cells):
    return f'<row r="{number}">{"".join(cells)}</row>'


def write_all(folder):
    expected = {}
    for name, (make, wanted) in CASES.items():
        with open(os.path.join(folder, name), 'wb') as out:
            out.write(make())
        expected[name] = wanted
    with open(os.path.join(folder, 'odd.json'), 'w', encoding='utf-8') as out:
        json.dump(expected, out, ensure_ascii=False, indent=1)


def crc(data):
    return zlib.crc32(data) & 0xFFFFFFFF


def directory_entry(name, kind, start=0xFFFFFFFE, size=0):
    raw = name.encode('utf-16-le') + b'\0\0'
    return (raw.ljust(64, b'\0') + struct.pack('<HBB', len(raw), kind, 1) + b'\xff' * 12 + b'\0' * 36
            + struct.pack('<IIi', start, size, 0))


def compound(*names):
    """A small compound file with empty streams of these names."""
    entries = [directory_entry('Root Entry', 5)] + [directory_entry(n, 2) for n in names]
    directory = b''.join(entries).ljust(512, b'\0')[:512]
    fat = struct.pack('<2I', 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b'\xff')
    head = (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 16 + struct.pack('<HHHHH', 0x3e, 3, 0xfffe, 9, 6)
            + b'\0' * 6 + struct.pack('<IIIIIIIII', 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
            + struct.pack('<I', 0) + b'\xff' * 432)
    return head + fat + directory


import odd_cases  # noqa: E402,F401  registers the cases
import odd_foreign  # noqa: E402,F401
import odd_order  # noqa: E402,F401
import odd_spaces  # noqa: E402,F401
