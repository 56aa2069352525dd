// login: a hall whose figures demand the second factor of operators: the code as a step of its own, an account that
// has no authenticator yet, and persons, who choose.
import { INSIDE, OUTSIDE, PASSWORD, Visitor, codeNow, factor, must, newDocument, opened, tell } from './lib.mjs'

async function password(v, account, word) {
  v.account = account
  await v.goto('/login')
  await v.page.getByLabel('用户名').fill(account)
  await v.page.getByLabel('密码', { exact: true }).fill(word)
  await v.press('登录')
}

async function code(v, digits) {
  await v.page.getByLabel('动态验证码').fill(digits)
  await v.press('继续')
}

async function an_operator_gives_a_code_after_the_password() {
  const v = await Visitor.at(OUTSIDE)
  await password(v, 'unit01', PASSWORD)
  await v.see('打开验证器，填写现在显示的6位数字')
  await v.walk('login-code')
  await code(v, 'no-such-code')
  await v.see('动态验证码不正确')
  await code(v, factor('unit01'))
  await v.page.waitForURL('**/unit')
  await v.end()
}

async function an_account_without_an_authenticator_binds_one_first() {
  const { name, once } = await opened(newDocument(), '周新人')
  const own = 'Own-choice-8642'
  const clerk = await Visitor.at(INSIDE)
  await password(clerk, name, once)
  await clerk.page.waitForURL('**/password')
  await clerk.page.getByLabel('现在的密码').fill(once)
  await clerk.page.getByLabel('新密码', { exact: true }).fill(own)
  await clerk.page.getByLabel('再填一次新密码').fill(own)
  await clerk.press('修改密码')
  await clerk.see('密码已修改')
  await password(clerk, name, own)
  await clerk.page.waitForURL('**/factor')
  await clerk.goto('/desk')
  must(new URL(clerk.page.url()).pathname === '/factor', 'nothing else opens, after a reload either')
  await clerk.see('绑定之前不能办理业务')
  await clerk.walk('factor-demanded')
  const secret = (await clerk.page.locator('ol strong').textContent()).replace(/ /g, '')
  await clerk.page.getByLabel('现在的密码').fill(own)
  await clerk.page.getByLabel('验证码', { exact: true }).fill(codeNow(name, secret))
  await clerk.press('绑定')
  await clerk.see('请重新登录')
  const spare = await clerk.page.locator('ul.plain li').first().textContent()
  await clerk.press('已抄下，重新登录')
  await password(clerk, name, own)
  await code(clerk, spare)
  await clerk.page.waitForURL('**/home')
  await clerk.end()
}

async function a_person_needs_none() {
  const v = await (await Visitor.at(OUTSIDE)).login('person02')
  must(new URL(v.page.url()).pathname === '/me', v.page.url())
  await v.end()
}

await tell(an_operator_gives_a_code_after_the_password, an_account_without_an_authenticator_binds_one_first, a_person_needs_none)
