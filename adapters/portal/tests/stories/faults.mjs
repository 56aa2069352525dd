// faults: the network, the clock, the hall and the screen are not as they should be; nobody files twice,
// loses what was typed or reads a wrong day.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { INSIDE, OUTSIDE, SHOTS, Visitor, casesOf, must, newDocument, newcomer, posts, restart, tell } from './lib.mjs'

const FORM = '/unit/file/enrolment.AddMember'

/** A window of unit01 with the form of a newcomer filled in, and what its sending must have made. */
async function filled(name, options) {
  const v = await (await Visitor.at(OUTSIDE, options)).login('unit01')
  await v.goto(FORM)
  await newcomer(v.page, newDocument(), name)
  const before = await casesOf(v), sent = posts(v, 'add-member')
  const once = async () => {
    await v.page.waitForURL(/\/r\/\d{19}/, { timeout: 40000 })
    await v.see('增员已办结')
    const filings = sent.filter(s => !s.url.includes('dry_run'))
    must(new Set(filings.map(s => s.key)).size === 1, `one key: ${JSON.stringify(filings)}`)
    must((await casesOf(v)) === before + 1, 'one case')
    v.faults = v.faults.filter(f => !/ERR_(FAILED|INTERNET_DISCONNECTED|CONNECTION|INCOMPLETE|EMPTY)/.test(f))
    await v.end()
  }
  return { v, once }
}

async function the_line_is_cut_while_she_types() {
  const { v, once } = await filled('周断线')
  await v.context.setOffline(true)
  await v.page.getByLabel('申报工资').fill('7,100')
  await v.press('提交')
  await v.see(/正在第\d次重试/)
  must((await v.page.getByLabel('姓名').inputValue()) === '周断线', 'what was typed stays')
  await v.context.setOffline(false)
  await once()
}

async function a_hall_that_is_busy_says_when_to_come_again() {
  const { v, once } = await filled('吴繁忙')
  let busy = 0
  await v.page.route('**/enrolment/add-member', route =>
    busy++ < 2 ? route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, contentType: 'application/problem+json', body: JSON.stringify({ code: 'E_BUSY', title: '系统繁忙', detail: '系统繁忙', retryable: true }) }) : route.continue(),
  )
  await v.press('提交')
  await once()
}

async function the_hall_is_restarted_between_trial_and_filing() {
  const { v, once } = await filled('郑重启')
  await v.press('先试算，不提交')
  await v.see('提交即办结')
  await restart('worker1')
  const back = restart('web')
  await v.press('提交')
  await back
  await once()
}

async function a_slow_line_shows_that_it_works() {
  const { v, once } = await filled('王慢速')
  const line = await v.context.newCDPSession(v.page)
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50000, uploadThroughput: 50000 })
  await v.page.getByRole('button', { name: '提交', exact: true }).dblclick()
  await once()
}

async function a_list_on_a_slow_line_shows_its_place_first() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  let free
  const asked = new Promise(resolve => (free = resolve))
  await v.page.route('**/query/list-members*', async route => {
    await asked
    await route.continue()
  })
  await v.page.goto(OUTSIDE + '/unit/members')
  await v.page.locator('.skeleton').first().waitFor()
  free()
  await v.settled()
  must(await v.page.locator('tbody tr').count(), 'then the members')
  await v.end()
}

/** A clock two months behind: the hall's day is offered, and the trial takes it. */
async function the_clock_of_the_browser_is_wrong() {
  const v = await Visitor.at(OUTSIDE)
  await v.page.clock.setSystemTime(new Date(Date.now() - 61 * 86400e3))
  await v.login('unit01')
  await v.goto('/unit/file/enrolment.SuspendMember')
  const now = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)
  const offered = await v.page.locator('input').evaluateAll(all => all.map(i => i.value).filter(Boolean))
  must(offered.every(o => !/^\d{4}/.test(o) || o.startsWith(now.slice(0, 7)) || o.startsWith(`${now.slice(0, 4)}年${Number(now.slice(5, 7))}月`)), `offered days are the hall's: ${offered}`)
  await v.goto('/unit')
  must(!(await v.page.getByText(/还有(6\d|9\d)天截止/).count()), 'days left are counted by the hall')
  await v.end()
}

/** Two tabs on one draft: the second to save is told, and what she typed is not lost. */
async function one_draft_in_two_tabs() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit02')
  await v.goto(FORM)
  await v.page.getByLabel('姓名').fill('冯甲')
  await v.press('保存草稿')
  await v.see('草稿已保存，还没有提交。')
  const other = await v.context.newPage()
  await other.goto(v.page.url())
  await other.getByLabel('姓名').fill('冯乙')
  await other.getByRole('button', { name: '保存草稿', exact: true }).click()
  await other.getByText('草稿已保存，还没有提交。').waitFor()
  await v.page.getByLabel('姓名').fill('冯丙')
  await v.press('保存草稿')
  await v.see('E_VERSION')
  must((await v.page.getByLabel('姓名').inputValue()) === '冯丙', 'what was typed stays')
  await v.press('取回最新内容')
  await v.see('您刚才填写的是：冯丙')
  must((await v.page.getByLabel('姓名').inputValue()) === '冯乙', 'the other tab\'s content is there')
  await v.page.screenshot({ path: SHOTS + '/unit02-draft-in-two-tabs.png' })
  await v.page.getByLabel('姓名').fill('冯丙')
  await v.press('保存草稿')
  await v.see('草稿已保存，还没有提交。')
  await v.end()
}

/** 400 % on a screen of 1280: 320 pixels are left, and nothing runs out of them. */
async function four_times_as_large() {
  for (const [origin, who, paths] of [
    [OUTSIDE, 'unit01', ['/unit', '/unit/members', FORM, '/unit/cases', '/unit/batch']],
    [OUTSIDE, 'person01', ['/me', '/me/reads', '/account']],
    [INSIDE, 'district01', ['/desk']],
  ]) {
    const v = await (await Visitor.at(origin, { width: 320, height: 256, deviceScaleFactor: 4 })).login(who)
    for (const path of paths) {
      await v.goto(path)
      await v.walk('large' + path.replace(/[/.]/g, '-'), [[320, false]])
    }
    await v.end()
  }
}

/** Forced colours: the system paints; what is chosen, focused or in error is seen by more than a colour. */
async function the_system_chooses_the_colours() {
  const v = await (await Visitor.at(OUTSIDE, { forcedColors: 'active', colorScheme: 'dark' })).login('unit01')
  await v.goto(FORM)
  await v.press('提交')
  await v.see(/有\d+处需要修改/)
  const bare = await v.page.locator('button, a.button, input, select').evaluateAll(all =>
    all.filter(e => e.checkVisibility() && parseFloat(getComputedStyle(e).borderTopWidth) === 0 && !e.closest('label, .menu, .head')).map(e => e.outerHTML.slice(0, 80)))
  must(!bare.length, 'without its background each still has a border: ' + bare)
  await v.page.getByLabel('姓名').focus()
  must(await v.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== 'none'), 'the focus is outlined')
  await v.page.screenshot({ path: SHOTS + '/unit01-forced-colours.png' })
  await v.end()
}

/** The printed receipt has its number, what was done and no menus. */
async function a_receipt_is_printed() {
  const { v, once } = await filled('陈打印')
  await v.press('提交')
  await v.page.waitForURL(/\/r\/\d{19}/)
  await v.see('增员已办结')
  await v.settled()
  const file = SHOTS + '/receipt.pdf'
  await v.page.pdf({ path: file, format: 'A4' })
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
  const no = v.page.url().match(/\d{19}/)[0]
  must(text.includes(no), 'its number')
  must(/社会保险网上办事大厅/.test(text) && /unit01于.*打印/.test(text), 'of which hall, printed by whom: ' + text)
  must(/增员/.test(text) && /受理/.test(text), 'what was done and when: ' + text)
  must(!/退出|主菜单|办理业务/.test(text), 'no menus: ' + text)
  must(readFileSync(file).length > 5000, 'a page')
  await once()
}

await tell(
  the_line_is_cut_while_she_types, a_hall_that_is_busy_says_when_to_come_again, the_hall_is_restarted_between_trial_and_filing, a_slow_line_shows_that_it_works,
  a_list_on_a_slow_line_shows_its_place_first, the_clock_of_the_browser_is_wrong, one_draft_in_two_tabs, four_times_as_large, the_system_chooses_the_colours, a_receipt_is_printed,
)
