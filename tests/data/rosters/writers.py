"""The same roster by the programs clerks use. A CSV keeps of a long number what the spreadsheet shows,
4.20106E+17, which is refused like the rounded number itself."""
import csv
import datetime
import json
import os
import shutil
import subprocess
import tempfile

from people import ErrorValue, Formula

HERE = os.path.dirname(os.path.abspath(__file__))


class Missing(Exception):
    """The program is not on this machine."""


def by_openpyxl(made, path):
    import openpyxl
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(made['sheet'])
    for row in made['rows']:
        sheet.append(row)
    book.save(path)


def by_xlwt(made, path):
    import xlwt
    book = xlwt.Workbook(encoding='utf-8')
    sheet = book.add_sheet(made['sheet'])
    day = xlwt.easyxf(num_format_str='yyyy-mm-dd')
    for r, row in enumerate(made['rows']):
        for c, value in enumerate(row):
            if isinstance(value, Formula):
                sheet.write(r, c, xlwt.Formula(value[1:]))
            elif isinstance(value, datetime.date):
                sheet.write(r, c, value, day)
            elif isinstance(value, ErrorValue):
                sheet.row(r).set_cell_error(c, value)
            elif value is not None:
                sheet.write(r, c, value)
    book.save(path)


def script_cell(value):
    if isinstance(value, Formula):
        return {'t': 'n', 'f': value[1:], 'v': 6500}
    if isinstance(value, ErrorValue):
        return {'t': 'e', 'v': 0x17}
    if isinstance(value, datetime.date):
        return {'t': 'n', 'v': (value - datetime.date(1899, 12, 30)).days, 'z': 'yyyy\\-mm\\-dd'}
    return value


def by_script(made, path, kind='xlsx'):
    if shutil.which('npm') is None:
        raise Missing('needs nodejs and npm')
    if not os.path.isdir(HERE + '/js/node_modules') and subprocess.run(
            ['npm', 'ci', '--no-audit', '--no-fund', '--fetch-retries=1',
             '--fetch-retry-mintimeout=1000'], cwd=HERE + '/js', timeout=120,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
        raise Missing('npm ci failed in tests/data/rosters/js')
    with tempfile.NamedTemporaryFile('w', suffix='.json', encoding='utf-8') as rows:
        json.dump({'sheet': made['sheet'], 'rows': [[script_cell(v) for v in row]
                                                    for row in made['rows']]}, rows)
        rows.flush()
        subprocess.run(['node', HERE + '/js/write.js', rows.name, path, kind], check=True)


def by_libreoffice(made, path):
    if shutil.which('soffice') is None:
        raise Missing('needs LibreOffice Calc')
    kind = path.rsplit('.', 1)[1]
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, 'roster.ods.xlsx')
        by_openpyxl(made, source)
        subprocess.run(['soffice', '-env:UserInstallation=file://' + folder + '/profile', '--headless',
                        '--convert-to', kind, '--outdir', folder + '/out', source],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
        shutil.move(folder + '/out/roster.ods.' + kind, path)


def csv_cell(value):
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int) and value >= 10 ** 11:
        return f'{value:.5E}'  # what a spreadsheet saves of a long number
    return value


def by_csv(made, path, encoding='utf-8', separator=','):
    with open(path, 'w', encoding=encoding, newline='') as out:
        lines = csv.writer(out, delimiter=separator)
        for row in made['rows']:
            lines.writerow([csv_cell(v) for v in row])


def by_gb18030(made, path):
    by_csv(without_zero_width(made), path, 'gb18030')


def by_unicode_text(made, path):
    by_csv(made, path, 'utf-16', '\t')


def without_zero_width(made):
    rows = [[v.replace('\u200b', '') if type(v) is str else v for v in row] for row in made['rows']]
    return {**made, 'rows': rows}


WRITERS = {
    'openpyxl': by_openpyxl,
    'xlwt': by_xlwt,
    'script': by_script,
    'script-xls': lambda made, path: by_script(made, path, 'biff8'),
    'libreoffice': by_libreoffice,
    'libreoffice-xls': by_libreoffice,
    'csv': by_csv,
    'csv-bom': lambda made, path: by_csv(made, path, 'utf-8-sig'),
    'csv-gb18030': by_gb18030,
    'unicode-text': by_unicode_text,
}
FILES = {name: 'roster-' + name + ('.csv' if 'csv' in name or 'text' in name
                                   else '.xls' if name in ('xlwt', 'script-xls', 'libreoffice-xls')
                                   else '.xlsx') for name in WRITERS}

# Planted errors that do not survive a writer: SheetJS stores only the values of formulas in an .xls.
LOSES = {'script-xls': {'E_CELL_FORMULA'}}
