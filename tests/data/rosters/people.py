"""The people of a test roster: valid numbers (sequence 800 to 999, right check digits), spelled in the
many ways clerks spell them, and planted errors with the code each must be refused with. Sheet 增员.
Rosters of different seeds (modulo 9) share no person, neither with one another nor with people who are
made singly: who is enrolled first would decide whom the other loses."""
import datetime
import json
import random

SHEET = '增员'
COLUMNS = ['序号', '证件类型', '证件号码', '姓名', '性别', '民族', '出生日期', '手机号码', '户口性质',
           '户口所在地', '文化程度', '个人身份', '用工形式', '参加工作日期', '用工日期', '本次参保日期',
           '变更原因', '申报工资', '养老', '医疗', '失业', '工伤', '生育', '联系地址', '备注']
REQUIRED = {'证件类型', '证件号码', '姓名', '性别', '民族', '手机号码', '户口性质', '个人身份',
            '用工形式', '参加工作日期', '用工日期', '本次参保日期', '变更原因', '申报工资'}
REGIONS = ['420102', '420103', '420104', '420105', '420106', '420107', '420111', '420112', '420113',
           '420114', '420115', '420116', '420117']
SURNAMES = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高'
GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华建国文斌宇浩凯健俊帆雪琳晶'
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Formula(str):
    """A cell that holds a formula."""


class ErrorValue(str):
    """A cell that holds an error value."""


def check_digit(first17):
    return '10X98765432'[sum(int(c) * w for c, w in zip(first17, WEIGHTS)) % 11]


def years_before(day, years):
    return day.replace(year=day.year - years, day=min(day.day, 28))


def full_width(text):
    return ''.join(chr(ord(c) + 0xFEE0) if '!' <= c <= '~' else c for c in text)


def new_person(rnd, today, used, sequence=980):
    while True:
        oldest, youngest = years_before(today, 45), years_before(today, 18)
        birth = oldest + datetime.timedelta(days=rnd.randrange((youngest - oldest).days))
        first17 = rnd.choice(REGIONS) + birth.strftime('%Y%m%d') + str(rnd.randrange(sequence, sequence + 20))
        if first17 not in used:
            used.add(first17)
            break
    number = first17 + check_digit(first17)
    name = rnd.choice(SURNAMES) + ''.join(rnd.choice(GIVEN) for _ in range(rnd.choice((1, 2, 2))))
    return number, birth, name, '男' if int(first17[16]) % 2 else '女'


def spell_number(rnd, text):
    """Spellings that fold to the same text."""
    return rnd.choice([text] * 12 + [text.lower(), full_width(text), ' ' + text, text + '\u3000',
                                     "'" + text, text[:6] + '\u200b' + text[6:]])


def spell_date(rnd, day):
    return rnd.choice([day, day.strftime('%Y%m%d'), day.isoformat(), f'{day.year}/{day.month}/{day.day}',
                       f'{day.year}年{day.month}月{day.day}日', int(day.strftime('%Y%m%d'))])


def spell_wage(rnd, yuan):
    return rnd.choice([yuan, yuan + 0.5, f'{yuan}', f'{yuan:,}', f'{yuan}.50', f'{yuan:,}.00'])


def good_row(rnd, today, serial, used, seed):
    number, birth, name, sex = new_person(rnd, today, used, 800 + seed % 9 * 20)
    first = today.replace(day=1)
    start = first + datetime.timedelta(days=rnd.randrange(today.day))
    enrol = start + datetime.timedelta(days=rnd.randrange((today - start).days + 1))
    # One row in four names no insurance, which means all of them; maternity may follow medical unsaid.
    chosen = rnd.choice([[1, 1, '1', '1 是', '是'], ['是', 1, '是', '1', 1], [1, 1, 1, 1, None], [None] * 5])
    mobile = '1' + rnd.choice('3456789') + ''.join(rnd.choice('0123456789') for _ in range(9))
    return {
        '序号': serial, '证件类型': rnd.choice(['居民身份证', '201', 201]),
        '证件号码': spell_number(rnd, number), '姓名': rnd.choice([name] * 6 + [name[0] + ' ' + name[1:]]),
        '性别': rnd.choice([sex, '1' if sex == '男' else '2']), '民族': rnd.choice(['汉', '01', 1, '01 汉']),
        '出生日期': rnd.choice([None, spell_date(rnd, birth)]),
        '手机号码': rnd.choice([mobile, mobile, int(mobile), full_width(mobile)]),
        '户口性质': rnd.choice(['城镇', '2', '外地城镇']), '户口所在地': rnd.choice([None, '武汉市洪山区']),
        '文化程度': rnd.choice([None, '大学', '31']), '个人身份': rnd.choice(['工人', '1']),
        '用工形式': rnd.choice(['城镇合同制', '2']), '参加工作日期': spell_date(rnd, start),
        '用工日期': spell_date(rnd, start), '本次参保日期': spell_date(rnd, enrol),
        '变更原因': rnd.choice(['111', 111, '新参保']),
        '申报工资': spell_wage(rnd, rnd.randrange(5000, 20000)),
        **dict(zip(('养老', '医疗', '失业', '工伤', '生育'), chosen)),
        '联系地址': rnd.choice([None, '珞喻路 1037 号', 'A&B <公司> "宿舍"']), '备注': None,
    }, number


def with_number(row, number):
    row['证件号码'] = number
    row['出生日期'] = None


def changed_check(row, number):
    with_number(row, number[:17] + ('1' if number[17] != '1' else '2'))


def other_birth(row, number):
    year = int(number[6:10]) - 1
    row['出生日期'] = f'{year}{number[10:12]}01'


# What is done to a good row, in which column, and the code it must be refused with.
ERRORS = [
    ('E_ID_CHECK', '证件号码', changed_check),
    ('E_ID_LENGTH', '证件号码', lambda row, n: with_number(row, n[:17])),
    ('E_ID_DATE', '证件号码', lambda row, n: with_number(row, n[:10] + '13' + n[12:])),
    ('E_ID_CHARSET', '证件号码', lambda row, n: with_number(row, n[:6] + 'O' + n[7:])),
    ('E_MOBILE', '手机号码', lambda row, n: row.update(手机号码='12800000000')),
    ('E_REQUIRED', '姓名', lambda row, n: row.update(姓名=None)),
    ('E_REQUIRED', '申报工资', lambda row, n: row.update(申报工资='　')),
    ('E_CODE_VALUE', '性别', lambda row, n: row.update(性别='不详')),
    ('E_DATE', '本次参保日期', lambda row, n: row.update(本次参保日期='2026-02-30')),
    ('E_AMOUNT', '申报工资', lambda row, n: row.update(申报工资='6500.555')),
    ('E_CELL_FORMULA', '申报工资', lambda row, n: row.update(申报工资=Formula('=5000+1500'))),
    ('E_CELL_ERROR', '户口性质', lambda row, n: row.update(户口性质=ErrorValue('#REF!'))),
    ('E_CELL_ROUNDED', '证件号码', lambda row, n: with_number(row, int(n[:17] + '1'))),
    ('E_SEX_ID_MISMATCH', '性别', lambda row, n: row.update(性别='女' if int(n[16]) % 2 else '男')),
    ('E_BIRTH_ID_MISMATCH', '出生日期', other_birth),
    ('E_INSURANCE_SET', '失业', lambda row, n: row.update(养老='是', 医疗=1, 失业='否', 工伤='是')),
    ('E_INSURANCE_SET', '养老', lambda row, n: row.update(养老=0, 医疗='0', 失业='否', 工伤='0 否', 生育=0)),
]


def roster(n_rows, n_errors, seed, today):
    """{'sheet', 'rows': [header, row ...], 'errors': [{row, column, code}]}; row 1 is the header."""
    rnd = random.Random(f'{seed}')
    used, rows, errors = set(), [], []
    bad = set(rnd.sample(range(n_rows), n_errors))
    for i in range(n_rows):
        row, number = good_row(rnd, today, i + 1, used, seed)
        if i in bad:
            code, column, spoil = ERRORS[len(errors) % len(ERRORS)]
            spoil(row, number)
            errors.append({'row': i + 2, 'column': column, 'code': code})
        rows.append([row[c] for c in COLUMNS])
    header = [c + ('*' if c in REQUIRED else '') for c in COLUMNS]
    return {'sheet': SHEET, 'rows': [header] + rows, 'errors': errors}


def write_expected(made, path, lost=()):
    failed = [e for e in made['errors'] if e['code'] not in lost]
    with open(path, 'w', encoding='utf-8') as out:
        json.dump({'rows': len(made['rows']) - 1, 'failed': failed}, out, ensure_ascii=False, indent=0)
