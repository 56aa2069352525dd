// pages: what each role of the demonstration walks through: its door and its pages.
export const OUTSIDE = process.env.HALL_OUTSIDE, INSIDE = process.env.HALL_INSIDE

export const pages = {
  nobody: [OUTSIDE, ['/', '/login', '/activate', '/activate?by=card', '/announcements', '/samples', '/offices']],
  person01: [OUTSIDE, ['/me', '/me/services', '/me/cases', '/me/reads', '/me/shares', '/me/proxies', '/me/agreement', '/me/mobile', '/book', '/me/file/enrolment.SuspendMember', '/account', '/inbox', '/factor', '/password']],
  unit01: [OUTSIDE, ['/unit', '/times?method=enrolment.ResumeMember', '/unit/members', '/unit/members/1000000007', '/unit/services', '/unit/file/enrolment.AddMember', '/unit/batch', '/unit/cases', '/unit/data', '/unit/vip', '/unit/objections', '/unit/people', '/unit/file/identity.MakeProgramKey', '/denied']],
  community01: [OUTSIDE, ['/community', '/community/services', '/community/cases', '/community/file/enrolment.ResumeMember']],
  district01: [INSIDE, ['/home', '/desk', '/overdue', '/services', '/samples', '/units?no=10000001', '/persons', '/counter', '/do/identity.IdentifyHolder', '/requests', '/visit', '/visit?as=second', '/announcements']],
  admin01: [INSIDE, ['/desk', '/hours', '/hours?section=new', '/accounts', '/letters', '/do/identity.CreateAccount', '/do/identity.GrantUnit']],
  centre01: [INSIDE, ['/home', '/desk', '/accounts', '/params', '/params?tab=waiting', '/params?tab=soon', '/windows', '/agreements', '/staff-notices', '/businesses', '/do/collection.ProposeParameters', '/do/desk.PublishNotice']],
  info01: [INSIDE, ['/home', '/health', '/trace', '/parked', '/outgoing']],
  auditor01: [INSIDE, ['/home', '/health', '/rights', '/stats', '/stats?tab=day', '/params', '/params?tab=history']],
  desk01: [INSIDE, ['/home', '/day', '/day/list', '/params', '/businesses', '/windows', '/office']],
  system01: [INSIDE, ['/home']],
  security01: [INSIDE, ['/home', '/accounts']],
  audit01: [INSIDE, ['/home', '/health']],
}
