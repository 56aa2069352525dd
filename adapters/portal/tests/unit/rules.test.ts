// Given what people type, when a field is left, then it becomes what the hall reads, or says what form is right.
import { expect, test } from 'vitest'
import type { Field } from '../../src/lib/contract'
import { closing, dateOf, fenOf, instant, narrow, periodOf, yuan } from '../../src/lib/format'
import { bornOf, checkDigit, documentFault, kindOf, wire } from '../../src/form/rules'

const field = (more: Partial<Field>): Field => ({ name: 'x', json: 'x', type: 'text', ...more })

// Whole numbers stand in the vectors that the hall's own rules have, too.
test('no other check digit is taken', () => {
  for (const digit of '0123456789X') expect(checkDigit('42010219900101901') === digit).toBe(digit === '9')
})

test('a document number says birth and sex', () => {
  expect(bornOf('420102199001019019')).toEqual({ birth: 19900101, sex: 1 })
  expect(bornOf('420102199001019018')).toBeUndefined()
  expect(documentFault('42010219900101901')).toContain('17')
  expect(documentFault('420102199013019019')).toMatch(/出生日期/)
})

test('blanks, full width and small x are folded', () => {
  expect(wire(field({ personal: 'DOCUMENT_NO' }), ' １１０１０５ 19491231 002x ', {})).toEqual({ value: '11010519491231002X' })
  expect(narrow('Ａ１，')).toBe('A1,')
})

test('a foreign document is left to the hall', () => {
  expect(wire(field({ personal: 'DOCUMENT_NO' }), 'E1234567', { document_type: '414' })).toEqual({ value: 'E1234567' })
})

test.each([['6,500', '650000'], ['6500.5', '650050'], ['０.０１', '1'], ['4494.00元', '449400'], ['90071992547409.93', '9007199254740993']])('%s yuan is %s fen', (typed, fen) => {
  expect(fenOf(typed)).toBe(fen)
})
test.each(['', '1.234', '-1', '1e5', 'abc'])('%s is no amount', typed => expect(fenOf(typed)).toBeUndefined())
test('fen are shown as yuan without a float', () => {
  expect(yuan('9007199254740993')).toBe('90,071,992,547,409.93')
  expect(yuan('-5')).toBe('−0.05')
  expect(yuan(0)).toBe('0.00')
})

test.each(['2026-11-02', '2026/11/2', '2026年11月2日', '20261102', '２０２６.11.02'])('%s is a day', typed => expect(dateOf(typed)).toBe(20261102))
test.each(['20260230', '2026-13-01', '2026', '17991231'])('%s is no day', typed => expect(dateOf(typed)).toBeUndefined())
test.each(['2026年11月', '202611', '2026-11'])('%s is a month', typed => expect(periodOf(typed)).toBe(202611))
test('an instant is Beijing time whatever the browser thinks', () => {
  expect(instant('2026-11-30T23:59')).toBe(String(Date.UTC(2026, 10, 30, 15, 59) * 1000))
  expect(closing(Date.UTC(2026, 10, 30, 16) * 1000)).toBe('11月30日24时')
})

test('limits of the contract are said in its unit', () => {
  expect(wire(field({ type: 'int64', unit: 'FEN', most: '100000' }), '1,000.01', {}).fault).toContain('1000')
  expect(wire(field({ type: 'int', least: '1' }), '0', {}).fault).toContain('1')
  expect(wire(field({ max: 3 }), '四个汉字', {}).fault).toContain('3')
})

test('mobile numbers come with blanks and country code', () => {
  expect(wire(field({ personal: 'MOBILE' }), '+86 138-0000-0000', {})).toEqual({ value: '13800000000' })
  expect(wire(field({ personal: 'MOBILE' }), '1380000000', {}).fault).toContain('11')
})

test('what is not filled in is left out', () => {
  expect(wire(field({}), '  ', {})).toEqual({})
  expect(wire(field({ type: 'bool' }), false, {})).toEqual({ value: undefined })
  const named = field({ businesses: [['a.B', '停保', 'Suspend'], ['a.C', '续保', 'Resume']] })
  expect([wire(named, ['a.B', 'a.C'], {}), wire(named, [], {})]).toEqual([{ value: 'a.B a.C' }, { value: undefined }])
  expect(wire(field({ list: 3 }), 'a，b\n', {})).toEqual({ value: ['a', 'b'] })
})

test('each kind of field has its control', () => {
  expect(kindOf(field({ codes: 'sex' }))).toBe('select')
  expect(kindOf(field({ unit: 'FEN', type: 'int64' }))).toBe('fen')
  expect(kindOf(field({ type: 'group', list: 3 }))).toBe('rows')
  expect(kindOf(field({ personal: 'CREDENTIAL' }))).toBe('password')
})
