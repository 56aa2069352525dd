// stats: the reports of a hall that has a year behind it: who reads them, what they say, how they are carried away.
import { INSIDE, Visitor, must, tell } from './lib.mjs'

const number = text => Number(text.replace(/\D/g, ''))
const text = async locator => (await locator.innerText()).replace(/\s+/g, ' ')

/** The rows of the table: name and number. */
async function rowsOf(v) {
  const cells = await v.page.locator('tbody tr').evaluateAll(rows => rows.map(row => [...row.children].map(c => c.innerText.trim())))
  return cells.map(([name, n]) => [name, number(n)])
}

/** S66: from home to the latest month, by every attribute: the sums agree, and so do the bars. */
async function the_centre_reads_a_month_by_each_attribute() {
  const v = await (await Visitor.at(INSIDE)).login('centre01')
  await v.goto('/home')
  await v.page.getByRole('link', { name: '统计报表' }).last().click()
  await v.see('件数合计')
  await v.see(/日志位置\d+至\d+/)
  const all = number(await text(v.page.locator('.numbers > div').nth(1).locator('b')))
  must(all > 0, 'something was counted')
  for (const by of ['业务', '行政区', '办理渠道', '办理结果', 'VIP单位', '办理时长']) {
    await v.page.getByLabel('统计口径').selectOption({ label: by })
    await v.settled()
    const rows = await rowsOf(v)
    const sum = rows.reduce((n, [, one]) => n + one, 0)
    must(sum === all, `${by}: ${sum} of ${all}`)
    must(rows.every(([, one]) => one >= 5), `${by}: ${rows}`)
    const drawn = await v.page.locator('.drawn dd b').allInnerTexts()
    must(drawn.map(number).join() === rows.map(([, one]) => one).join(), `the bars of ${by}: ${drawn}`)
  }
  await v.page.getByLabel('统计口径').selectOption({ label: '业务' })
  await v.settled()
  await v.walk('stats-month')
  const [file] = await Promise.all([v.page.waitForEvent('download'), v.press('导出表格')])
  must(/\.xlsx$/.test(file.suggestedFilename()), file.suggestedFilename())
  const latest = await text(v.page.locator('.numbers b').first())
  await v.press('上一期')
  await v.page.waitForFunction(was => document.querySelector('.numbers b')?.innerText.trim() !== was, latest)
  must(/period=\d{4}-\d\d/.test(v.page.url()), v.page.url())
  await v.end()
}

/** S34: the report of a day, by business, with the share done online. */
async function a_day_has_its_share_online() {
  const v = await (await Visitor.at(INSIDE)).login('auditor01')
  await v.goto('/stats?tab=day')
  await v.see('网上办理率')
  must(/%|—/.test(await text(v.page.locator('.numbers > div').last())), 'a share, or that it is not told')
  await v.see('件数合计')
  await v.walk('stats-day')
  await v.goto('/stats?tab=day&date=2001-01-01')
  await v.see('还没有这一期的统计报表')
  await v.end()
}

/** A district reads the city as it is told, and its own. */
async function a_district_reads_its_own() {
  const v = await (await Visitor.at(INSIDE)).login('admin01')
  await v.goto('/stats')
  await v.see('件数合计')
  const districts = await v.page.getByLabel('行政区').locator('option').allInnerTexts()
  must(districts.length === 2 && districts[0] === '全市', `its own only: ${districts}`)
  await v.page.getByLabel('行政区').selectOption({ label: districts[1] })
  await v.settled()
  await v.walk('stats-district')
  await v.end()
}

/** Whoever has nothing to do with it is not led there. */
async function others_are_not_led_there() {
  const v = await (await Visitor.at(INSIDE)).login('system01')
  must(!(await v.page.getByRole('link', { name: '统计报表' }).count()), 'no link')
  await v.goto('/stats')
  await v.see('您的账号不能看这一页')
  await v.end()
}

await tell(the_centre_reads_a_month_by_each_attribute, a_day_has_its_share_online, a_district_reads_its_own, others_are_not_led_there)
