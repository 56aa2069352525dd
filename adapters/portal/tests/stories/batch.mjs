// batch: a sheet of many rows: tried without effect, filed with numbers that add up, its failed rows corrected in their
// own workbook, the same file again. Rows: S24 S25 S26, S27, A30, N7.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { OUTSIDE, Visitor, must, tell } from './lib.mjs'

const FILE = process.env.HALL_ROSTER
const MEND = new URL('../../../../tests/adapters/portal/mend.py', import.meta.url).pathname
const kept = {} // what one story of this sheet leaves to the next

async function numbers(page) {
  const texts = await page.locator('.numbers b').allTextContents()
  return texts.map(x => Number(x.replace(/,/g, '')))
}

/** How many members the unit's list counts. */
async function members(v) {
  await v.goto('/unit/members')
  const tab = v.page.getByRole('navigation', { name: '按状态' }).getByRole('link', { name: /^全部/ })
  return Number((await tab.textContent()).replace(/\D/g, ''))
}

async function over(v) {
  await v.page.locator('.tag.good', { hasText: '已完成' }).waitFor()
  await v.settled()
}

/** The failed rows in the page. */
async function faults(v) {
  await v.page.locator('tbody tr').first().waitFor()
  return (await v.page.locator('tbody tr').allInnerTexts()).map(row => row.replace(/\s+/g, ' ')).sort()
}

/** A30: the trial says what the real run will do, and changes nothing. That both decide by the same code, row by row, and
 *  that the log has nothing of a trial, test_roster shows. */
async function a_sheet_is_tried_without_effect() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  kept.members = await members(v)
  await v.goto('/unit/batch')
  await v.page.locator('#batch-file').setInputFiles(FILE)
  await v.page.getByLabel('只试办，不生效').check()
  await v.press('上传')
  await v.page.waitForURL(/\/unit\/batch\/\d{19}/)
  await v.see('这是试办，没有生效。')
  await over(v)
  kept.trial = { numbers: await numbers(v.page), faults: await faults(v) }
  must(kept.trial.faults.length === 6, `six rows would fail: ${kept.trial.faults}`)
  await v.walk('batch-trial', [[1366, false]])
  must((await members(v)) === kept.members, 'nobody was added')
  await v.end()
}

async function a_sheet_is_filed_and_its_failed_rows_are_seen() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  const { page } = v
  await v.goto('/unit/batch')
  await v.press('上传')
  await v.see('请先选择填好的表格。')
  const template = page.waitForEvent('download')
  await page.getByRole('link', { name: '下载增员模板' }).click()
  must(/\.xlsx$/.test((await template).suggestedFilename()), 'a template comes')
  kept.template = (await (await template).path()) + '-template.xlsx'
  writeFileSync(kept.template, readFileSync(await (await template).path()))
  await page.locator('#batch-file').setInputFiles(FILE)
  await v.press('上传')
  await page.waitForURL(/\/unit\/batch\/\d{19}/)
  await v.settled()

  for (let seen = 0; !(await page.locator('.tag.good', { hasText: '已完成' }).count()); ) {
    const [all, ...parts] = await numbers(page)
    if (!all) continue
    must(parts.reduce((a, b) => a + b, 0) === all, `they add up: ${all} = ${parts}`)
    must(all - parts[3] >= seen, 'what is done is not undone')
    seen = all - parts[3]
    await page.waitForFunction(before => document.querySelector('.tag.good') || document.querySelector('.numbers').textContent !== before, await page.locator('.numbers').textContent())
  }
  const [all, applied, review, failed, waiting] = await numbers(page)
  must(all === 60 && failed === 6 && applied + review === 54 && waiting === 0, `${[all, applied, review, failed, waiting]}`)
  await v.see('6行没有办成')
  must((await faults(v)).length === 6, 'six failed rows in the page')
  const cells = await page.locator('tbody tr td[data-label="列和内容"] div div').allTextContents()
  must(cells.length >= 5 && cells.every(c => !/\d{17}/.test(c)), 'what stands in the cells, masked: ' + cells)
  must(!(await page.getByText(/^E_[A-Z_]+$/).first().textContent()).includes('undefined'), 'codes to quote')
  must(JSON.stringify({ numbers: await numbers(page), faults: await faults(v) }) === JSON.stringify(kept.trial), 'A30: the real run does what the trial said')
  await v.walk('batch')
  const result = page.waitForEvent('download')
  await page.getByRole('link', { name: '下载失败行' }).click()
  must(/\.xlsx$/.test((await result).suggestedFilename()), 'failed rows come as a sheet')
  kept.failed = await (await result).path()
  kept.copy = kept.failed + '.xlsx'
  writeFileSync(kept.copy, readFileSync(kept.failed))

  // Home counts the same rows; the same file again is the same roster.
  const url = page.url()
  await v.goto('/unit')
  await page.getByRole('link', { name: /6\s*批量申报失败的行/ }).click()
  await v.settled()
  await page.locator('#batch-file').setInputFiles(FILE)
  await v.press('上传')
  await v.see(/已上传过/)
  must(page.url().startsWith(url), 'the first roster is shown')
  kept.first = url.match(/\d{19}/)[0]
  await v.end()
}

/** N7 and S27: the failed rows are mended where they stand in the very template, one more upload finishes, and it names
 *  the first. That a mended row applies once whatever is killed meanwhile, test_roster and test_kill_import show. */
async function the_failed_rows_are_corrected_in_their_own_workbook() {
  const mended = kept.copy + '-mended.xlsx'
  const found = JSON.parse(execFileSync('/usr/bin/python3', [MEND, kept.copy, kept.template, mended], { encoding: 'utf8' }))
  must(found.headers.slice(0, found.template.length).join() === found.template.join() && found.headers.length === found.template.length + 3, `the template's columns where they were: ${found.headers}`)
  const planted = JSON.parse(readFileSync(FILE + '.expected.json', 'utf8')).failed
  for (const { row, column, code } of planted) {
    const of = found.rows.find(r => r.row === row)
    must(of && of.code.includes(code) && of.reason && of.noted.includes(column), `row ${row}, ${column}, ${code}: ${JSON.stringify(of)}`)
  }
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  const before = await members(v)
  await v.goto('/unit/batch')
  await v.page.locator('#batch-file').setInputFiles(mended)
  await v.press('上传')
  await v.page.waitForURL(url => /\d{19}/.test(url.pathname) && !url.pathname.includes(kept.first))
  await over(v)
  await v.see('更正自批次' + kept.first)
  const [all, applied, review, failed] = await numbers(v.page)
  must(all === 6 && applied + review === 6 && failed === 0, `all are done: ${[all, applied, review, failed]}`)
  await v.walk('batch-corrected', [[1366, false], [360, false]])
  const after = await members(v)
  must(after === before + applied, `each once: ${before} and ${applied} are ${after}`)
  // The whole original once more, and the mended rows once more: their first rosters are shown, and nobody is added.
  for (const [file, no] of [[FILE, kept.first], [mended, undefined]]) {
    await v.goto('/unit/batch')
    await v.page.locator('#batch-file').setInputFiles(file)
    await v.press('上传')
    await v.see(/已上传过/)
    must(!no || v.page.url().includes(no), 'the roster of that file')
  }
  must((await members(v)) === after, 'nobody is added by a repetition')
  await v.end()
}

await tell(a_sheet_is_tried_without_effect, a_sheet_is_filed_and_its_failed_rows_are_seen, the_failed_rows_are_corrected_in_their_own_workbook)
