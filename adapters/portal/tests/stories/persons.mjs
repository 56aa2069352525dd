// persons: an officer says why, finds somebody of the own district by a part, and opens the record; the neighbour
// finds nobody.
import { INSIDE, Visitor, checked, filing, month, must, newDocument, tell, today } from './lib.mjs'

const DOCUMENT = checked('42010619900312801'), NAME = '程自立' // pays alone, in the district of district01
const HELP = '姓名、个人编号或证件号码的一部分'

async function say(v, purpose, reference) {
  await v.page.getByLabel('查阅事由').selectOption({ label: purpose })
  await v.page.getByLabel('依据的本区受理单号').fill(reference)
  await v.press('继续查找')
  await v.page.locator('#find-person:focus').waitFor()
}

async function look(v, text) {
  await v.page.getByLabel(HELP).fill(text)
  await v.press('查找')
  await v.settled()
}

async function an_officer_finds_and_opens() {
  const caseNo = await filing('person01', 'enrolment/suspend-member', { documentNo: DOCUMENT, name: NAME, reason: 229, lastPeriod: month() })
  const v = await (await Visitor.at(INSIDE)).login('district01')
  await v.page.getByRole('link', { name: '参保人员查找' }).click()
  await v.page.waitForURL('**/persons')
  must(!(await v.page.getByLabel(HELP).count()), 'the purpose comes first')
  await v.press('继续查找')
  await v.see('请选择查阅事由，并填写依据的本区受理单号。')
  await say(v, '业务办理', caseNo)
  await look(v, '1')
  await v.see('请至少输入姓氏')
  await look(v, NAME.slice(1))
  await v.page.getByRole('heading', { name: /找到\d+人/ }).waitFor()
  must(!(await v.page.locator('main').innerText()).includes(DOCUMENT), 'masked until the record is opened')
  must(!v.page.url().includes('?'), 'what was typed stands in no address')
  await v.walk('persons-found')
  await v.page.getByRole('button', { name: /打开记录.*程/ }).click()
  await v.see('参保经历')
  must(await v.page.evaluate(() => document.activeElement.matches('section')), 'the record has the focus')
  await v.press('显示完整信息')
  await v.confirm()
  await v.see(DOCUMENT)
  await v.walk('persons-opened')
  // Another search closes the record; who is not what the case is about is asked for another basis.
  await look(v, '自')
  must(!(await v.page.getByText(DOCUMENT).count()), 'the record is closed')
  await v.press('更改查阅事由')
  must(!(await v.page.getByLabel(HELP).count()) && !(await v.page.getByText('打开记录').count()), 'nothing is left of the search')
  await v.end()
}

async function the_neighbour_finds_nobody() {
  const own = await filing('unit03', 'enrolment/add-member', {
    unitNo: '10000003', documentType: 201, documentNo: newDocument(), name: '邻区人', sex: 1, ethnicity: 1, mobile: '13900000801', hukouKind: 1, personClass: 1, employmentForm: 2,
    workStartDate: Number(today()), employmentDate: Number(today()), enrolDate: Number(today()), reason: 111, declaredWageFen: '650000',
  })
  const v = await (await Visitor.at(INSIDE)).login('district02')
  await v.goto('/persons')
  await say(v, '业务办理', own)
  for (const text of [NAME, DOCUMENT, '司马无名']) {
    await look(v, text)
    await v.see('本区没有找到这样的人员。')
  }
  await v.walk('persons-nobody')
  await v.end()
}

await tell(an_officer_finds_and_opens, the_neighbour_finds_nobody)
