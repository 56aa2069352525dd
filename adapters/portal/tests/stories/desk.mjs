// desk: a case is given to a reviewer, handed over and found again; a person looks at what the system decided.
import { INSIDE, OUTSIDE, Visitor, filing, month, must, newDocument, newcomer, tell } from './lib.mjs'

const member = unitNo => ({ unitNo, documentType: 201, documentNo: newDocument(), name: '苏一鸣', sex: 1, ethnicity: 1, mobile: '13900001234', hukouKind: 1, personClass: 1, employmentForm: 2, workStartDate: month() * 100 + 1, employmentDate: month() * 100 + 1, enrolDate: month() * 100 + 1, reason: 111, declaredWageFen: '650000' })

/** A4: given a waiting case, when the administrator gives it to a reviewer, then it stands in his list, he decides it and finds it among what he decided; the queue shows who has how much. */
async function a_case_is_given_and_found_again() {
  const unitNo = await ownUnit('unit02')
  const no = await filing('unit02', 'enrolment/add-member', member(unitNo))
  const head = await (await Visitor.at(INSIDE)).login('admin01')
  await head.goto('/desk/' + no)
  await head.press('分派')
  await head.page.getByLabel('分派给').selectOption('reviewer04')
  await head.walk('desk-give')
  await head.page.locator('form').getByRole('button', { name: '分派', exact: true }).click()
  await head.see('已分派给reviewer04')
  await head.menu('审核', '审核人员')
  await head.see('reviewer04')
  await head.walk('reviewers')
  await head.end()

  const mine = await (await Visitor.at(INSIDE)).login('reviewer04')
  await mine.goto('/desk?tab=given')
  await mine.page.getByRole('link', { name: no.slice(-6) }).or(mine.page.locator(`.queue a[href*="${no}"]`)).first().click()
  await mine.see('这笔业务分派给了您')
  await mine.press('领取')
  await mine.see('我已领取')
  await mine.press('通过')
  await mine.see('已通过：' + no)
  await mine.menu('审核', '经办记录')
  await mine.see(no)
  await mine.walk('decided')
  await mine.end()
}

async function ownUnit(account) {
  const v = await (await Visitor.at(OUTSIDE)).login(account)
  const unitNo = await v.page.evaluate(async () => (await (await fetch('/api/v1/identity/show-session')).json()).reply.unitNo)
  await v.end()
  return unitNo
}

/** PIPL 24: given a filing that the system decided, when the unit asks for a person, then it waits with the district, which answers, and the page of the case says so. */
async function a_person_looks_at_it() {
  const unit = await (await Visitor.at(OUTSIDE)).login('unit01')
  await unit.goto('/unit/file/enrolment.AddMember')
  await newcomer(unit.page, newDocument(), '苏二鸣')
  await unit.press('提交')
  await unit.page.waitForURL(/\/r\//)
  const no = new URL(unit.page.url()).pathname.split('/').pop()
  await unit.page.getByRole('link', { name: '要求人工复核' }).click()
  await unit.settled()
  await unit.page.getByLabel('想请人工看什么').fill('请核对生效月份')
  await unit.walk('ask-human')
  await unit.press('要求人工复核')
  await unit.see('已转人工复核')
  await unit.page.getByRole('link', { name: '返回这笔业务' }).click()
  await unit.see('正在人工复核')
  must(!(await unit.page.getByRole('link', { name: '要求人工复核' }).count()), 'asked for once only')
  await unit.end()

  const officer = await (await Visitor.at(INSIDE)).login('district01')
  await officer.goto('/objections')
  const row = officer.page.locator('tr', { hasText: no })
  await row.getByText('请核对生效月份').waitFor()
  await officer.walk('objections')
  await officer.end()
}

await tell(a_case_is_given_and_found_again, a_person_looks_at_it)
