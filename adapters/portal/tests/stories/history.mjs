// history: lists of years, as those page through them who have them: numbers on tabs and in summaries are the rows
// behind them, no page repeats or leaves out a row while others file, back brings back what was there. In the test run
// one year and a unit of some hundred; by hand ten years and 50 000 (docs/pages.md). Of S37 a browser shows the pages;
// that every position of the log gives the same list, test_lists shows.
import { INSIDE, OUTSIDE, Visitor, must, newDocument, newcomer, tell } from './lib.mjs'

const MOST = 60 // pages that are turned in a row; of a larger list the first and the last of these
const text = async locator => (await locator.innerText()).replace(/\s+/g, ' ')
const keys = v => v.page.locator('tbody tr td:first-child').allInnerTexts().then(all => all.map(k => k.trim()))
const countOf = said => Number(said.replace(/\D/g, ''))

/** Turns the pages to the end and gives what stood on each; `meanwhile` happens once, before the third page. */
async function pagesOf(v, meanwhile = async () => {}) {
  const pages = []
  for (;;) {
    await v.settled()
    const here = await keys(v)
    must(here.length, `page ${pages.length + 1} is not empty`)
    pages.push(here)
    if (pages.length === 2) await meanwhile()
    const next = v.page.getByRole('button', { name: '下一页' })
    if (pages.length === MOST || !(await next.count())) return pages
    const first = here[0]
    await next.click()
    await v.page.waitForFunction(was => document.querySelector('tbody tr td')?.innerText.trim() !== was, first)
  }
}

function once(pages, what) {
  const all = pages.flat()
  const twice = all.filter((k, at) => all.indexOf(k) !== at)
  must(!twice.length, `${what}: twice: ${twice.slice(0, 5)}`)
  return all
}

async function files(name) {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/file/enrolment.AddMember')
  await newcomer(v.page, newDocument(), name)
  await v.press('提交')
  await v.page.waitForURL(/\/r\/\d{19}/)
  const no = v.page.url().match(/\d{19}/)[0]
  await v.end()
  return no
}

/** S37: the cases of years, newest first; somebody files while the third page is read. */
async function a_unit_pages_through_its_years() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/cases')
  const total = countOf(await text(v.page.getByRole('navigation', { name: '按状态' }).getByRole('link', { name: /^全部/ })))
  must(total > 100, `there is a history: ${total}`)
  let came
  const pages = await pagesOf(v, async () => (came = await files('沈中途')))
  const all = once(pages, 'cases')
  must(came && !all.includes(came), 'what came meanwhile stands before the pages that were read')
  must(pages.length === MOST || all.length === total, `${total} on the tab, ${all.length} in ${pages.length} pages`)
  // A case from the last page, and back: the same page again, not the first one.
  await v.page.locator('tbody a').first().click()
  await v.see('办理过程')
  await v.page.goBack()
  await v.settled()
  must((await keys(v)).join() === pages.at(-1).join(), 'back brings the same page')
  await v.page.reload()
  await v.settled()
  must((await keys(v)).join() === pages.at(-1).join(), 'so does a reload')
  await v.page.getByRole('button', { name: '上一页' }).or(v.page.getByRole('button', { name: '回到第一页' })).click()
  await v.page.waitForFunction(was => document.querySelector('tbody tr td')?.innerText.trim() !== was, pages.at(-1)[0])
  await v.goto('/unit/cases')
  must((await keys(v))[0] === came, 'the newest stands first')
  await v.walk('cases-of-years', [[1366, false], [360, false]])
  await v.end()
}

/** Every state's tab counts its rows. */
async function tabs_count_the_rows_of_years() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/cases')
  const tabs = v.page.getByRole('navigation', { name: '按状态' }).getByRole('link')
  for (let i = 1; i < (await tabs.count()); i++) {
    await tabs.nth(i).click()
    await v.settled()
    const n = countOf(await text(tabs.nth(i)))
    if (!n || n > 25 * MOST) continue
    const all = once(await pagesOf(v), await text(tabs.nth(i)))
    must(all.length === n, `${await text(tabs.nth(i))}: ${all.length} rows`)
  }
  await v.end()
}

async function members_are_as_many_as_counted() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  for (const status of ['1', '2', '0']) {
    await v.goto('/unit/members?status=' + status)
    const n = countOf(await text(v.page.locator('.tabs a.here')))
    if (!n) continue
    const pages = await pagesOf(v)
    const all = once(pages, 'members ' + status)
    must(pages.length === MOST || all.length === n, `${n} on the tab, ${all.length} in ${pages.length} pages`)
  }
  await v.page.locator('tbody a').first().click()
  await v.settled()
  await v.page.goBack()
  await v.settled()
  must((await keys(v)).length, 'back brings the page of members')
  await v.end()
}

/** Of every sheet on the first page: its numbers add up, and its page lists as many failed rows as it says. */
async function sheets_of_years_add_up() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/batch')
  const sheets = once(await pagesOf(v), 'sheets')
  must(sheets.length > 1, `sheets: ${sheets.length}`)
  let failed = 0
  for (const no of sheets.slice(0, 4)) {
    await v.goto('/unit/batch/' + no)
    const [all, ...parts] = (await v.page.locator('.numbers b').allTextContents()).map(countOf)
    must(all && parts.reduce((a, b) => a + b, 0) === all, `${no}: ${all} = ${parts}`)
    if (!parts[2]) continue
    failed++
    must((await pagesOf(v)).flat().length === parts[2], `${no}: ${parts[2]} failed`)
  }
  must(failed, 'some sheet had failed rows')
  await v.end()
}

/** The queue's number is the number of cases in it. */
async function the_queue_is_as_long_as_it_says() {
  const v = await (await Visitor.at(INSIDE)).login('district01')
  for (const tab of ['待审核', '已退回']) {
    await v.goto('/desk')
    await v.page.locator('.tabs a', { hasText: tab }).first().click()
    await v.settled()
    const n = countOf(await text(v.page.locator('.tabs a', { hasText: tab }).first()))
    const seen = []
    for (let page = 0; page < MOST; page++) {
      seen.push(...(await v.page.locator('.queue a').evaluateAll(all => all.map(a => a.getAttribute('href').match(/\d{19}/)[0]))))
      const next = v.page.getByRole('link', { name: '后面的业务' })
      if (!(await next.count())) break
      await next.click()
      await v.page.waitForFunction(was => !document.querySelector('.queue a')?.href.includes(was), seen.at(-100) ?? seen[0])
      await v.settled()
    }
    must(new Set(seen).size === seen.length && seen.length === n, `${tab}: ${n} said, ${seen.length} listed`)
  }
  await v.walk('queue-of-years', [[1366, false]])
  await v.end()
}

/** The history holds no looks; the holder of a mandate looks sixty times, and the person pages through all of them. */
async function whoever_was_looked_at_reads_every_look() {
  const him = await (await Visitor.at(OUTSIDE)).login('person01')
  const agent = await (await Visitor.at(OUTSIDE)).login('person02')
  await agent.goto('/me/proxies')
  const whom = new URL(await agent.page.getByRole('link', { name: /^代办/ }).first().evaluate(a => a.href)).searchParams.get('for')
  const looked = await agent.page.evaluate(async no => {
    let n = 0
    for (let i = 0; i < 60; i++) n += (await fetch('/api/v1/query/list-enrolments?person_no=' + no, { headers: { 'X-For': no } })).ok
    return n
  }, whom)
  must(looked === 60, `${looked} looks`)
  await agent.end()
  await him.goto('/me/reads')
  let rows = 0
  for (let page = 1; ; page++) {
    rows += await him.page.locator('tbody tr', { hasText: '您委托的人' }).count()
    must(await him.page.locator('tbody tr').count(), `page ${page} is not empty`)
    const next = him.page.getByRole('button', { name: '下一页' })
    if (!(await next.count())) break
    const url = him.page.url()
    await next.click()
    await him.page.waitForURL(to => to.href !== url)
    await him.settled()
  }
  must(rows === looked, `${looked} looks, ${rows} in the list`)
  await him.end()
}

await tell(a_unit_pages_through_its_years, tabs_count_the_rows_of_years, members_are_as_many_as_counted, sheets_of_years_add_up, the_queue_is_as_long_as_it_says, whoever_was_looked_at_reads_every_look)
