// fields: the controls that are more than the browser's own: a calendar beside a date or a month, a long list that is
// narrowed by typing. Each by mouse and by keyboard alone, and what was typed before stays good.
import { OUTSIDE, Visitor, must, tell } from './lib.mjs'

async function form(account, method) {
  const v = await (await Visitor.at(OUTSIDE)).login(account)
  await v.goto('/unit/file/' + method)
  return v
}
const valueOf = (v, field) => v.page.locator('#' + field).inputValue()
/** The calendar's button of a field. */
const opener = (v, field) => v.page.locator('.field', { has: v.page.locator('#' + field) }).getByRole('button', { name: '打开日历' })
const focused = v => v.page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent)

async function a_day_is_pointed_at() {
  const v = await form('unit01', 'enrolment.AddMember')
  await v.page.locator('#birth_date').fill('19880229')
  await opener(v, 'birth_date').click()
  const days = v.page.getByRole('dialog', { name: '选择出生日期' })
  await days.waitFor()
  must((await days.getByLabel('年', { exact: true }).inputValue()) === '1988', 'the calendar opens at what was typed')
  await v.walk('calendar')
  await days.getByLabel('年', { exact: true }).selectOption('1990')
  await days.getByRole('button', { name: '上一月' }).click()
  await days.getByRole('button', { name: /1990年1月31日/ }).click()
  must((await valueOf(v, 'birth_date')) === '1990年1月31日', 'pointed at: ' + (await valueOf(v, 'birth_date')))
  must(!(await days.count()), 'one day is enough')
  await v.end()
}

async function a_day_is_found_by_keyboard_alone() {
  const v = await form('unit01', 'enrolment.AddMember')
  await v.page.locator('#birth_date').fill('1990-03-01')
  await opener(v, 'birth_date').focus()
  await v.page.keyboard.press('Enter')
  await v.page.getByRole('dialog').waitFor()
  await v.page.waitForFunction(() => document.activeElement.hasAttribute('data-reka-calendar-cell-trigger'))
  await v.page.keyboard.press('ArrowLeft')
  await v.page.keyboard.press('Enter')
  must((await valueOf(v, 'birth_date')) === '1990年2月28日', 'the day before: ' + (await valueOf(v, 'birth_date')))
  await v.page.waitForFunction(() => document.activeElement.getAttribute('aria-label') === '打开日历')
  await v.page.keyboard.press('Enter')
  await v.page.getByRole('dialog').waitFor()
  await v.page.keyboard.press('Escape')
  must(!(await v.page.getByRole('dialog').count()), 'Escape closes it')
  must((await focused(v)) === '打开日历', 'and leads back: ' + (await focused(v)))
  must((await valueOf(v, 'birth_date')) === '1990年2月28日', 'without a change')
  await v.end()
}

async function a_month_is_pointed_at() {
  const v = await form('unit01', 'enrolment.SuspendMember')
  await v.page.locator('#last_period').fill('2026-03')
  await opener(v, 'last_period').click()
  const months = v.page.getByRole('dialog')
  await months.waitFor()
  await v.walk('months')
  await months.getByRole('button', { name: '上一年' }).click()
  await months.getByRole('button', { name: /2025年12月/ }).click()
  must((await valueOf(v, 'last_period')) === '2025年12月', 'pointed at: ' + (await valueOf(v, 'last_period')))
  await v.end()
}

async function a_long_list_is_narrowed_by_typing() {
  const v = await form('unit01', 'enrolment.AddMember')
  const nation = v.page.getByRole('combobox', { name: '民族' })
  await nation.waitFor()
  await nation.click()
  const all = await v.page.getByRole('option').count()
  must(all > 50, `${all} options`)
  await v.page.keyboard.type('土') // over the nation that stands there
  await v.page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 2)
  await v.page.waitForFunction(() => document.querySelector('[data-highlighted]')?.textContent === '土家')
  await v.page.keyboard.press('ArrowDown')
  await v.page.keyboard.press('Enter')
  must((await nation.inputValue()) === '土', 'chosen by keyboard: ' + (await nation.inputValue()))
  await nation.click()
  await v.walk('combobox')
  await nation.fill('火星')
  await v.see('没有符合的选项')
  await v.page.keyboard.press('Escape')
  await v.page.getByLabel('姓名').focus()
  await v.page.waitForFunction(() => document.querySelector('#ethnicity').value === '土')
  await v.end()
}

/** On a phone the menu is one button that says where one is; it folds again at the next page and by Escape. */
async function a_phone_unfolds_the_menu() {
  const v = await (await Visitor.at(OUTSIDE, { width: 360, height: 740 })).login('person01')
  const menu = v.page.getByRole('navigation', { name: '主菜单' }), fold = menu.getByRole('button', { name: /^菜单/ })
  must((await fold.textContent()) === '菜单首页' && !(await menu.getByRole('link').count()), 'folded, and says the page')
  await fold.press('Enter')
  await v.walk('menu', [[360, false], [360, true]])
  await v.page.keyboard.press('Escape')
  must(!(await menu.getByRole('link').count()) && (await focused(v)).startsWith('菜单'), 'Escape folds it and stays there')
  await fold.click()
  await menu.getByRole('link', { name: '业务记录' }).click()
  await v.page.waitForURL(/\/me\/cases/)
  must(!(await menu.getByRole('link').count()) && (await fold.textContent()).endsWith('业务记录'), 'the next page is not covered')
  await v.end()
}

await tell(a_phone_unfolds_the_menu, a_day_is_pointed_at, a_day_is_found_by_keyboard_alone, a_month_is_pointed_at, a_long_list_is_narrowed_by_typing)
