// lib: a browser for stories: people who log in, what every page must keep, a contact sheet of what was seen.
import { AsyncLocalStorage } from 'node:async_hooks'
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { INSIDE, OUTSIDE } from './pages.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export { INSIDE, OUTSIDE }
export const SHOTS = process.env.HALL_SHOTS
export const PASSWORD = 'Hall-demo-2026'
const SECRET = 'HALLDEMOHALLDEMO'
mkdirSync(SHOTS, { recursive: true })

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] })
export const close = () => browser.close()
const own = new AsyncLocalStorage() // the windows of the story that runs

export function must(condition, what) {
  if (!condition) throw new Error(what)
}

const paper = Number(process.env.HALL_PAPER ?? 0) // how many codes on paper the stories before may have used
const used = new Map() // the last step of time of which an account gave a code
const taken = paper ? Math.floor(Date.now() / 30000) + 1 : 0 // of the stories before
const written = new Map() // how many of its codes on paper an account has used

/** A code of the demonstration's authenticator; where none is left for the moment, one of those on paper. */
export function factor(account) {
  const code = codeNow(account, SECRET)
  if (code) return code
  const n = (written.get(account) ?? paper) + 1
  written.set(account, n)
  return 'hall-demo-' + String(n).padStart(2, '0')
}

/** A code of an account's authenticator (RFC 6238); each is good once: undefined when those of now are used. */
export function codeNow(account, secret) {
  const step = Math.floor(Date.now() / 30000)
  const at = [step, step + 1].find(s => s > (used.get(account) ?? taken))
  if (!at) return undefined
  used.set(account, at)
  const key = Buffer.from([...secret].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('').match(/.{8}/g).map(b => parseInt(b, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(at))
  const mac = createHmac('sha1', key).update(counter).digest()
  const from = mac[19] & 15
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1000000).padStart(6, '0')
}

const drawTwice = () => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))

/** A window of somebody; what its pages must not do is collected while it lives. */
export class Visitor {
  static async at(origin, { width = 1366, height = 900, ...options } = {}) {
    const v = new Visitor()
    v.origin = origin
    v.faults = []
    v.context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', acceptDownloads: true, ...options })
    own.getStore()?.push(v.context)
    v.page = await v.context.newPage()
    v.page.setDefaultTimeout(20000)
    v.page.on('console', m => m.type() === 'error' && !/status of (4|5)\d\d/.test(m.text()) && v.faults.push('console: ' + m.text()))
    v.page.on('pageerror', e => v.faults.push('error: ' + e.message))
    v.page.on('request', r => !r.url().startsWith(origin) && !/^(data|blob):/.test(r.url()) && v.faults.push('foreign request: ' + r.url()))
    v.waits = new Set()
    v.page.on('request', r => !r.url().includes('/api/v1/feed?') && v.waits.add(r))
    for (const over of ['requestfinished', 'requestfailed']) v.page.on(over, r => v.waits.delete(r))
    return v
  }

  async login(account, password = PASSWORD) {
    this.account = account
    await this.goto('/login')
    await this.page.getByLabel('用户名').fill(account)
    await this.page.getByLabel('密码', { exact: true }).fill(password)
    await this.page.getByRole('button', { name: '登录', exact: true }).click()
    // A hall that demands the second factor of this account asks for it as the next step.
    const code = this.page.getByLabel('动态验证码')
    const asked = await Promise.race([
      code.waitFor().then(() => true, () => false),
      this.page.waitForURL(url => !url.pathname.startsWith('/login')).then(() => false),
    ])
    if (asked) {
      await code.fill(factor(account))
      await this.press('继续')
      await this.page.waitForURL(url => !url.pathname.startsWith('/login'))
    }
    await this.settled()
    return this
  }

  async goto(path) {
    await this.page.goto(this.origin + path)
    await this.settled()
  }

  /** Loaded: the heading is there, nothing is being read and no request is on its way but the feed, which stays. */
  async settled() {
    await this.page.locator('h1').first().waitFor()
    await this.page.waitForFunction(() => !document.querySelector('.skeleton'))
    // What an answer makes the page ask next is asked before the next frame but one is drawn.
    for (let n = 0, quiet = 0; quiet < 2 && n < 1000; n++) {
      if (this.waits.size) await this.page.waitForTimeout(20)
      const same = await this.page.evaluate(drawTwice).then(() => true, () => false)
      quiet = same && !this.waits.size ? quiet + 1 : 0
    }
  }

  see(text) {
    return this.page.getByText(text).first().waitFor()
  }

  /** Opens a page of the menu: of a part of it, or one that stands there by itself. */
  async menu(part, name) {
    await this.page.locator('nav.menu summary', { hasText: part }).click()
    await this.page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name, exact: true }).click()
    await this.settled()
  }

  async press(name) {
    await this.page.getByRole('button', { name, exact: true }).click()
  }

  /** Answers the question for a code of the second factor. */
  async confirm() {
    await this.page.getByLabel('验证码', { exact: true }).fill(factor(this.account))
    await this.press('验证并继续')
  }

  /**
   * What every page keeps: one heading, a title, no field without a label, nothing wider than the screen; and no
   * finding of axe at the first and at the last of these widths, between which the others lie.
   */
  async walk(name, widths = [[1366, false], [360, false], [360, true]]) {
    const role = this.account ?? 'nobody'
    for (const [at, [width, elder]] of widths.entries()) {
      await this.page.setViewportSize({ width, height: 900 })
      await this.page.evaluate(on => document.documentElement.classList.toggle('elder', on), elder)
      const seen = await this.page.evaluate(() => ({ h1: document.querySelectorAll('h1').length, title: document.title, raw: [...document.querySelectorAll('th, dt, label, legend')].map(e => e.textContent.trim()).filter(x => /^[a-z]+(_[a-z]+)+$/.test(x)), cards: [...document.querySelectorAll('td[data-label]')].filter(e => e.closest('table').tHead && e.closest('table').tHead.rows[0].cells[e.cellIndex]?.textContent.trim() !== e.dataset.label).map(e => e.dataset.label), wide: document.documentElement.scrollWidth - document.documentElement.clientWidth }))
      const where = `${role} ${name} at ${width}${elder ? ' elder' : ''}`
      if (seen.h1 !== 1) this.faults.push(`${where}: ${seen.h1} h1`)
      if (seen.raw.length) this.faults.push(`${where}: fields without a label: ${seen.raw}`)
      if (seen.cards.length) this.faults.push(`${where}: cards say another word than the column: ${[...new Set(seen.cards)]}`)
      if (!seen.title) this.faults.push(`${where}: no title`)
      if (seen.wide > 0) this.faults.push(`${where}: ${seen.wide} px too wide: ` + (await this.widest()))
      const file = `${role}-${name}-${width}${elder ? '-elder' : ''}.png`
      await this.page.screenshot({ path: join(SHOTS, file), fullPage: true })
      if (at === 0 || at === widths.length - 1) for (const found of await this.axe()) this.faults.push(`${where}: axe ${found}`)
    }
    await this.page.evaluate(() => document.documentElement.classList.toggle('elder', false))
    await this.page.setViewportSize({ width: widths[0][0], height: 900 })
  }

  widest() {
    return this.page.evaluate(() => {
      const limit = document.documentElement.clientWidth
      return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > limit + 1 && !e.closest('.scroll')).slice(0, 4).map(e => e.tagName + '.' + e.className + ' ' + (e.textContent ?? '').trim().slice(0, 20)).join(' | ')
    })
  }

  async axe() {
    // Evaluated by the debugger, so it needs no exception of the content policy.
    if (!(await this.page.evaluate(() => !!window.axe))) await this.page.evaluate(axe)
    const result = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
    return result.violations.map(v => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 160)}`)
  }

  async end() {
    await this.context.close()
    must(!this.faults.length, 'what no page may do:\n  ' + [...new Set(this.faults)].join('\n  '))
  }
}

/** The contact sheet: every picture that is there, also those of the stories before. */
export function sheet() {
  const taken = readdirSync(SHOTS).filter(f => f.endsWith('.png') && !f.startsWith('failed-')).sort()
  const cell = f => `<figure><a href="${f}"><img src="${f}" loading="lazy"></a><figcaption>${f.replace('.png', '')}</figcaption></figure>`
  writeFileSync(
    join(SHOTS, 'index.html'),
    `<!doctype html><meta charset="utf-8"><title>contact sheet</title><style>body{font:13px sans-serif;display:flex;flex-wrap:wrap;gap:12px}figure{margin:0;width:300px}img{width:300px;max-height:420px;object-fit:cover;object-position:top;border:1px solid #999}</style>` + taken.map(cell).join(''),
  )
}

/** What the windows of a failed story showed last; then they are closed. */
async function leave(name) {
  const windows = own.getStore()
  for (const [i, page] of windows.flatMap(c => c.pages()).entries())
    await page.screenshot({ path: join(SHOTS, `failed-${name}-${i}.png`), fullPage: true }).catch(() => undefined)
  await Promise.all(windows.map(c => c.close()))
}

/** Tells one story with windows of its own; whether it held. */
async function told(story) {
  const began = Date.now()
  try {
    await story()
    console.log(`ok   ${story.name} ${((Date.now() - began) / 1000).toFixed(1)} s`)
    return true
  } catch (error) {
    console.log(`FAIL ${story.name}\n${error.stack}`)
    await leave(story.name)
    return false
  }
}

/** Tells the stories one after the other. */
export const tell = (...stories) => tellSo(1, stories)
/** Tells stories that know nothing of one another, two at a time. */
export const tellTwo = (...stories) => tellSo(2, stories)

async function tellSo(many, stories) {
  let failed = 0
  const waiting = [...stories]
  const teller = async () => {
    for (let story = waiting.shift(); story; story = waiting.shift()) if (!(await own.run([], told, story))) failed++
  }
  await Promise.all(Array.from({ length: many }, teller))
  sheet()
  await close()
  process.exit(failed ? 1 : 0)
}

/** Fills the form of a newcomer to a unit. */
export async function newcomer(page, number, name = '陈晓云') {
  await page.getByLabel('证件号码').fill(number)
  await page.getByLabel('姓名').fill(name)
  await page.getByLabel('手机号码').fill('138 1234 5678')
  await page.getByLabel('户口性质').selectOption({ index: 1 })
  await page.getByLabel('用工形式').selectOption({ index: 1 })
  const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 7) + '-01'
  await page.getByLabel('参加工作日期').fill(today)
  await page.getByLabel('用工之日').fill(today)
  await page.getByLabel('变更原因').selectOption({ index: 1 })
  await page.getByLabel('申报工资').fill('6,500')
}

/** What the centre's first person filed, approved by the second, who stays logged in. */
export async function approvedBySecond(no) {
  const second = await (await Visitor.at(INSIDE)).login('centre02')
  await second.goto('/desk/' + no)
  await second.press('领取')
  await second.see('我已领取')
  await second.press('通过')
  await second.confirm()
  await second.see('已通过：' + no)
  return second
}

/** Posts of one method with their keys. */
export function posts(v, path) {
  const seen = []
  v.page.on('request', r => r.method() === 'POST' && r.url().includes(path) && seen.push({ key: r.headers()['idempotency-key'], url: r.url() }))
  return seen
}

/** How many cases the visitor's unit has. */
export function casesOf(v) {
  return v.page.evaluate(async () => Number((await (await fetch('/api/v1/query/count-cases')).json()).reply.total))
}

/** Has one of the hall's programs ended and started again, and waits until it serves. */
export async function restart(program) {
  writeFileSync(process.env.HALL_RESTART, program)
  while (existsSync(process.env.HALL_RESTART)) await new Promise(done => setTimeout(done, 50))
}

/** An identity-card number with its check digit, of nobody in the demonstration. */
let serial = Math.floor(Math.random() * 400) * 2
/** A document number of 17 digits with its check character. */
export function checked(first) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return first + '10X98765432'[weights.reduce((s, w, i) => s + w * Number(first[i]), 0) % 11]
}

/** The code in the last text to this phone, once it has come. */
export async function codeTo(mobile) {
  for (let tries = 0; tries < 200; tries++) {
    const texts = execFileSync(process.env.HALL_COMMAND, ['outbox', '--last=100'], { encoding: 'utf8' }).split('\n')
    const code = texts.filter(line => line.split(/\s+/)[1] === mobile).at(-1)?.match(/验证码(\d{6})/)
    if (code) return code[1]
    await new Promise(done => setTimeout(done, 100))
  }
  throw new Error('no text came to ' + mobile)
}

export const today = () => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10).replace(/-/g, '')
export const month = () => Number(today().slice(0, 6))

/** Somebody files elsewhere, without pages: the number of the case. */
export async function filing(account, path, body) {
  const v = await Visitor.at(OUTSIDE)
  await v.goto('/')
  const answer = await v.page.evaluate(async ([login, path, body]) => {
    const key = () => Date.now().toString(16).padStart(12, '0').replace(/^(.{8})/, '$1-') + '-7' + crypto.randomUUID().slice(15)
    const post = async (path, what, token) => (await fetch('/api/v1/' + path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key(), ...(token ? { 'X-CSRF-Token': token } : {}) }, body: JSON.stringify(what) })).json()
    const { csrfToken } = await post('identity/login', login)
    return post(path, body, csrfToken)
  }, [{ accountNo: account, password: PASSWORD }, path, body])
  must(answer.caseNo, JSON.stringify(answer))
  await v.end()
  return answer.caseNo
}

export function newDocument() {
  serial += 1
  return checked(`4201061988${String(1 + (serial % 12)).padStart(2, '0')}${String(1 + (serial % 28)).padStart(2, '0')}${String(serial % 1000).padStart(3, '0')}`)
}

/** An account of the district's, opened by its administrator: its name and the one-time code of its letter. */
export async function opened(document, holder) {
  const admin = await (await Visitor.at(INSIDE)).login('admin01')
  await admin.goto('/accounts')
  await admin.page.getByRole('link', { name: '开通下级账号' }).click()
  await admin.settled()
  const name = 'clerk' + String(Date.now()).slice(-8)
  await admin.page.getByLabel('登录名').fill(name)
  await admin.page.getByLabel('角色').selectOption('DISTRICT_OPERATOR')
  await admin.page.getByLabel('证件类型').selectOption('201')
  await admin.page.getByLabel('证件号码').fill(document)
  await admin.page.getByLabel('姓名').fill(holder)
  await admin.press('提交')
  await admin.confirm()
  await admin.see('开通下级账号：已办理')
  await admin.press('领取激活通知单')
  await admin.confirm()
  await admin.see('只显示这一次')
  const once = (await admin.page.getByText(/^一次性密码 /).textContent()).trim().split(' ')[1]
  await admin.walk('letter')
  await admin.end()
  return { name, once }
}
