"""Cases of odd.py: files that stand against their order in the zip, in a row, in a sheet, and are long
enough that the C library's qsort would ask the kernel for the size of the memory. The sandbox ends a
reader that does."""
from odd import DOC, GOOD, HEAD, PACKAGE, TITLE, book, case, parts, relations, row, sheet, text_cell, zipped


def printed_sheets(n_sheets):
    """A workbook of many sheets, each with its printer settings, as Excel writes them."""
    made, links, names = parts(), '', ''
    for n in range(1, n_sheets + 1):
        if n > 1:
            made[f'xl/worksheets/sheet{n}.xml'] = sheet(row(1, text_cell('A1', f'表{n}')))
            names += f'<sheet name="表{n}" sheetId="{n}" r:id="s{n}"/>'
            links += f'<Relationship Id="s{n}" Type="{DOC}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        made[f'xl/worksheets/_rels/sheet{n}.xml.rels'] = (
            f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{DOC}/printerSettings" '
            f'Target="../printerSettings/printerSettings{n}.bin"/></Relationships>')
        made[f'xl/printerSettings/printerSettings{n}.bin'] = 'x' * 40
    made['xl/workbook.xml'] = made['xl/workbook.xml'].replace('</sheets>', names + '</sheets>')
    made['xl/_rels/workbook.xml.rels'] = relations('worksheets/sheet1.xml', more=links)
    return zipped(dict(reversed(made.items())))


def pictured(n_parts):
    made = parts()
    pictures = {f'xl/media/{n}.txt': '' for n in range(n_parts - len(made))}
    return zipped(dict(reversed({**made, **pictures}.items())))


def letters(column):
    return (letters(column // 26 - 1) if column >= 26 else '') + chr(ord('A') + column % 26)


def shuffled(n):
    """The numbers below n, neither upwards nor downwards, always the same way."""
    return sorted(range(n), key=lambda i: i * 0x9E3779B1 % 0x100000000)


def shuffled_row(number, word, n):
    return row(number, *(text_cell(f'{letters(c)}{number}', f'{word}{c}') for c in shuffled(n)))


for count in (13, 14, 20, 66, 250):
    case(f'printer-settings-of-{count}-sheets.xlsx', GOOD)(lambda count=count: printed_sheets(count))
for count in (46, 47, 60, 200, 1000):
    case(f'parts-{count}.xlsx', GOOD)(lambda count=count: pictured(count))
for count in (42, 43, 64, 65, 128, 200, 256):
    case(f'cells-out-of-order-{count}.xlsx', [[r] + [f'{word}{c}' for c in range(count)]
                                              for r, word in ((1, '列'), (2, '值'))])(
        lambda count=count: book(shuffled_row(1, '列', count) + shuffled_row(2, '值', count)))
case('rows-downwards-2000.xlsx', [[1, '姓名']] + [[n, f'行{n}'] for n in range(2000, 1, -1)])(
    lambda: book(TITLE + ''.join(row(n, text_cell(f'A{n}', f'行{n}')) for n in range(2000, 1, -1))))
