// show: a value of an answer as people read it, by what the contract says of its field.
import { codeWord, enumWord, type Codes, type Field } from '@lib/contract'
import { count, day, month, percent, size, time, yuan } from '@lib/format'
import { t } from '@lib/words'

export const isNumber = (f: Field) => f.unit === 'FEN' || f.unit === 'BYTES' || f.unit === 'PER_100000' || f.type === 'int64' && !f.unit

/** What a page translator must leave as it is: numbers, codes, names. */
export const verbatim = (f: { name: string; personal?: string }) => (/(^|_)(no|name|code|id)$/.test(f.name) || f.personal ? 'no' : undefined)

/** What is there for people: no hash, no empty group. */
export const isShown = (f: Field) => f.type !== 'bytes' && !/_hash$|^next$|^(signed_hash|to_sign)$/.test(f.name)

export function show(f: Field, value: any, codes: Codes): string {
  if (Array.isArray(value)) return value.map(v => showOne(f, v, codes)).join(f.codes ? '、' : ' ') || '—'
  return showOne(f, value, codes)
}

function showOne(f: Field, value: any, codes: Codes): string {
  if (value === undefined || value === null || value === '') return '—'
  if (typeof value === 'object') return Object.values(value).filter(v => typeof v !== 'object' && v !== '' && v !== 0).join(' ')
  if (typeof value === 'boolean') return value ? t('是') : t('否')
  if (f.type === 'enum') return enumWord(String(value)) || '—'
  const word = codeWord(codes, f.codes, value)
  if (word) return word
  switch (f.unit) {
    case 'FEN': return t('{n}元', { n: yuan(value) })
    case 'PERIOD': return month(Number(value))
    case 'DATE': return day(Number(value))
    case 'TIME_US': return time(value)
    case 'BYTES': return size(value)
    case 'PER_100000': return percent(Number(value))
  }
  return f.type === 'int64' && /^\d+$/.test(String(value)) ? count(value) : String(value)
}
