// memory: what was typed survives a reload in this tab only; wages and secrets are never kept. Answers of
// acts stay in memory for the receipt page.
import type { Answer } from '@lib/api'
import type { Field } from '@lib/contract'
import type { Model } from './rules'

const secret = (f: Field) => ['CREDENTIAL', 'WAGE', 'PRIVATE', 'BANK_ACCOUNT', 'CARD_NO'].includes(f.personal ?? '')
const name = (method: string, caseNo: string) => `form:${method}:${caseNo}`

export function keep(method: string, caseNo: string, fields: Field[], model: Model) {
  const kept: Model = {}
  for (const f of fields) if (!secret(f)) kept[f.name] = model[f.name]
  try {
    sessionStorage.setItem(name(method, caseNo), JSON.stringify(kept))
  } catch {
    // Then a reload loses what was typed.
  }
}

export function kept(method: string, caseNo: string): Model | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(name(method, caseNo)) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

export function drop(method: string, caseNo: string) {
  try {
    sessionStorage.removeItem(name(method, caseNo))
  } catch {
    // Nothing was kept.
  }
}

export const answers = new Map<string, { method: string; answer: Answer }>()

// What another page knows already goes into the next form of a method, once, and stands in no address.
let carried: { method: string; model: Model } | undefined
export function carry(method: string, model: Model) {
  carried = { method, model }
}
export function takeCarried(method: string): Model {
  const model = carried?.method === method ? carried.model : {}
  carried = undefined
  return model
}
