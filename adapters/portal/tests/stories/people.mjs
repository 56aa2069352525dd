// people: persons, doors and offices: what each sees, what stays closed, what needs a second person or factor.
import { INSIDE, OUTSIDE, PASSWORD, Visitor, checked, codeTo, factor, must, newDocument, opened, tell } from './lib.mjs'

async function a_stranger_searches_and_is_asked_to_log_in() {
  const v = await Visitor.at(OUTSIDE)
  await v.goto('/')
  await v.page.getByLabel('查找业务和公告').fill('停保')
  await v.see('停保（减员）')
  must(!(await v.page.getByRole('heading', { name: '增员', exact: true }).count()), 'the rest is gone')
  await v.page.getByLabel('查找业务和公告').fill('火星')
  await v.see('没有找到。请换一个词，或拨打12333。')
  // A page of somebody's asks for a login and leads on to it; an address elsewhere never.
  await v.goto('/unit/cases?state=DRAFT')
  must(v.page.url().includes('/login?next='), v.page.url())
  await v.press('登录')
  await v.see('请填写用户名。')
  await v.page.getByLabel('用户名').fill('unit01')
  await v.page.getByLabel('密码', { exact: true }).fill('wrong-password-1')
  await v.press('登录')
  await v.see('E_LOGIN')
  await v.page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await v.press('登录')
  await v.page.waitForURL(/\/unit\/cases\?state=DRAFT/)
  await v.end()

  const w = await Visitor.at(OUTSIDE)
  await w.goto('/login?next=//evil.example/')
  await w.page.getByLabel('用户名').fill('person02')
  await w.page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await w.press('登录')
  await w.page.waitForURL(url => url.pathname === '/me')
  await w.end()
}

async function pages_of_others_do_not_exist() {
  const v = await (await Visitor.at(OUTSIDE)).login('person01')
  await v.goto('/no-such-page') // what the home asked is over: it belongs to another document
  for (const path of ['/unit', '/unit/members', '/community', '/desk', '/accounts', '/no-such-page']) {
    const asked = []
    const watch = r => r.url().includes('/api/v1/query/') && asked.push(r.url())
    v.page.on('request', watch)
    await v.goto(path)
    v.page.off('request', watch)
    await v.see('您的账号不能看这一页')
    must(!asked.length, `${path} asks nothing: ${asked}`)
  }
  // Another's case is refused by the same words, whether it exists or not.
  await v.goto('/me/cases/2026112700000019999')
  await v.see('您的账号不能看这一页')
  // After logout, back shows nothing of the person.
  await v.goto('/me')
  await v.see('1000000')
  await v.press('退出')
  await v.page.waitForURL('**/login')
  await v.page.goBack()
  await v.page.waitForURL(/login/)
  must(!(await v.page.getByText('我的社保').count()), 'nothing is left')
  await v.end()
}

/** His community stopped him; he reads it, says that it is not right, and an officer who had no hand in it answers. */
async function a_person_says_that_a_case_is_not_right() {
  const community = await (await Visitor.at(OUTSIDE)).login('community01')
  const him = await (await Visitor.at(OUTSIDE)).login('person01')
  await him.goto('/me/about')
  await him.see('我提出的异议')
  const before = await him.page.locator('tbody tr').count()
  await community.press('查找居民')
  await community.see('请填写居民的证件号码和姓名。')
  await community.see('社区 420106001001')
  await community.page.getByLabel('证件号码').fill(checked('42010619900312801'))
  await community.page.getByLabel('姓名').fill('程自强')
  await community.press('查找居民')
  await community.see('姓名与证件不一致')
  await community.page.getByLabel('姓名').fill('程自立')
  await community.press('查找居民')
  await community.see('是本社区居民，可以办理：')
  await community.walk('resident')
  await community.press('停保（减员）')
  await community.settled()
  must(!/\d{17}/.test(community.page.url()), 'no document in the address')
  must((await community.page.getByLabel('姓名').inputValue()) === '程自立', 'what is known is filled in')
  await community.page.getByLabel('停保原因').selectOption('229')
  await community.press('提交')
  await community.page.waitForURL(/\/r\/\d{19}/)
  const no = community.page.url().match(/\d{19}/)[0]
  await community.end()

  await him.goto('/inbox')
  await him.see('有一笔涉及您参保信息的业务已办结')
  await him.page.getByRole('link', { name: no }).first().click()
  await him.see('办理过程')
  await him.page.getByRole('link', { name: '这笔业务不对' }).click()
  await him.settled()
  await him.press('提出异议')
  await him.see(/请填写哪里不对/)
  await him.page.getByLabel('哪里不对').fill('我没有停保，本月照常缴费')
  await him.walk('object')
  await him.press('提出异议')
  await him.see('已提交，区社保处会核查并答复您')
  await him.page.getByRole('main').getByRole('link', { name: '与我有关的业务' }).click()
  await him.see('我没有停保，本月照常缴费')
  must((await him.page.locator('tbody tr').count()) === before + 2, 'the case and the objection')
  await him.walk('about')

  const officer = await (await Visitor.at(INSIDE)).login('district01')
  await officer.goto('/objections')
  await officer.see('我没有停保，本月照常缴费')
  await officer.walk('objections')
  await officer.page.getByRole('link', { name: '答复异议' }).first().click()
  await officer.settled()
  await officer.page.getByLabel('核查结论').selectOption('OBJECTION_UPHELD')
  await officer.page.getByLabel('答复，本人会看到').fill('社区误报，请持身份证办理续保')
  await officer.press('提交')
  await officer.see('答复异议：已办理')
  await officer.end()
  await him.goto('/me/about?state=OBJECTION_UPHELD')
  await him.see('社区误报，请持身份证办理续保')
  await him.end()
}

/** An engineer announces a stop; a stranger and a clerk read it on their pages, until it is withdrawn. */
async function a_planned_stop_stands_on_every_page() {
  const engineer = await (await Visitor.at(INSIDE)).login('info01')
  await engineer.goto('/health')
  await engineer.page.getByRole('link', { name: '预告停机', exact: true }).click()
  await engineer.settled()
  const beijing = hours => new Date(Date.now() + (8 + hours) * 3600e3).toISOString().slice(0, 16)
  await engineer.page.getByLabel('停机时间').fill(beijing(5))
  await engineer.page.getByLabel('恢复时间').fill(beijing(3))
  await engineer.page.getByLabel('原因', { exact: true }).fill('系统升级')
  await engineer.page.getByLabel('原因（英文）').fill('upgrade')
  await engineer.press('提交')
  await engineer.see('恢复时间须晚于停机时间')
  await engineer.page.getByLabel('恢复时间').fill(beijing(8))
  await engineer.press('提交')
  await engineer.see('预告停机：已办理')
  const stranger = await Visitor.at(OUTSIDE)
  await stranger.goto('/login')
  await stranger.see(/大厅将于.*停机，预计.*恢复：系统升级/)
  await stranger.walk('stop')
  const clerk = await (await Visitor.at(OUTSIDE)).login('unit01')
  await clerk.press('English')
  await clerk.see(/The hall stops at .*: upgrade/)
  await clerk.end()
  await engineer.goto('/do/desk.WithdrawStop?back=/health')
  await engineer.press('提交')
  await engineer.see('取消停机预告：已办理')
  await stranger.goto('/')
  must(!(await stranger.page.getByText('系统升级').count()), 'no page speaks of it any more')
  await stranger.end()
  await engineer.end()
}

async function a_share_code_is_made_used_and_ended() {
  const v = await (await Visitor.at(OUTSIDE)).login('person01')
  await v.goto('/me/shares')
  await v.press('生成授权码')
  await v.see('请输入动态验证码')
  await v.page.screenshot({ path: process.env.HALL_SHOTS + '/person01-factor.png' })
  await v.confirm()
  const said = await v.page.getByText(/^授权码 \S{4}-\S{4}-\S{4}$/).textContent()
  const code = said.slice(4)
  // A stranger opens the link and sees what was chosen, and nothing else; the code stands in no address.
  const reader = await Visitor.at(OUTSIDE)
  await reader.goto('/share#' + code)
  must(reader.page.url() === OUTSIDE + '/share', 'the address is cleaned: ' + reader.page.url())
  must((await reader.page.getByLabel('授权码').inputValue()) === code, 'the code is filled in')
  must(!(await reader.page.getByRole('heading', { name: '授权内容' }).count()), 'nothing is shown before the button')
  const asked = []
  reader.page.on('request', r => asked.push(r.url()))
  await reader.press('查看')
  await reader.page.getByRole('heading', { name: '授权内容' }).waitFor()
  const names = await reader.page.locator('#fields dt').allTextContents()
  must(new Set(names).size === 2 && names.includes('姓名'), 'the two parts that were chosen: ' + names)
  must((await reader.page.locator('#fields dd').first().textContent()) === '程自立', 'in full')
  must(!/\d{17}[\dXx]/.test(await reader.page.locator('#fields').textContent()), 'no document number')
  must(asked.length === 1 && !asked[0].includes(code), 'one question, without the code: ' + asked)
  const number = await reader.page.locator('#number').textContent()
  must((await reader.page.locator('#left').textContent()) === '4', 'one of five uses is used up')
  await reader.walk('share-shown', [[1366, false], [360, false]])
  // The owner sees the use, and ends it.
  await v.goto('/me/reads')
  await v.see('凭授权码查阅')
  await v.see(number)
  await v.walk('reads')
  await v.goto('/me/shares')
  const line = v.page.locator('tbody tr', { hasText: number })
  must(/1\s*4/.test((await line.locator('td').allTextContents()).join(' ')), 'used once, four are left')
  await line.getByRole('button', { name: '作废' }).click()
  await line.getByText('已作废').waitFor()
  await v.end()
  // The stranger sees the end, as of a code that never was.
  await reader.press('查看')
  await reader.see('授权码无效、已过期或已用完；请向授权人核对')
  must(await reader.page.locator('#shown').isHidden(), 'nothing is shown any more')
  await reader.page.getByLabel('授权码').fill('0000-0000-0000')
  await reader.press('查看')
  await reader.see('授权码无效、已过期或已用完；请向授权人核对')
  await reader.end()
}

async function a_unit_makes_a_key_for_its_software() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/people')
  await v.page.getByRole('link', { name: '生成软件密钥' }).click()
  await v.settled()
  await v.page.getByLabel('软件名称').fill('考勤系统')
  await v.page.getByLabel('可申报的业务').fill('B01')
  await v.page.getByLabel('允许的来源地址').fill('127.0.0.1')
  await v.page.getByLabel('有效期至').fill(new Date(Date.now() + 90 * 86400e3).toISOString().slice(0, 10))
  await v.page.getByLabel('每日调用上限').fill('100')
  await v.press('提交')
  await v.confirm()
  await v.see(/^hallkey_[0-9a-f]{64}$/)
  await v.see('密钥只显示这一次')
  await v.page.getByRole('link', { name: '返回' }).click()
  await v.see('考勤系统')
  await v.end()
}

async function figures_need_a_second_person() {
  const first = await (await Visitor.at(INSIDE, { width: 1440 })).login('centre01')
  await first.page.getByRole('link', { name: /业务参数调整/ }).first().click()
  await first.settled()
  const second = await (await Visitor.at(INSIDE, { width: 1440 })).login('centre02')
  await second.page.getByRole('link', { name: /业务参数调整/ }).first().click()
  await second.settled()
  const filer = (await second.page.getByText(/申报人centre0\d/).textContent()).match(/centre0\d/)[0]
  const [own, other] = filer === 'centre01' ? [first, second] : [second, first]
  await own.see('您是申报人，不能审核自己提交的业务。')
  must(await own.page.getByRole('button', { name: '领取', exact: true }).isDisabled(), 'the filer cannot claim')
  await own.walk('proposal-own')
  await other.press('领取')
  await other.see('我已领取')
  await other.walk('proposal')
  await own.end()
  await other.end()
}

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
  await clerk.see('审核台')
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
  const field = admin.page.getByLabel(/scan of the letter/)
  await field.focus()
  must((await field.boundingBox()).width < 2, 'the button of the browser is not seen')
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  await field.setInputFiles({ name: 'letter.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') })
  await admin.see('Handed in: letter.png')
  await admin.see('Choose another file')
  await admin.walk('scan')
  await admin.end()
}

async function another_account_locks_the_open_tab() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/members')
  const tab = await v.context.newPage()
  await tab.goto(OUTSIDE + '/login')
  await tab.getByLabel('用户名').fill('unit02')
  await tab.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await tab.getByRole('button', { name: '登录', exact: true }).click()
  await tab.waitForURL('**/unit')
  await v.see('另一个账号已在这台电脑登录')
  must(await v.page.evaluate(() => document.getElementById('page').inert), 'nothing of the former account can be pressed')
  await v.end()
}

async function members_are_found_and_exported() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/members')
  const first = await v.page.locator('tbody tr').first()
  const no = (await first.locator('a').first().textContent()).trim()
  await v.page.getByLabel('查找姓名、个人编号或证件号码后4位').fill(no.slice(-4))
  await v.page.waitForFunction(() => document.querySelectorAll('tbody tr').length < 5)
  await v.page.getByRole('link', { name: no }).waitFor()
  must(!v.page.url().includes(no.slice(-4)), 'what is searched for stands in no address')
  await v.page.getByLabel('查找姓名、个人编号或证件号码后4位').fill('zzzz')
  await v.see('没有找到这样的人员。')
  await v.page.getByLabel('查找姓名、个人编号或证件号码后4位').fill('')
  await v.page.locator('tbody tr').nth(5).waitFor()
  const file = v.page.waitForEvent('download')
  await v.press('导出表格')
  must(/\.xlsx$/.test((await file).suggestedFilename()), 'a workbook comes')
  await v.end()
}

async function elder_mode_and_english_stay() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.press('长辈版')
  await v.press('English')
  await v.page.reload()
  await v.page.getByRole('heading', { name: 'Waits for you' }).waitFor()
  must(await v.page.evaluate(() => document.documentElement.classList.contains('elder')), 'elder mode stays')
  must((await v.page.evaluate(() => document.documentElement.lang)) === 'en', 'the language is said')
  await v.press('Standard')
  for (const path of ['/unit', '/unit/members', '/unit/file/enrolment.AddMember', '/unit/data']) {
    await v.goto(path)
    await v.walk('english' + path.replace(/\//g, '-'), [[1366, false], [360, false]])
    const left = await v.page.evaluate(() => [...document.querySelectorAll('h1, h2, label, button, th, nav a, .help')].map(e => e.textContent.trim()).filter(x => /[一-鿿]/.test(x) && !/中文|模拟|个人|业务/.test(x)))
    must(!left.length, `${path}: still Chinese: ${left.slice(0, 5)}`)
  }
  await v.end()
}

async function an_authenticator_is_bound_in_the_browser() {
  const v = await (await Visitor.at(OUTSIDE)).login('person03')
  await v.goto('/factor')
  await v.press('绑定')
  await v.see('请填写现在的密码。')
  await v.page.getByLabel('现在的密码').fill(PASSWORD)
  await v.page.getByLabel('验证码', { exact: true }).fill('000000')
  await v.page.getByLabel('原验证器的验证码').fill(await factor('person03'))
  await v.press('绑定')
  await v.page.locator('.note.bad').waitFor()
  await v.end()
}

await tell(
  a_stranger_searches_and_is_asked_to_log_in, pages_of_others_do_not_exist, a_planned_stop_stands_on_every_page, a_person_says_that_a_case_is_not_right, a_share_code_is_made_used_and_ended, a_unit_makes_a_key_for_its_software,
  figures_need_a_second_person, a_new_account_sets_its_own_password_first, a_first_password_takes_a_code_from_the_phone, a_first_account_is_made_by_the_card, one_visit_gives_a_letter_and_a_mandate, an_officer_records_the_mobile_of_a_holder, a_scan_is_chosen_in_the_language_of_the_page, another_account_locks_the_open_tab, members_are_found_and_exported, elder_mode_and_english_stay, an_authenticator_is_bound_in_the_browser,
)
