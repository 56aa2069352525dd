// changes: general data are changed in a form of the contract, found by a word that people use; what is changed at a
// counter is not offered, and the page says where.
import { INSIDE, OUTSIDE, Visitor, must, tell } from './lib.mjs'

async function a_person_changes_how_to_reach_him() {
  const v = await (await Visitor.at(OUTSIDE)).login('person01')
  await v.goto('/me/file/enrolment.ChangePersonInfo')
  await v.see('姓名、证件号码、性别、出生日期、参加工作日期须持证件到窗口变更')
  must(!(await v.page.locator('#new_name, #birth_date, #sex').count()), 'key data are not offered')
  await v.page.locator('#name').fill('程自立')
  await v.page.locator('#email').fill('zili@example.cn')
  await v.walk('change-person')
  await v.press('提交')
  await v.page.waitForURL(/\/r\/\d{19}/)
  await v.see('个人一般信息变更已办结')
  await v.end()
}

async function a_unit_changes_its_own_data() {
  const v = await (await Visitor.at(OUTSIDE)).login('unit01')
  await v.goto('/unit/file/enrolment.ChangeUnitInfo')
  await v.page.locator('#phone').fill('027-8765 4321')
  await v.page.locator('#contact_account').fill('unit01')
  await v.walk('change-unit')
  await v.press('提交')
  await v.page.waitForURL(/\/r\/\d{19}/)
  await v.see('单位一般信息变更已办结')
  await v.end()
}

async function an_officer_files_a_change_of_key_data() {
  const v = await (await Visitor.at(INSIDE)).login('district01')
  await v.goto('/do/enrolment.ChangePersonKeyInfo')
  await v.page.locator('#basis_no').waitFor()
  must((await v.page.locator('input[type=file]').count()) === 1, 'the scan is handed in by the form')
  await v.walk('change-key')
  await v.end()
}

await tell(a_person_changes_how_to_reach_him, a_unit_changes_its_own_data, an_officer_files_a_change_of_key_data)
