"""The cases of odd.py: names say what is wrong or unusual. A cell of an expected row is its text, or
[text, flags] with the flags of cells.h."""
import struct
import zipfile

from odd import (BODY, DOC, GOOD, HEAD, KIND, MAIN, PACKAGE, STRICT, STRICT_DOC, TITLE, book, case,
                 compound, parts, relations, row, sheet, text_cell, zipped)

NUMBER, DATE, BOOLEAN, FORMULA, ERROR, MERGED, ROUNDED, LONG = 1, 2, 4, 8, 16, 32, 64, 128
UNSAFE, FORMAT, PASSWORD = 'E_BATCH_UNSAFE', 'E_BATCH_FORMAT', 'E_BATCH_PASSWORD'


# --- how a workbook may be put together -------------------------------------------------------------

case('plain.xlsx', GOOD)(lambda: book())
case('stored.xlsx', GOOD)(lambda: zipped(parts(), zipfile.ZIP_STORED))
case('name-says-jpg.jpg', GOOD)(lambda: book())


@case('zip64-and-data-descriptors.xlsx', GOOD)
def zip64():
    import io
    from odd import only_existing

    class Unseekable(io.RawIOBase):
        def __init__(self):
            self.data = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.data += data
            return len(data)

    out = Unseekable()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
        for name, text in only_existing(parts()).items():
            with z.open(name, 'w', force_zip64=True) as entry:
                entry.write(text.encode())
    return bytes(out.data)


@case('sheet1-is-not-first.xlsx', GOOD)
def sheet1_not_first():
    made = parts()
    made['xl/worksheets/sheet1.xml'] = sheet(row(1, text_cell('A1', '封面')))
    made['xl/worksheets/sheet7.xml'] = sheet()
    made['xl/workbook.xml'] = (f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets>'
                               '<sheet name="增员" sheetId="7" r:id="r7"/>'
                               '<sheet name="封面" sheetId="1" r:id="r1"/></sheets></workbook>')
    made['xl/_rels/workbook.xml.rels'] = relations('worksheets/sheet1.xml', more=(
        f'<Relationship Id="r7" Type="{DOC}/worksheet" Target="worksheets/sheet7.xml"/>'))
    return zipped(made)


@case('hidden-sheet-of-that-name.xlsx', GOOD, hidden=1)
def hidden_sheet():
    made = parts()
    made['xl/worksheets/sheet2.xml'] = sheet(row(1, text_cell('A1', '旧')) + row(2, text_cell('A2', '数')))
    made['xl/workbook.xml'] = (f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets>'
                               '<sheet name="增员" sheetId="2" state="veryHidden" r:id="r9"/>'
                               '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>')
    made['xl/_rels/workbook.xml.rels'] = relations('worksheets/sheet1.xml', more=(
        f'<Relationship Id="r9" Type="{DOC}/worksheet" Target="worksheets/sheet2.xml"/>'))
    return zipped(made)


@case('strict-namespace-and-prefixes.xlsx', GOOD)
def strict():
    made = parts()
    made['xl/workbook.xml'] = (f'{HEAD}<x:workbook xmlns:x="{STRICT}" xmlns:rel="{STRICT_DOC}"><x:sheets>'
                               '<x:sheet name="增员" sheetId="1" rel:id="r1"/></x:sheets></x:workbook>')
    made['_rels/.rels'] = made['_rels/.rels'].replace(DOC, STRICT_DOC)
    made['xl/_rels/workbook.xml.rels'] = relations('worksheets/sheet1.xml', STRICT_DOC)
    made['xl/worksheets/sheet1.xml'] = (
        f'{HEAD}<x:worksheet xmlns:x="{STRICT}"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is>'
        '<x:t>姓名</x:t></x:is></x:c></x:row><x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>张三</x:t>'
        '</x:is></x:c></x:row></x:sheetData></x:worksheet>')
    return zipped(made)


@case('targets-absolute-case-backslash.xlsx', GOOD)
def targets():
    made = parts()
    made['[Content_Types].xml'] = made['[Content_Types].xml'].replace('/xl/workbook.xml', '/XL/Workbook.xml')
    made['_rels/.rels'] = made['_rels/.rels'].replace('"xl/workbook.xml"', '"/xl/workbook.xml"')
    made['xl/_rels/workbook.xml.rels'] = relations('..\\xl\\.\\Worksheets\\SHEET1.xml')
    return zipped(made)


@case('version-in-properties.xlsx', GOOD, version='7', roster_no='42')
def properties():
    made = parts()
    made['_rels/.rels'] = made['_rels/.rels'].replace('</Relationships>', (
        f'<Relationship Id="r2" Type="{DOC}/custom-properties" Target="docProps/custom.xml"/>'
        '</Relationships>'))
    made['docProps/custom.xml'] = (
        f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property name="hall_template_version" pid="2">'
        '<vt:lpwstr>7</vt:lpwstr></property>'
        '<property name="other" pid="3"><vt:lpwstr>9</vt:lpwstr></property>'
        '<property name="hall_roster_no" pid="4"><vt:lpwstr>42</vt:lpwstr></property></Properties>')
    return zipped(made)


@case('backslash-entry-names.xlsx', GOOD)
def backslash_names():
    raw = zipped(parts())
    return raw.replace(b'xl/worksheets/sheet1.xml', b'xl\\worksheets\\sheet1.xml')


# --- rows and cells -----------------------------------------------------------------------------------

case('no-references.xlsx', [[1, '甲', '乙'], [2, '丙', '丁']])(lambda: book(
    '<row><c t="inlineStr"><is><t>甲</t></is></c><c t="inlineStr"><is><t>乙</t></is></c></row>'
    '<row><c t="inlineStr"><is><t>丙</t></is></c><c t="inlineStr"><is><t>丁</t></is></c></row>'))
case('gaps.xlsx', [[3, '姓名'], [9, None, '张三']], blank=0)(lambda: book(
    row(3, text_cell('A3', '姓名')) + row(9, text_cell('B9', '张三'))))
case('rows-out-of-order.xlsx', [[1, '姓名'], [5, '五'], [3, '三']])(lambda: book(
    TITLE + row(5, text_cell('A5', '五')) + row(3, text_cell('A3', '三'))))
case('cells-out-of-order.xlsx', [[1, '甲', '乙'], [2, '丙']])(lambda: book(
    row(1, text_cell('B1', '乙'), text_cell('A1', '甲')) + row(2, text_cell('A2', '丙'))))
case('row-before-header.xlsx', fault=UNSAFE)(lambda: book(
    row(4, text_cell('A4', '姓名')) + row(2, text_cell('A2', '早'))))
case('row-twice.xlsx', fault=UNSAFE)(lambda: book(TITLE + BODY + BODY))
case('cell-twice.xlsx', fault=UNSAFE)(lambda: book(
    TITLE + row(2, text_cell('A2', '甲'), text_cell('A2', '乙'))))
case('cell-disagrees-with-row.xlsx', fault=UNSAFE)(lambda: book(TITLE + row(2, text_cell('A7', '甲'))))
case('huge-reference.xlsx', fault=UNSAFE)(lambda: book(
    TITLE + row(2, text_cell('ZZZZ99999999', '甲'))))
case('huge-row-number.xlsx', fault=UNSAFE)(lambda: book(TITLE + row(4000000000, text_cell('A2', '甲'))))
case('reference-without-row.xlsx', fault=UNSAFE)(lambda: book(TITLE + row(2, text_cell('A', '甲'))))
case('hidden-and-filtered-rows.xlsx', [[1, '姓名'], [2, '张三'], [3, '李四'], [4, '王五']], unseen=2)(
    lambda: book(TITLE + BODY + f'<row r="3" hidden="1">{text_cell("A3", "李四")}</row>'
                 f'<row r="4" hidden="true">{text_cell("A4", "王五")}</row><row r="5" hidden="1"/>'))
case('far-column-is-ignored.xlsx', GOOD, ignored=1)(lambda: book(
    TITLE + row(2, text_cell('A2', '张三'), text_cell('XFD2', '远'))))
case('unknown-cell-type.xlsx', fault=UNSAFE)(lambda: book(
    TITLE + row(2, '<c r="A2" t="weird"><v>1</v></c>')))
case('many-empty-rows.xlsx', GOOD, blank=50000)(lambda: book(
    TITLE + BODY + ''.join(f'<row r="{n}" ht="20"><c r="A{n}" s="0"/></row>' for n in range(3, 50003))))
case('blank-looking-row.xlsx', GOOD, blank=1)(lambda: book(
    TITLE + BODY + row(3, text_cell('A3', ' \u3000\u00a0\u200b '))))
case('no-rows.xlsx', fault='E_BATCH_EMPTY')(lambda: book(''))
case('header-only.xlsx', fault='E_BATCH_EMPTY')(lambda: book(TITLE))
case('long-text-is-cut.xlsx', [[1, '姓名'], [2, ['长' * 682, LONG]]])(lambda: book(
    TITLE + row(2, text_cell('A2', '长' * 3000))))
case('merged-data-rows.xlsx', [[1, '甲', '乙'], [2, ['一', MERGED], '二'], [3, ['', MERGED], '三']])(
    lambda: book(row(1, text_cell('A1', '甲'), text_cell('B1', '乙'))
                 + row(2, text_cell('A2', '一'), text_cell('B2', '二')) + row(3, text_cell('B3', '三')),
                 after='<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'))
case('merge-out-of-bounds.xlsx', fault=UNSAFE)(lambda: book(
    after='<mergeCells><mergeCell ref="A2:ZZZZ9"/></mergeCells>'))
case('formulas.xlsx', [[1, '姓名'], [2, ['3', NUMBER | FORMULA], ['', FORMULA], ['ab', FORMULA],
                                     ['#N/A', ERROR | FORMULA]]])(lambda: book(TITLE + row(
    2, '<c r="A2"><f>1+2</f><v>3</v></c>', '<c r="B2"><f>NOW()</f></c>',
    '<c r="C2" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>', '<c r="D2" t="e"><f>NA()</f><v>#N/A</v></c>')))
case('dde-and-links-are-formulas.xlsx', [[1, '姓名'], [2, ['0', NUMBER | FORMULA]]])(lambda: book(
    TITLE + row(2, "<c r=\"A2\"><f>cmd|'/c calc'!A0</f><v>0</v></c>")))
case('kinds.xlsx', [[1, '姓名'], [2, ['1', BOOLEAN], ['#REF!', ERROR], ['2011-07-01', DATE], '文']])(
    lambda: book(TITLE + row(
        2, '<c r="A2" t="b"><v>1</v></c>', '<c r="B2" t="e"><v>#REF!</v></c>',
        '<c r="C2" t="d"><v>2011-07-01T00:00:00</v></c>', '<c r="D2" t="str"><v>文</v></c>')))
case('numbers.xlsx', [[1, '姓名'], [2, ['1234.1', NUMBER], ['13812345678', NUMBER], ['0.3', NUMBER],
                                    ['420106199001018000', NUMBER | ROUNDED],
                                    ['110101900101001', NUMBER], ['-5', NUMBER],
                                    ['1E+300', NUMBER | ROUNDED], ['0', NUMBER]]])(lambda: book(
    TITLE + row(2, '<c><v>1234.0999999999999</v></c>', '<c><v>1.3812345678E10</v></c>',
                '<c><v>0.30000000000000004</v></c>', '<c><v>4.2010619900101798E+17</v></c>',
                '<c><v>110101900101001</v></c>', '<c><v>-5</v></c>', '<c><v>1E+300</v></c>',
                '<c><v>1E-300</v></c>')))

STYLES = ('<numFmts count="2"><numFmt numFmtId="164" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;d"/>'
          '<numFmt numFmtId="165" formatCode="&quot;day&quot;0.00[Red]"/></numFmts>'
          '<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>'
          '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
          '</cellXfs>')
DATES = row(2, '<c s="1"><v>40725</v></c>', '<c s="2"><v>40725.75</v></c>', '<c s="3"><v>40725</v></c>',
            '<c s="1"><v>60</v></c>', '<c s="1"><v>59</v></c>', '<c s="1"><v>0.5</v></c>')
case('dates-1900.xlsx', [[1, '姓名'], [2, ['2011-07-01', DATE], ['2011-07-01', DATE], ['40725', NUMBER],
                                       ['60', NUMBER | DATE], ['1900-02-28', DATE],
                                       ['0.5', NUMBER | DATE]]])(lambda: book(TITLE + DATES, styles=STYLES))
case('dates-1904.xlsx', [[1, '姓名'], [2, ['2015-07-02', DATE], ['2015-07-02', DATE], ['40725', NUMBER],
                                       ['1904-03-01', DATE], ['1904-02-29', DATE], ['1904-01-01', DATE]]],
     date_1904=1)(lambda: zipped({**parts(TITLE + DATES, styles=STYLES), 'xl/workbook.xml': (
         f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><workbookPr date1904="true"/><sheets>'
         '<sheet name="增员" sheetId="1" r:id="r1"/></sheets></workbook>')}))
case('shared-strings.xlsx', [[1, '姓名'], [2, '张三丰', ' 前后 ', 'a\rb', '']])(lambda: book(
    '<row r="1"><c t="s"><v>0</v></c></row><row r="2"><c t="s"><v>1</v></c><c t="s"><v>2</v></c>'
    '<c t="s"><v>3</v></c></row>',
    strings='<si><t>姓名</t></si>'
    '<si><r><t>张</t></r><r><rPr><b/></rPr><t>三丰</t></r><rPh sb="0" eb="1"><t>ZHANG</t></rPh></si>'
    '<si><t xml:space="preserve"> 前后 </t></si><si><t>a_x000D_b</t></si>'))
case('shared-string-out-of-range.xlsx', fault=UNSAFE)(lambda: book(
    TITLE + row(2, '<c r="A2" t="s"><v>7</v></c>'), strings='<si><t>姓名</t></si>'))
case('shared-string-negative.xlsx', fault=UNSAFE)(lambda: book(
    TITLE + row(2, '<c r="A2" t="s"><v>-1</v></c>'), strings='<si><t>姓名</t></si>'))
case('inline-rich-and-phonetic.xlsx', [[1, '姓名'], [2, '张三']])(lambda: book(
    TITLE + '<row r="2"><c r="A2" t="inlineStr"><is><r><t>张</t></r><rPh sb="0" eb="1"><t>x</t></rPh>'
    '<r><t>三</t></r></is></c></row>'))

# --- hostile ------------------------------------------------------------------------------------------

LAUGHS = ('<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha">' + ''.join(
    f'<!ENTITY {c} "{("&" + chr(ord(c) - 1) + ";") * 10}">' for c in 'bcdefghij') + ']>')
case('billion-laughs.xlsx', fault=UNSAFE)(lambda: zipped({
    **parts(), 'xl/sharedStrings.xml': f'{LAUGHS}<sst xmlns="{MAIN}"><si><t>&j;</t></si></sst>'}))
case('external-entity.xlsx', fault=UNSAFE)(lambda: zipped({
    **parts(), 'xl/worksheets/sheet1.xml': '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    + sheet(TITLE + row(2, text_cell('A2', '&f;'))).replace(HEAD, '')}))


@case('zip-bomb.xlsx', fault=UNSAFE)
def bomb():
    import io
    from odd import only_existing
    out = io.BytesIO()
    made = only_existing(parts())
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        for name, text in made.items():
            if 'sheet1' not in name:
                z.writestr(name, text)
        with z.open('xl/worksheets/sheet1.xml', 'w') as part:
            part.write(sheet('').split('<sheetData>')[0].encode() + b'<sheetData>' + TITLE.encode())
            for _ in range(90):
                part.write(b' ' * (1 << 20))
    return out.getvalue()


@case('names-without-end.xlsx', fault=UNSAFE, tight=True, en='parsing broke its limits')
def many_names():
    """The parser remembers every name, so this part needs more memory than the sandbox gives."""
    import io
    from odd import only_existing
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        for name, text in only_existing(parts()).items():
            if 'sheet1' not in name:
                z.writestr(name, text)
        with z.open('xl/worksheets/sheet1.xml', 'w') as part:
            part.write(sheet().split('</worksheet>')[0].encode())
            for n in range(100000):
                part.write(f'<{"n" * 3000}{n}/>'.encode())
            part.write(b'</worksheet>')
    return out.getvalue()


@case('duplicate-entry.xlsx', fault=UNSAFE)
def duplicate():
    import io
    import warnings
    out = io.BytesIO()
    made = parts()
    with warnings.catch_warnings(), zipfile.ZipFile(out, 'w') as z:
        warnings.simplefilter('ignore')
        for name, text in made.items():
            z.writestr(name, text)
        z.writestr('xl/worksheets/Sheet1.xml', sheet(TITLE))
    return out.getvalue()


@case('encrypted-entry.xlsx', fault=PASSWORD)
def encrypted():
    """The encryption bit of every entry, in both headers."""
    raw = zipped(parts())
    out = bytearray(raw)
    for mark, at in ((b'PK\x03\x04', 6), (b'PK\x01\x02', 8)):
        where = raw.find(mark)
        while where >= 0:
            out[where + at] |= 1
            where = raw.find(mark, where + 4)
    return bytes(out)


case('unknown-compression.xlsx', fault=UNSAFE)(lambda: zipped(parts(), zipfile.ZIP_BZIP2))
case('too-many-entries.xlsx', fault=UNSAFE)(lambda: zipped(
    {**parts(), **{f'xl/media/{n}.txt': '' for n in range(1100)}}))
case('truncated.xlsx', fault=UNSAFE)(lambda: book()[:-200])
@case('damaged-data.xlsx', fault=UNSAFE)
def damaged():
    made = bytearray(zipped(parts(''.join([TITLE] + [row(n, text_cell(f'A{n}', f'行{n * n}'))
                                                    for n in range(2, 800)]))))
    at = bytes(made).rfind(b'xl/worksheets/sheet1.xml', 0, len(made) - 400)
    for i in range(at + 400, at + 420):
        made[i] ^= 0x55
    return bytes(made)


case('malformed-xml.xlsx', fault=UNSAFE)(lambda: zipped({
    **parts(), 'xl/worksheets/sheet1.xml': sheet().replace('</sheetData>', '')}))
case('deep-xml.xlsx', fault=UNSAFE)(lambda: book(after='<a>' * 500 + '</a>' * 500))
case('endless-token.xlsx', fault=UNSAFE)(lambda: book(after=f'<a b="{"x" * (3 << 20)}"/>'))
case('missing-sheet-part.xlsx', fault=UNSAFE)(lambda: zipped(
    {k: v for k, v in parts().items() if 'sheet1' not in k}))
case('sheet-outside-package.xlsx', fault=UNSAFE)(lambda: zipped({
    **parts(), 'xl/_rels/workbook.xml.rels': relations('../../../../etc/passwd')}))
case('external-sheet.xlsx', fault=UNSAFE)(lambda: zipped({
    **parts(), 'xl/_rels/workbook.xml.rels': relations('http://localhost/x.xml').replace(
        'x.xml"', 'x.xml" TargetMode="External"')}))

# --- other kinds of file ------------------------------------------------------------------------------

MACRO = 'application/vnd.ms-excel.sheet.macroEnabled.main+xml'
case('macros.xlsm', fault=FORMAT)(lambda: zipped({**parts(), '[Content_Types].xml': parts()[
    '[Content_Types].xml'].replace(KIND + 'sheet.main+xml', MACRO)}))
case('macro-part-in-xlsx.xlsx', fault=FORMAT)(lambda: zipped({
    **parts(), 'xl/vbaProject.bin': 'x', '[Content_Types].xml': parts()['[Content_Types].xml'].replace(
        '</Types>', '<Override PartName="/xl/vbaProject.bin" '
        'ContentType="application/vnd.ms-office.vbaProject"/></Types>')}))
case('binary-workbook.xlsb', fault=FORMAT)(lambda: zipped({
    **parts(), '[Content_Types].xml': parts()['[Content_Types].xml'].replace(
        KIND + 'sheet.main+xml', 'application/vnd.ms-excel.sheet.binary.macroEnabled.main')}))
case('document.docx', fault=FORMAT)(lambda: zipped({
    **parts(), '[Content_Types].xml': parts()['[Content_Types].xml'].replace(
        'spreadsheetml.sheet.main', 'wordprocessingml.document.main')}))
case('opendocument.ods', fault=FORMAT)(lambda: zipped({
    'mimetype': 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<x/>'}))
case('password.xlsx', fault=PASSWORD)(lambda: compound('EncryptionInfo', 'EncryptedPackage'))
case('word.doc', fault=FORMAT)(lambda: compound('WordDocument'))
case('excel-95.xls', fault=FORMAT)(lambda: compound('Book'))
case('broken-compound.xls', fault=UNSAFE)(lambda: compound('Workbook')[:600])
case('looping-compound.xls', fault=UNSAFE)(lambda: compound('Workbook').replace(
    struct.pack('<2I', 0xFFFFFFFD, 0xFFFFFFFE), struct.pack('<2I', 0xFFFFFFFD, 1)))
case('bare-biff4.xls', fault=FORMAT)(lambda: b'\x09\x04\x06\x00\x00\x00\x10\x00' + b'\0' * 40)
case('web-page.xls', fault=FORMAT)(lambda: (
    '\ufeff  <html><table><tr><td>姓名</td></tr></table></html>').encode())
case('spreadsheetml-2003.xls', fault=FORMAT)(lambda: b'<?xml version="1.0"?><Workbook/>')
case('print.pdf', fault=FORMAT)(lambda: b'%PDF-1.7\n1 0 obj\n')
case('picture.png', fault=FORMAT)(lambda: b'\x89PNG\r\n\x1a\n\0\0\0\rIHDR')
case('empty.xlsx', fault='E_BATCH_EMPTY')(lambda: b'')

# --- old workbooks ------------------------------------------------------------------------------------


def old_book(fill, **options):
    import io
    import xlwt
    made = xlwt.Workbook(encoding='utf-8', **options)
    first = made.add_sheet('增员')
    first.write(0, 0, '姓名')
    fill(made, first, xlwt)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@case('cells.xls', [[1, '姓名'], [2, '张三', ['6500.5', NUMBER], ['2011-07-01', DATE], ['1', BOOLEAN],
                                 ['#REF!', ERROR], ['420106199001018000', NUMBER | ROUNDED],
                                 ['60', NUMBER | DATE], ['-0.07', NUMBER]]])
def old_cells():
    def fill(made, first, xlwt):
        day = xlwt.easyxf(num_format_str='yyyy"年"m"月"d')
        for column, value in enumerate(['张三', 6500.5, None, True, None, 420106199001018000, None, -0.07]):
            if value is not None:
                first.write(1, column, value)
        first.write(1, 2, 40725.25, day)
        first.write(1, 6, 60, day)
        first.row(1).set_cell_error(4, '#REF!')
    return old_book(fill)


@case('merged-and-hidden.xls', [[1, '姓名'], [2, ['张三', MERGED]], [4, '李四']], hidden=1, others=0, unseen=1)
def old_merged():
    def fill(made, first, xlwt):
        made.add_sheet('旧').visibility = 1
        first.write_merge(1, 2, 0, 0, '张三')
        first.write(3, 0, '李四')
        first.row(3).hidden = True
    return old_book(fill)


LONG_TEXTS = [['汉' * 600, 'a' * 2000, 'é' * 900][n % 3] + str(n) for n in range(60)]


@case('strings-over-many-records.xls', [[1, '姓名'], [2] + LONG_TEXTS])
def old_long():
    def fill(made, first, xlwt):
        for column, text in enumerate(LONG_TEXTS):
            first.write(1, column, text)
    return old_book(fill)


@case('protected.xls', fault=PASSWORD)
def old_protected():
    """A record that says the rest is encrypted, put behind the begin of the stream."""
    raw = bytearray(old_book(lambda made, first, xlwt: first.write(1, 0, '张三')))
    at = raw.index(b'\x09\x08\x10\x00\x00\x06') + 20
    raw[at:at + 2] = b'\x2f\x00'
    return bytes(raw)


# --- csv ----------------------------------------------------------------------------------------------

CSV_ROWS = [[1, '姓名', '备注'], [2, '张三', 'a,"b"\n换行'], [3, None, '空']]
CSV_TEXT = '姓名,备注\r\n张三,"a,""b""\n换行"\r\n,空\r\n'
case('utf8.csv', CSV_ROWS)(lambda: CSV_TEXT.encode())
case('utf8-bom.csv', CSV_ROWS)(lambda: CSV_TEXT.encode('utf-8-sig'))
case('gb18030.csv', [[1, '姓名', '备注'], [2, '张三', '\u3400㐀𠮷']])(
    lambda: '姓名,备注\n张三,\u3400㐀𠮷'.encode('gb18030'))
case('utf16.csv', [[1, '姓名', '备注'], [2, '张三', 'x']])(lambda: '姓名\t备注\r张三\tx\r'.encode('utf-16'))
case('semicolons.csv', [[1, '姓名', '备注'], [2, '张,三', 'x']])(lambda: '姓名;备注\n张,三;x'.encode())
case('neither-utf8-nor-gb.csv', fault='E_TEXT')(lambda: '姓名,备注\n'.encode() + b'\xff\xff,x\n')
case('open-quote.csv', fault=FORMAT)(lambda: '姓名\n"张三'.encode())
case('formulas.csv', [[1, '姓名', '号'], [2, ['="0123"', FORMULA], ['4.20106E+17', NUMBER | ROUNDED],
                                         ['#N/A', ERROR]]])(
    lambda: '姓名,号\n"=""0123""",4.20106E+17,#N/A\n'.encode())
case('blank-lines.csv', [[1, '姓名'], [4, '张三']], blank=2)(lambda: '姓名\n\n ,\n张三\n'.encode())
