// refill: puts the content of a draft or returned case back into the form's fields.
import type { Field } from '@lib/contract'
import { kindOf, type Model } from './rules'

export interface Content { field: string; value: string; code?: string; raw?: string }

/** A shown value as the control of its field has it. */
function typed(f: Field, c: Content): any {
  const kind = kindOf(f)
  const code = c.code || (f.codes ? c.value.split(' ')[0] : '')
  if (kind === 'select' && f.codes) return f.type === 'int' ? String(Number(code) || '') : code
  if (kind === 'bool') return c.value === 'true' || c.value.startsWith('是')
  if (kind === 'checks' || kind === 'names') return c.value.split(/[,\s、]+/).filter(Boolean)
  return c.value
}

export function refill(fields: Field[], content: Content[]): Model {
  const model: Model = {}
  for (const f of fields) {
    const found = content.find(c => c.field === f.name)
    if (found && found.value) model[f.name] = typed(f, found)
  }
  return model
}

/** The same from the input as it was sent. */
export function refillJson(fields: Field[], json: string): Model {
  const sent = JSON.parse(json) as Model
  const model: Model = {}
  for (const f of fields) {
    const value = sent[f.json] ?? sent[f.name]
    if (value === undefined || value === null) continue
    const kind = kindOf(f)
    if (kind === 'fen') model[f.name] = fenText(String(value))
    else if (kind === 'lines') model[f.name] = (value as string[]).join('\n')
    else if (kind === 'names') model[f.name] = String(value).split(' ').filter(Boolean)
    else if (kind === 'checks' || kind === 'rows' || kind === 'bool') model[f.name] = value
    else model[f.name] = value === 0 ? '' : String(value)
  }
  return model
}

const fenText = (fen: string) => (Number(fen) ? fen.padStart(3, '0').replace(/(..)$/, '.$1') : '')
