// live: open pages hear of what they show when it changes, by themselves, and sleep while others file.
import { readFileSync } from 'node:fs'
import { OUTSIDE, PASSWORD, Visitor, checked, must, tell } from './lib.mjs'

/** A program of the unit: it saves drafts, each a change of a case of that unit. */
async function program(account) {
  const post = async (path, body, headers = {}) => {
    const time = Date.now().toString(16).padStart(12, '0') // a UUID of version 7 begins with it
    const key = time.slice(0, 8) + '-' + time.slice(8) + '-7' + crypto.randomUUID().slice(15)
    const r = await fetch(OUTSIDE + path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, ...headers }, body: JSON.stringify(body) })
    const told = await r.json()
    must(r.ok, JSON.stringify(told))
    return told
  }
  const { token, reply } = await post('/api/v1/identity/login', { accountNo: account, password: PASSWORD })
  return () => post('/api/v1/enrolment/suspend-member?draft=1', { unitNo: reply.unitNo, name: '草稿' }, { Authorization: 'Bearer ' + token })
}

const drafts = v => v.page.getByRole('link', { name: /没有提交的草稿/ }).locator('b').textContent().then(Number)

async function a_home_hears_of_its_own_drafts_and_sleeps_else() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit02')
  const asked = []
  v.page.on('request', r => r.url().includes('/query/count-cases') && asked.push(r.headers()['x-renewal']))
  await v.goto('/unit')
  while (!asked.includes('1')) await v.page.waitForTimeout(50) // the feed's first word
  await v.settled()
  const before = await drafts(v), n = asked.length
  const other = await program('unit01'), own = await program('unit02')
  for (let i = 0; i < 30; i++) await other()
  await own()
  await v.page.waitForFunction(wanted => [...document.querySelectorAll('.todo a')].some(a => a.textContent.includes('没有提交的草稿') && Number(a.querySelector('b').textContent) === wanted), before + 1)
  must(asked.length === n + 1, `it asked once for thirty and one changes: ${asked.length - n}`)
  must(asked.at(-1) === '1', 'and said that nobody asked for it')
  await v.end()
}

/** Pages that nobody sees have no feed; seen again, they are as things are now. */
async function a_page_that_is_seen_again_is_renewed() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit02')
  await v.goto('/unit')
  const hide = on => v.page.evaluate(on => {
    Object.defineProperty(document, 'hidden', { value: on, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, on)
  const before = await drafts(v)
  await hide(true)
  await (await program('unit02'))()
  must((await drafts(v)) === before, 'a hidden page sleeps')
  await hide(false)
  await v.page.waitForFunction(wanted => [...document.querySelectorAll('.todo a')].some(a => a.textContent.includes('没有提交的草稿') && Number(a.querySelector('b').textContent) === wanted), before + 1)
  await v.end()
}

/** She finds him at her counter; his open list says so at once: office, post and number, never her account; and whom to ask. */
async function a_person_reads_who_looked() {
  const him = await (await Visitor.at(OUTSIDE)).login('person01')
  await him.goto('/me/reads')
  const lines = him.page.locator('tbody tr')
  const before = await lines.count()
  const her = await (await Visitor.at(OUTSIDE)).login('community01')
  await her.page.getByLabel('证件号码').fill(checked('42010619900312801'))
  await her.page.getByLabel('姓名').fill('程自立')
  await her.press('查找居民')
  await her.see('是本社区居民，可以办理：')
  await her.end()
  await lines.nth(before).waitFor()
  const first = lines.first()
  must(/^社区420106001001操作员（工号\d{6}）通过“.+”看了您的记录，事由是.+。$/.test(await first.locator('strong').textContent()), await first.textContent())
  await first.getByText('要求说明').click()
  must(/也可以致电.+，报出时间.+和工号\d{6}，请对方说明为什么看您的记录。电话：/.test(await first.locator('details p', { hasText: '报出时间' }).textContent()), 'whom to ask')
  must(await first.locator('a[href^="tel:"]').isVisible(), 'a number to call')
  must(!(await him.page.textContent('body')).includes('community01'), 'nobody is named')
  await him.walk('reads')
  const [sheet] = await Promise.all([him.page.waitForEvent('download'), him.press('导出表格')])
  must(readFileSync(await sheet.path()).subarray(0, 2).toString() === 'PK', 'a workbook, not an answer by its name')
  await him.page.getByLabel('机构').selectOption('420106001001')
  await him.settled()
  must((await lines.count()) >= 1 && (await lines.count()) <= before + 1, 'narrowed')
  await him.page.getByLabel('年份').selectOption({ index: 1 })
  await him.settled()
  must(/office=420106001001&year=\d{4}/.test(him.page.url()), 'the address says what is shown: ' + him.page.url())
  await him.page.goBack()
  await him.settled()
  must((await him.page.getByLabel('年份').inputValue()) === '', 'back is back')
  await him.goto('/me/reads?office=999999')
  await him.see('没有符合条件的查阅记录。')
  await him.end()
}

await tell(a_person_reads_who_looked, a_home_hears_of_its_own_drafts_and_sleeps_else, a_page_that_is_seen_again_is_renewed)
