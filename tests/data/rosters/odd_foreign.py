"""Cases of odd.py: sound files as other programs write them, with what these programs do differently."""
import struct

from odd import (DOC, GOOD, HEAD, MAIN, TITLE, book, case, compound, directory_entry, parts, relations, row,
                 sheet, text_cell, zipped)

NUMBER, FORMULA, MERGED = 1, 8, 32
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


# --- compound files -----------------------------------------------------------------------------------


@case('password-with-spare-fat.xlsx', fault='E_BATCH_PASSWORD')
def spare_fat():
    """Excel lists more FAT sectors than so small a file needs."""
    raw = bytearray(compound('EncryptionInfo', 'EncryptedPackage'))
    struct.pack_into('<I', raw, 0x2C, 4)
    struct.pack_into('<4I', raw, 0x4C, 0, 2, 3, 4)
    return bytes(raw) + b'\xff' * 1536


def record(kind, payload):
    return struct.pack('<HH', kind, len(payload)) + payload


def label(r, column, text):
    return record(0x0204, struct.pack('<4HB', r - 1, column, 0, len(text), 1) + text.encode('utf-16-le'))


def formula(r, column, kind, value):
    return record(kind, struct.pack('<3H', r - 1, column, 0) + value + b'\0' * 6)


def text_value(text):
    return record(0x0207, struct.pack('<HB', len(text), 1) + text.encode('utf-16-le'))


TEXT_FOLLOWS = b'\0' * 6 + b'\xff\xff'


def biff8(*cells, before=b''):
    """before: records of the workbook's beginning."""
    begin = record(0x0809, struct.pack('<2H', 0x0600, 5) + b'\0' * 12)
    name = '增员'.encode('utf-16-le')
    end = record(0x000A, b'')
    at = len(begin) + len(before) + 4 + 8 + len(name) + len(end)
    bound = before + record(0x0085, struct.pack('<IBBBB', at, 0, 0, 2, 1) + name)
    return begin + bound + end + begin.replace(b'\x05\0', b'\x10\0', 1) + b''.join(cells) + end


def unpadded(stream, name='Workbook'):
    """The file ends with the stream's last byte, which is not the end of a sector."""
    small, n = len(stream) < 4096, -(-len(stream) // 512)
    pieces = -(-len(stream) // 64)
    assert len(stream) % 64 and n <= 100
    chain = [k + 1 for k in range(3, 2 + n)] + [END]
    fat = struct.pack(f'<{3 + n}I', FAT, END, END, *chain).ljust(512, b'\xff')
    mini = struct.pack(f'<{pieces}I', *range(1, pieces), END) if small else b''
    root = directory_entry('Root Entry', 5, *((3, pieces * 64) if small else ()))
    directory = (root + directory_entry(name, 2, 0 if small else 3, len(stream))).ljust(512, b'\0')
    head = (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 16 + struct.pack('<5H', 0x3e, 3, 0xfffe, 9, 6)
            + b'\0' * 6 + struct.pack('<9I', 0, 1, 1, 0, 4096, 2 if small else END, int(small), END, 0)
            + struct.pack('<I', 0) + b'\xff' * 432)
    return head + fat + directory + mini.ljust(512, b'\xff') + stream


case('unpadded-small.xls', GOOD)(lambda: unpadded(biff8(label(1, 0, '姓名'), label(2, 0, '张三'))))
case('unpadded.xls', [[1, '姓名']] + [[n, f'行{n}'] for n in range(2, 302)])(
    lambda: unpadded(biff8(label(1, 0, '姓名'), *(label(n, 0, f'行{n}') for n in range(2, 302)))))
# What report writers made, as real files of theirs have it.
def cell_of_text(r, n):
    return record(0x00FD, struct.pack('<3HI', r - 1, 0, 0, n))


CUT_FORMAT = record(0x041E, struct.pack('<2HB', 42, 51, 0) + b'#' * 50)
TEXTS_OF_NINE = record(0x00FC, struct.pack('<2I', 9, 9) + b''.join(
    struct.pack('<HB', len(text), 1) + text.encode('utf-16-le') for text in ('姓名', '张三')))
case('stream-in-capitals.xls', GOOD)(
    lambda: unpadded(biff8(label(1, 0, '姓名'), label(2, 0, '张三')), 'BOOK'))
case('format-cut-short.xls', GOOD)(
    lambda: unpadded(biff8(label(1, 0, '姓名'), label(2, 0, '张三'), before=CUT_FORMAT)))
case('fewer-texts-than-promised.xls', GOOD)(
    lambda: unpadded(biff8(cell_of_text(1, 0), cell_of_text(2, 1), before=TEXTS_OF_NINE)))
case('text-that-is-not-there.xls', fault='E_BATCH_UNSAFE', row=2)(
    lambda: unpadded(biff8(cell_of_text(1, 0), cell_of_text(2, 2), before=TEXTS_OF_NINE)))
case('empty-text-without-flags.xls', [[1, '姓名', '号'], [2, '张三'], [3, None, '一']])(
    lambda: unpadded(biff8(label(1, 0, '姓名'), label(1, 1, '号'), label(2, 0, '张三'),
                           record(0x0204, struct.pack('<4H', 2, 0, 0, 0)), label(3, 1, '一'))))
case('utf32.csv', fault='E_BATCH_FORMAT')(lambda: '姓名,备注\n张三,x\n'.encode('utf-32'))
case('utf16-with-nul.csv', fault='E_BATCH_FORMAT')(lambda: '姓名,备注\n张三,x\0y\n'.encode('utf-16'))
case('formulas-of-older-versions.xls', [[1, '姓名'], [2, ['6500.5', NUMBER | FORMULA], ['张三', FORMULA]]])(
    lambda: unpadded(biff8(label(1, 0, '姓名'), formula(2, 0, 0x0206, struct.pack('<d', 6500.5)),
                           formula(2, 1, 0x0406, TEXT_FOLLOWS), text_value('张三'))))
case('row-in-blocks.xls', [[1, '姓名', '号', '备注'], [2, '甲', ['一', FORMULA], '三'],
                           [3, ['', FORMULA], '乙']])(
    lambda: unpadded(biff8(label(1, 0, '姓名'), label(1, 1, '号'), label(1, 2, '备注'), label(2, 0, '甲'),
                           formula(3, 0, 6, TEXT_FOLLOWS), formula(2, 1, 6, TEXT_FOLLOWS), text_value('一'),
                           label(3, 1, '乙'), label(2, 2, '三'))))
case('cell-twice-in-blocks.xls', fault='E_BATCH_UNSAFE', row=2)(lambda: unpadded(biff8(
    label(1, 0, '姓名'), label(2, 0, '甲'), label(3, 0, '乙'), label(2, 0, '丙'))))
case('broken-text-in-row-3.xls', fault='E_BATCH_UNSAFE', row=3)(lambda: unpadded(biff8(
    label(1, 0, '姓名'), label(2, 0, '甲'), record(0x0204, struct.pack('<4HB', 2, 0, 0, 900, 1)))))


# --- workbooks ----------------------------------------------------------------------------------------

def two_texts(kind, inner):
    return book(TITLE + row(2, f'<c r="A2" t="{kind}">{inner}</c>'))


IS, V = '<is><r><t>张</t></r><r><t>三</t></r></is>', '<v>17</v>'
case('inline-and-value.xlsx', GOOD)(lambda: two_texts('inlineStr', IS + V))
case('value-and-inline.xlsx', GOOD)(lambda: two_texts('inlineStr', V + IS))
case('number-and-inline.xlsx', [[1, '姓名'], [2, ['17', NUMBER]]])(lambda: two_texts('n', IS + V))
case('inline-with-value-only.xlsx', [[1, '姓名'], [2, '17']])(lambda: two_texts('inlineStr', V))


def first_sheet(kind, attributes='', link='r9'):
    made = parts()
    made['xl/other.xml'] = sheet(row(1, text_cell('A1', '别的')) + row(2, text_cell('A2', '别的')))
    made['xl/workbook.xml'] = (f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets>'
                               f'<sheet name="图" sheetId="2" {attributes} r:id="{link}"/>'
                               '<sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>')
    made['xl/_rels/workbook.xml.rels'] = relations('worksheets/sheet1.xml', more=(
        f'<Relationship Id="{link}" Type="{DOC}/{kind}" Target="other.xml"/>'))
    return zipped(made)


OTHER = [[1, '别的'], [2, '别的']]
case('chart-sheet-first.xlsx', GOOD)(lambda: first_sheet('chartsheet'))
case('dialog-sheet-hidden.xlsx', GOOD, hidden=0)(lambda: first_sheet('dialogsheet', 'state="hidden"'))
case('state-show.xlsx', OTHER, hidden=0)(lambda: first_sheet('worksheet', 'state="show"'))
case('long-relation-id.xlsx', OTHER)(lambda: first_sheet('worksheet', link='R' + 'a' * 120))


def merged(*areas):
    cells = row(1, text_cell('A1', '甲'), text_cell('B1', '乙')) + row(2, text_cell('A2', '一'))
    return book(cells, after='<mergeCells>' + ''.join(f'<mergeCell ref="{a}"/>' for a in areas)
                + '</mergeCells>')


MERGED_A = [[1, '甲', '乙'], [2, ['一', MERGED]]]
case('whole-columns-merged.xlsx', MERGED_A)(lambda: merged('A:A', 'C:D', *(
    f'{c}1:{c}1048576' for c in 'EFGHIJKLMN')))
case('whole-rows-merged.xlsx', [[1, '甲', '乙'], [2, ['一', MERGED], ['', MERGED]]])(lambda: merged('2:2'))
case('half-a-merge.xlsx', fault='E_BATCH_UNSAFE', row=0)(lambda: merged('A:3'))
case('overlapping-merges.xlsx', fault='E_BATCH_UNSAFE')(lambda: merged(*['A:IV'] * 2))
case('malformed-in-row-2.xlsx', fault='E_BATCH_UNSAFE', row=2)(lambda: book(
    TITLE + row(2, '<c r="A2"><v></c>')))
case('title-narrower-than-header.xlsx', [[1, '花名册'], [2, '甲', '乙'], [3, '一', ['二', MERGED]],
                                         [4, '三', ['', MERGED]]])(lambda: book(
    row(1, text_cell('A1', '花名册')) + row(2, text_cell('A2', '甲'), text_cell('B2', '乙'))
    + row(3, text_cell('A3', '一'), text_cell('B3', '二')) + row(4, text_cell('A4', '三')),
    after='<mergeCells><mergeCell ref="B3:B4"/></mergeCells>'))
