// booking: a person books a place at a counter, changes it and gives it back; a business that needs presence leads to free
// times and takes what was filled in along.
import { INSIDE, OUTSIDE, Visitor, approvedBySecond, must, newDocument, tell } from './lib.mjs'

const PRESENCE = 'enrolment.SuspendMember'
const NARROW = [[1366, false], [360, true]]

/** The centre's two persons say that the business needs presence. */
async function presence() {
  const first = await (await Visitor.at(INSIDE)).login('centre01')
  await first.goto(`/do/query.SwitchBusiness?method=${PRESENCE}&back=/businesses`)
  await first.page.getByLabel('须现场办理').check()
  await first.press('提交')
  await first.confirm()
  await first.see('已办理')
  const second = await approvedBySecond((await first.page.locator('dd.id').textContent()).trim())
  for (const v of [first, second]) await v.end()
}

const times = v => v.page.locator('.choices.times button:not([aria-disabled=true])')

/** Chooses the first free time of a day: the n-th with places. */
async function pick(v, nth = 0) {
  const day = v.page.locator('.choices').first().getByRole('button', { name: /余/ }).nth(nth)
  await day.click()
  await v.settled()
  await times(v).first().click()
}

/** S53 A14: given a person without an appointment, when he chooses matter, day and time by the keyboard, then the place is
 * kept with its countdown, and confirmed it has a receipt with what to bring. */
async function a_person_books() {
  const v = await (await Visitor.at(OUTSIDE)).login('person02')
  await v.page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '预约' }).click()
  await v.settled()
  await v.page.getByLabel('办理事项').selectOption({ label: '社会保障卡' })
  await v.settled()
  await v.walk('book', NARROW)
  const before = await times(v).first().innerText()
  await times(v).first().focus()
  await v.page.keyboard.press('Enter')
  await v.see('请确认预约')
  const left = () => v.page.getByRole('timer').innerText()
  must(/^[45]:\d\d$/.test(await left()), 'the countdown: ' + (await left()))
  const first = await left()
  await v.page.waitForFunction(was => document.querySelector('[role=timer]').textContent !== was, first)
  await v.walk('held', NARROW)
  await v.page.reload()
  await v.settled()
  await v.see('请确认预约')
  await v.press('不要了，另选时间')
  await v.see('已退回，您可以另选时间。')
  await v.settled()
  const after = await v.page.locator('.choices.times button').first().innerText()
  must(before !== after, 'a place that was given back cools: ' + before + ' ' + after)
  await pick(v, 1)
  await v.press('确认预约')
  await v.page.getByRole('heading', { name: '预约成功' }).waitFor()
  await v.see('本人身份证或社会保障卡原件')
  await v.walk('booked', NARROW)
  await v.end()
}

/** A person changes the time in one act, and gives the place back after he read what that costs. */
async function a_person_changes_and_cancels() {
  const v = await (await Visitor.at(OUTSIDE)).login('person02')
  await v.goto('/book')
  const mine = v.page.locator('.booking')
  const was = await mine.first().locator('strong').innerText()
  await mine.first().getByRole('link', { name: /改期/ }).click()
  await v.settled()
  await v.see('现在约在' + was)
  await pick(v, 2)
  await v.see(/改到.*？/)
  await v.walk('change', NARROW)
  await v.press('确认改期')
  await v.page.waitForURL(/\/book\/\d+/)
  await v.settled()
  const now = await v.page.locator('h2').first().innerText()
  must(now !== was, 'another time: ' + now)
  await v.page.getByRole('link', { name: '我的预约' }).click()
  await v.settled()
  must((await mine.count()) === 1 && (await mine.innerText()).includes(now), 'one appointment, at the new time')
  await mine.getByRole('button', { name: /^取消/ }).click()
  await v.see('以前可以取消，不收费，不算爽约')
  await v.walk('cancel', NARROW)
  await v.press('确认取消')
  await v.see('已取消' + now)
  await v.end()
}

/** S33: given a business that needs presence, when a person submits it, then it is refused, what he filled in is kept as a
 * draft, and the free times of his office are offered; the booking carries the draft. */
async function presence_becomes_an_appointment() {
  await presence()
  const v = await (await Visitor.at(OUTSIDE)).login('person01')
  await v.goto('/me/file/' + PRESENCE)
  await v.page.getByLabel('姓名').fill('程自立')
  await v.page.getByLabel('停保原因').selectOption('229')
  await v.press('提交')
  await v.see('该业务须现场办理，请预约')
  await v.walk('presence', NARROW)
  await v.page.getByRole('link', { name: '预约到窗口办理' }).click()
  await v.settled()
  await v.see(/您填好的内容已存为业务\d+/)
  const no = new URL(v.page.url()).searchParams.get('case')
  must(/^\d{19}$/.test(no), 'the case is in the address: ' + v.page.url())
  await v.walk('book-presence', NARROW)
  await pick(v, 0)
  await v.press('确认预约')
  await v.page.getByRole('heading', { name: '预约成功' }).waitFor()
  await v.see(no)
  await v.end()
}

const key = (v, name) => v.page.keyboard.press(name)

/** Key data are no field of the form: it says where they are changed, and the booking begins with that matter. */
async function key_data_lead_to_the_counter() {
  const v = await (await Visitor.at(OUTSIDE)).login('person01')
  await v.goto('/me/file/enrolment.ChangePersonInfo')
  await v.page.getByRole('link', { name: '关键信息须到窗口变更，可预约' }).click()
  await v.settled()
  must((await v.page.getByLabel('办理事项').locator('option:checked').innerText()) === '关键信息变更', 'the matter is chosen')
  await v.see('在人员信息科办理')
  await v.end()
}

/** A unit reads what is free and who books. */
async function a_unit_reads_free_times() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/times?matter=5')
  await v.see('窗口预约由本人用自己的账号办理')
  must((await v.page.locator('.choices.times .free').count()) && !(await v.page.locator('.choices.times button').count()), 'to read only')
  await v.end()
}

/** S54 A16: given the line of today, when a clerk works with the keyboard alone, then who comes gets a number by his document,
 * is called, served or missed; the display follows, without names. */
async function a_clerk_works_by_keyboard() {
  const v = await (await Visitor.at(INSIDE)).login('desk01')
  await v.page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '窗口排队' }).click()
  await v.settled()
  await v.see('今天的队')
  const screen = await Visitor.at(INSIDE)
  await screen.goto('/board?office=420106&section=A')
  await key(v, 'd')
  await v.page.keyboard.type(newDocument())
  await key(v, 'Enter')
  await v.see('今天在本科室没有预约')
  await v.page.getByLabel('办理事项').selectOption({ index: 1 })
  await v.page.getByRole('button', { name: '现场取号' }).focus()
  await key(v, 'Enter')
  await v.see(/已取号，排队号\d+/)
  const given = Number((await v.page.getByText(/已取号，排队号\d+/).innerText()).match(/\d+/)[0])
  await v.page.getByLabel('我的窗口').selectOption('1')
  await v.settled()
  if (await v.page.getByRole('button', { name: '开放窗口' }).count()) await v.press('开放窗口')
  await v.page.locator('h1').focus()
  for (let turn = 0; turn < 9 && !(await v.page.locator('.called b').first().innerText()).includes(String(given)); turn++) {
    const was = await v.page.locator('.told').innerText()
    const desk = (await v.page.getByLabel('我的窗口').inputValue()) === '1' && turn % 2 ? '2' : '1'
    await v.page.getByLabel('我的窗口').selectOption(desk)
    await v.settled()
    await v.page.locator('h1').focus()
    await key(v, (await v.page.getByRole('button', { name: '办完，叫下一个' }).count()) ? 'b' : 'n')
    await v.page.waitForFunction(was => document.querySelector('.told').innerText !== was || document.querySelector('.note.bad'), was)
    await v.settled()
  }
  await v.see('今天的队')
  must((await v.page.locator('.called b').first().innerText()) === String(given), 'the walk-in is called')
  await screen.page.locator('.calls .first', { hasText: String(given) }).waitFor()
  await screen.walk('board', [[1366, false], [1920, false]])
  await v.walk('day', [[1366, false], [360, true]])
  await v.page.locator('h1').focus()
  await key(v, 'g')
  await v.see(new RegExp(given + '号：未到'))
  await v.page.getByRole('link', { name: '当日名单和补录' }).click()
  await v.settled()
  await v.walk('day-list', [[1366, false], [360, true]])
  const line = v.page.getByRole('row').filter({ has: v.page.locator('.tag', { hasText: '未到' }) }).first()
  await line.getByRole('combobox').selectOption('BOOKING_SERVED')
  await v.page.getByLabel('补录原因').fill('断电期间已办理')
  await v.press('补录1条')
  await v.see('已补录1条')
  for (const one of [v, screen]) await one.end()
}

/** A18: given an appointment, when the administrator takes its hour away, then he reads which one moves and where to before he
 * sends it, the person finds it moved, and the former plan stays in the history. */
async function hours_with_appointments_move() {
  const person = await (await Visitor.at(OUTSIDE)).login('person02')
  await person.goto('/book?matter=3')
  await pick(person, 0)
  await person.press('确认预约')
  await person.page.getByRole('heading', { name: '预约成功' }).waitFor()
  const was = await person.page.locator('h2').first().innerText()
  const v = await (await Visitor.at(INSIDE)).login('admin01')
  await v.menu('公告和机构', '科室和开放时间')
  await v.page.getByRole('link', { name: '人员信息科' }).click()
  await v.settled()
  const day = v.page.getByLabel(was.match(/星期./)[0], { exact: true })
  const hours = await day.inputValue()
  await day.fill('9点到')
  await v.press('先看影响')
  await v.see('处需要修改')
  await day.fill(hours.replace('9:00-', '10:30-'))
  await v.page.getByLabel('调整原因').fill('早上开会')
  await v.press('先看影响')
  await v.page.getByRole('heading', { name: /有\d+个预约要改时间/ }).waitFor()
  must((await v.page.locator('table').innerText()).includes(was), 'the appointment is in the list')
  await v.walk('hours', [[1366, false], [360, true]])
  await v.page.getByRole('button', { name: /保存并改这\d+个预约/ }).click()
  await v.see(/已保存，\d+个预约改了时间/)
  await v.see('第2版：早上开会')
  await person.page.reload()
  await person.settled()
  const now = await person.page.locator('h2').first().innerText()
  must(now !== was && /10:30/.test(now), 'moved: ' + now)
  for (const one of [v, person]) await one.end()
}

await tell(a_person_books, a_person_changes_and_cancels, presence_becomes_an_appointment, key_data_lead_to_the_counter, a_unit_reads_free_times, a_clerk_works_by_keyboard, hours_with_appointments_move)
