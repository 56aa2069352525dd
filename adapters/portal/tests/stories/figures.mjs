// figures: by hand and not in the test run: a unit of many members and a roster of many rows in a real browser: times,
// the browser's memory, and what each route loads. Prints a table:
//     HALL_BUILD=$PWD/build/release HALL_ROWS=10000 tests/adapters/portal/stories.py figures.mjs
import { INSIDE, OUTSIDE, Visitor, must, tell } from './lib.mjs'

async function memory(v) {
  const line = await v.context.newCDPSession(v.page)
  await line.send('HeapProfiler.collectGarbage')
  const { usedSize } = await line.send('Runtime.getHeapUsage')
  await line.detach()
  return (usedSize / 1e6).toFixed(1)
}

async function timed(v, what, deed) {
  const began = performance.now()
  const said = await deed()
  console.log(`${what.padEnd(44)} ${Math.round(performance.now() - began)} ms, ${await memory(v)} MB of heap${said ? ', ' + said : ''}`)
}

/** What a cold window loads for a route, without what the API answers. */
async function loads(origin, account, path) {
  const v = await (await Visitor.at(origin)).login(account)
  const files = new Map()
  const line = await v.context.newCDPSession(v.page)
  await line.send('Network.enable')
  await line.send('Network.setCacheDisabled', { cacheDisabled: true })
  const names = new Map()
  line.on('Network.responseReceived', e => names.set(e.requestId, e.response.url))
  line.on('Network.loadingFinished', e => names.get(e.requestId)?.includes('/api/') || files.set(e.requestId, e.encodedDataLength))
  const began = performance.now()
  await v.page.goto(origin + path)
  await v.page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.skeleton'))
  const ms = Math.round(performance.now() - began)
  await v.settled()
  const kb = [...files.values()].reduce((a, b) => a + b, 0) / 1000
  console.log(`${path.padEnd(44)} ${kb.toFixed(1)} kB in ${files.size} files, ready in ${ms} ms`)
  await v.end()
}

async function what_each_route_loads() {
  for (const [origin, who, paths] of [
    [OUTSIDE, 'unit01', ['/login', '/', '/unit', '/unit/members', '/unit/services', '/unit/file/enrolment.AddMember', '/unit/batch', '/unit/cases', '/unit/data']],
    [OUTSIDE, 'person01', ['/me', '/me/reads', '/me/shares', '/me/about']],
    [OUTSIDE, 'community01', ['/community']],
    [INSIDE, 'district01', ['/desk', '/units', '/objections']],
    [INSIDE, 'centre01', ['/params', '/staff-notices']],
  ]) for (const path of paths) await loads(origin, who, path)
}

async function a_sheet_of_many_rows() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  v.page.setDefaultTimeout(900_000)
  await v.goto('/unit/batch')
  await v.page.locator('#batch-file').setInputFiles(process.env.HALL_ROSTER)
  await timed(v, 'upload, until its page is there', async () => {
    await v.press('上传')
    await v.page.waitForURL(/\/unit\/batch\/\d{19}/)
  })
  await timed(v, 'until every row is decided', async () => {
    await v.page.locator('.tag.good', { hasText: '已完成' }).waitFor()
    return (await v.page.locator('.numbers').innerText()).replace(/\s+/g, ' ')
  })
  await timed(v, 'the page of failed rows again', async () => {
    await v.page.reload()
    await v.page.locator('tbody tr').first().waitFor()
    return (await v.page.locator('tbody tr').count()) + ' rows in the page'
  })
  await v.goto('/unit/members')
  await timed(v, 'the members, first page', async () => {
    await v.page.reload()
    await v.page.locator('tbody tr').first().waitFor()
    return (await v.page.locator('main').innerText()).match(/共[\d,]+[人条]/)?.[0]
  })
  await timed(v, 'twenty pages on', async () => {
    for (let i = 0; i < 20 && (await v.page.getByRole('button', { name: '下一页' }).count()); i++) {
      const was = await v.page.locator('tbody').innerText()
      await v.press('下一页')
      await v.page.waitForFunction(before => document.querySelector('tbody')?.innerText !== before, was)
    }
    return (await v.page.locator('tbody tr').count()) + ' rows in the page'
  })
  must((await v.page.locator('tbody tr').count()) <= 100, 'never more than a hundred rows in a page')
  await v.end()
}

await tell(what_each_route_loads, a_sheet_of_many_rows)
