// rights: every page of both doors with every role: what a role may open asks only what the contract grants to it and
// says something; what it may not open is one plain page that asks nothing. Pages come from the routers, rights
// from the contract (GET /api/v1/forms); neither is listed here.
import { INSIDE, OUTSIDE, Visitor, must, tellTwo } from './lib.mjs'

const DENIED = '您的账号不能看这一页'
const STAFF = ['district01', 'admin01', 'desk01', 'centre01', 'info01', 'auditor01', 'system01', 'security01', 'audit01']
const ALWAYS = ['identity.ShowSession', 'identity.WhoAmI', 'desk.ShowStop'] // what the frame of every page asks

/** A window that opens pages as a link does and remembers what each asked and how that ended. */
class Walker {
  static async at(origin, account) {
    const w = new Walker()
    w.v = await Visitor.at(origin)
    w.page = w.v.page
    await w.page.addInitScript(() => {
      const fetched = window.fetch
      window.asking = 0
      window.fetch = (...given) => (window.asking++, fetched(...given).finally(() => window.asking--))
    })
    await w.v.login(account)
    w.asked = []
    w.visit = 0
    const askedAt = new Map() // a page that follows the feed may ask while it is left: that is no deed of the next one
    w.page.on('request', r => askedAt.set(r, w.visit))
    w.page.on('response', r => {
      const path = r.url().match(/\/api\/v1\/(\w+)\/([a-z-]+)/)
      if (path && askedAt.get(r.request()) === w.visit) w.asked.push({ path: path[0], http: r.status() })
    })
    Object.assign(w, await w.page.evaluate(async () => ({
      forms: (await (await fetch('/api/v1/forms')).json()).forms,
      role: (await (await fetch('/api/v1/identity/show-session')).json()).reply.role,
      routes: document.querySelector('#app').__vue_app__.config.globalProperties.$router.getRoutes().filter(r => !r.redirect).map(r => r.path),
    })))
    return w
  }

  head(path) {
    return this.forms.find(f => f.path === path)
  }

  granted(form) {
    return form.roles.some(r => [this.role, 'EVERY_ACCOUNT', 'ANYONE'].includes(r))
  }

  async go(path) {
    this.asked = []
    this.visit++
    await this.page.evaluate(to => document.querySelector('#app').__vue_app__.config.globalProperties.$router.push(to), path)
    const quiet = () => this.page.evaluate(() => !!document.querySelector('h1') && !window.asking && !document.querySelector('.skeleton'))
    const late = Date.now() + 10000
    for (let still = 0; still < 4; still = (await quiet()) ? still + 1 : 0) must(Date.now() < late, `${path} does not come to rest`)
    return this.page.evaluate(() => ({
      h1: document.querySelector('h1').textContent.trim(), bad: document.querySelector('main .note.bad')?.innerText,
      says: document.querySelector('main').innerText.replace(document.querySelector('h1').innerText, '').trim(),
    }))
  }

  /** The route with what stands for its parameters: something of this role where there is any. */
  async fill(route) {
    if (/:rest/.test(route)) return '/no-such-page'
    if (/:method/.test(route)) return route.replace(':method', this.forms.find(f => f.verb === 'POST' && f.roles.includes(this.role) && !f.secret)?.method ?? 'enrolment.AddMember')
    if (!/:no\b(?!\?)/.test(route)) return route.replace(/\/:\w+\?/, '')
    const list = route.replace(/\/:no.*/, '').replace(/^\/r$/, '')
    const found = list && (await this.go(list)).h1 !== DENIED && (await this.page.evaluate(at => [...document.querySelectorAll('main a')].map(a => a.getAttribute('href')).find(h => h?.startsWith(at + '/')), list))
    return route.replace(':no', found ? found.slice(list.length + 1).split(/[/?]/)[0] : '2026112700000019999')
  }
}

/** Opens every route and every entry of the menu with this account; returns its role. */
async function walks(origin, account) {
  const w = await Walker.at(origin, account)
  const wrong = [], table = []
  const menu = await w.page.evaluate(() => [...document.querySelectorAll('nav.menu a')].map(a => a.getAttribute('href')))
  for (const route of [...menu, ...w.routes]) {
    const offered = menu.includes(route)
    const path = offered ? route : await w.fill(route)
    let seen = await w.go(path)
    const asked = () => w.asked.filter(a => !ALWAYS.includes(w.head(a.path)?.method))
    // A page that follows the feed may ask while it is left: from a page that follows nothing it is seen again.
    if (seen.h1 === DENIED && asked().length) seen = (await w.go('/no-such-page'), await w.go(path))
    const asks = asked()
    if (seen.h1 === DENIED) {
      table.push('-' + path)
      if (offered) wrong.push(`${path}: the menu leads to a refusal`)
      if (asks.length) wrong.push(`${path}: refused, but it asked ${asks.map(a => a.path)}`)
      if (!/回到首页/.test(seen.says)) wrong.push(`${path}: the refusal leads nowhere`)
      continue
    }
    table.push(path)
    const ungranted = asks.filter(a => w.head(a.path) && !w.granted(w.head(a.path))).map(a => a.path)
    if (ungranted.length) wrong.push(`${path}: opens, but the contract does not grant ${ungranted}`)
    const nobodys = /2026112700000019999/.test(path)
    if (!nobodys && asks.some(a => a.http >= 400)) wrong.push(`${path}: refused: ${JSON.stringify(asks.filter(a => a.http >= 400))}`)
    if (nobodys ? !seen.says.includes(DENIED) && !seen.says.includes('E_LEVEL') : !!seen.bad) wrong.push(`${path}: says ${seen.bad}`)
    if (seen.says.length < 8) wrong.push(`${path}: an empty page: "${seen.says}"`)
  }
  console.log(`${w.role}: ${table.filter(p => p[0] !== '-').length} pages, ${table.filter(p => p[0] === '-').length} are others', menu of ${menu.length}`)
  must(menu.length || !w.routes.some(r => w.v.page.url().includes(r) && r !== '/'), 'a role with pages has a menu')
  const ended = await w.v.end().then(() => [], error => [error.message])
  must(!wrong.length && !ended.length, [...wrong, ...ended].join('\n'))
  return { role: w.role, forms: w.forms }
}

const only = process.env.HALL_ONLY?.split(',')
async function door(origin, accounts) {
  const shown = [], wrong = []
  for (const account of accounts.filter(a => !only || only.includes(a)))
    await walks(origin, account).then(s => shown.push(s), error => wrong.push(`${account}: ${error.message}`))
  must(!wrong.length, wrong.join('\n'))
  return shown
}

async function pages_of_the_outside_door() {
  await door(OUTSIDE, ['person01', 'unit01', 'community01'])
}

/** At this door every role that the contract knows has been walked, but those of the other door and of programs. */
async function pages_of_the_intranet() {
  const shown = await door(INSIDE, STAFF)
  const walked = ['PERSON', 'UNIT_OPERATOR', 'COMMUNITY_OPERATOR', 'SYSTEM', 'ANYONE', 'EVERY_ACCOUNT', ...shown.map(s => s.role)]
  const left = [...new Set(shown[0].forms.flatMap(f => f.roles))].filter(r => !walked.includes(r))
  must(only || !left.length, 'no account of the demonstration has these roles: ' + left)
}

await tellTwo(pages_of_the_outside_door, pages_of_the_intranet)
