// pictures: takes the README's pictures of the main pages from a private hall:
//     HALL_BUILD=$PWD/build/dev tests/adapters/portal/stories.py pictures.mjs
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { INSIDE, OUTSIDE, Visitor, newDocument, newcomer, tell } from './lib.mjs'

const FOLDER = join(import.meta.dirname, '../../../../docs/pictures')
mkdirSync(FOLDER, { recursive: true })

async function take(v, name) {
  await v.settled()
  await v.page.screenshot({ path: join(FOLDER, name + '.jpg'), type: 'jpeg', quality: 72 })
}

async function a_unit_files() {
  const v = await (await Visitor.at(OUTSIDE, { width: 1280, height: 800 })).login('unit01')
  await take(v, 'unit')
  await v.goto('/unit/file/enrolment.AddMember')
  await newcomer(v.page, newDocument(), '陈晓云')
  await v.press('先试算，不提交')
  await v.see('提交即办结')
  await v.page.getByText('提交即办结').first().scrollIntoViewIfNeeded()
  await take(v, 'trial')
  await v.end()
}

async function a_person_looks() {
  const v = await (await Visitor.at(OUTSIDE, { width: 1280, height: 800 })).login('person01')
  await take(v, 'person')
  await v.end()
}

async function an_officer_reviews() {
  const unit = await (await Visitor.at(OUTSIDE)).login('unit02')
  await unit.goto('/unit/file/enrolment.AddMember')
  await newcomer(unit.page, newDocument(), '孙小雨')
  await unit.press('提交')
  await unit.page.waitForURL(/\/r\/\d{19}/)
  const no = unit.page.url().match(/\d{19}/)[0]
  await unit.end()
  const v = await (await Visitor.at(INSIDE, { width: 1440, height: 900 })).login('district01')
  await v.goto('/desk/' + no)
  await v.page.keyboard.press('c')
  await v.see('我已领取')
  await take(v, 'desk')
  await v.end()
}

await tell(a_unit_files, a_person_looks, an_officer_reviews)
