// added: a business that these pages were not written for. It stands in search, menu, form, receipt, case, desk and
// batch with the words of its contract; tests/adapters/portal/added.py puts it into the hall.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { INSIDE, OUTSIDE, Visitor, must, newDocument, newcomer, tell } from './lib.mjs'

const METHOD = 'enrolment.RecordEducation', TITLE = '文化程度登记', BACHELOR = '大学'

/** A newcomer of the visitor's unit, whose name is known; `approve` is asked for where the unit is reviewed. */
async function enrolled(v, name, approve) {
  const document = newDocument()
  await v.goto('/unit/file/enrolment.AddMember')
  await newcomer(v.page, document, name)
  await v.press('提交')
  await v.page.waitForURL(/\/r\/\d{19}/)
  await approve?.(v.page.url().match(/\d{19}/)[0])
  return { document, name }
}

async function approves(desk, no) {
  await desk.goto('/desk/' + no)
  await desk.page.keyboard.press('c')
  await desk.page.getByRole('button', { name: '通过', exact: true }).waitFor()
  await desk.page.keyboard.press('a')
  await desk.see('已通过：' + no)
}

/** From the menu by search to the form, filled in for this member. */
async function fills(v, member) {
  await v.page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '办理业务' }).click()
  await v.page.getByLabel('查找业务').fill('学历')
  must((await v.page.locator('.tiles a').count()) <= 2, 'the search leaves this one')
  await v.page.getByRole('link', { name: TITLE }).click()
  await v.settled()
  await v.page.getByLabel('证件号码').fill(member.document)
  await v.page.getByLabel('姓名').fill(member.name)
  await v.page.getByLabel('文化程度').selectOption({ label: BACHELOR })
  await v.page.getByLabel('毕业日期').fill('2026-06-30')
}

async function a_stranger_finds_it() {
  const v = await Visitor.at(OUTSIDE)
  await v.goto('/')
  await v.page.getByLabel('查找业务和公告').fill(TITLE)
  await v.page.getByRole('heading', { name: TITLE }).waitFor()
  await v.see('可办理：单位')
  await v.end()
}

async function a_unit_files_it_and_has_its_receipt() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/file/' + METHOD)
  await v.press('提交')
  await v.see(/有\d+处需要修改/)
  await v.see('请填写毕业日期')
  await fills(v, await enrolled(v, '何学历'))
  await v.walk('added-form')
  await v.press('先试算，不提交')
  await v.see('提交即办结')
  await v.press('提交')
  await v.page.waitForURL(/\/r\/\d{19}/)
  await v.see(TITLE + '已办结')
  await v.see('登记的文化程度')
  await v.see(BACHELOR)
  await v.walk('added-receipt')
  const no = v.page.url().match(/\d{19}/)[0]
  await v.page.getByRole('link', { name: '看申报内容' }).click()
  await v.settled()
  await v.see('毕业日期')
  await v.walk('added-case')
  await v.goto('/unit/cases')
  await v.page.locator('tr', { hasText: no }).getByText(TITLE).waitFor()
  await v.press('English')
  await v.goto('/unit/file/' + METHOD)
  await v.page.getByRole('heading', { name: 'Record education', level: 1 }).waitFor()
  await v.see('As it stands on the diploma.')
  await v.end()
}

async function an_officer_reviews_it() {
  const unit = await (await Visitor.at(OUTSIDE)).login('unit02')
  const desk = await (await Visitor.at(INSIDE, { width: 1440 })).login('district01')
  const member = await enrolled(unit, '施毕业', no => approves(desk, no))
  await fills(unit, member)
  await unit.press('提交')
  await unit.page.waitForURL(/\/r\/\d{19}/)
  const no = unit.page.url().match(/\d{19}/)[0]
  await unit.see(TITLE + '已提交，等待审核')
  await desk.goto('/desk')
  await desk.page.getByRole('link', { name: TITLE }).first().waitFor()
  await desk.goto('/desk/' + no)
  await desk.page.keyboard.press('c')
  await desk.page.getByRole('button', { name: '通过', exact: true }).waitFor()
  await desk.see(BACHELOR)
  await desk.see(member.name)
  await desk.walk('added-desk')
  await desk.page.keyboard.press('a')
  await desk.see('已通过：' + no)
  await desk.end()
  await unit.page.reload()
  await unit.see(TITLE + '已办结')
  await unit.end()
}

async function a_sheet_of_it_is_filed() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  const folder = mkdtempSync(join(tmpdir(), 'hall-'))
  const one = await enrolled(v, '吕上传'), other = await enrolled(v, '严失败')
  await v.goto('/unit/batch')
  await v.page.getByLabel('业务', { exact: true }).selectOption(METHOD)
  const template = v.page.waitForEvent('download')
  await v.page.getByRole('link', { name: `下载${TITLE}模板` }).click()
  must(/\.xlsx$/.test((await template).suggestedFilename()), 'a template comes')
  const file = join(folder, 'sheet.csv')
  const row = (member, day) => ['', member.document, member.name, '21', day].join(',')
  writeFileSync(file, ['个人编号,证件号码,姓名,文化程度,毕业日期', row(one, '2026-06-30'), row(other, '2026-02-30')].join('\r\n') + '\r\n')
  await v.page.locator('#batch-file').setInputFiles(file)
  await v.press('上传')
  await v.page.waitForURL(/\/unit\/batch\/\d{19}/)
  await v.page.locator('.tag.good', { hasText: '已完成' }).waitFor()
  await v.see('1行没有办成')
  must((await v.page.locator('tbody tr').first().textContent()).includes('毕业日期'), 'the failed cell is named by its column')
  await v.walk('added-batch')
  await v.end()
  rmSync(folder, { recursive: true })
}

await tell(a_stranger_finds_it, a_unit_files_it_and_has_its_receipt, an_officer_reviews_it, a_sheet_of_it_is_filed)
