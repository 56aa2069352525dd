// parked: what an engineer sees of commands that wait for a person, in a hall that has some.
import { INSIDE, Visitor, must, tell } from './lib.mjs'

/** From the hall's health to the commands that wait, to one of them and what to type on the server. */
async function an_engineer_comes_from_health_to_a_parked_command() {
  const v = await (await Visitor.at(INSIDE)).login('info01')
  await v.goto('/health')
  await v.see('2笔业务需人工处理')
  await v.walk('health-parked')
  await v.page.getByRole('link', { name: '查看待人工处理的业务' }).click()
  const rows = v.page.locator('tbody tr')
  await rows.nth(1).waitFor() // the words of the reason stand above the list as well
  must((await rows.count()) === 2, 'both wait')
  const said = await rows.first().innerText()
  must(['增员', '多次使处理进程中断', '已等', '申报'].every(w => said.includes(w)), 'a row: ' + said)
  must(!said.includes('张三'), 'and nobody is named')
  await v.walk('parked-rows')
  await rows.first().getByRole('link', { name: '业务追踪' }).click()
  await v.see(/处理程序worker\d/)
  await v.see(/^hall parked replay [0-9a-f-]{36}$/)
  await v.see(/^hall parked discard [0-9a-f-]{36}$/)
  await v.see(/重试过\d次/)
  await v.walk('trace-parked')
  await v.end()
}

/** Who keeps the machines sees what waits; whose it is and by what it came is the information centre's to find. */
async function who_keeps_the_machines_sees_the_list_alone() {
  const v = await (await Visitor.at(INSIDE)).login('system01')
  await v.goto('/parked')
  await v.page.locator('tbody tr').first().waitFor()
  must(!(await v.page.getByRole('link', { name: '业务追踪' }).count()), 'and leads no further')
  await v.goto('/trace')
  await v.see('您的账号不能看这一页')
  await v.end()
}

await tell(an_engineer_comes_from_health_to_a_parked_command, who_keeps_the_machines_sees_the_list_alone)
