// routes: pages of the outside door, each with the methods that it calls; lib/pages says who opens them.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { guard, menuOf, opens, type Entry, type Needs } from '@lib/pages'

const BASES: [string, Needs][] = [
  ['/me', { calls: ['query.GetOverview'] }],
  ['/unit', { calls: ['query.GetUnit', 'query.ListMembers', 'roster.ListRosters'] }],
  ['/community', { calls: ['query.FindResident'] }],
]
/** What every page says first after login. */
export const homeOf = () => BASES.find(([, needs]) => opens(needs))?.[0] ?? '/'

const below = (base: string, ...calls: string[]) => ({ needs: { calls: [...BASES.find(([b]) => b === base)![1].calls!, ...calls] } })
const me = (...calls: string[]) => below('/me', ...calls)
const unit = (...calls: string[]) => below('/unit', ...calls)
const EVERY_ACCOUNT = { needs: {} }

const BOOK = { needs: { calls: ['appointment.HoldPlace'] } }
/** What is done at a counter leads to a place there; behind the last sign of the address comes the number of the draft. */
const lead = (base: string, method: any) => ({
  E_PRESENCE: { to: (base === '/me' ? '/book' : '/times') + `?method=${method}&case=`, word: '预约到窗口办理' },
  E_KEY_FIELD: { to: '/book?matter=2', word: '预约到窗口办理' },
  E_AGREEMENT: { to: base === '/me' ? '/me/agreement' : '/unit/data', word: '签署网上办事协议' },
  E_AUTH_FACTOR: { to: '/factor', word: '绑定验证器' },
})

/** What each of the three has below its home. */
function common(base: string): RouteRecordRaw[] {
  return [
    { path: base + '/services', component: () => import('@shared/Services.vue'), props: () => ({ file: base + '/file', batch: opens({ calls: ['roster.ListRosters'] }) ? base + '/batch' : undefined }), meta: below(base, 'query.ListBusinesses') },
    { path: base + '/file/:method', component: () => import('@shared/Do.vue'), props: r => ({ method: r.params.method, receipt: '/r/', home: base, lead: lead(base, r.params.method) }), meta: below(base) },
    { path: base + '/cases', component: () => import('@shared/CasesPage.vue'), props: { base: base + '/cases' }, meta: below(base, 'query.ListCases') },
    { path: base + '/tickets', component: () => import('./Tickets.vue'), meta: below(base, 'ticket.ListOwnTickets') },
    { path: base + '/tickets/:no', component: () => import('./Ticket.vue'), props: true, meta: below(base, 'ticket.ShowTicket') },
    { path: base + '/ask', component: () => import('./Ask.vue'), meta: below(base, 'ticket.OpenTicket') },
    { path: base + '/cases/:no/human', component: () => import('./Object.vue'), props: r => ({ no: r.params.no, base: base + '/cases' }), meta: below(base, 'review.AskHuman') },
    { path: base + '/cases/:no', component: () => import('@shared/CasePage.vue'), props: r => ({ no: r.params.no, base: base + '/cases', file: base + '/file' }), meta: below(base, 'query.GetCase') },
  ]
}

const routes: RouteRecordRaw[] = [
  { path: '/', component: () => import('./Home.vue') },
  { path: '/login', component: () => import('@shared/Login.vue'), props: { homeOf, activation: true } },
  { path: '/activate', component: () => import('./Activate.vue') },
  { path: '/forgot', redirect: '/activate?forgot=1' },
  { path: '/announcements', component: () => import('@shared/Notices.vue'), props: { method: 'desk.ListNotices' } },
  { path: '/offices', component: () => import('./Offices.vue') },
  { path: '/samples', component: () => import('./Samples.vue') },
  { path: '/password', component: () => import('@shared/Password.vue'), meta: EVERY_ACCOUNT },
  { path: '/factor', component: () => import('@shared/Factor.vue'), meta: EVERY_ACCOUNT },
  { path: '/account', component: () => import('@shared/Account.vue'), meta: EVERY_ACCOUNT },
  { path: '/inbox', component: () => import('@shared/Inbox.vue'), props: () => ({ base: homeOf() + '/cases' }), meta: EVERY_ACCOUNT },
  { path: '/r/:no', component: () => import('@shared/Receipt.vue'), props: r => ({ no: r.params.no, home: homeOf(), base: homeOf() + '/cases', file: homeOf() + '/file' }), meta: { needs: { calls: ['query.GetCase'] } } },

  { path: '/book', component: () => import('./Book.vue'), meta: BOOK },
  { path: '/book/:no', component: () => import('./Booked.vue'), props: true, meta: BOOK },
  { path: '/times', component: () => import('./Book.vue'), meta: { needs: { calls: ['appointment.ListPlaces'] } } },

  { path: '/me', component: () => import('./Me.vue'), meta: me() },
  { path: '/me/mobile', component: () => import('./Mobile.vue'), meta: me('identity.ReserveMobile') },
  { path: '/me/reads', component: () => import('./Reads.vue'), meta: me('query.ListLooks') },
  { path: '/me/shares', component: () => import('./Shares.vue'), meta: me('access.ListShares') },
  { path: '/me/proxies', component: () => import('./Proxies.vue'), meta: me('access.ListMandates') },
  { path: '/me/agreement', component: () => import('./Agreement.vue'), meta: me('desk.ShowAgreements') },
  { path: '/me/about', component: () => import('./About.vue'), meta: me('query.ListAbout') },
  { path: '/me/cases/:no/object', component: () => import('./Object.vue'), props: true, meta: me('review.ObjectToCase') },
  ...common('/me'),

  { path: '/unit', component: () => import('./Unit.vue'), meta: unit() },
  { path: '/unit/members', component: () => import('./Members.vue'), meta: unit() },
  { path: '/unit/members/:no', component: () => import('./Member.vue'), props: true, meta: unit('query.ListEnrolments') },
  { path: '/unit/batch', component: () => import('./Batch.vue'), meta: unit('roster.ListRosters') },
  { path: '/unit/batch/:no', component: () => import('./BatchAt.vue'), props: true, meta: unit('roster.GetRoster') },
  { path: '/unit/data', component: () => import('./UnitData.vue'), meta: unit('desk.ShowAgreements') },
  { path: '/unit/vip', component: () => import('./Vip.vue'), meta: unit('query.ListUnitSamples') },
  { path: '/unit/people', component: () => import('./UnitPeople.vue'), meta: unit('identity.ListUnitOperators') },
  { path: '/unit/objections', component: () => import('./UnitObjections.vue'), meta: unit('query.ListObjections') },
  ...common('/unit'),

  { path: '/community', component: () => import('./Community.vue'), meta: below('/community') },
  ...common('/community'),
  { path: '/:rest(.*)*', component: () => import('@shared/Denied.vue'), props: () => ({ home: homeOf() }) },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})
router.beforeEach(guard)

const ENTRIES: Entry[] = [
  { to: '/me', word: '首页' }, { to: '/me/services', word: '办理业务' }, { to: '/me/cases', word: '业务记录' }, { to: '/book', word: '预约' },
  { to: '/me/about', word: '与我有关的业务' }, { to: '/me/reads', word: '谁看过我的记录' }, { to: '/me/shares', word: '授权码' }, { to: '/me/proxies', word: '委托' }, { to: '/me/tickets', word: '在线咨询' },
  { to: '/unit', word: '首页' }, { to: '/unit/members', word: '参保人员' }, { to: '/unit/services', word: '办理业务' }, { to: '/unit/batch', word: '批量申报' },
  { to: '/unit/cases', word: '业务记录' }, { to: '/unit/objections', word: '职工异议' }, { to: '/unit/tickets', word: '在线咨询' },
  { to: '/unit/data', word: '单位资料和协议', group: '本单位' }, { to: '/unit/vip', word: 'VIP和抽查', group: '本单位' }, { to: '/unit/people', word: '操作员和密钥', group: '本单位' },
  { to: '/community', word: '首页' }, { to: '/community/services', word: '办理业务' }, { to: '/community/cases', word: '业务记录' }, { to: '/community/tickets', word: '在线咨询' },
]
export const menu = () => menuOf(ENTRIES, routes)
