// batch: a sheet of many rows: numbers that add up, failed rows in the page, the same file again.
import { OUTSIDE, Visitor, must, tell } from './lib.mjs'

const FILE = process.env.HALL_ROSTER

async function numbers(page) {
  const texts = await page.locator('.numbers b').allTextContents()
  return texts.map(x => Number(x.replace(/,/g, '')))
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
  must((await page.locator('tbody tr').count()) === 6, 'six failed rows in the page')
  must(!(await page.getByText(/^E_[A-Z_]+$/).first().textContent()).includes('undefined'), 'codes to quote')
  await v.walk('batch')
  const result = page.waitForEvent('download')
  await page.getByRole('link', { name: '下载失败行' }).click()
  must(/\.xlsx$/.test((await result).suggestedFilename()), 'failed rows come as a sheet')

  // Home counts the same rows; the same file again is the same roster.
  const url = page.url()
  await v.goto('/unit')
  await page.getByRole('link', { name: /6\s*批量申报失败的行/ }).click()
  await v.settled()
  await page.locator('#batch-file').setInputFiles(FILE)
  await v.press('上传')
  await v.see(/已上传过/)
  must(page.url().startsWith(url), 'the first roster is shown')
  await v.end()
}

await tell(a_sheet_is_filed_and_its_failed_rows_are_seen)
