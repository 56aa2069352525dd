// routes: pages of the intranet door; the menu is by right.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { onlyPage, session } from '@lib/session'
import { boards } from './boards'

const REVIEWERS = ['DISTRICT_OPERATOR', 'DISTRICT_ADMIN', 'SETTLEMENT_CENTER']
const HEALTH = ['INFO_CENTER', 'SYSTEM_ADMIN', 'SETTLEMENT_CENTER', 'AUDITOR']

export const homeOf = (role: string) =>
  REVIEWERS.includes(role) ? '/desk' : HEALTH.includes(role) ? '/health' : role === 'SECURITY_ADMIN' ? '/accounts' : role ? '/account' : '/login'

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: () => (session.account ? homeOf(session.role) : '/login') },
  { path: '/login', component: () => import('@shared/Login.vue'), props: { homeOf } },
  { path: '/password', component: () => import('@shared/Password.vue'), meta: { roles: '*' } },
  { path: '/factor', component: () => import('@shared/Factor.vue'), meta: { roles: '*' } },
  { path: '/account', component: () => import('@shared/Account.vue'), meta: { roles: '*' } },
  { path: '/inbox', component: () => import('@shared/Inbox.vue'), props: () => ({ base: REVIEWERS.includes(session.role) ? '/desk' : '' }), meta: { roles: '*' } },
  { path: '/announcements', component: () => import('@shared/Notices.vue'), props: { method: 'desk.ListStaffNotices' }, meta: { roles: ['DISTRICT_OPERATOR', 'DISTRICT_ADMIN', 'SETTLEMENT_CENTER', 'INFO_CENTER', 'AUDITOR'] } },
  { path: '/desk/:no?', component: () => import('./Desk.vue'), props: true, meta: { roles: REVIEWERS } },
  { path: '/do/:method', component: () => import('@shared/Do.vue'), props: r => ({ method: r.params.method, home: homeOf(session.role), lead: { E_AUTH_FACTOR: { to: '/factor', word: '绑定验证器' } } }), meta: { roles: '*' } },
  { path: '/services', component: () => import('@shared/Services.vue'), props: { file: '/do' }, meta: { roles: ['DISTRICT_OPERATOR', 'DISTRICT_ADMIN', 'SETTLEMENT_CENTER'] } },
  { path: '/units', component: () => import('./Units.vue'), meta: { roles: ['DISTRICT_OPERATOR', 'DISTRICT_ADMIN'] } },
  { path: '/persons', component: () => import('./Persons.vue'), meta: { roles: ['DISTRICT_OPERATOR'] } },
  { path: '/counter', component: () => import('./Counter.vue'), meta: { roles: ['DISTRICT_OPERATOR', 'SETTLEMENT_CENTER'] } },
  { path: '/letters', component: () => import('./Letters.vue'), meta: { roles: ['DISTRICT_ADMIN', 'SETTLEMENT_CENTER', 'DISTRICT_OPERATOR'] } },
  { path: '/visit', component: () => import('./Visit.vue'), meta: { roles: ['DISTRICT_OPERATOR'] } },
  { path: '/unit-letter', component: () => import('./UnitLetter.vue'), meta: { roles: ['DISTRICT_ADMIN', 'AUDITOR'] } },
  { path: '/businesses', component: () => import('./Businesses.vue'), meta: { roles: ['SETTLEMENT_CENTER'] } },
  { path: '/health', component: () => import('./Health.vue'), meta: { roles: HEALTH } },
  { path: '/trace', component: () => import('./Trace.vue'), meta: { roles: ['INFO_CENTER'] } },
  ...boards.map(board => ({ path: board.path, component: () => import('./Board.vue'), props: { board }, meta: { roles: board.roles } })),
  { path: '/:rest(.*)*', component: () => import('@shared/Denied.vue'), props: () => ({ home: homeOf(session.role) }) },
]

export const router = createRouter({ history: createWebHistory(), routes, scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 } })

router.beforeEach(to => {
  const roles = to.meta.roles as string[] | '*' | undefined
  const only = onlyPage(to.path)
  if (only) return only
  if (!roles) return true
  if (!session.account && !session.mustChange) return { path: '/login', query: { next: to.fullPath } }
  if (roles !== '*' && !roles.includes(session.role)) return { path: '/denied', replace: true }
  return true
})

const MENU: [string, string, string[]][] = [
  ['/desk', '审核台', REVIEWERS], ['/overdue', '超期业务', REVIEWERS], ['/services', '代办业务', ['DISTRICT_OPERATOR']], ['/samples', '抽查件', ['DISTRICT_OPERATOR', 'DISTRICT_ADMIN']],
  ['/units', '单位', ['DISTRICT_OPERATOR', 'DISTRICT_ADMIN']], ['/persons', '参保人员查找', ['DISTRICT_OPERATOR']], ['/objections', '参保人异议', ['DISTRICT_OPERATOR', 'DISTRICT_ADMIN']], ['/counter', '窗口核验', ['DISTRICT_OPERATOR', 'SETTLEMENT_CENTER']], ['/visit', '来访一次办好', ['DISTRICT_OPERATOR']], ['/requests', '查阅依据', ['DISTRICT_OPERATOR']], ['/accounts', '账号', ['DISTRICT_ADMIN', 'SECURITY_ADMIN', 'SETTLEMENT_CENTER']], ['/letters', '激活通知单', ['DISTRICT_ADMIN', 'SETTLEMENT_CENTER']], ['/office', '社保处联系方式', ['DISTRICT_ADMIN']],
  ['/params', '业务参数', ['SETTLEMENT_CENTER', 'AUDITOR']], ['/revisions', '参数调整记录', ['AUDITOR']], ['/windows', '办理时间', ['SETTLEMENT_CENTER', 'AUDITOR', 'DISTRICT_ADMIN']],
  ['/agreements', '协议', ['SETTLEMENT_CENTER', 'AUDITOR']], ['/staff-notices', '公告管理', ['SETTLEMENT_CENTER']], ['/businesses', '业务开关', ['SETTLEMENT_CENTER']],
  ['/rights', '权限审计', ['AUDITOR']], ['/trace', '业务追踪', ['INFO_CENTER']], ['/parked', '待人工处理', ['INFO_CENTER', 'SYSTEM_ADMIN']], ['/outgoing', '短信', ['INFO_CENTER']], ['/health', '运行状态', ['INFO_CENTER', 'SYSTEM_ADMIN', 'AUDITOR']],
]
export const menuOf = (role: string) => MENU.filter(([, , roles]) => roles.includes(role)).map(([to, word]) => ({ to, word }))
