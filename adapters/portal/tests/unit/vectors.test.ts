// Given the vectors that the hall's own rules are tested with, when their text is typed into a field, then the page
// says the same. It may leave a refusal to the hall, never refuse or change what the hall takes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Field } from '../../src/lib/contract'
import { dateOf, fenOf, periodOf } from '../../src/lib/format'
import { bornOf, documentFault, wire } from '../../src/form/rules'

const lines = readFileSync(join(__dirname, '../../../../tests/workers/rules/vectors.tsv'), 'utf8').trim().split('\n').slice(1)
const vectors = lines.map(line => {
  const [kind, inputs, expected] = line.split('\t')
  return { kind, expected, ...Object.fromEntries(inputs.split(';').map(part => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)])) } as Record<string, string>
})
const of = (kind: string) => {
  const found = vectors.filter(v => v.kind === kind)
  if (!found.length) throw new Error('no vectors of ' + kind)
  return found
}
const field = (more: Partial<Field>): Field => ({ name: 'x', json: 'x', type: 'text', ...more })

/** What a page says of each refusal that the number alone shows. */
const SAID: Record<string, RegExp> = { E_ID_LENGTH: /应为18位/, E_ID_CHARSET: /前17位是数字/, E_ID_DATE: /出生日期不存在/, E_ID_CHECK: /校验位不对/ }

// Which provinces there are is the hall's to know.
test.each(of('id18').filter(v => v.expected !== 'E_ID_REGION'))('citizen number $id: $expected', ({ id, asof, expected }) => {
  const [code, birth, sex] = expected.split(' ')
  if (code === 'OK') {
    expect(documentFault(id)).toBeUndefined()
    expect(bornOf(id)).toEqual({ birth: Number(birth.slice(6).replace(/-/g, '')), sex: Number(sex.slice(4)) })
  } else if (id.slice(6, 14) > asof.replace(/-/g, '')) expect(documentFault(id)).toBeUndefined() // left to the hall
  else expect(documentFault(id)).toMatch(SAID[code])
})

test.each(of('mobile'))('mobile $mobile: $expected', ({ mobile, expected }) => {
  const said = wire(field({ personal: 'MOBILE' }), mobile, {})
  if (expected === 'OK') expect(said).toEqual({ value: mobile })
  else expect(said.value).not.toBe(mobile) // refused, or put into the form that the hall takes
})

const READERS: [string, (typed: string) => number | string | undefined][] = [['day', dateOf], ['month', periodOf], ['yuan', fenOf]]
for (const [kind, read] of READERS)
  test.each(of(kind))(kind + ' $text: $expected', ({ text, expected }) => {
    const got = read(text)
    expect(got === undefined ? 'refused' : String(got)).toBe(/^E_/.test(expected) ? 'refused' : expected)
  })
