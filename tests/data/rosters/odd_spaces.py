"""Cases of odd.py: an element or attribute counts only in its own namespace. Extensions hold elements
that are called like ours and mean something else."""
from odd import (BODY, DOC, GOOD, HEAD, MAIN, PACKAGE, STRICT, STRICT_DOC, TITLE, book, case,
                 only_existing, parts, row, sheet, text_cell, zipped)

DATE, NUMBER, FORMAT = 2, 1, 'E_BATCH_FORMAT'
MC = 'http://schemas.openxmlformats.org/markup-compatibility/2006'
X15 = 'http://schemas.microsoft.com/office/spreadsheetml/2010/11/main'
EXTENSION = 'urn:an-extension'
SHEETS = '<sheets><sheet name="增员" sheetId="1" r:id="r1"/></sheets>'
DAY = row(2, '<c r="A2" s="1"><v>40725</v></c>')
DAY_STYLES = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
DAY_1900, DAY_1904 = [[1, '姓名'], [2, ['2011-07-01', DATE]]], [[1, '姓名'], [2, ['2015-07-02', DATE]]]


def with_workbook(inside, made=None, namespace=MAIN):
    made = made or parts(TITLE + DAY, styles=DAY_STYLES)
    made['xl/workbook.xml'] = (f'{HEAD}<workbook xmlns="{namespace}" xmlns:r="{DOC}" xmlns:mc="{MC}" '
                               f'xmlns:e="{EXTENSION}">{inside}</workbook>')
    return zipped(made)


def extended(inside):
    return f'<extLst><ext xmlns:e="{EXTENSION}" uri="{{1}}">{inside}</ext></extLst>'


def alternate(choice, fallback):
    return (f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:e="{EXTENSION}" Requires="e">{choice}'
            f'</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>')


# --- the workbook -------------------------------------------------------------------------------------

case('1904-with-excel-2013-extension.xlsx', DAY_1904, date_1904=1)(lambda: with_workbook(
    '<workbookPr date1904="1" defaultThemeVersion="124226"/>'
    '<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\\" '
    'xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice>'
    f'</mc:AlternateContent>{SHEETS}<extLst><ext uri="{{140A7094-0E35-4892-8432-C4D2E57EDEB5}}" '
    f'xmlns:x15="{X15}"><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst>'))
case('1900-with-foreign-1904.xlsx', DAY_1900, date_1904=0)(lambda: with_workbook(
    f'<workbookPr/>{SHEETS}' + extended('<e:workbookPr date1904="1"/>')))
case('1904-only-in-a-choice.xlsx', DAY_1900, date_1904=0)(lambda: with_workbook(
    alternate('<workbookPr date1904="1"/>', '<workbookPr date1904="0"/>') + SHEETS))
case('1904-only-in-a-fallback.xlsx', DAY_1904, date_1904=1)(lambda: with_workbook(
    alternate('<workbookPr date1904="0"/>', '<workbookPr date1904="1"/>') + SHEETS))
case('foreign-sheet-of-that-name.xlsx', DAY_1900, hidden=0)(lambda: with_workbook(
    '<e:sheets><e:sheet name="增员" sheetId="2" r:id="r9"/></e:sheets>'
    + SHEETS + extended(
        '<e:x><sheets><sheet name="外" sheetId="3" state="hidden" r:id="r8"/></sheets></e:x>')))
case('foreign-id-before-the-link.xlsx', DAY_1900)(lambda: with_workbook(
    SHEETS.replace('r:id', 'e:id="r9" e:name="外" r:id')))


# --- the rows -----------------------------------------------------------------------------------------

case('foreign-elements-in-rows.xlsx', [[1, '姓名'], [2, '张三', ['7', NUMBER]]])(lambda: book(
    TITLE + f'<e:row xmlns:e="{EXTENSION}" r="2"><c r="A2"><v>1</v></c></e:row>'
    f'<row r="2" xmlns:e="{EXTENSION}"><e:c r="A2"><v>1</v></e:c>'
    '<c e:r="C9" r="A2" e:t="n" t="inlineStr"><is><e:t>外</e:t><t>张<e:t>外</e:t>三</t></is></c>'
    '<c r="B2"><e:v>1</e:v><v>7<e:v>1</e:v></v><e:f>1+1</e:f>'
    + extended('<e:x><v>9</v><f>1+1</f></e:x>') + '</c></row>'))
case('foreign-rows-behind.xlsx', GOOD)(lambda: book(after=extended(
    '<e:sheetData><e:row r="3"><e:c r="A3"><e:v>1</e:v></e:c></e:row></e:sheetData>'
    '<e:x><sheetData><row r="4"><c r="A4"><v>1</v></c></row></sheetData></e:x>')))
case('foreign-merges.xlsx', GOOD)(lambda: book(after=extended('<e:mergeCell ref="A1:B9"/>')))
case('rows-twice-by-alternate-content.xlsx', GOOD)(lambda: book(TITLE + alternate(BODY, BODY)))
case('cell-twice-by-alternate-content.xlsx', GOOD)(lambda: book(TITLE + row(
    2, alternate(text_cell('A2', '外'), text_cell('A2', '张三')))))


# --- strings and styles -------------------------------------------------------------------------------

case('foreign-strings.xlsx', GOOD)(lambda: book(
    '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>',
    strings=f'<e:si xmlns:e="{EXTENSION}"><e:t>外</e:t></e:si><si xmlns:e="{EXTENSION}"><e:t>外</e:t>'
    '<t>姓<e:t>外</e:t>名</t></si>' + alternate('<si><t>外</t></si>', '<si><t>张三</t></si>')))
case('foreign-formats.xlsx', [[1, '姓名'], [2, ['2011-07-01', DATE], ['40725', NUMBER], ['2011-07-01', DATE]]])(
    lambda: book(TITLE + row(2, '<c s="1"><v>40725</v></c>', '<c s="2"><v>40725</v></c>',
                             '<c s="3" xmlns:e="urn:an-extension" e:s="2"><v>40725</v></c>'), styles=(
        f'<numFmts><numFmt numFmtId="164" formatCode="yyyy"/><e:numFmt xmlns:e="{EXTENSION}" '
        'numFmtId="164" formatCode="0.00"/><numFmt numFmtId="165" formatCode="0.00"/></numFmts>'
        '<dxfs><dxf><numFmt numFmtId="165" formatCode="yyyy"/></dxf></dxfs>'
        f'<cellXfs><xf numFmtId="0"/><e:xf xmlns:e="{EXTENSION}" numFmtId="0"/>'
        '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="14"/></cellXfs>')))
# Hancom writes cell formats this way, Excel 2016 number formats.
case('formats-twice-by-alternate-content.xlsx', [[1, '姓名'], [2, ['40725', NUMBER], ['2011-07-01', DATE]]])(
    lambda: book(TITLE + row(2, '<c s="1"><v>40725</v></c>', '<c s="2"><v>40725</v></c>'), styles=(
        '<numFmts>' + alternate('<numFmt numFmtId="164" formatCode="0.00"/>',
                                '<numFmt numFmtId="164" formatCode="yyyy"/>') + '</numFmts><cellXfs>'
        + alternate('<xf numFmtId="14"/>', '<xf numFmtId="14"/>') + '<xf numFmtId="0"/>'
        + alternate('<xf numFmtId="0"/>', '<xf numFmtId="164"/>') + '</cellXfs>')))


# --- the package --------------------------------------------------------------------------------------

@case('foreign-relations-and-types.xlsx', GOOD)
def foreign_relations():
    made = parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>' + BODY, strings='<si><t>姓名</t></si>')
    made['xl/other.xml'] = f'{HEAD}<sst xmlns="{MAIN}"><si><t>外</t></si></sst>'
    foreign = (f'<e:Relationship xmlns:e="{EXTENSION}" Id="r7" Type="{DOC}/sharedStrings" '
               'Target="other.xml"/>'
               '<Relationship Id="r8" Type="urn:other/sharedStrings" Target="other.xml"/>')
    name = 'xl/_rels/workbook.xml.rels'
    made[name] = made[name].replace('<Relationship Id="r1"', foreign + '<Relationship Id="r1"')
    made['[Content_Types].xml'] = made['[Content_Types].xml'].replace('</Types>', (
        f'<e:Override xmlns:e="{EXTENSION}" PartName="/xl/x.bin" '
        'ContentType="application/vnd.ms-office.vbaProject"/></Types>'))
    return zipped(made)


@case('prefixes-everywhere.xlsx', GOOD)
def prefixed():
    def prefix(text):
        head, body = text.split('?>', 1)
        body = body.replace('xmlns="', 'xmlns:p="', 1).replace('<', '<p:').replace('<p:/', '</p:')
        return head + '?>' + body
    made = only_existing(parts(row(1, '<c r="A1" t="s"><v>0</v></c>') + BODY,
                               strings='<si><t>姓名</t></si>'))
    return zipped({name: prefix(text) for name, text in made.items()})


@case('strict-properties.xlsx', GOOD, version='7', roster_no='')
def strict_properties():
    made = parts()
    made['_rels/.rels'] = made['_rels/.rels'].replace('</Relationships>', (
        f'<Relationship Id="r2" Type="{STRICT_DOC}/customProperties" Target="docProps/custom.xml"/>'
        '</Relationships>'))
    strict = 'http://purl.oclc.org/ooxml/officeDocument/'
    made['docProps/custom.xml'] = (
        f'{HEAD}<Properties xmlns="{strict}customProperties" xmlns:vt="{strict}docPropsVTypes">'
        '<property name="hall_template_version" pid="2"><vt:lpwstr>7</vt:lpwstr></property>'
        f'<e:property xmlns:e="{EXTENSION}" name="hall_roster_no"><vt:lpwstr>42</vt:lpwstr></e:property>'
        '</Properties>')
    return zipped(made)


# No spreadsheet program opens these: without its namespace an element has no meaning.
case('workbook-without-namespace.xlsx', fault=FORMAT)(lambda: zipped(
    {**parts(), 'xl/workbook.xml': parts()['xl/workbook.xml'].replace(f'xmlns="{MAIN}" ', '')}))
case('rows-without-namespace.xlsx', fault=FORMAT)(lambda: zipped(
    {**parts(), 'xl/worksheets/sheet1.xml': sheet().replace(f' xmlns="{MAIN}"', '')}))
case('relations-without-namespace.xlsx', fault=FORMAT)(lambda: zipped(
    {**parts(), '_rels/.rels': parts()['_rels/.rels'].replace(f' xmlns="{PACKAGE}/relationships"', '')}))
case('workbook-of-a-beta.xlsx', fault=FORMAT)(lambda: with_workbook(
    SHEETS, namespace='http://schemas.microsoft.com/office/excel/2006/2'))
case('strict-workbook-transitional-rows.xlsx', GOOD)(lambda: with_workbook(SHEETS, parts(), STRICT))
