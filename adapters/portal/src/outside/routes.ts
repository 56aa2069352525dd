// routes: pages of the outside door. A page of a role exists for that role only.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { homeOf, onlyPage, session } from '@lib/session'

const DOCUMENTS = { PERSON: '/me', UNIT_OPERATOR: '/unit', COMMUNITY_OPERATOR: '/community' }
const lead = (base: string) => ({
  E_AGREEMENT: { to: base === '/me' ? '/me/agreement' : '/unit/data', word: '签署网上办事协议' },
  E_AUTH_FACTOR: { to: '/factor', word: '绑定验证器' },
})

/** What each of the three roles has below its home. */
function common(base: string, role: string): RouteRecordRaw[] {
  const meta = { role }
  return [
    { path: base + '/services', component: () => import('@shared/Services.vue'), props: { file: base + '/file', batch: role === 'UNIT_OPERATOR' ? '/unit/batch' : undefined }, meta },
    { path: base + '/file/:method', component: () => import('@shared/Do.vue'), props: r => ({ method: r.params.method, receipt: '/r/', home: base, lead: lead(base) }), meta },
    { path: base + '/cases', component: () => import('@shared/CasesPage.vue'), props: { base: base + '/cases' }, meta },
    { path: base + '/cases/:no', component: () => import('@shared/CasePage.vue'), props: r => ({ no: r.params.no, base: base + '/cases', file: base + '/file' }), meta },
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
  { path: '/password', component: () => import('@shared/Password.vue'), meta: { role: '*' } },
  { path: '/factor', component: () => import('@shared/Factor.vue'), meta: { role: '*' } },
  { path: '/account', component: () => import('@shared/Account.vue'), meta: { role: '*' } },
  { path: '/inbox', component: () => import('@shared/Inbox.vue'), props: () => ({ base: homeOf(session.role) + '/cases' }), meta: { role: '*' } },
  { path: '/r/:no', component: () => import('@shared/Receipt.vue'), props: r => ({ no: r.params.no, home: homeOf(session.role), base: homeOf(session.role) + '/cases', file: homeOf(session.role) + '/file' }), meta: { role: '*' } },

  { path: '/me', component: () => import('./Me.vue'), meta: { role: 'PERSON' } },
  { path: '/me/mobile', component: () => import('./Mobile.vue'), meta: { role: 'PERSON' } },
  { path: '/me/reads', component: () => import('./Reads.vue'), meta: { role: 'PERSON' } },
  { path: '/me/shares', component: () => import('./Shares.vue'), meta: { role: 'PERSON' } },
  { path: '/me/proxies', component: () => import('./Proxies.vue'), meta: { role: 'PERSON' } },
  { path: '/me/agreement', component: () => import('./Agreement.vue'), meta: { role: 'PERSON' } },
  { path: '/me/about', component: () => import('./About.vue'), meta: { role: 'PERSON' } },
  { path: '/me/cases/:no/object', component: () => import('./Object.vue'), props: true, meta: { role: 'PERSON' } },
  ...common('/me', 'PERSON'),

  { path: '/unit', component: () => import('./Unit.vue'), meta: { role: 'UNIT_OPERATOR' } },
  { path: '/unit/members', component: () => import('./Members.vue'), meta: { role: 'UNIT_OPERATOR' } },
  { path: '/unit/members/:no', component: () => import('./Member.vue'), props: true, meta: { role: 'UNIT_OPERATOR' } },
  { path: '/unit/batch', component: () => import('./Batch.vue'), meta: { role: 'UNIT_OPERATOR' } },
  { path: '/unit/batch/:no', component: () => import('./BatchAt.vue'), props: true, meta: { role: 'UNIT_OPERATOR' } },
  { path: '/unit/data', component: () => import('./UnitData.vue'), meta: { role: 'UNIT_OPERATOR' } },
  { path: '/unit/people', component: () => import('./UnitPeople.vue'), meta: { role: 'UNIT_OPERATOR' } },
  { path: '/unit/objections', component: () => import('./UnitObjections.vue'), meta: { role: 'UNIT_OPERATOR' } },
  ...common('/unit', 'UNIT_OPERATOR'),

  { path: '/community', component: () => import('./Community.vue'), meta: { role: 'COMMUNITY_OPERATOR' } },
  ...common('/community', 'COMMUNITY_OPERATOR'),
  { path: '/:rest(.*)*', component: () => import('@shared/Denied.vue') },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(to => {
  const role = to.meta.role as string | undefined
  const only = onlyPage(to.path)
  if (only) return only
  if (!role) return true
  if (!session.account && !session.mustChange) return { path: '/login', query: { next: to.fullPath } }
  if (role !== '*' && role !== session.role) return { path: '/denied', query: {}, replace: true }
  return true
})

export const menus: Record<string, { to: string; word: string }[]> = {
  PERSON: [
    { to: DOCUMENTS.PERSON, word: '首页' }, { to: '/me/services', word: '办理业务' }, { to: '/me/cases', word: '业务记录' },
    { to: '/me/about', word: '与我有关的业务' }, { to: '/me/reads', word: '谁看过我的记录' }, { to: '/me/shares', word: '授权码' }, { to: '/me/proxies', word: '委托' },
  ],
  UNIT_OPERATOR: [
    { to: DOCUMENTS.UNIT_OPERATOR, word: '首页' }, { to: '/unit/members', word: '参保人员' }, { to: '/unit/services', word: '办理业务' }, { to: '/unit/batch', word: '批量申报' },
    { to: '/unit/cases', word: '业务记录' }, { to: '/unit/objections', word: '职工异议' }, { to: '/unit/data', word: '协议和评级' }, { to: '/unit/people', word: '操作员和密钥' },
  ],
  COMMUNITY_OPERATOR: [
    { to: DOCUMENTS.COMMUNITY_OPERATOR, word: '首页' }, { to: '/community/services', word: '办理业务' }, { to: '/community/cases', word: '业务记录' },
  ],
}
