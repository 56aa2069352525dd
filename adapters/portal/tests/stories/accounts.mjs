// accounts: how somebody comes to an account: a first password, a code, a card, a counter, an authenticator.
import { INSIDE, OUTSIDE, PASSWORD, Visitor, checked, codeTo, factor, must, newDocument, opened, tell } from './lib.mjs'

async function choosePassword(clerk, present, wanted) {
  await clerk.page.getByLabel('现在的密码').fill(present)
  await clerk.page.getByLabel('新密码', { exact: true }).fill(wanted)
  await clerk.page.getByLabel('再填一次新密码').fill(wanted)
  await clerk.press('修改密码')
}

async function a_new_account_sets_its_own_password_first() {
  const { name, once } = await opened(newDocument(), '周新人')
  const clerk = await (await Visitor.at(INSIDE)).login(name, once)
  must(new URL(clerk.page.url()).pathname === '/password', 'nothing else opens')
  await clerk.goto('/desk')
  await clerk.see('请先设置自己的密码')
  await choosePassword(clerk, once, 'short')
  await clerk.see('E_PWD_WEAK')
  await choosePassword(clerk, once, 'Own-choice-8642')
  await clerk.see('密码已修改')
  await clerk.login(name, 'Own-choice-8642')
  await clerk.see('待您处理')
  await clerk.end()
}

/** 江自由 of the demonstration is insured and has a reserved mobile: the administrator's code is not enough. */
async function a_first_password_takes_a_code_from_the_phone() {
  const { name, once } = await opened(checked('42010219920409807'), '江自由')
  const clerk = await (await Visitor.at(INSIDE)).login(name, once)
  await choosePassword(clerk, once, 'Own-choice-8642')
  await clerk.see('E_AUTH_CODE')
  await clerk.press('获取验证码')
  await clerk.see('验证码已发到您的预留手机')
  await clerk.walk('password-by-mobile')
  await clerk.page.getByLabel('验证码', { exact: true }).fill(await codeTo('19990000905'))
  await choosePassword(clerk, once, 'Own-choice-8642')
  await clerk.see('密码已修改')
  await clerk.end()
}

/** 安自来 of the demonstration reserved no mobile; her card is on record. */
async function a_first_account_is_made_by_the_card() {
  const v = await Visitor.at(OUTSIDE)
  await v.goto('/activate')
  await v.page.getByRole('link', { name: '用社保卡号' }).click()
  await v.page.getByLabel('证件类型').selectOption({ value: '201' })
  await v.page.getByLabel('证件号码').fill(checked('42010619780406806'))
  await v.page.getByLabel('姓名').fill('安自来')
  await v.page.getByLabel('社保卡号').fill('A10000007')
  await v.page.getByLabel('新密码').fill('hanjiang-3-bridge')
  await v.walk('activate-by-card')
  await v.press('激活账号')
  await v.see('证件、姓名与社保卡号不相符')
  await v.page.getByLabel('社保卡号').fill('a1000 0006')
  await v.press('激活账号')
  await v.see('账号可以使用了')
  const name = (await v.page.getByRole('status').textContent()).match(/p\d+/)[0]
  await v.login(name, 'hanjiang-3-bridge')
  must(new URL(v.page.url()).pathname === '/me', v.page.url())
  await v.end()
}

/** Somebody without a mobile comes with a relative: one officer records the mandate, another confirms it, identifies. */
async function one_visit_gives_a_letter_and_a_mandate() {
  const old = { number: checked('42010619860721802'), name: '白自在' }
  const first = await (await Visitor.at(INSIDE)).login('district01')
  await first.goto('/visit')
  await first.page.getByLabel('证件号码').fill(old.number)
  await first.press('登记来访')
  await first.see('已登记来访')
  const facts = await first.page.locator('dl.facts dd').allTextContents()
  await first.page.getByLabel('受托人证件号码').fill(checked('42010619900312801'))
  await first.page.getByLabel('受托人姓名').fill('程自立')
  await first.page.getByLabel('委托类别').selectOption('RELATIVE')
  await first.page.getByLabel('可查询').check()
  await first.page.getByLabel('停保（减员）').check()
  await first.page.getByLabel('截止日期').fill('2027-12-31')
  await first.page.locator('input[type=file]').setInputFiles({ name: 'mandate.png', mimeType: 'image/png', buffer: await first.page.screenshot() })
  await first.see('已上传')
  await first.walk('visit-mandate')
  await first.press('登记委托')
  await first.confirm()
  await first.see('等待另一位工作人员确认')
  await first.end()
  const second = await (await Visitor.at(INSIDE)).login('reviewer03')
  await second.goto('/visit?as=second')
  await second.page.getByLabel('个人编号').fill(facts[1].trim())
  await second.press('查看委托')
  const paper = second.page.waitForEvent('download')
  await second.page.getByRole('button', { name: /查阅委托书/ }).click()
  await second.page.getByLabel('查阅事由', { exact: true }).selectOption({ value: '03' })
  await second.page.getByLabel(/^依据的受理单号/).fill(facts[0].trim())
  await second.page.locator('dialog').getByRole('button', { name: '查阅', exact: true }).click()
  must((await paper).suggestedFilename() === `委托书-${facts[1].trim()}.png`, 'the paper comes before the confirmation')
  await second.page.getByRole('button', { name: /确认委托/ }).click()
  await second.confirm()
  await second.see('委托已生效')
  await second.page.getByLabel('证件类型').selectOption({ value: '201' })
  await second.page.getByLabel('证件号码').fill(old.number)
  await second.page.getByLabel('姓名').fill(old.name)
  await second.page.getByLabel('证件查验方式').selectOption({ value: '1' })
  await second.page.getByLabel('照片比对方式').selectOption({ value: '1' })
  await second.walk('visit-identify')
  await second.press('核验身份')
  await second.confirm()
  await second.see('一次性密码由大厅生成')
  await second.end()
}

/** An officer saw the document of an account's holder and records the mobile that he shows, which counts in a week. */
async function an_officer_records_the_mobile_of_a_holder() {
  const document = newDocument()
  const { name } = await opened(document, '周新人')
  const officer = await (await Visitor.at(INSIDE)).login('district01')
  await officer.page.getByRole('link', { name: '窗口核验', exact: true }).click()
  await officer.settled()
  await officer.see('登记证件存疑')
  await officer.page.getByRole('link', { name: /^核验账号持有人身份/ }).click()
  await officer.settled()
  const fields = { 用户名: name, 证件号码: document, 姓名: '周新来', 预留手机: '13500000007' }
  for (const [label, value] of Object.entries(fields)) await officer.page.getByLabel(label).fill(value)
  for (const label of ['证件类型', '证件查验方式', '照片比对方式']) await officer.page.getByLabel(label).selectOption({ index: 1 })
  await officer.page.getByLabel('证件类型').selectOption('201')
  await officer.press('提交')
  await officer.confirm()
  await officer.see('姓名与已登记信息不一致')
  await officer.page.getByLabel('姓名').fill('周新人')
  await officer.press('提交')
  await officer.confirm()
  await officer.see('核验账号持有人身份：已办理')
  await officer.see('预留手机生效时间')
  await officer.walk('holder-identified')
  await officer.end()
}

/** The button is the page's own, in its language, and is reached by the keyboard; the browser's is hidden. */
async function a_scan_is_chosen_in_the_language_of_the_page() {
  const admin = await (await Visitor.at(INSIDE)).login('admin01')
  await admin.press('English')
  await admin.goto('/do/identity.GrantUnit')
  await admin.see('Choose a file')
  const field = admin.page.getByLabel(/scan of the letter/i)
  await field.focus()
  must((await field.boundingBox()).width < 2, 'the button of the browser is not seen')
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  await field.setInputFiles({ name: 'letter.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') })
  await admin.see('Handed in: letter.png')
  await admin.see('Choose another file')
  await admin.walk('scan')
  await admin.end()
}

async function an_authenticator_is_bound_in_the_browser() {
  const v = await (await Visitor.at(OUTSIDE)).login('person03')
  await v.goto('/factor')
  await v.press('绑定')
  await v.see('请填写现在的密码。')
  await v.page.getByLabel('现在的密码').fill(PASSWORD)
  await v.page.getByLabel('验证码', { exact: true }).fill('000000')
  await v.page.getByLabel('原验证器的验证码').fill(factor('person03'))
  await v.press('绑定')
  await v.page.locator('.note.bad').waitFor()
  await v.end()
}

await tell(
  a_new_account_sets_its_own_password_first, a_first_password_takes_a_code_from_the_phone, a_first_account_is_made_by_the_card, one_visit_gives_a_letter_and_a_mandate,
  an_officer_records_the_mobile_of_a_holder, a_scan_is_chosen_in_the_language_of_the_page, an_authenticator_is_bound_in_the_browser,
)
