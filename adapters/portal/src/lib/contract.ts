// contract: what the hall says of its methods: titles, fields, codes. Forms, tables and menus are made of it.
import { reactive } from 'vue'
import { say, type Pair } from './words'
import { Refused, Unreached } from './api'

export interface Field {
  name: string; json: string; type: 'text' | 'int' | 'int64' | 'bool' | 'enum' | 'bytes' | 'group'
  label?: Pair; help?: Pair; needed?: Pair; group?: string; oneOf?: string; default?: string; from?: string; unit?: string
  personal?: string; pattern?: string; example?: string; required?: boolean; wide?: boolean; scan?: boolean; businesses?: [string, string, string][]; list?: number; max?: number
  least?: string; most?: string; names?: string; codes?: string; only?: (number | string)[]; values?: string[]; field?: Field[]
  column?: string
}
export interface Head {
  method: string; verb: 'GET' | 'POST'; path: string; kind?: string; service: Pair; title: Pair; procedure?: Pair; roles: string[]
  review?: string; agreement?: string; window?: boolean; secondFactor?: boolean; atCounter?: boolean; purpose?: boolean; secret?: boolean; sheet?: string
}
export interface Form extends Head { maxBytes: number; group?: { key: string; label: Pair }[]; input: Field[]; reply: Field[] }
export type Codes = Record<string, [number | string, string, string][]>
export interface Contract { form: Form; codes: Codes }

const kept = new Map<string, Promise<any>>()

function get(path: string): Promise<any> {
  let promise = kept.get(path)
  if (!promise) {
    promise = fetch(path).then(
      async r => {
        if (r.ok) return r.json()
        const told = await r.json().catch(() => ({}))
        throw new Refused({ ...told, http: r.status })
      },
      () => {
        throw new Unreached()
      },
    )
    promise.catch(() => kept.delete(path))
    kept.set(path, promise)
  }
  return promise
}

export const formOf = (method: string): Promise<Contract> => get('/api/v1/forms/' + method)
export const allForms = async (): Promise<Head[]> => (await get('/api/v1/forms')).forms

/** What people call a business; its method where the contract is not read yet or does not show it. */
export const titleOf = (forms: Head[] | undefined, method: string) => say(forms?.find(f => f.method === method)?.title) || method

/** Whether the contract lets this role call the method at all. */
export const grants = (head: Head, role: string) => head.roles.some(r => r === role || r === 'ANYONE' || (r === 'EVERY_ACCOUNT' && !!role))

/** Businesses that a role files: what changes a record and has a code, or is reviewed. */
export const isBusiness = (head: Head) => head.verb === 'POST' && !!(head.agreement || head.kind) && !head.secret

export const labelOf = (field: Field) => say(field.label) || field.name

export function codeWord(codes: Codes, table: string | undefined, value: unknown): string | undefined {
  const found = table ? codes[table]?.find(([code]) => String(code) === String(value)) : undefined
  return found && say({ zh: found[1], en: found[2] })
}

const words = reactive({ of: {} as Record<string, [string, string]>, codes: {} as Codes })

/** What the values of enums are called; asked for once, before the first page. */
export async function loadWords() {
  const told = await get('/api/v1/forms/words')
  Object.assign(words, { of: told.words, codes: told.codes })
}

/** The word of a value of an enum. */
export const enumWord = (value: string) => (words.of[value] ? say({ zh: words.of[value][0], en: words.of[value][1] }) : value)

export const purposeWord = (code: string) => codeWord(words.codes, 'purpose', code) ?? code

/** Why somebody looks at a record; units and mandates have a purpose without being asked. */
export const purposes = () => (words.codes.purpose ?? []).filter(([code]) => !['08', '09', '10'].includes(String(code))).map(([code, zh, en]) => ({ code: String(code), word: say({ zh, en }) }))
