// kiosk: one visitor after the other at a machine of everybody; nothing of the one is left for the next.
import { execFileSync } from 'node:child_process'
import { OUTSIDE, PASSWORD, Visitor, checked, filing, month, must, tell } from './lib.mjs'

const WIDTHS = [[1366, false], [1080, false], [768, false]]

/** Types by the keys on the screen. */
async function keys(v, text) {
  for (const c of text) await v.page.getByRole('group', { name: '屏幕键盘' }).getByRole('button', { name: c, exact: true }).click()
}

async function enter(v, account = 'person01') {
  await v.page.getByLabel('个人编号').fill(account)
  await v.page.getByLabel('密码').fill(PASSWORD)
  await v.press('登录')
}

/** A person files from elsewhere, before he comes to the machine: he stops paying alone. */
async function filed() {
  await filing('person01', 'enrolment/suspend-member', { documentNo: checked('42010619900312801'), name: '程自立', reason: 229, lastPeriod: month() })
}

/** The ways by which the sessions of this account came. */
async function channels(account) {
  const hall = (words, more) => execFileSync(process.env.HALL_COMMAND, words, { encoding: 'utf8', ...more })
  const token = hall(['login', account, '--password-file=-', '--show-token'], { input: PASSWORD }).trim()
  return hall(['identity', 'list-sessions'], { env: { ...process.env, HALL_TOKEN: token } })
}

/** The login is there, empty, and the hall knows no session of this machine. */
async function empty(v) {
  await v.page.getByRole('heading', { name: '查询我的业务' }).waitFor()
  must(!(await v.page.locator('input').evaluateAll(all => all.map(i => i.value).join(''))), 'nothing is filled in')
  must((await v.page.evaluate(async () => (await fetch('/api/v1/identity/show-session')).status)) === 401, 'the session is over')
}

/** The text of everything that the page's memory holds. */
async function memory(v) {
  const line = await v.context.newCDPSession(v.page)
  const parts = []
  line.on('HeapProfiler.addHeapSnapshotChunk', part => parts.push(part.chunk))
  await line.send('HeapProfiler.collectGarbage')
  await line.send('HeapProfiler.takeHeapSnapshot')
  await line.detach()
  return parts.join('')
}

async function a_person_reads_his_receipt_and_leaves_nothing() {
  await filed()
  const v = await Visitor.at(OUTSIDE)
  await v.goto('/')
  await v.walk('kiosk-login', WIDTHS)
  await v.page.getByLabel('个人编号').focus()
  await keys(v, '42X')
  must((await v.page.getByLabel('个人编号').inputValue()) === '42X', 'the keys type into the field')
  await v.press('退格')
  await v.page.getByLabel('个人编号').press('*')
  must((await v.page.getByLabel('个人编号').inputValue()) === '42X', 'a keypad types X by its star')
  await v.press('字母')
  await v.page.getByLabel('个人编号').fill('')
  await keys(v, 'person01')
  await v.page.getByLabel('密码').fill(PASSWORD)
  await v.press('登录')
  await v.page.getByRole('heading', { name: '我的业务', exact: true }).waitFor()
  await v.settled()
  const person = (await v.page.getByText(/^个人编号 \d+$/).textContent()).slice(5)
  must((await channels('person01')).includes('kiosk'), 'elsewhere the person reads that a machine in an office is in use')
  await v.walk('kiosk-cases', WIDTHS)
  await v.page.getByRole('link', { name: '看回执' }).first().click()
  await v.see('接下来')
  await v.walk('kiosk-receipt', WIDTHS)
  await v.page.getByRole('link', { name: '看申报内容' }).click()
  await v.see('办理过程')
  const out = await v.page.locator('a').evaluateAll(all => all.map(a => a.getAttribute('href')).filter(h => !/^\/(cases|r)?\b|^\/$/.test(h)))
  must(!out.length, 'no link leads out: ' + out)
  must(!(await v.page.getByRole('button', { name: /打印|导出/ }).count()), 'nothing is printed or downloaded')
  must(v.page.url() === OUTSIDE + '/', 'no address tells what was read: ' + v.page.url())
  must((await memory(v)).includes(person), 'the memory of the open page has the person: the search below can fail')
  await v.press('结束，清除我的内容')
  await empty(v)
  must(!(await memory(v)).includes(person), 'the memory has nothing of the person any more')
  const kept = await v.context.storageState()
  must(!kept.origins.length, 'nothing is stored: ' + JSON.stringify(kept.origins))
  must(!kept.cookies.some(c => c.value && c.name === '__Host-hall' && c.expires > Date.now() / 1000), 'no session cookie')
  await v.page.goBack({ timeout: 2000 }).catch(() => undefined)
  must(!(await v.page.content()).includes(person), 'back shows nothing')
  await v.end()
}

async function who_walks_away_is_logged_out() {
  const v = await Visitor.at(OUTSIDE)
  await v.page.clock.install()
  await v.goto('/')
  await enter(v)
  await v.page.getByRole('heading', { name: '我的业务', exact: true }).waitFor()
  await v.page.clock.fastForward(61_000)
  await v.see('还在吗？')
  await v.walk('kiosk-asked', [[1366, false]])
  await v.press('继续使用')
  await v.page.getByRole('dialog').waitFor({ state: 'hidden' })
  await v.page.clock.fastForward(30_000)
  await v.page.mouse.click(5, 300)
  await v.page.clock.fastForward(45_000)
  must(!(await v.page.getByRole('dialog').count()), 'a touch counts')
  await v.page.clock.fastForward(16_000)
  await v.see('还在吗？')
  await v.page.clock.fastForward(16_000)
  await empty(v)
  // What was only typed goes as well.
  await v.page.getByLabel('个人编号').fill('1000000007')
  await v.page.clock.fastForward(61_000)
  await v.see('还在吗？')
  await v.page.clock.fastForward(16_000)
  await v.page.waitForFunction(() => !document.querySelector('dialog[open]') && document.querySelector('input')?.value === '')
  await empty(v)
  await v.end()
}

async function the_line_is_cut_when_she_ends() {
  const v = await Visitor.at(OUTSIDE)
  await v.goto('/')
  await enter(v)
  await v.page.getByRole('heading', { name: '我的业务', exact: true }).waitFor()
  await v.settled()
  await v.context.setOffline(true)
  await v.press('结束，清除我的内容')
  await v.page.getByRole('heading', { name: '正在结束' }).waitFor()
  must(!(await v.page.getByText('我的业务').count()), 'nothing is shown meanwhile')
  await v.context.setOffline(false)
  await empty(v)
  v.faults = v.faults.filter(f => !/ERR_INTERNET_DISCONNECTED/.test(f))
  await v.end()
}

async function the_machine_is_for_persons_only() {
  const v = await Visitor.at(OUTSIDE)
  await v.goto('/')
  await v.press('登录')
  await v.see('请填写个人编号。')
  await enter(v, 'unit01')
  await v.see('这台自助机只供参保人员本人使用。')
  await v.page.reload()
  await empty(v)
  await v.press('English')
  await v.page.getByRole('heading', { name: 'See my cases' }).waitFor()
  await v.page.reload()
  await v.page.getByRole('heading', { name: '查询我的业务' }).waitFor()
  await v.end()
}

await tell(a_person_reads_his_receipt_and_leaves_nothing, who_walks_away_is_logged_out, the_line_is_cut_when_she_ends, the_machine_is_for_persons_only)
