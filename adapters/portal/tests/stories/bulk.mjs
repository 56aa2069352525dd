// bulk: a reviewer chooses many cases of his queue, orders one run, closes the page, and reads afterwards what became of
// each; his administrator sees it as well.
import { INSIDE, OUTSIDE, PASSWORD, Visitor, must, newDocument, tell } from './lib.mjs'

/** What a unit's software files: members who wait for the district, without a warning. */
async function files(n, change = {}) {
  const post = async (path, body, headers = {}) => {
    const time = Date.now().toString(16).padStart(12, '0')
    const key = time.slice(0, 8) + '-' + time.slice(8) + '-7' + crypto.randomUUID().slice(15)
    const r = await fetch(OUTSIDE + path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, ...headers }, body: JSON.stringify(body) })
    const told = await r.json()
    must(r.ok, JSON.stringify(told))
    return told
  }
  const { token, reply } = await post('/api/v1/identity/login', { accountNo: 'unit02', password: PASSWORD })
  const first = Number(new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 7).replace('-', '') + '01')
  const five = { pension: 1, medical: 1, unemployment: 1, injury: 1, maternity: 1 }
  const found = []
  for (let i = 0; i < n; i++) {
    const document = newDocument()
    const body = { unitNo: reply.unitNo, documentType: 201, documentNo: document, name: '批量', sex: Number(document[16]) % 2 ? 1 : 2, ethnicity: 1, mobile: '13800000000', hukouKind: 1, personClass: 1, employmentForm: 2, workStartDate: first, employmentDate: first, enrolDate: first, reason: 111, declaredWageFen: '650000', ...five, ...change }
    const told = await post('/api/v1/enrolment/add-member', body, { Authorization: 'Bearer ' + token })
    must(told.outcome === 'IN_REVIEW', JSON.stringify(told))
    found.push(told.caseNo)
  }
  return found
}

const line = (v, no) => v.page.locator('.queue li', { has: v.page.locator(`a[href*="${no}"]`) })
const number = (v, word) => v.page.locator('.numbers div', { hasText: word }).locator('b')

/** A29: chosen by keyboard and by mouse; the dialog says what is taken and why not the others. */
async function many_are_approved_in_one_run() {
  const [opened, alike, clicked, unlike] = [...(await files(3)), ...(await files(1, { reason: 131 }))]
  const desk = await (await Visitor.at(INSIDE, { width: 1440 })).login('district01')
  await desk.goto('/desk')
  must(!(await desk.page.locator('.chosen').count()), 'nothing is chosen yet')
  // The one that is opened is chosen by its key, the next by going on and pressing again.
  await desk.goto('/desk/' + opened)
  await desk.page.locator('h1').focus()
  await desk.page.keyboard.press('v')
  await desk.see('已选1笔')
  for (const no of [alike, clicked, unlike]) await line(desk, no).getByRole('checkbox').check()
  await desk.see('已选4笔')
  await line(desk, clicked).getByRole('checkbox').uncheck()
  await desk.see('已选3笔')
  await line(desk, clicked).getByRole('checkbox').check()
  await desk.walk('bulk-chosen')
  await desk.press('批量通过所选4笔')
  await desk.see('所选4笔，可以批量通过3笔。')
  await desk.see('您打开看过的1笔')
  await desk.see('与您看过的按规则相同的2笔')
  await desk.see('您没有打开看过这次提交的内容')
  await desk.walk('bulk-dialog')
  // Escape gives it up, and nothing was ordered.
  await desk.page.keyboard.press('Escape')
  await desk.see('已选4笔')
  await desk.press('批量通过所选4笔')
  await desk.page.getByRole('button', { name: '开始批量通过3笔' }).click()
  await desk.page.waitForURL(/\/bulk\/\d{19}/)
  const no = desk.page.url().match(/\d{19}/)[0]
  await desk.see('已结束')
  must((await number(desk, '已通过').textContent()) === '3' && (await number(desk, '没有通过').textContent()) === '1', 'three and one')
  await desk.see('1笔没有通过，仍在队列中，请逐笔审核。')
  await desk.page.getByRole('link', { name: unlike }).waitFor()
  await desk.see('E_BULK')
  await desk.walk('bulk-over')
  const [file] = await Promise.all([desk.page.waitForEvent('download'), desk.press('导出表格')])
  must(/\.xlsx$/.test(file.suggestedFilename()), file.suggestedFilename())
  await desk.page.getByRole('link', { name: /^已通过/ }).click()
  await desk.page.getByRole('link', { name: alike }).waitFor()
  await desk.page.getByRole('link', { name: alike }).click()
  await desk.see('批量审核通过')
  await desk.see('与已打开的一笔按规则相同')
  await desk.page.getByRole('link', { name: no }).waitFor()
  await desk.see('单位为VIP单位')
  await desk.walk('bulk-case')
  await desk.end()
  const admin = await (await Visitor.at(INSIDE)).login('admin01')
  await admin.menu('审核', '批量审核')
  await admin.page.getByRole('link', { name: no }).waitFor()
  await admin.walk('bulk-runs')
  await admin.page.getByRole('link', { name: no }).click()
  await admin.see('审核人district01')
  await admin.end()
  const unit = await (await Visitor.at(OUTSIDE)).login('unit02')
  await unit.goto('/r/' + alike)
  await unit.see('批量审核通过')
  await unit.end()
}

/** A run of another business is another run: a choice keeps to one, and a page tells live how far it is. */
async function a_run_is_followed_while_it_goes_on() {
  const all = await files(40)
  const desk = await (await Visitor.at(INSIDE)).login('district01')
  await desk.goto('/desk/' + all[0])
  await desk.page.locator('h1').focus()
  await desk.page.keyboard.press('v')
  await desk.press('选本页全部同类')
  await desk.see(/已选\d+笔/)
  await desk.page.getByRole('button', { name: /批量通过所选/ }).click()
  await desk.page.getByRole('button', { name: /开始批量通过/ }).click()
  await desk.page.waitForURL(/\/bulk\/\d{19}/)
  await desk.see('已结束')
  must(Number(await number(desk, '已通过').textContent()) >= 40, 'all of them')
  await desk.end()
}

await tell(many_are_approved_in_one_run, a_run_is_followed_while_it_goes_on)
