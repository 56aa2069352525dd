// session: who is logged in. The secret is a cookie that no script reads; this knows the account, the CSRF
// token and until when the session lives. Other tabs follow a login and a logout.
import { reactive, shallowReactive } from 'vue'
import { act, ask, hooks, Refused, type Purpose, type Problem } from './api'
import { allForms, grants, type Head } from './contract'

export const session = reactive({
  ready: false, account: '', role: '', unitNo: '', districtCode: '', communityCode: '', personNo: '', unread: 0, csrf: '',
  idleMs: 0, idleAt: 0, mustChange: false,
  barred: '', // the document has expired or is disputed: the password page alone is open
  needsFactor: false, // nothing but binding an authenticator is open
  locked: false, // the session ended under an open page
  other: false, // another account logged in in another tab
})

/** The methods of this door and who may call them: menus, pages and links follow from it. */
export const rights = shallowReactive({ heads: [] as Head[] })
export const may = (method: string) => rights.heads.some(h => h.method === method && grants(h, session.role))

async function loadRights() {
  rights.heads = await allForms()
}

interface Shown {
  accountNo: string; role: string; unitNo: string; districtCode: string; communityCode?: string; personNo: string
  unread?: string; idleUntilUs: string; mustChangePassword?: boolean; needsFactor?: boolean; verified?: string; otherUnit?: string[]
}

const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('hall')

function take(shown: Shown, csrf: string | undefined, receivedAt: string | undefined) {
  const now = receivedAt ? Date.parse(receivedAt) : Date.now()
  session.account = shown.accountNo
  session.role = shown.role
  session.unitNo = shown.unitNo
  session.districtCode = shown.districtCode
  session.communityCode = shown.communityCode ?? session.communityCode
  session.personNo = shown.personNo
  session.unread = Number(shown.unread ?? session.unread)
  session.csrf = csrf ?? session.csrf
  session.mustChange = shown.mustChangePassword ?? false
  session.barred = ['VERIFIED_EXPIRED', 'VERIFIED_DISPUTED'].includes(shown.verified ?? '') ? shown.verified! : ''
  session.needsFactor = shown.needsFactor ?? false
  session.idleMs = Number(shown.idleUntilUs) ? Math.max(Number(shown.idleUntilUs) / 1000 - now, 0) : 0
  used()
}

function used() {
  session.idleAt = session.idleMs ? Date.now() + session.idleMs : 0
}

function forget() {
  Object.assign(session, { account: '', role: '', unitNo: '', districtCode: '', communityCode: '', personNo: '', unread: 0, csrf: '', idleAt: 0, mustChange: false, barred: '', needsFactor: false, locked: false })
  try {
    sessionStorage.clear()
  } catch {
    // Nothing was kept then.
  }
}

// A login by a one-time password may ask nothing, not even who it is: the tab remembers that for a reload.
const FIRST = 'first-login'

function rememberFirst() {
  try {
    sessionStorage.setItem(FIRST, JSON.stringify({ account: session.account, role: session.role, csrf: session.csrf }))
  } catch {
    // Then a reload leads back to the login.
  }
}

function restoreFirst() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(FIRST) ?? 'null')
    if (kept) Object.assign(session, kept, { mustChange: true })
  } catch {
    // Nothing was kept.
  }
}

export async function loadSession() {
  try {
    const a = await ask<Shown>('identity.ShowSession', {}, { quiet: true })
    take(a.reply, a.csrfToken, a.receivedAt)
    await loadRights()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (error.problem.code === 'E_PWD_DEFAULT') restoreFirst()
  } finally {
    session.ready = true
  }
}

export async function login(account: string, password: string, factor = '', forUnit = '') {
  const body = { accountNo: account, password, ...(factor ? { factor } : {}), ...(forUnit ? { forUnit } : {}) }
  const a = await act<Shown>('identity.Login', body, { quiet: true })
  if (session.account && session.account !== a.reply.accountNo) forget()
  session.unread = 0
  await loadRights()
  take(a.reply, a.csrfToken, a.receivedAt)
  session.locked = session.other = false
  if (session.mustChange) rememberFirst()
  tabs?.postMessage({ account: session.account })
  return a.reply
}

export async function logout() {
  try {
    await act('identity.Logout', {}, { quiet: true })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
  forget()
  tabs?.postMessage({ account: '' })
}

export async function extend() {
  await act('identity.ExtendSession', {})
}

/** Where a login that may do little is led, and what else it may open; undefined: everything. */
export function onlyPage(path: string): string | undefined {
  if (path === '/login') return undefined
  if (session.mustChange) return path === '/password' ? undefined : '/password'
  if (session.barred) return ['/password', '/account'].includes(path) ? undefined : '/password'
  if (session.needsFactor) return ['/factor', '/account', '/password'].includes(path) ? undefined : '/factor'
  return undefined
}

/** Questions that one dialog over the page answers. */
export const questions = reactive({
  login: undefined as undefined | ((done: boolean) => void),
  factor: undefined as undefined | { wrong: boolean; done: (code?: string) => void },
  purpose: undefined as undefined | { problem: Problem; done: (purpose?: Purpose) => void },
})

let pending: Promise<boolean> | undefined
hooks.csrf = () => session.csrf
hooks.used = used
hooks.login = () => {
  if (!session.account) return Promise.resolve(false)
  session.locked = true
  pending ??= new Promise<boolean>(done => (questions.login = done)).finally(() => {
    pending = undefined
    questions.login = undefined
  })
  return pending
}
hooks.factor = wrong => new Promise(done => (questions.factor = { wrong, done }))
let purpose: Purpose | undefined
hooks.purpose = problem => {
  if (purpose && problem.reason !== 'reference_unknown') {
    const kept = purpose
    purpose = undefined
    return Promise.resolve(kept)
  }
  return new Promise<Purpose | undefined>(done => (questions.purpose = { problem, done })).then(given => (purpose = given))
}

tabs?.addEventListener('message', event => {
  const account = (event.data as { account: string }).account
  if (session.account && account && account !== session.account) session.other = true
  else if (session.account && !account) location.reload()
  else if (session.account && account === session.account) loadSession().then(() => questions.login?.(true))
  else if (!session.account && account) location.reload()
})
