// old: the pages in Chromium 87 (old.py starts it), from the outside: nothing of the driver that needs a newer page is
// used, so everything is asked and typed by functions that run in the page. 87 keeps no Secure cookie of a plain http
// address, so a door of TLS stands before each of the hall's.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { INSIDE, OUTSIDE, pages } from './pages.mjs'

mkdirSync(process.env.HALL_SHOTS, { recursive: true })
const PASSWORD = 'Hall-demo-2026'
const folder = mkdtempSync(join(tmpdir(), 'hall-old-'))
execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-keyout', join(folder, 'key'), '-out', join(folder, 'crt')], { stdio: 'ignore' })
const card = { key: readFileSync(join(folder, 'key')), cert: readFileSync(join(folder, 'crt')) }
rmSync(folder, { recursive: true })

/** A door of TLS before one of the hall's; its address. */
function behindTls(origin) {
  const server = https.createServer(card, (ask, answer) => {
    const inner = http.request(origin + ask.url, { method: ask.method, headers: ask.headers }, got => {
      answer.writeHead(got.statusCode, got.headers)
      got.pipe(answer)
    })
    inner.on('error', () => answer.destroy())
    ask.on('aborted', () => inner.destroy())
    ask.pipe(inner)
  })
  return new Promise(done => server.listen(0, '127.0.0.1', () => done(`https://127.0.0.1:${server.address().port}`)))
}

const browser = await chromium.launch({ executablePath: process.env.HALL_CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--headless'] })
const doors = new Map([[OUTSIDE, await behindTls(OUTSIDE)], [INSIDE, await behindTls(INSIDE)]])

class Window {
  static async at(origin, { width = 1366 } = {}) {
    const w = new Window()
    w.origin = doors.get(origin)
    w.faults = []
    w.context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'zh-CN', ignoreHTTPSErrors: true })
    w.page = await w.context.newPage()
    w.page.on('console', m => m.type() === 'error' && !/status of (4|5)\d\d/.test(m.text()) && w.faults.push('console: ' + m.text()))
    w.page.on('pageerror', e => w.faults.push('error: ' + e.message))
    return w
  }

  /** Waits in the page until the function says yes. */
  until(what, given, name = String(what)) {
    return this.page.evaluate(([source, value, said]) => new Promise((done, fail) => {
      const asked = (0, eval)('(' + source + ')')
      const late = Date.now() + 20000
      const look = () => {
        let got
        try { got = asked(value) } catch (error) { got = undefined }
        if (got) done(got)
        else if (Date.now() > late) fail(new Error('not there: ' + said + ' in ' + document.body.innerText.slice(0, 600)))
        else setTimeout(look, 50)
      }
      look()
    }), [what.toString(), given, name])
  }

  see(text) {
    return this.until(t => document.body.innerText.includes(t), text, text)
  }

  async goto(path) {
    await this.page.goto(this.origin + path)
    await this.settled()
  }

  async settled() {
    await this.page.waitForLoadState('networkidle')
    await this.until(() => document.querySelector('h1') && !document.querySelector('.skeleton'), undefined, 'a heading and no skeleton')
  }

  /** Types into the field with this label; a choice is the first one that says something. */
  type(label, text) {
    return this.until(([wanted, value]) => {
      const found = [...document.querySelectorAll('label')].find(l => l.firstChild.textContent.trim().startsWith(wanted) || l.textContent.trim() === wanted)
      const field = found && (document.getElementById(found.htmlFor) || found.querySelector('input, select'))
      if (!field) return false
      const kind = field.tagName === 'SELECT' ? HTMLSelectElement : HTMLInputElement
      Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, field.tagName === 'SELECT' ? field.options[1].value : value)
      for (const name of ['input', 'change', 'blur']) field.dispatchEvent(new Event(name, { bubbles: true }))
      return true
    }, [label, text], 'field ' + label)
  }

  press(name) {
    return this.until(wanted => {
      const found = [...document.querySelectorAll('button, a')].find(b => b.textContent.trim() === wanted && !b.disabled)
      if (found) found.click()
      return !!found
    }, name, 'button ' + name)
  }

  /** The form of somebody new to a unit. */
  async newcomer(number, name) {
    const month = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 7) + '-01'
    for (const [label, text] of [['证件号码', number], ['姓名', name], ['手机号码', '138 1234 5678'], ['户口性质'], ['用工形式'], ['参加工作日期', month], ['用工之日', month], ['变更原因'], ['申报工资', '6,500']]) await this.type(label, text)
  }

  async login(account) {
    this.account = account
    await this.goto('/login')
    await this.type('用户名', account)
    await this.type('密码', PASSWORD)
    await this.press('登录')
    await this.until(() => !location.pathname.startsWith('/login'), undefined, 'logged in')
    await this.settled()
    return this
  }

  /** Of every page: a heading, nothing wider than the screen, no sentence of a refusal or a lost answer. */
  async keeps(path) {
    const seen = await this.page.evaluate(() => ({
      h1: document.querySelectorAll('h1').length, wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      bad: [...document.querySelectorAll('main .note.bad')].map(n => n.innerText).join(' '), says: document.querySelector('main').innerText.replace(document.querySelector('h1').innerText, '').trim(),
    }))
    if (seen.h1 !== 1) this.faults.push(`${path}: ${seen.h1} h1`)
    if (seen.wide > 0) this.faults.push(`${path}: ${seen.wide} px too wide`)
    if (seen.bad && path !== '/denied') this.faults.push(`${path}: says ${seen.bad}`)
    if (seen.says.length < 8) this.faults.push(`${path}: an empty page: ${seen.says}`)
    const screen = this.page.viewportSize(), height = await this.page.evaluate(() => document.documentElement.scrollHeight)
    await this.page.setViewportSize({ ...screen, height }) // it paints no more than its window
    await this.page.screenshot({ path: join(process.env.HALL_SHOTS, `old-${this.account ?? 'nobody'}-${path.replace(/[/?=&.]+/g, '-').replace(/^-/, '') || 'home'}-${screen.width}.png`) })
    await this.page.setViewportSize(screen)
  }

  async end() {
    await this.context.close()
    if (this.faults.length) throw new Error('what no page may do:\n  ' + [...new Set(this.faults)].join('\n  '))
  }
}

/** Every page of every role, on the wide and on the narrow screen. */
const walks = Object.entries(pages).map(([who, [origin, paths]]) => Object.defineProperty(async () => {
  for (const width of [1366, 360]) {
    const w = await Window.at(origin, { width })
    if (who !== 'nobody') await w.login(who)
    for (const path of paths) {
      await w.goto(path)
      await w.keeps(path)
    }
    await w.end()
  }
}, 'name', { value: 'pages_of_' + who }))

/** From the empty form to the receipt and the member in the list. */
async function a_unit_adds_a_member() {
  const w = await (await Window.at(OUTSIDE)).login('unit01')
  await w.goto('/unit/file/enrolment.AddMember')
  await w.press('提交')
  await w.see('处需要修改')
  await w.type('证件号码', '420102199001019018')
  await w.see('证件号码校验位不对')
  await w.newcomer('420102199001019019', '陈旧核')
  await w.press('先试算，不提交')
  await w.see('6,500.00元')
  await w.keeps('/trial')
  await w.press('提交')
  await w.until(() => /^\/r\/\d{19}$/.test(location.pathname), undefined, 'the receipt')
  await w.see('增员已办结')
  await w.keeps('/receipt')
  await w.goto('/unit/members')
  await w.type('查找', '9019')
  await w.until(() => document.querySelectorAll('tbody tr').length === 1, undefined, 'one member')
  await w.press('长辈版')
  await w.press('English')
  await w.see('Members')
  await w.keeps('/members-english-elder')
  await w.end()
}

/** The two controls that are not the browser's own. */
async function a_calendar_and_a_long_list_are_used() {
  const w = await (await Window.at(OUTSIDE)).login('unit01')
  await w.goto('/unit/file/enrolment.AddMember')
  await w.type('出生日期', '1990-03-01')
  await w.until(() => {
    if (!document.querySelector('.calendar')) [...document.querySelectorAll('.field')].find(f => f.querySelector('#birth_date')).querySelector('.point').click()
    return document.querySelector('.calendar td button')
  }, undefined, 'the calendar')
  await w.keeps('/calendar')
  await w.until(() => {
    const day = [...document.querySelectorAll('.calendar td button')].find(b => /1990年3月15日/.test(b.getAttribute('aria-label')))
    if (day) day.click()
    return day
  }, undefined, 'a day')
  await w.until(() => document.querySelector('#birth_date').value === '1990年3月15日', undefined, 'the day in its field')
  await w.until(() => {
    const list = document.querySelector('#ethnicity[role=combobox]')
    if (list && list.getAttribute('aria-expanded') !== 'true') list.focus(), list.click()
    return document.activeElement === list && document.querySelectorAll('[role=option]').length > 50
  }, undefined, 'the whole list')
  await w.page.keyboard.type('土')
  await w.until(() => document.querySelectorAll('[role=option]').length === 2, undefined, 'the narrowed list')
  await w.page.keyboard.press('Enter')
  await w.until(() => document.querySelector('#ethnicity').value === '土家', undefined, 'the first that fits')
  await w.end()
}

async function a_case_is_reviewed() {
  const unit = await (await Window.at(OUTSIDE)).login('unit02')
  await unit.goto('/unit/file/enrolment.AddMember')
  await unit.newcomer('420111199212309119', '孙旧核')
  await unit.press('提交')
  await unit.until(() => /^\/r\/\d{19}$/.test(location.pathname), undefined, 'the receipt')
  const no = await unit.page.evaluate(() => location.pathname.slice(3))
  await unit.end()
  const desk = await (await Window.at(INSIDE)).login('district01')
  await desk.goto('/desk/' + no)
  await desk.press('领取')
  await desk.see('我已领取')
  await desk.keeps('/desk-claimed')
  await desk.press('通过')
  await desk.see('已通过：' + no)
  await desk.end()
}

console.log(`Chromium ${browser.version()}`)
if (!browser.version().startsWith('87.')) throw new Error('this is not the old kernel')
let failed = 0
for (const story of [a_unit_adds_a_member, a_calendar_and_a_long_list_are_used, a_case_is_reviewed, ...walks]) {
  const began = Date.now()
  await story().then(() => console.log(`ok   ${story.name} ${((Date.now() - began) / 1000).toFixed(1)} s`), error => {
    failed++
    console.log(`FAIL ${story.name}\n${error.stack}`)
  })
}
await browser.close()
process.exit(failed ? 1 : 0)
