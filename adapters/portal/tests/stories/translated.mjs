// translated: a browser's page translator puts other words into <font> where the page had its texts, and goes on doing
// so while the page changes. The pages must go on: nothing throws, what is shown is what is so, what is sent is
// what was typed, numbers and codes stay as they are.
import { INSIDE, OUTSIDE, Visitor, must, newDocument, newcomer, tell } from './lib.mjs'

/** As the translators of browsers do it: each text becomes <font><font>, but what says that it is no text. */
function translator(way) {
  const kept = node => !node.parentElement || node.parentElement.closest('[translate="no"], script, style, font, input, textarea')
  function translate(root) {
    if (!root.isConnected) return
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const found = []
    for (let node = walker.currentNode; node; node = walker.nextNode()) if (node.nodeType === 3 && node.data.trim() && !kept(node)) found.push(node)
    for (const node of found) {
      const outer = document.createElement('font'), inner = document.createElement('font')
      inner.textContent = '«' + node.data.trim() + '»'
      outer.append(inner)
      if (way === 'replace') node.replaceWith(outer)
      else {
        node.parentNode.insertBefore(outer, node)
        node.remove()
      }
    }
  }
  new MutationObserver(all => {
    for (const m of all) {
      if (m.type === 'characterData') translate(m.target)
      for (const node of m.addedNodes) translate(node)
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true })
  translate(document.body)
}

async function at(origin, account, path, way) {
  const v = await (await Visitor.at(origin)).login(account)
  await v.goto(path)
  await v.page.evaluate(translator, way)
  await v.page.locator('h1 font font').waitFor()
  return v
}

/** No text that the page took back is left, and none stands twice. */
async function shows(v, what, n = 1) {
  await v.page.waitForFunction(([text, times]) => [...document.querySelectorAll('font > font')].filter(f => f.textContent === '«' + text + '»' && f.getClientRects().length).length === times, [what, n])
}

async function a_form_is_filled_in_a_translated_page() {
  const v = await at(OUTSIDE, 'unit01', '/unit/file/enrolment.AddMember', 'replace')
  await v.page.getByRole('button', { name: /提交/ }).and(v.page.locator('.main')).click()
  await v.see(/有\d+处需要修改/)
  await shows(v, '请填写姓名。')
  const number = newDocument()
  await newcomer(v.page, number)
  await v.page.getByLabel('姓名').blur()
  await shows(v, '请填写姓名。', 0)
  const sent = new Promise(done => v.page.on('request', r => /add-member$/.test(new URL(r.url()).pathname) && !r.url().includes('dry_run') && done(r.postDataJSON())))
  await v.page.getByRole('button', { name: /先试算/ }).click()
  await shows(v, '6,500.00元')
  await v.page.getByLabel('申报工资').fill('7,100')
  await shows(v, '6,500.00元', 0)
  await v.page.getByRole('button', { name: /先试算/ }).click()
  await shows(v, '7,100.00元')
  await v.page.getByRole('button', { name: /提交/ }).and(v.page.locator('.main')).click()
  await v.page.waitForURL(/\/r\/\d{19}/)
  const body = await sent
  must(body.documentNo === number && body.name === '陈晓云' && body.declaredWageFen === '710000', 'what was typed is sent: ' + JSON.stringify(body))
  must(!JSON.stringify(body).includes('«'), 'no translated word is sent')
  await shows(v, '增员已办结')
  await v.page.getByText(v.page.url().match(/\d{19}/)[0], { exact: true }).first().waitFor()
  await v.end()
}

/** Lists, tabs and pages change; each shows what it holds now and once. */
async function lists_go_on() {
  const v = await at(OUTSIDE, 'unit01', '/unit/members', 'insert and remove')
  const find = v.page.getByLabel(/查找/)
  const rows = await v.page.locator('tbody tr').count()
  const no = (await v.page.locator('tbody tr td').first().textContent()).trim()
  must(/^\d{10}$/.test(no), 'a number is left as it is: ' + no)
  await find.fill('zzzz')
  await shows(v, '没有找到这样的人员。')
  await find.fill('')
  await v.page.waitForFunction(n => document.querySelectorAll('tbody tr').length === n, rows)
  await shows(v, '没有找到这样的人员。', 0)
  await v.page.getByRole('navigation', { name: '按状态' }).getByRole('link').nth(1).click()
  await v.page.waitForURL(/status=2/)
  await v.page.getByRole('navigation', { name: '主菜单' }).getByRole('link', { name: /业务记录/ }).click()
  await v.page.waitForURL(/\/unit\/cases/)
  await shows(v, '业务记录', 3) // the menu's, the heading and the caption of the list, which comes last
  await v.page.goBack()
  await v.page.waitForURL(/\/unit\/members/)
  await v.goto('/unit/cases/2026112700000019999')
  await v.page.evaluate(translator, 'replace')
  await shows(v, '您的账号不能看这一页')
  must(/^E_FORBIDDEN · /.test(await v.page.locator('.code').innerText()), 'the code to quote is left as it is')
  await v.end()
}

async function a_reviewer_changes_lists_and_comes_back() {
  const v = await at(INSIDE, 'district01', '/desk', 'replace')
  for (const tab of [1, 2, 3, 0]) {
    await v.page.locator('.tabs a').nth(tab).click()
    await v.page.waitForFunction(i => document.querySelectorAll('.tabs a')[i].classList.contains('here'), tab)
  }
  await v.page.locator('.menu a:visible').last().click()
  await v.page.waitForURL(url => !url.pathname.startsWith('/desk'))
  await v.page.goBack()
  await shows(v, '审核台', 2)
  await v.end()
}

/** Every text of a page changes at once: no former one is left, none is lost, none stands twice. */
async function another_language_is_chosen_in_a_translated_page() {
  const plain = v => v.page.evaluate(() => document.body.innerText.replace(/[«»\s\u00a0]/g, '').replace(/中文|English/g, ''))
  for (const [origin, who, paths] of [
    [OUTSIDE, 'unit01', ['/unit', '/unit/file/enrolment.AddMember', '/unit/cases']],
    [OUTSIDE, 'person01', ['/me']],
    [INSIDE, 'district01', ['/desk']],
  ]) {
    const english = await (await Visitor.at(origin)).login(who)
    await english.press('English')
    const v = await (await Visitor.at(origin)).login(who)
    for (const path of paths) {
      await english.goto(path)
      const wanted = await plain(english)
      await v.goto(path)
      await v.page.evaluate(translator, 'replace')
      await v.page.getByRole('button', { name: /English/ }).click()
      await v.page.getByRole('button', { name: /中文/ }).waitFor()
      await v.settled()
      const got = await plain(v)
      const codes = await v.page.locator('font').evaluateAll(all => all.map(f => f.textContent).filter(x => /\d{19}|E_[A-Z]/.test(x)))
      must(!codes.length, `${path}: case numbers and codes are left as they are: ${codes}`)
      must(got === wanted, `${path}: shown\n${got}\nwanted\n${wanted}`)
      await v.page.getByRole('button', { name: /中文/ }).click()
    }
    await english.end()
    await v.end()
  }
}

/** The reader turns the translation off: the page's own words are back. */
async function the_page_s_own_words_come_back() {
  const v = await (await Visitor.at(OUTSIDE)).login('person01')
  await v.goto('/me')
  const before = await v.page.locator('main').innerText()
  await v.page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), all = []
    while (walker.nextNode()) if (walker.currentNode.data.trim()) all.push(walker.currentNode)
    window.fonts = all.map(node => {
      const font = document.createElement('font')
      font.textContent = '«»'
      node.replaceWith(font)
      return [font, node]
    })
  })
  must(!(await v.page.locator('main').innerText()).includes('我的社保'), 'translated')
  await v.page.evaluate(() => window.fonts.forEach(([font, node]) => font.replaceWith(node)))
  must((await v.page.locator('main').innerText()) === before, 'as it was')
  await v.end()
}

await tell(a_form_is_filled_in_a_translated_page, lists_go_on, a_reviewer_changes_lists_and_comes_back, another_language_is_chosen_in_a_translated_page, the_page_s_own_words_come_back)
