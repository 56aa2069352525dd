#!/usr/bin/python3
"""Stories of files: every odd or hostile file becomes exactly what odd.json says; the same roster by
every writer gives the same refusals; a file reads as openpyxl reads it. Rows S22, S24, S26, S27, N7.
Usage: test_rosters.py BIN_FOLDER MAKE [HALL_WORKBOOK]; without HALL_WORKBOOK, which is one as released,
the one in BIN_FOLDER."""
import datetime
import json
import os
import subprocess
import sys
import tempfile

BIN, MAKE = sys.argv[1:3]
DUMP, CHECK = (os.path.join(BIN, name) for name in ('roster_dump', 'roster_check'))
RELEASED = len(sys.argv) > 3
WORKBOOK = sys.argv[3] if RELEASED else os.path.join(BIN, 'hall-workbook')
passed, failed = 0, 0


def check(name, got, wanted):
    global passed, failed
    if got == wanted:
        passed += 1
    else:
        failed += 1
        print(f'FAILED {name}\n  got    {got}\n  wanted {wanted}')


def dump(path):
    out = subprocess.run([DUMP, WORKBOOK, path, '增员'], capture_output=True, check=True).stdout
    lines = [json.loads(line) for line in out.decode().splitlines()]
    check(f'{os.path.basename(path)}: the reader is not ended by a signal', lines[-1].get('signal', 0), 0)
    return lines[:-1], lines[-1]


def as_expected(lines):
    """Rows in the form of odd.json: row number, then cells by column, None for absent ones."""
    rows = []
    for line in lines:
        cells = [None] * (max((c[0] for c in line['cells']), default=-1) + 1)
        for column, text, flags in line['cells']:
            cells[column] = [text, flags] if flags else text
        rows.append([line['row']] + cells)
    return rows


def trimmed(rows):
    """An expected empty text at the end of a row is an absent cell."""
    return [row[:-1] if row[-1] == '' else row for row in rows]


def odd_files(folder):
    subprocess.run([MAKE, 'odd', folder], check=True)
    with open(os.path.join(folder, 'odd.json'), encoding='utf-8') as file:
        wanted = json.load(file)
    for name, want in wanted.items():
        if want.get('tight') and not RELEASED:  # a sanitizer build has no limit of memory
            continue
        rows, last = dump(os.path.join(folder, name))
        if want['fault']:
            check(name, last.get('fault'), want['fault'])
            check(f'{name} en', last.get('en'), want.get('en', last.get('en')))
            check(f'{name} row', last.get('row'), want.get('row', last.get('row')))
            continue
        check(name, last.get('fault') or as_expected(rows), trimmed(want['rows']))
        for key in ('blank', 'hidden', 'others', 'unseen', 'ignored', 'date_1904', 'version', 'roster_no'):
            if key in want:
                check(f'{name} {key}', last.get('end', {}).get(key), want[key])


# What the cell rules see by themselves; the rest of the planted errors is refused behind the bus.
CELL_CODES = {'E_REQUIRED', 'E_CODE_VALUE', 'E_DATE', 'E_AMOUNT', 'E_CELL_FORMULA', 'E_CELL_ERROR',
              'E_CELL_ROUNDED'}


def writers(folder):
    subprocess.run([MAKE, 'writers', folder, '--rows', '300', '--errors', '30', '--date', '2026-11-23'],
                   check=True)
    names = [n for n in sorted(os.listdir(folder)) if not n.endswith('.json')]
    check('at least three writers', len(names) >= 3, True)
    for name in names:
        path = os.path.join(folder, name)
        with open(path + '.expected.json', encoding='utf-8') as file:
            want = json.load(file)
        got = check_json(path)
        check(f'{name} fault', got['fault'], 'OK')
        check(f'{name} rows', got['rows'], want['rows'])
        check(name, got['failed'], [e for e in want['failed'] if e['code'] in CELL_CODES])


def like_openpyxl(folder):
    import openpyxl
    path = os.path.join(folder, 'roster-openpyxl.xlsx')
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
    reference = {}
    for r, row in enumerate(sheet.iter_rows(values_only=True), 1):
        for c, value in enumerate(row):
            if isinstance(value, datetime.datetime):
                value = value.date().isoformat()
            if value is not None:
                reference[r, c] = str(value)
    rows, _ = dump(path)
    ours = {(line['row'], c): text for line in rows for c, text, flags in line['cells'] if not flags & 72}
    rounded = {key for key in reference if key not in ours}
    check('cells only openpyxl has are rounded numbers',
          [reference[key] for key in rounded if float(reference[key]) < 1e15], [])
    check('every cell reads as openpyxl reads it',
          {k: v for k, v in reference.items() if k not in rounded}, ours)


def memory_is_flat(folder):
    """The peak of ten times the rows is not larger by more than a tenth and a megabyte."""
    peaks = []
    for rows in ('2000', '20000'):
        path = os.path.join(folder, rows + '.xlsx')
        subprocess.run([MAKE, 'roster', path, '--rows', rows, '--errors', '0', '--date', '2026-11-23'],
                       check=True, stdout=subprocess.DEVNULL)
        _, last = dump(path)
        check(f'{rows} rows are read', last['end']['rows'], int(rows))
        peaks.append(last['end']['peak_kib'])
    print('peak memory of hall-workbook, KiB:', peaks)
    check('memory is flat', peaks[1] <= peaks[0] * 1.1 + 1024, True)


def template_reads_back(folder):
    path = os.path.join(folder, 'template.xlsx')
    subprocess.run([CHECK, '--template', '增员', path], check=True)
    rows, last = dump(path)
    check('an empty template is refused as empty', last.get('fault'), 'E_BATCH_EMPTY')
    import openpyxl
    book = openpyxl.load_workbook(path)
    check('sheets', book.sheetnames, ['增员', '说明', '代码'])
    sheet = book['增员']
    check('header', [c.value for c in sheet[1]][:4], ['序号', '证件类型*', '证件号码*', '姓名*'])
    check('document numbers are text', sheet.column_dimensions['C'].number_format
          if hasattr(sheet.column_dimensions['C'], 'number_format') else '@', '@')
    check('header is frozen', sheet.freeze_panes, 'A2')
    lists = {str(v.sqref).split(':')[0]: v.formula1 for v in sheet.data_validations.dataValidation
             if v.type == 'list'}
    check('coded columns have lists', lists.get('B2'),
          '"居民身份证（含港澳台居民居住证）,外国护照,港澳居民来往内地通行证,台湾居民来往大陆通行证,外国人永久居留身份证"')
    notes = {r[0].value: r[3].value for r in book['说明'].iter_rows() if r[0].value in ('养老', '用工日期')}
    check('what blank insurances mean', notes, {
        '养老': '未填（五险均不填视为全部参保）',
        '用工日期': '本单位开始用工的日期；自这一天起30日内办理参保。'})
    insurance = sheet.cell(1, [c.value.split('*')[0] for c in sheet[1]].index('养老') + 1).column_letter
    check('a choice is yes or no', lists.get(f'{insurance}2'), '"是,否"')
    check('version mark', [r[1].value for r in book['说明'].iter_rows() if r[0].value == '模板版本'], ['2'])
    for number, row in enumerate(({'C': '420102199001019019', 'D': '张三'}, {}), 2):
        for column, value in row.items():
            sheet[f'{column}{number}'] = value
    book.save(path)
    rows, last = dump(path)
    check('version survives another program', last['end']['version'], '2')
    check('filled template', [c[1] for c in rows[1]['cells']], ['420102199001019019', '张三'])


def check_json(path, *more):
    return json.loads(subprocess.run([CHECK, WORKBOOK, path, '增员', *more], capture_output=True,
                                     check=True).stdout)


def titles_and_other_names(folder):
    """The same roster below a title and with another form's name for the document number."""
    path, titled = (os.path.join(folder, name) for name in ('roster-csv.csv', 'titled.csv'))
    with open(path, encoding='utf-8') as file:
        text = file.read()
    check('the name is there to be changed', text.count('证件号码'), 1)
    with open(titled, 'w', encoding='utf-8') as file:
        file.write('某公司增员花名册\n' + text.replace('证件号码', '身份证号码'))
    plain, got = check_json(path), check_json(titled)
    check('titled fault', got['fault'], 'OK')
    check('titled rows', got['rows'], plain['rows'])
    check('titled', got['failed'], [{**f, 'row': f['row'] + 1} for f in plain['failed']])


def failed_rows_are_corrected_in_place(folder):
    """N7: the clerk corrects the red cells of the failed-row workbook and uploads it as it is."""
    import openpyxl
    path, result = os.path.join(folder, 'roster-openpyxl.xlsx'), os.path.join(folder, 'failed.xlsx')
    first = check_json(path)
    wanted = {e['row']: e for e in first['failed']}
    check_json(path, result)
    book = openpyxl.load_workbook(result)
    sheet = book['增员']
    headers = [c.value for c in sheet[1]]
    check('trailing columns', headers[-3:], ['失败代码', '失败原因', '原行号'])
    good = {'姓名': '张三', '申报工资': '6500', '性别': None, '本次参保日期': '2026-11-02',
            '户口性质': '城镇', '证件号码': '420102199001019019'}
    for row in sheet.iter_rows(min_row=2):
        original = wanted.pop(int(row[-1].value))
        red = [c for c in row if c.fill.fill_type == 'solid']
        check(f'row {row[-1].value}: red cell', [headers[c.column - 1].split('*')[0] for c in red],
              [original['column']])
        check('the note names the code', original['code'] in red[0].comment.text, True)
        check('the code stands behind', row[-3].value, original['code'])
        red[0].value = good[original['column']] or '男'
    check('every failed row is there', wanted, {})
    book.save(result)
    again = check_json(result)
    check('all corrected rows pass', (again['failed'], again['rows']), ([], first['n_failed']))
    check('linked to the first upload', again['roster_no'], '2026112300000010042')


def main():
    with tempfile.TemporaryDirectory() as odd, tempfile.TemporaryDirectory() as good:
        odd_files(odd)
        for story in (writers, like_openpyxl, memory_is_flat, template_reads_back,
                      titles_and_other_names, failed_rows_are_corrected_in_place):
            story(good)
    print(f'{passed} passed, {failed} failed')
    return failed != 0


sys.exit(main())
