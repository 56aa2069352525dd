// hostile: what somebody tries who means no good, or whose computer is everybody's.
import { execFileSync } from 'node:child_process'
import { INSIDE, OUTSIDE, PASSWORD, Visitor, must, newDocument, newcomer, posts, tell } from './lib.mjs'

const EVIL = '<img src=x onerror="document.title=1"><script>document.title=1</script>'

/** Puts this into the login's address; the browser stays with the hall. */
async function no_login_leads_elsewhere() {
  for (const next of ['//evil.example/', '/\\evil.example/', 'https://evil.example/', 'javascript:document.title=1', '/\t/evil.example/', '%2F%2Fevil.example', '/login?next=//evil.example']) {
    const v = await Visitor.at(OUTSIDE)
    await v.goto('/login?next=' + encodeURIComponent(next))
    await v.page.getByLabel('用户名').fill('person02')
    await v.page.getByLabel('密码', { exact: true }).fill(PASSWORD)
    await v.press('登录')
    await v.page.waitForURL(url => !url.pathname.startsWith('/login'))
    must(new URL(v.page.url()).origin === OUTSIDE, `${next} leads to ${v.page.url()}`)
    await v.end()
  }
}

/** A notice whose title is a script and a formula: both doors show letters, and its list as a file holds no formula. */
async function a_notice_is_text_wherever_it_stands() {
  const title = '=HYPERLINK("http://evil.example")<img src=x onerror=alert(1)>'
  const centre = await (await Visitor.at(INSIDE)).login('centre01')
  await centre.goto('/do/desk.PublishNotice')
  await centre.settled()
  const until = new Date(Date.now() + 8 * 3600e3 + 7 * 86400e3).toISOString().slice(0, 16)
  for (const [name, text] of [['名称', title], ['名称（英文）', title], ['正文', EVIL], ['正文（英文）', EVIL], ['结束时间', until]]) await centre.page.getByLabel(name, { exact: true }).fill(text)
  await centre.page.getByLabel('发布对象').selectOption('EVERYBODY')
  await centre.press('提交')
  await centre.see('已办理')
  await centre.goto('/staff-notices')
  await centre.see(title)
  const file = centre.page.waitForEvent('download')
  await centre.press('导出表格')
  const sheet = execFileSync('unzip', ['-p', await (await file).path(), 'xl/*.xml'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  must(sheet.includes('HYPERLINK'), 'the title is in the file')
  must(!/<f[ >]/.test(sheet), 'as text, never as a formula')
  await centre.end()
  const stranger = await Visitor.at(OUTSIDE)
  for (const path of ['/', '/announcements', '/notices']) {
    await stranger.goto(path)
    await stranger.see(title)
    must(!(await stranger.page.locator('img[src="x"]').count()) && (await stranger.page.title()) !== '1', path + ' shows letters')
  }
  await stranger.end()
}

/** The key of another's filing is answered like one that never was. */
async function the_key_of_another_is_nobodys() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  const sent = posts(v, 'add-member')
  await v.goto('/unit/file/enrolment.AddMember')
  // Pasted from a letter: full-width digits and blanks.
  const number = newDocument()
  await newcomer(v.page, number.replace(/\d/g, d => String.fromCharCode(d.charCodeAt(0) + 0xfee0)).replace(/^(.{6})(.{8})/, ' $1 $2 '), ' 尤 钥匙 '.trim().replace(' ', ''))
  await v.press('提交')
  await v.page.waitForURL(/\/r\/\d{19}/)
  const asks = (w, key) => w.page.evaluate(async k => {
    const r = await fetch('/api/v1/commands/' + k)
    const { traceId, instance, receivedAt, ...told } = await r.json()
    return { http: r.status, told }
  }, key)
  must((await asks(v, sent[0].key)).http === 200, 'its own is found')
  const other = await (await Visitor.at(OUTSIDE)).login('unit02')
  const foreign = await asks(other, sent[0].key), never = await asks(other, sent[0].key.replace(/.{6}$/, '000000'))
  must(foreign.http === 404 && JSON.stringify(foreign) === JSON.stringify(never), JSON.stringify([foreign, never]))
  await other.end()
  await v.end()
}

/** A hundred feeds of one account: a few are served, and the others of the hall do not notice. */
async function a_hundred_feeds_take_no_place_of_others() {
  const greedy = await (await Visitor.at(OUTSIDE)).login('unit01')
  const served = await greedy.page.evaluate(async () => {
    const stop = new AbortController()
    const asked = Array.from({ length: 100 }, () => fetch('/api/v1/feed?topics=cases', { signal: stop.signal }).then(r => r.status, () => 0))
    const limit = new Promise(done => setTimeout(() => done('waiting'), 4000))
    const seen = await Promise.all(asked.map(a => Promise.race([a, limit])))
    window.feeds = { stop, ok: seen.filter(s => s === 200).length }
    return window.feeds.ok
  })
  must(served >= 1 && served <= 8, `${served} of a hundred are served`)
  const other = await (await Visitor.at(OUTSIDE)).login('unit02')
  await other.goto('/unit/cases')
  await other.end()
  greedy.faults = []
  await greedy.page.evaluate(() => window.feeds.stop.abort())
  await greedy.end()
}

/** A file on a shared computer: its name says nobody, and the browser keeps no copy of its answers. */
async function what_is_left_on_a_shared_computer_names_nobody() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/members')
  const answers = []
  v.page.on('response', r => r.url().includes('/api/v1/query/') && answers.push([r.url(), r.headers()['cache-control']]))
  const file = v.page.waitForEvent('download')
  await v.press('导出表格')
  must(!/\d{8}|unit01/.test((await file).suggestedFilename()), 'the file names nobody')
  await v.page.reload()
  await v.settled()
  must(answers.length > 1 && answers.every(([, cache]) => /no-store/.test(cache)), 'no answer is kept: ' + JSON.stringify(answers.filter(([, c]) => !/no-store/.test(c))))
  await v.end()
}

/** Every file that a page hands out with somebody's data: its name says nobody, and no cache keeps it. */
async function no_download_is_kept_or_names_somebody() {
  let handed = 0
  const personal = /\d{8}|unit01|person01|district01|[一-鿿]\*[一-鿿]/
  for (const [origin, who, paths] of [[OUTSIDE, 'unit01', ['/unit/members', '/unit/cases']]]) {
    const v = await (await Visitor.at(origin)).login(who)
    for (const path of paths) {
      await v.goto(path)
      const button = v.page.getByRole('button', { name: '导出表格' })
      if (!(await button.count())) continue
      const answer = v.page.waitForResponse(r => /spreadsheet|xlsx/.test(r.headers()['content-type'] ?? ''))
      const file = v.page.waitForEvent('download')
      await button.first().click()
      const headers = (await answer).headers()
      must(/no-store/.test(headers['cache-control']), `${path}: ${headers['cache-control']}`)
      must(!personal.test(decodeURIComponent(headers['content-disposition'] ?? '')) && !personal.test((await file).suggestedFilename()), `${path}: ${(await file).suggestedFilename()}`)
      handed++
    }
    await v.end()
  }
  must(handed >= 2, `${handed} files were handed out`)
}

/** A number that came from a letter, a table or a telephone: with blanks, full width, a country code, a small x. In every
 *  field of every form of these roles that takes a document or a mobile it is taken; a miscopied one is not. */
async function numbers_are_pasted_as_they_come() {
  const wide = text => text.replace(/[\dX]/g, c => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
  const number = '11010519491231002X'
  const messy = { DOCUMENT_NO: [` ${wide(number.slice(0, 6))}　${number.slice(6, 14)} ${number.slice(14, 17)}x`, '110105194912310021'], MOBILE: ['＋８６ 138-0000　0000', '128 0000 0000'] }
  let tried = 0
  const done = new Set()
  for (const [origin, who, base] of [[OUTSIDE, 'unit01', '/unit/file/'], [OUTSIDE, 'community01', '/community/file/'], [OUTSIDE, 'person01', '/me/file/'], [INSIDE, 'district01', '/do/'], [INSIDE, 'admin01', '/do/']]) {
    const v = await (await Visitor.at(origin)).login(who)
    const found = await v.page.evaluate(async kinds => {
      const role = (await (await fetch('/api/v1/identity/show-session')).json()).reply.role
      const forms = (await (await fetch('/api/v1/forms')).json()).forms.filter(f => f.verb === 'POST' && f.roles.includes(role) && !f.secret)
      const all = await Promise.all(forms.map(async f => ({ method: f.method, fields: (await (await fetch('/api/v1/forms/' + f.method)).json()).form.input.filter(i => kinds.includes(i.personal)).map(i => [i.name, i.personal]) })))
      return all.filter(f => f.fields.length)
    }, Object.keys(messy))
    for (const { method, fields } of found.filter(f => !done.has(f.method))) {
      done.add(method)
      await v.goto(base + method)
      for (const [name, personal] of fields) {
        const field = v.page.locator('#' + name)
        if (!(await field.count())) continue // what the session knows is not asked
        for (const [at, typed] of messy[personal].entries()) {
          await field.fill(typed)
          await field.blur()
          const said = await v.page.locator(`#${name}-fault`).allTextContents()
          must((said.length > 0) === (at === 1), `${method} ${name} "${typed}": ${said}`)
        }
        await field.fill('')
        tried++
      }
    }
    await v.end()
  }
  must(tried >= 8, `${tried} fields`)
}

/** While a list is open, others file: what she presses is what she saw, and the next page repeats nothing. */
async function a_list_does_not_move_under_her_finger() {
  const files = async name => {
    const w = await (await Visitor.at(OUTSIDE)).login('unit01')
    await w.goto('/unit/file/enrolment.AddMember')
    await newcomer(w.page, newDocument(), name)
    await w.press('提交')
    await w.page.waitForURL(/\/r\/\d{19}/)
    await w.end()
  }
  for (const name of ['华一', '金二']) await files(name)
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/cases')
  const first = (await v.page.locator('tbody a').first().textContent()).trim()
  const page = after => v.page.evaluate(async at => (await (await fetch('/api/v1/query/list-cases?order=NEWEST&limit=1&after=' + at)).json()).reply, after)
  const one = await page('')
  await files('魏三')
  must((await v.page.locator('tbody a').first().textContent()).trim() === first, 'the list stays as it was read')
  const two = await page(one.next)
  must(two.item[0].caseNo !== one.item[0].caseNo, 'the next page repeats nothing')
  await v.page.locator('tbody a').first().click()
  await v.page.waitForURL('**/unit/cases/' + first)
  await v.end()
}

await tell(no_login_leads_elsewhere, a_notice_is_text_wherever_it_stands, the_key_of_another_is_nobodys, a_hundred_feeds_take_no_place_of_others, what_is_left_on_a_shared_computer_names_nobody, no_download_is_kept_or_names_somebody, numbers_are_pasted_as_they_come, a_list_does_not_move_under_her_finger)
