// tickets: a unit asks with a screen and a picture, its district passes it up, the centre answers, and the unit reads
// the whole way, opens it again and rates it.
import { INSIDE, OUTSIDE, Visitor, must, tell } from './lib.mjs'

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64')
let unit, no

/** S49, S50: given a page with a question, when a unit asks from there with a picture, then it has a number and a way. */
async function a_unit_asks() {
  unit = await (await Visitor.at(OUTSIDE)).login('unit01')
  await unit.goto('/unit/tickets')
  await unit.walk('tickets-empty')
  await unit.goto('/unit/ask?method=enrolment.AddMember&page=/unit/file/enrolment.AddMember&code=E_ID_CHECK')
  await unit.see('您在那里填写的内容不会提交。')
  await unit.press('提交咨询')
  await unit.see('处需要修改')
  await unit.page.locator('#attachment').setInputFiles({ name: '截图.png', mimeType: 'image/png', buffer: PICTURE })
  await unit.see('截图.png')
  await unit.page.getByLabel('种类').selectOption('PROBLEM')
  await unit.page.getByLabel('标题').fill('校验位总是不对')
  await unit.page.locator('#text').fill('身份证号码已逐位核对，仍提示校验位不对。')
  await unit.walk('ask')
  await unit.press('提交咨询')
  await unit.see('办理过程')
  no = new URL(unit.page.url()).pathname.split('/').pop()
  must(/^\d{19}$/.test(no), 'the number of the question')
  await unit.see('E_ID_CHECK')
  await unit.see('附件1')
  await unit.walk('ticket')
}

/** S49: the form and the guide of a business lead to the questions about it. */
async function a_business_leads_to_its_questions() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit02')
  await v.goto('/unit/file/enrolment.SuspendMember')
  await v.page.getByRole('link', { name: '对这项业务提问' }).click()
  await v.see('与您刚才所在的页面一起提交：停保（减员）')
  await v.goto('/guide/enrolment.SuspendMember')
  await v.page.getByRole('link', { name: '对这项业务提问（单位）' }).click()
  await v.page.waitForURL('**/unit/ask?method=enrolment.SuspendMember')
  await v.see('与您刚才所在的页面一起提交：停保（减员）')
  await v.end()
}

/** S50: given that an officer read a person's question, when the person reads who looked, then he asks why at the look, reads
 *  by when the answer is there, and finds his question there afterwards. */
async function a_person_asks_why_somebody_looked() {
  const person = await (await Visitor.at(OUTSIDE)).login('person01')
  await person.goto('/me/ask')
  await person.page.getByLabel('种类').selectOption('QUESTION')
  await person.page.locator('#category').selectOption('ASK_PAYMENT')
  await person.page.getByLabel('标题').fill('缴费年限')
  await person.page.locator('#text').fill('缴费年限怎么算？')
  await person.press('提交咨询')
  await person.see('办理过程')
  const asked = new URL(person.page.url()).pathname.split('/').pop()
  const district = await (await Visitor.at(INSIDE)).login('district01')
  await district.goto('/tickets/' + asked)
  await district.see('缴费年限怎么算？')
  await district.end()
  await person.goto('/me/reads')
  await person.page.getByText('要求说明', { exact: true }).first().click()
  await person.see('逾期自动上交市级机构')
  await person.walk('ask-why')
  await person.page.getByRole('button', { name: '提交询问' }).first().click()
  await person.page.getByText('您已询问，看办理过程').first().click()
  await person.see('询问查阅原因')
  await person.see('答复期限')
  await person.walk('asked-why')
  await person.end()
}

/** Fills the one text of a deed and sends it. */
async function say(visitor, deed, text) {
  await visitor.page.getByRole('button', { name: deed }).first().click()
  await visitor.page.locator('#words').fill(text)
  await visitor.page.locator('form button.main').click()
}

const REPLY = '<b>个人编号</b>在社会保障卡背面。'

/** S51: given a standard reply that the district's administrator wrote, when an officer chooses it, then it is the answer,
 *  with what he adds, and looks as it was typed. */
async function a_standard_reply_is_the_answer() {
  const admin = await (await Visitor.at(INSIDE)).login('admin01')
  await admin.goto('/replies?category=ASK_ENROLMENT')
  await admin.page.getByRole('link', { name: '新增标准答复' }).click()
  await admin.page.getByLabel('类别').selectOption('ASK_ENROLMENT')
  await admin.page.getByLabel('标题，经办人选用时看到').fill('个人编号在哪里')
  await admin.page.locator('#text_zh').fill(REPLY)
  await admin.page.locator('#text_en').fill('The person number is on the back of the card.')
  await admin.press('提交')
  await admin.see('已办理')
  await admin.goto('/replies?category=ASK_ENROLMENT')
  await admin.see(REPLY)
  await admin.walk('replies')
  await admin.end()
  const asker = await (await Visitor.at(OUTSIDE)).login('unit02')
  await asker.goto('/unit/ask?method=enrolment.AddMember')
  await asker.page.getByLabel('种类').selectOption('QUESTION')
  await asker.page.getByLabel('标题').fill('个人编号')
  await asker.page.locator('#text').fill('在哪里看个人编号？')
  await asker.press('提交咨询')
  await asker.see('办理过程')
  const asked = new URL(asker.page.url()).pathname.split('/').pop()
  const district = await (await Visitor.at(INSIDE)).login('district01')
  await district.goto('/tickets/' + asked)
  await district.page.getByRole('button', { name: '答复' }).first().click()
  await district.page.getByLabel('标准答复').selectOption({ label: '个人编号在哪里' })
  await district.page.waitForFunction(text => document.querySelector('#words').value === text, REPLY) // it is put in
  await district.page.locator('#words').fill('您好！' + REPLY)
  await district.page.locator('#reply-language').selectOption('both')
  // what was typed stays
  await district.page.waitForFunction(text => document.querySelector('#words').value.startsWith(text), '您好！' + REPLY + '\n\nThe person')
  await district.walk('ticket-reply')
  await district.page.locator('form button.main').click()
  await district.see('采用标准答复')
  await district.end()
  await asker.goto('/unit/tickets/' + asked)
  await asker.see('您好！' + REPLY)
  await asker.end()
}

/** S49, S52: given a fault of the hall that is known and shown, when a unit is about to ask it reads that; when the district
 *  ties what it has, then one answer is that of each, and the centre drafts a notice from it. */
async function one_answer_for_all_of_a_cause() {
  const info = await (await Visitor.at(INSIDE)).login('info01')
  await info.goto('/causes')
  await info.page.getByRole('link', { name: '登记共同问题' }).click()
  await info.page.getByLabel('类别').selectOption('ASK_SYSTEM')
  await info.page.locator('#title_zh').fill('上传增员表失败')
  await info.page.locator('#title_en').fill('Uploads of rosters fail')
  await info.page.getByLabel('对外公布').check()
  await info.press('提交')
  await info.see('已办理')
  const asker = await (await Visitor.at(OUTSIDE)).login('unit02')
  await asker.goto('/unit/ask')
  await asker.see('已知问题，正在处理：上传增员表失败')
  await asker.walk('ask-known')
  await asker.page.locator('#category').selectOption('ASK_PAYMENT')
  await asker.page.getByText('已知问题，正在处理').waitFor({ state: 'detached' })
  const asked = []
  for (const title of ['上传不了', '表格传不上去']) {
    await asker.goto('/unit/ask')
    await asker.page.getByLabel('种类').selectOption('PROBLEM')
    await asker.page.locator('#category').selectOption('ASK_SYSTEM')
    await asker.page.getByLabel('标题').fill(title)
    await asker.page.locator('#text').fill('点上传后一直转圈。')
    await asker.press('提交咨询')
    await asker.see('办理过程')
    asked.push(new URL(asker.page.url()).pathname.split('/').pop())
  }
  const district = await (await Visitor.at(INSIDE)).login('district01')
  await district.goto('/tickets')
  await district.page.getByLabel('共同问题').selectOption({ label: '上传增员表失败' })
  for (const number of asked) await district.page.getByLabel(number).check()
  await district.walk('tickets-chosen')
  await district.press('关联选中的2笔')
  await district.see('已关联2笔。')
  await district.page.getByLabel(asked[0]).waitFor({ state: 'detached' }) // what is tied is not tied again
  await district.goto('/tickets/' + asked[0])
  await district.see('上传增员表失败')
  await district.end()
  await info.goto('/causes')
  await info.page.getByRole('link', { name: /^\d{19}$/ }).first().click()
  await info.see('2笔待答复，0笔已答复')
  await info.walk('cause')
  const cause = new URL(info.page.url()).pathname
  await info.press('统一答复')
  await info.page.locator('#answer_zh').fill('已修复，请重新上传。')
  await info.page.locator('#answer_en').fill('It is mended; please upload again.')
  await info.press('提交')
  await info.see('已办理')
  await info.end()
  const centre = await (await Visitor.at(INSIDE)).login('centre01')
  await centre.goto(cause)
  await centre.press('起草公告')
  must((await centre.page.locator('#text_zh').inputValue()) === '已修复，请重新上传。', 'the notice begins with the answer')
  await centre.walk('cause-notice')
  await centre.end()
  await asker.end()
}

/** S51, S52: given the district's queue, when it passes the question up, then the centre has it and answers. */
async function the_offices_answer() {
  const district = await (await Visitor.at(INSIDE)).login('district01')
  await district.goto('/tickets')
  await district.see('校验位总是不对')
  await district.walk('ticket-queue')
  await district.goto('/tickets/' + no)
  await say(district, '上交市级机构', '涉及证件校验规则。')
  await district.see('已上交。')
  await district.walk('ticket-passed-up')
  const centre = await (await Visitor.at(INSIDE)).login('centre01')
  await centre.goto('/tickets')
  await centre.see('校验位总是不对')
  await centre.goto('/tickets/' + no)
  await centre.see('涉及证件校验规则。')
  await say(centre, '答复', '请核对第18位，X须大写。')
  await centre.see('已答复，提交人会收到消息。')
  for (const v of [district, centre]) await v.end()
}

/** S50: given the answer, when the unit is not content and then is, then its way says so. */
async function the_unit_reads_opens_again_and_rates() {
  await unit.goto('/unit/tickets/' + no)
  await unit.see('请核对第18位，X须大写。')
  await unit.see('市结算中心')
  await say(unit, '没有解决，重新提出', '还是不行。')
  await unit.see('已重新提出，由区社保处答复。')
  const district = await (await Visitor.at(INSIDE)).login('district01')
  await district.goto('/tickets/' + no)
  await say(district, '答复', '已为您更正。')
  await district.see('已答复')
  await district.end()
  await unit.goto('/unit/tickets/' + no)
  await unit.page.getByRole('button', { name: '评价并办结' }).click()
  await unit.page.locator('form button.main').click()
  await unit.see('谢谢您的评价。')
  await unit.see('5分（满分5分）')
  await unit.walk('ticket-closed')
  await unit.goto('/unit/tickets')
  await unit.see('已办结')
  await unit.end()
}

await tell(a_business_leads_to_its_questions, a_person_asks_why_somebody_looked, a_unit_asks, a_standard_reply_is_the_answer, one_answer_for_all_of_a_cause, the_offices_answer, the_unit_reads_opens_again_and_rates)
