// api: the hall over HTTP. One act keeps one Idempotency-Key through every retry, so that a lost answer
// makes no second case. Cookie and CSRF token belong to the browser's session.
import { reactive } from 'vue'
import { setClock } from './format'
import { language } from './words'

export interface Rule { rule: string; passed: boolean; text: string }
export interface Said { code: string; text: string; field?: string; label?: string; next?: string; href?: string }
export interface Gate { kind: string; by?: string; since?: string; until?: string; notice?: string; next?: string }
export interface Answer<T = any> {
  http: number; status: string; outcome?: string; reply: T; caseNo?: string; position?: string; period?: number
  rules?: Rule[]; warnings?: Said[]; gate?: Gate; caseVersion?: number; receivedAt?: string; csrfToken?: string; programKey?: string
}
export interface Problem {
  code: string; text: string; detail: string; http: number; field?: string; reason?: string; reasonText?: string
  errors?: Said[]; gate?: Gate; next?: string; href?: string; rules?: Rule[]; warnings?: Said[]; caseNo?: string; retryable?: boolean; traceId?: string
}

/** What is quoted on the telephone: the code and, in groups, half of the number by which an engineer finds the act. */
export const quoted = (p: Problem) => [p.code, (p.traceId ?? '').slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ')].filter(Boolean).join(' · ')

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail)
  }
}

/** No answer came; whether the act was done is not known, the same key will tell. */
export class Unreached extends Error {}

export const net = reactive({ tries: 0 })

export interface Purpose { code: string; reference: string }
export interface How {
  key?: string; dryRun?: boolean; draft?: boolean; caseNo?: string; version?: number; factor?: string; purpose?: Purpose; headers?: Record<string, string>
  signal?: AbortSignal; keepalive?: boolean; quiet?: boolean
  actingFor?: string // the person whose mandate covers the act
  renewal?: boolean // the page asks again by itself: that is no use of the session
}

/** What session.ts knows and does: the CSRF token, a login over the page, a second factor, a purpose. */
export const hooks = {
  csrf: () => '',
  used: () => {},
  login: async (): Promise<boolean> => false,
  factor: async (_wrong: boolean): Promise<string | undefined> => undefined,
  purpose: async (_problem: Problem): Promise<Purpose | undefined> => undefined,
  password: () => {},
  bind: () => {},
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (c, at) => (at ? '-' : '') + c.toLowerCase())

export function pathOf(method: string): string {
  const [service, name] = method.split('.')
  return `/api/v1/${service}/${kebab(name)}`
}

/** A UUID of version 7: it begins with the time. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  let now = Date.now()
  for (let i = 5; i >= 0; i--) (bytes[i] = now % 256), (now = Math.floor(now / 256))
  bytes[6] = (bytes[6] & 0x0f) | 0x70
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

const wait = (ms: number) => new Promise(done => setTimeout(done, ms))

function headersOf(how: How): Record<string, string> {
  const headers: Record<string, string> = { 'Accept-Language': language.english ? 'en' : 'zh-CN', ...how.headers }
  if (how.purpose) {
    headers['X-Purpose'] = encodeURIComponent(how.purpose.code)
    if (how.purpose.reference) headers['X-Purpose-Ref'] = encodeURIComponent(how.purpose.reference)
  }
  if (how.actingFor) headers['X-For'] = how.actingFor
  if (how.renewal) headers['X-Renewal'] = '1'
  if (how.factor) headers['X-Factor'] = how.factor
  return headers
}

async function read(response: Response): Promise<any> {
  try {
    return await response.json()
  } catch {
    if (response.status < 500) throw new Refused({ code: 'E_MALFORMED', text: '', detail: '', http: response.status })
    throw new Unreached()
  }
}

const WAITS = [500, 1000, 2000, 4000, 8000]

/** Sends until an answer comes: five tries with growing pauses. */
async function persist(send: () => Promise<Response>, signal?: AbortSignal): Promise<Answer> {
  for (let i = 0; ; i++) {
    try {
      const response = await send()
      const told = await read(response)
      if (response.ok) {
        if (told.status === 'IN_PROGRESS' && i < WAITS.length) {
          await wait(WAITS[i])
          continue
        }
        return { ...told, http: response.status, reply: told.reply ?? {} }
      }
      const problem: Problem = { ...told, http: response.status }
      if (i >= WAITS.length || !problem.retryable || ![502, 503, 504].includes(response.status)) throw new Refused(problem)
      const after = Number(response.headers.get('Retry-After')) * 1000
      net.tries = i + 1
      await wait(Math.max(after || 0, WAITS[i] * (0.75 + Math.random() / 2)))
    } catch (error) {
      if (error instanceof Refused || signal?.aborted) throw error
      if (i >= WAITS.length) throw new Unreached()
      net.tries = i + 1
      await wait(WAITS[i] * (0.75 + Math.random() / 2))
    } finally {
      if (signal?.aborted) net.tries = 0
    }
  }
}

/** Answers what the hall asks back - a login, a code, a purpose - and sends again. */
async function settle(send: (how: How) => Promise<Response>, how: How): Promise<Answer> {
  for (let asked = 0; ; asked++) {
    try {
      const answer = await persist(() => send(how), how.signal)
      if (!how.renewal) hooks.used()
      return answer
    } catch (error) {
      if (!(error instanceof Refused) || how.quiet || asked > 5) throw error
      const p = error.problem
      if (p.code === 'E_TOKEN') {
        if (!(await hooks.login())) throw error
      } else if (p.code === 'E_AUTH_FACTOR' && (p.reason === 'confirm' || how.factor)) {
        const code = await hooks.factor(!!how.factor)
        if (!code) throw error
        how = { ...how, factor: code }
      } else if (p.code === 'E_PURPOSE') {
        const purpose = await hooks.purpose(p)
        if (!purpose) throw error
        how = { ...how, purpose }
      } else {
        if (p.code === 'E_PWD_DEFAULT') hooks.password()
        if (p.code === 'E_FACTOR_UNSET') hooks.bind()
        throw error
      }
    } finally {
      net.tries = 0
    }
  }
}

const urlOf = (method: string, params: Record<string, unknown>) => withQuery(pathOf(method), params)

function withQuery(path: string, params: Record<string, unknown>): string {
  const given = Object.entries(params).filter(([, v]) => v !== undefined && v !== '' && v !== 0 && v !== false)
  const query = new URLSearchParams(given.map(([k, v]) => [k, String(v)])).toString()
  return path + (query ? '?' + query : '')
}

/** A whole list as a workbook, as filtered: the hall gives it where JSON is not what is asked for. */
export async function sheet(method: string, params: Record<string, unknown>): Promise<Blob> {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  const response = await fetch(urlOf(method, params), { headers: { ...headersOf({}), Accept: type } }).catch(() => {
    throw new Unreached()
  })
  if (!response.ok) throw new Refused({ ...(await read(response)), http: response.status })
  hooks.used()
  return response.blob()
}

/** A file that the hall makes or keeps; a code or a purpose is asked for first, as with a query. */
export async function file(path: string, params: Record<string, unknown>): Promise<{ blob: Blob; more: boolean }> {
  let got: { blob: Blob; more: boolean } | undefined
  await settle(async how => {
    const response = await fetch(withQuery(path, params), { headers: headersOf(how) })
    if (!response.ok) return response
    got = { blob: await response.blob(), more: !!response.headers.get('X-More') }
    return new Response('{}')
  }, {})
  return got!
}

/** The same of a scan that the hall keeps: its kind gives the file its ending. */
export async function paper(path: string, params: Record<string, unknown>, name: string) {
  const { blob } = await file(path, params)
  save(blob, `${name}.${{ 'image/png': 'png', 'image/jpeg': 'jpg' }[blob.type] ?? 'pdf'}`)
}

/** Hands a file to the visitor under this name. */
export function save(blob: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** A query. Parameters that are empty are left out. */
export async function ask<T = any>(method: string, params: Record<string, unknown> = {}, how: How = {}): Promise<Answer<T>> {
  const url = urlOf(method, params)
  const answer = await settle(how => fetch(url, { headers: headersOf(how), signal: how.signal }), how)
  setClock(answer.receivedAt)
  return answer
}

/** A command. `how.key` names the act; without one it is a new act. */
export function act<T = any>(method: string, body: Record<string, unknown>, how: How = {}): Promise<Answer<T>> {
  const key = how.key ?? newKey()
  const flags = new URLSearchParams()
  if (how.dryRun) flags.set('dry_run', '1')
  if (how.draft) flags.set('draft', '1')
  if (how.caseNo) flags.set('case', how.caseNo)
  if (how.caseNo && how.version) flags.set('version', String(how.version))
  const query = flags.toString()
  const url = pathOf(method) + (query ? '?' + query : '')
  return settle(
    how =>
      fetch(url, {
        method: 'POST',
        headers: { ...headersOf(how), 'Content-Type': 'application/json', 'Idempotency-Key': key, 'X-CSRF-Token': hooks.csrf() },
        body: JSON.stringify(body),
        signal: how.signal,
        keepalive: how.keepalive,
      }),
    how,
  )
}

/** The first answer to the command that was sent under this key; undefined when none was done. Throws Unreached. */
export async function became(key: string): Promise<Answer | undefined> {
  try {
    return await settle(how => fetch('/api/v1/commands/' + key, { headers: headersOf(how) }), { quiet: true })
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

/** Hands a roster file in; says how far it is. */
export function upload(file: File, unitNo: string, method: string, dryRun: boolean, key: string, progress: (share: number) => void): Promise<Answer> {
  const query = new URLSearchParams({ unit_no: unitNo, method, ...(dryRun ? { dry_run: '1' } : {}) })
  return send('/api/v1/roster/upload?' + query, file, key, progress)
}

/** Hands the scan of a letter in: its number is in the answer. */
export const scan = (file: File, progress: (share: number) => void): Promise<Answer> => send('/api/v1/identity/scan', file, newKey(), progress)

/** Hands a file in; says how far it is. */
export function send(path: string, file: File, key: string, progress: (share: number) => void): Promise<Answer> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    for (const [name, value] of Object.entries(headersOf({}))) request.setRequestHeader(name, value)
    request.setRequestHeader('Idempotency-Key', key)
    request.setRequestHeader('X-CSRF-Token', hooks.csrf())
    request.upload.onprogress = e => progress(e.lengthComputable ? e.loaded / e.total : 0)
    request.onerror = () => fail(new Unreached())
    request.onload = () => {
      try {
        const told = JSON.parse(request.responseText)
        if (request.status < 400) done({ ...told, http: request.status, reply: told.reply ?? {} })
        else fail(new Refused({ ...told, http: request.status }))
      } catch {
        fail(new Unreached())
      }
    }
    const form = new FormData()
    form.append('file', file)
    request.send(form)
  })
}
