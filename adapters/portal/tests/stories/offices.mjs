// offices: homes of every role, the tree of accounts, figures with their second person, the VIP page of a unit.
import { INSIDE, OUTSIDE, Visitor, must, tell } from './lib.mjs'

const menuOf = v => v.page.evaluate(() => ({ parts: document.querySelectorAll('nav.menu > ul > li').length, links: [...document.querySelectorAll('nav.menu a')].map(a => a.getAttribute('href')) }))

/** S2: given each account of an office, when it logs in, then it reads what waits for it, of which every count is that of its list, and has at most seven parts of a menu. */
async function every_office_begins_with_what_waits() {
  for (const account of ['district01', 'admin01', 'desk01', 'centre01', 'info01', 'auditor01', 'system01', 'security01', 'audit01']) {
    const v = await (await Visitor.at(INSIDE)).login(account)
    must(new URL(v.page.url()).pathname === '/home', `${account} begins at ${v.page.url()}`)
    await v.see('待您处理')
    const menu = await menuOf(v)
    must(menu.parts >= 2 && menu.parts <= 7, `${account} has ${menu.parts} parts of a menu`)
    await v.page.locator('.todo a').first().waitFor()
    const waits = await v.page.evaluate(() => [...document.querySelectorAll('.todo a')].map(a => [a.getAttribute('href'), a.querySelector('b').textContent]))
    must(waits.length && waits.every(([, n]) => /^[\d,]+$/.test(n)), `${account}: ${JSON.stringify(waits)}`)
    if (['desk01', 'admin01'].includes(account)) await v.walk('home')
    for (const [to] of waits) {
      await v.goto(to)
      must(!(await v.page.getByText('您的账号不能看这一页').count()), `${account}: ${to} is refused`)
    }
    await v.end()
  }
}

/** A7: given cases that wait, when the office's home counts them, then the desk holds as many. */
async function a_home_counts_what_its_list_holds() {
  const v = await (await Visitor.at(INSIDE)).login('district01')
  const n = Number(await v.page.locator('.todo a[href="/desk"] b').textContent())
  await v.goto('/desk')
  const tab = await v.page.getByRole('navigation', { name: '按状态' }).getByRole('link').first().textContent()
  must(Number(tab.replace(/\D/g, '')) === n, `home ${n}, desk ${tab}`)
  await v.end()
}

/** Given a menu with parts, when it is used by keyboard alone, then a part opens, Escape closes it and the focus is back at its name. */
async function a_part_of_the_menu_by_keyboard() {
  const v = await (await Visitor.at(INSIDE)).login('district01')
  const part = v.page.locator('nav.menu summary').first()
  await part.focus()
  await v.page.keyboard.press('Enter')
  await v.page.locator('nav.menu details[open] a').first().waitFor()
  await v.page.keyboard.press('Tab')
  await v.page.keyboard.press('Escape')
  must(!(await v.page.locator('nav.menu details[open]').count()), 'Escape closes it')
  must(await part.evaluate(e => e === document.activeElement), 'and the focus is at its name')
  await v.page.keyboard.press('Enter')
  await v.page.locator('nav.menu details[open] a').first().click()
  await v.settled()
  must(!(await v.page.locator('nav.menu details[open]').count()), 'the new page begins with a closed menu')
  await v.end()
}

/** S61 S62: given a district's administrator, when the tree is walked by keyboard alone, then units open to their operators and the acts stand at the account that was chosen. */
async function the_tree_of_accounts_by_keyboard() {
  const v = await (await Visitor.at(INSIDE)).login('admin01')
  await v.goto('/accounts')
  const tree = v.page.getByRole('tree', { name: '账号树' })
  await tree.getByRole('treeitem').first().focus()
  const press = k => v.page.keyboard.press(k)
  const here = () => v.page.evaluate(() => document.activeElement.textContent)
  for (let i = 0; i < 6 && !(await here()).includes('单位和操作员'); i++) await press('ArrowDown')
  must((await here()).includes('单位和操作员'), 'the units are a branch')
  await press('ArrowRight')
  await tree.getByText('10000001').waitFor()
  await press('ArrowRight')
  must(/^10000001/.test(await here()), 'right goes in: ' + (await here()))
  await press('ArrowRight')
  await tree.getByRole('treeitem', { name: 'unit01' }).waitFor()
  await press('ArrowRight')
  must((await here()).startsWith('unit01'), 'the operator: ' + (await here()))
  const level = await v.page.evaluate(() => document.activeElement.getAttribute('aria-level'))
  must(level === '3', 'at level ' + level)
  await press('Enter')
  await v.page.getByRole('link', { name: '重置账号' }).waitFor()
  await v.see('单位编号')
  await press('ArrowLeft')
  must(/^10000001/.test(await here()), 'left goes out')
  await press('ArrowLeft')
  must(!(await tree.getByText('unit01', { exact: true }).count()), 'and closes')
  await press('Home')
  must(await v.page.evaluate(() => !document.activeElement.previousElementSibling), 'Home')
  await v.walk('accounts')
  await v.end()
}

/** S61: given an account, when it is searched by name, then it is there with its acts; one of another district is nobody's. */
async function an_account_is_searched() {
  const v = await (await Visitor.at(INSIDE)).login('admin01')
  await v.goto('/accounts')
  const find = async what => {
    await v.page.getByLabel('用户名或单位编号').fill(what)
    await v.press('查找')
  }
  await find('unit02')
  await v.page.getByRole('heading', { name: 'unit02' }).waitFor()
  await v.page.getByRole('link', { name: '停用账号' }).waitFor()
  await find('unit03')
  await v.see('您的账号不能看这一页')
  await find('10000002')
  await v.page.getByRole('treeitem', { name: /^10000002/ }).waitFor()
  await v.page.getByLabel('按状态列出').selectOption('ACCOUNT_OPEN')
  await v.page.getByRole('button', { name: 'district01' }).or(v.page.getByRole('button', { name: 'unit01' })).first().click()
  await v.page.getByRole('link', { name: '重置账号' }).waitFor()
  await v.walk('accounts-by-state')
  await v.end()
}

/** S62: given the administrator of security, when the tree is opened, then every office is a branch and nothing can be changed. */
async function security_looks_and_changes_nothing() {
  const v = await (await Visitor.at(INSIDE)).login('security01')
  await v.goto('/accounts')
  const item = name => v.page.getByRole('treeitem', { name })
  await v.page.getByLabel('用户名、单位编号或行政区代码').fill('420106')
  await v.press('查找')
  await item(/420106/).click()
  await item(/社保处操作员/).first().click()
  await item('district01').first().click()
  await v.see('您可以查看，不能变动这个账号。')
  must(!(await v.page.locator('main').getByRole('link', { name: /账号$/ }).count()), 'no act')
  await v.end()
}

/** S28: given a VIP unit and another, when each opens its page, then it reads its scores with what they are made of, and the other what it lacks. */
async function a_unit_reads_why_it_is_vip_or_not() {
  const vip = await (await Visitor.at(OUTSIDE)).login('unit01')
  await vip.page.getByRole('link', { name: '得分是怎么算的' }).click()
  await vip.settled()
  must(vip.page.url().endsWith('/unit/vip'), vip.page.url())
  await vip.see('本单位是VIP单位')
  await vip.see('抽查不通过会怎样')
  await vip.see('还没有抽中过')
  await vip.walk('vip')
  await vip.end()
  const plain = await (await Visitor.at(OUTSIDE)).login('unit02')
  await plain.goto('/unit/vip')
  await plain.see('本单位现在不是VIP单位')
  await plain.see('怎样成为VIP单位')
  await plain.walk('vip')
  await plain.end()
}

/** A32: given a proposal of one person of the centre, when each of the two opens it, then both read what would change, from when and by which document, and its proposer reads that he cannot approve it. */
async function a_proposal_says_what_it_changes() {
  const pages = []
  for (const account of ['centre01', 'centre02']) {
    const v = await (await Visitor.at(INSIDE, { width: 1440 })).login(account)
    await v.menu('规则', '业务参数')
    await v.page.getByRole('navigation', { name: '按状态' }).getByRole('link', { name: /^待批/ }).click()
    await v.page.locator('main table a').first().click()
    await v.settled()
    await v.see('拟调整为')
    await v.see('文号')
    await v.see(/影响已核定的应收\d/)
    pages.push(v)
  }
  const own = await Promise.all(pages.map(v => v.page.getByText('您是提出人，不能批准').count()))
  must(own.filter(Boolean).length === 1, 'one of them proposed it: ' + own)
  const [proposer, other] = own[0] ? pages : [...pages].reverse()
  must(await other.page.getByRole('link', { name: '到审核台办理' }).count(), 'the other may decide')
  await proposer.walk('figures-proposal')
  await proposer.goto('/params')
  await proposer.walk('figures')
  await proposer.goto('/params?tab=soon')
  await proposer.walk('figures-soon')
  await proposer.goto('/params/2026112700000019999')
  await proposer.see('您的账号不能看这一页')
  for (const v of pages) await v.end()
}

/** A32: given a role that may look at figures only, when it opens them, then no proposal is shown or asked for. */
async function figures_are_everybodys_and_proposals_are_not() {
  const v = await (await Visitor.at(INSIDE)).login('desk01')
  await v.goto('/params')
  await v.see('参数种类')
  must(!(await v.page.getByRole('link', { name: /待批/ }).count()), 'no proposals')
  await v.goto('/params/2026112700000010016')
  await v.see('您的账号不能看这一页')
  await v.end()
}

await tell(a_proposal_says_what_it_changes, figures_are_everybodys_and_proposals_are_not, every_office_begins_with_what_waits, a_home_counts_what_its_list_holds, a_part_of_the_menu_by_keyboard, the_tree_of_accounts_by_keyboard, an_account_is_searched, security_looks_and_changes_nothing, a_unit_reads_why_it_is_vip_or_not)
