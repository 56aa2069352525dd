// closed: where a business is closed, needs presence or a review, its page says which gate that is, whose decision, since
// and until when, and what works now.
import { INSIDE, OUTSIDE, Visitor, approvedBySecond, must, newcomer, newDocument, tell } from './lib.mjs'

const METHOD = 'enrolment.ResumeMember'
const beijing = ms => new Date(ms + 8 * 3600e3).toISOString().slice(0, 16)

/** The centre's two persons change an entry of the catalogue. */
async function switched(fill) {
  const first = await (await Visitor.at(INSIDE)).login('centre01')
  await first.goto(`/do/query.SwitchBusiness?method=${METHOD}&back=/businesses`)
  await fill(first.page)
  await first.press('提交')
  await first.confirm()
  await first.see('已办理')
  const no = (await first.page.locator('dd.id').textContent()).trim()
  const second = await approvedBySecond(no)
  for (const v of [first, second]) await v.end()
}

/** S9: given a business that the centre closed until tomorrow, when a unit looks for it, then it reads why, since and until when. */
async function a_closed_business_says_why_and_until_when() {
  const until = beijing(Date.now() + 86400e3)
  await switched(async page => {
    await page.getByLabel('暂停办理').check()
    await page.getByLabel('暂停原因').fill('系统升级。')
    await page.getByLabel('预计恢复时间').fill(until)
  })
  const unit = await (await Visitor.at(OUTSIDE)).login('unit01')
  await unit.goto('/unit/services')
  await unit.see('系统升级。由结算中心决定')
  await unit.see(new RegExp('到' + until.replace('T', ' ') + '止'))
  await unit.walk('services-closed')
  await unit.end()
}

/** S33: given a business that needs presence, when a unit looks for it, then it reads where it is done. */
async function presence_says_where_to_go() {
  await switched(page => page.getByLabel('须现场办理').check())
  const unit = await (await Visitor.at(OUTSIDE)).login('unit01')
  await unit.goto('/unit/services')
  await unit.see('请本人到区社保处窗口办理。')
  await unit.end()
}

/** S30 N8: given a unit that is no VIP, when it tries a filing, then it reads that a person decides, and whose decision that is. */
async function a_review_says_whose_decision_it_is() {
  const unit = await (await Visitor.at(OUTSIDE)).login('unit02')
  await unit.goto('/unit/file/enrolment.AddMember')
  await newcomer(unit.page, newDocument())
  await unit.press('先试算，不提交')
  await unit.see('提交后需审核')
  await unit.see('限制：系统审核条件。')
  must((await unit.page.locator('aside').innerText()).match(/由.*决定/), 'whose decision it is')
  await unit.end()
}

await tell(a_review_says_whose_decision_it_is, a_closed_business_says_why_and_until_when, presence_says_where_to_go)
