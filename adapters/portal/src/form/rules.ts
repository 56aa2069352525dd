// rules: what a field alone can say. Everything else is the hall's, by the trial.
import { dateOf, fenOf, instant, narrow, periodOf } from '@lib/format'
import { t } from '@lib/words'
import type { Field } from '@lib/contract'

export type Kind = 'select' | 'checks' | 'bool' | 'fen' | 'period' | 'date' | 'instant' | 'percent' | 'document' | 'password' | 'lines' | 'rows' | 'number' | 'long' | 'text' | 'scan' | 'names'
export type Model = { [name: string]: any }

export function kindOf(f: Field): Kind {
  if (f.type === 'group') return 'rows'
  if (f.scan) return 'scan'
  if (f.businesses) return 'names'
  if (f.codes || f.values) return f.list ? 'checks' : 'select'
  if (f.list) return 'lines'
  if (f.type === 'bool') return 'bool'
  if (f.unit === 'FEN') return 'fen'
  if (f.unit === 'PERIOD') return 'period'
  if (f.unit === 'DATE') return 'date'
  if (f.unit === 'TIME_US') return 'instant'
  if (f.unit === 'PER_100000') return 'percent'
  if (f.personal === 'CREDENTIAL') return 'password'
  if (f.personal === 'DOCUMENT_NO') return 'document'
  if (f.type === 'int' || f.type === 'int64') return 'number'
  return f.wide && (f.max ?? 0) > 300 ? 'long' : 'text'
}

/** Source: GB 11643-1999: the last character follows from the seventeen before. */
export function checkDigit(first17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((s, w, i) => s + w * Number(first17[i]), 0)
  return '10X98765432'[sum % 11]
}

export const documentOf = (typed: string) => narrow(typed).replace(/\s/g, '').toUpperCase()

export function documentFault(number: string): string | undefined {
  if (number.length !== 18) return t('证件号码应为18位，现在是{n}位。', { n: number.length })
  if (!/^\d{17}[\dX]$/.test(number)) return t('证件号码的前17位是数字，最后一位是数字或X。')
  if (!dateOf(number.slice(6, 14))) return t('证件号码中的出生日期不存在，请逐位核对。')
  if (checkDigit(number) !== number[17]) return t('证件号码校验位不对，请逐位核对，通常是抄错了一位。')
}

/** Birth date and sex of an identity-card number; region prefixes of residence permits are like it. */
export function bornOf(number: string): { birth: number; sex: number } | undefined {
  if (documentFault(number)) return undefined
  return { birth: Number(number.slice(6, 14)), sex: Number(number[16]) % 2 ? 1 : 2 }
}


/** What the hall gets of what was typed; `fault` says what form is right. undefined: nothing was typed. */
export function wire(f: Field, typed: any, all: Model): { value?: unknown; fault?: string } {
  const kind = kindOf(f)
  if (kind === 'rows') return rows(f, typed, all)
  if (kind === 'checks') return { value: (typed as string[])?.length ? (typed as string[]).map(v => (f.type === 'int' ? Number(v) : v)) : undefined }
  if (kind === 'names') return { value: (typed as string[])?.join(' ') || undefined }
  if (kind === 'bool') return { value: typed ? true : undefined }
  const text = String(typed ?? '').trim()
  if (!text) return {}
  switch (kind) {
    case 'lines':
      return { value: text.split(/[\n,，、]+/).map(s => s.trim()).filter(Boolean) }
    case 'select':
      return { value: f.values || f.type === 'text' ? text : Number(text) }
    case 'fen': {
      const fen = fenOf(text)
      return fen === undefined ? { fault: t('金额按元填写，最多两位小数，例如6,500.00。') } : ranged(f, fen)
    }
    case 'period': {
      const period = periodOf(text)
      return period ? { value: period } : { fault: t('年月按2026年11月或202611填写。') }
    }
    case 'date': {
      const date = dateOf(text)
      return date ? { value: date } : { fault: t('日期按2026年11月2日或20261102填写，并且是真实的日期。') }
    }
    case 'instant': {
      const us = instant(text)
      return us ? { value: us } : { fault: t('请选择日期和时间。') }
    }
    case 'percent': {
      const plain = narrow(text).replace(/%/g, '')
      return /^\d{1,3}(\.\d{1,3})?$/.test(plain) ? { value: Math.round(Number(plain) * 1000) } : { fault: t('比例按百分数填写，最多三位小数，例如8.5。') }
    }
    case 'number': {
      const plain = narrow(text).replace(/,/g, '')
      if (!/^-?\d{1,18}$/.test(plain)) return { fault: t('这里只填整数。') }
      return ranged(f, plain)
    }
    case 'document': {
      const number = documentOf(text)
      const type = all.document_type
      const fault = !type || String(type) === '201' ? documentFault(number) : undefined
      return fault ? { fault } : { value: number }
    }
    default:
      return plain(f, text)
  }
}

function plain(f: Field, text: string): { value?: unknown; fault?: string } {
  let value = f.personal === 'CREDENTIAL' || f.personal === 'NAME' ? text : narrowCodes(f, text)
  if (f.personal === 'MOBILE') {
    value = narrow(text).replace(/[\s-]/g, '').replace(/^(\+|00)?86(?=1)/, '')
    if (!/^1[3-9]\d{9}$/.test(value)) return { fault: t('手机号码应为11位，以13到19开头。') }
  }
  if (f.max && [...value].length > f.max) return { fault: t('内容太长，最多{n}个字。', { n: f.max }) }
  return { value }
}

const narrowCodes = (f: Field, text: string) => (f.names || /_no$/.test(f.name) ? narrow(text).replace(/\s/g, '') : text)

function ranged(f: Field, value: string): { value?: unknown; fault?: string } {
  const n = BigInt(value)
  if (f.least && n < BigInt(f.least)) return { fault: t('不能小于{n}。', { n: shown(f, f.least) }) }
  if (f.most && n > BigInt(f.most)) return { fault: t('不能大于{n}。', { n: shown(f, f.most) }) }
  return { value: f.type === 'int64' ? value : Number(value) }
}

const shown = (f: Field, n: string) => (f.unit === 'FEN' ? t('{n}元', { n: String(Number(n) / 100) }) : n)

function rows(f: Field, typed: any, all: Model): { value?: unknown; fault?: string } {
  const list = (f.list ? (typed as Model[]) : typed ? [typed] : []) ?? []
  const values: Model[] = []
  for (const row of list) {
    const one: Model = {}
    for (const inner of f.field ?? []) {
      const got = wire(inner, row[inner.name], all)
      if (got.fault) return { fault: got.fault }
      if (got.value !== undefined) one[inner.json] = got.value
    }
    if (Object.keys(one).length) values.push(one)
  }
  return { value: f.list ? (values.length ? values : undefined) : values[0] }
}

/** Whether a field must be filled in before anything is sent. */
export const needed = (f: Field) => !!f.required && f.type !== 'bool'
