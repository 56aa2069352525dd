// filing: what a unit does in a month, from the form to the receipt, with everything that goes wrong on the way.
import { INSIDE, OUTSIDE, Visitor, casesOf, must, newDocument, newcomer, posts, tell } from './lib.mjs'

async function a_unit_adds_a_member() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  const { page } = v
  await page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: '办理业务' }).click()
  await page.getByLabel('查找业务').fill('B01')
  await page.getByRole('link', { name: /^增员/ }).click()
  await v.settled()

  // Nothing filled in: one summary, a sentence for each field, the focus on the summary.
  await v.press('提交')
  await v.see(/有\d+处需要修改/)
  const n = await page.locator('.note.bad li').count()
  must(n >= 9, `${n} faults`)
  must(await page.evaluate(() => document.activeElement.getAttribute('role') === 'alert'), 'the summary has the focus')
  await v.walk('form-faults')
  await page.locator('.note.bad li a').first().click()
  must(await page.evaluate(() => ['INPUT', 'SELECT'].includes(document.activeElement.tagName)), 'a link of the summary leads to its field')

  // A miscopied digit is said at once; the right number fills in birth and sex.
  const number = newDocument()
  await page.getByLabel('证件号码').fill(number.slice(0, 17) + (number[17] === '0' ? '1' : '0'))
  await page.getByLabel('姓名').focus()
  await v.see('证件号码校验位不对')
  await newcomer(page, number)
  must((await page.getByLabel('性别').inputValue()) === (Number(number[16]) % 2 ? '1' : '2'), 'sex follows from the number')
  must((await page.getByLabel('申报工资').inputValue()) === '6,500', 'typed')

  // The trial shows money and rules and does nothing.
  await v.press('先试算，不提交')
  await v.see('提交即办结')
  await v.see('6,500.00元')
  await v.see('单位为VIP单位')
  await v.walk('trial')
  await page.getByLabel('姓名').fill('陈小云')
  must(!(await page.getByText('提交即办结').count()), 'the trial goes with the first changed character')

  const sent = posts(v, 'add-member')
  await page.getByRole('button', { name: '提交', exact: true }).dblclick()
  await page.waitForURL(/\/r\/\d{19}/)
  must(sent.length === 1, `a double click sends once: ${sent.length}`)
  await v.settled()
  await v.see('增员已办结')
  await v.see('此时间为准')
  await v.walk('receipt')

  // Reload shows the receipt again and sends nothing; so does back and forward.
  await page.reload()
  await v.see('增员已办结')
  await page.goBack()
  await v.settled()
  await page.goForward()
  await v.see('增员已办结')
  must(sent.length === 1, 'nothing was sent again')
  await page.getByRole('link', { name: '看申报内容' }).click()
  await v.see('办理过程')
  await v.walk('case')
  await v.end()
}

async function a_lost_answer_makes_no_second_case() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/file/enrolment.AddMember')
  await newcomer(v.page, newDocument(), '李失答')
  const before = await casesOf(v)
  const sent = posts(v, 'add-member')
  let lost = 0
  await v.page.route('**/enrolment/add-member', async route => {
    if (lost++ < 2) {
      await route.fetch()
      await route.abort()
    } else await route.continue()
  })
  await v.press('提交')
  await v.see(/正在第\d次重试/)
  await v.page.waitForURL(/\/r\/\d{19}/)
  must(sent.length === 3 && new Set(sent.map(s => s.key)).size === 1, `3 posts, one key: ${JSON.stringify(sent)}`)
  must((await casesOf(v)) === before + 1, 'one case')
  v.faults = v.faults.filter(f => !/ERR_FAILED/.test(f))
  await v.end()
}

async function a_page_that_was_closed_learns_what_became_of_its_filing() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/file/enrolment.AddMember')
  await newcomer(v.page, newDocument(), '钱关页')
  const before = await casesOf(v)
  let done
  const stored = new Promise(resolve => (done = resolve))
  await v.page.route('**/enrolment/add-member', async route => {
    await route.fetch()
    done()
  })
  await v.press('提交')
  await stored
  await v.page.reload()
  await v.page.waitForURL(/\/r\/\d{19}/)
  await v.see('增员已办结')
  must((await casesOf(v)) === before + 1, 'one case')
  await v.end()
}

/** The answer has come, its receipt has not: the page's code for it is still on the way when she reloads. */
async function a_reload_on_the_way_to_the_receipt_arrives_there() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/file/enrolment.AddMember')
  await newcomer(v.page, newDocument(), '冯半途')
  const before = await casesOf(v)
  let asked
  const leaving = new Promise(resolve => (asked = resolve))
  let times = 0
  await v.page.route('**/assets/Receipt*.js', route => (times++ ? route.continue() : asked()))
  await v.press('提交')
  await leaving
  await v.page.reload()
  await v.page.waitForURL(/\/r\/\d{19}/)
  await v.see('增员已办结')
  must((await casesOf(v)) === before + 1, 'one case')
  await v.end()
}

async function the_session_ends_and_the_form_stays() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/file/enrolment.AddMember')
  await newcomer(v.page, newDocument(), '王会话')
  const cookies = await v.context.cookies()
  await v.context.clearCookies({ name: '__Host-hall' })
  must(cookies.some(c => c.name === '__Host-hall' && c.httpOnly && c.sameSite === 'Strict'), 'the session is a cookie that no script reads')
  const sent = posts(v, 'add-member')
  await v.press('提交')
  await v.see('为保护您的信息已自动退出')
  await v.page.screenshot({ path: process.env.HALL_SHOTS + '/unit01-session-ended.png' })
  await v.page.getByLabel('unit01的密码').fill('Hall-demo-2026')
  await v.page.getByRole('dialog').getByRole('button', { name: '登录', exact: true }).click()
  await v.page.waitForURL(/\/r\/\d{19}/)
  must(new Set(sent.map(s => s.key)).size === 1, 'the waiting filing goes on with its key')
  await v.end()
}

async function a_draft_is_found_again() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit02')
  await v.goto('/unit/file/enrolment.AddMember')
  await v.page.getByLabel('姓名').fill('赵草稿')
  await v.press('保存草稿')
  await v.see('草稿已保存，还没有提交。')
  await v.page.reload()
  await v.settled()
  must((await v.page.getByLabel('姓名').inputValue()) === '赵草稿', 'a reload keeps the draft')
  await v.goto('/unit')
  await v.page.getByRole('link', { name: /没有提交的草稿/ }).click()
  await v.see('草稿')
  await v.walk('drafts')
  await v.page.locator('tbody a').first().click()
  await v.page.getByRole('link', { name: '继续填写' }).click()
  await v.settled()
  must((await v.page.getByLabel('姓名').inputValue()) === '赵草稿', 'the draft fills the form')
  await v.end()
}

async function a_returned_case_is_mended_and_approved_by_keyboard() {
  const unit = await (await Visitor.at(OUTSIDE)).login('unit02')
  await unit.goto('/unit/file/enrolment.AddMember')
  await newcomer(unit.page, newDocument(), '孙退回')
  await unit.press('提交')
  await unit.page.waitForURL(/\/r\/\d{19}/)
  const no = unit.page.url().match(/\d{19}/)[0]
  await unit.see('增员已提交，等待审核')

  const desk = await (await Visitor.at(INSIDE, { width: 1440 })).login('district01')
  const other = await (await Visitor.at(INSIDE)).login('admin01')
  await desk.goto('/desk/' + no)
  await other.goto('/desk/' + no)
  await desk.see('领取前内容部分遮盖')
  must(!(await desk.page.getByText('孙退回').count()), 'masked before the claim')
  await desk.page.keyboard.press('c')
  await desk.see('我已领取')
  await desk.see('孙退回')
  await other.page.keyboard.press('c')
  await other.see('E_CASE_CLAIMED')
  await other.end()
  await desk.walk('claimed')
  await desk.page.keyboard.press('r')
  await desk.page.getByRole('button', { name: '退回修改', exact: true }).click()
  await desk.see('请写明原因，申报人会看到。')
  await desk.page.getByLabel('退回原因，申报人会看到').fill('申报工资与合同不一致')
  await desk.page.getByRole('button', { name: '退回修改', exact: true }).click()
  await desk.see('已退回：' + no)

  await unit.goto('/unit')
  await unit.page.getByRole('link', { name: /已退回，等您修改/ }).click()
  await unit.page.getByRole('link', { name: no }).click()
  await unit.see('申报工资与合同不一致')
  await unit.walk('returned')
  await unit.page.getByRole('link', { name: '修改后再提交' }).click()
  await unit.settled()
  await unit.see('改好后再提交，编号不变。')
  must((await unit.page.getByLabel('姓名').inputValue()) === '孙退回', 'the case fills the form')
  await unit.page.getByLabel('申报工资').fill('7000')
  await unit.press('提交')
  await unit.page.waitForURL('**/r/' + no)
  await unit.end()

  await desk.goto('/desk/' + no)
  await desk.see('第2次提交，改了1处')
  await desk.page.locator('h1').focus()
  await desk.page.keyboard.press('c')
  await desk.see('7,000.00元')
  await desk.walk('second-submission')
  // Paper is asked for: the term stands until it is recorded.
  await desk.page.getByRole('button', { name: '要求提交纸件' }).click()
  await desk.page.getByLabel('需要哪些材料、交到哪里，申报人会看到').fill('劳动合同原件，交3号窗口')
  await desk.page.getByRole('button', { name: '要求提交纸件' }).click()
  await desk.see('等待申报人提交纸件，办理期限暂停计算')
  await desk.walk('paper-asked')
  await desk.page.locator('h1').focus()
  await desk.page.keyboard.press('p')
  await desk.page.getByLabel('纸件收件号').fill('2026-0815')
  await desk.page.getByRole('button', { name: '登记', exact: true }).click()
  await desk.see('已登记纸件：' + no)
  await desk.page.getByRole('button', { name: '领取', exact: true }).click()
  await desk.see('7,000.00元')
  await desk.page.keyboard.press('a')
  await desk.see('已通过：' + no)
  await desk.end()
}

/** The number on every tab is the number of rows behind it, and home counts the same. */
async function counts_equal_their_lists() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit02')
  await v.goto('/unit')
  const returned = Number((await v.page.getByRole('link', { name: /已退回，等您修改/ }).locator('b').textContent()).trim())
  await v.goto('/unit/cases')
  const tabs = v.page.getByRole('navigation', { name: '按状态' }).getByRole('link')
  let seen = 0
  for (let i = 0; i < (await tabs.count()); i++) {
    await tabs.nth(i).click()
    await v.settled()
    const [word, n] = (await tabs.nth(i).textContent()).trim().split(' ')
    const rows = await v.page.locator('tbody tr').count()
    must(rows === Math.min(Number(n), 25), `${word}: ${n} on the tab, ${rows} rows`)
    if (word === '已退回') must(Number(n) === returned, `home says ${returned}, the tab ${n}`)
    seen += Number(n)
  }
  must(seen > 1, 'there is something to count')
  await v.end()
}

await tell(
  a_unit_adds_a_member, a_lost_answer_makes_no_second_case, a_page_that_was_closed_learns_what_became_of_its_filing, a_reload_on_the_way_to_the_receipt_arrives_there, the_session_ends_and_the_form_stays, a_draft_is_found_again, a_returned_case_is_mended_and_approved_by_keyboard, counts_equal_their_lists,
)
