// routes: pages of the intranet door, each with the methods that it calls; lib/pages says who opens them.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { isBusiness } from '@lib/contract'
import { guard, menuOf, opens, type Entry, type Needs } from '@lib/pages'
import { session } from '@lib/session'
import { boards } from './boards'
import { COUNTER } from './counter'

export const homeOf = () => (session.account ? '/home' : '/login')
const DESK: Needs = { calls: ['query.ListCases', 'query.GetCase', 'review.ApproveCase'] }
const calls = (...methods: string[]) => ({ needs: { calls: methods } })
const EVERY_ACCOUNT = { needs: {} }

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: homeOf },
  { path: '/login', component: () => import('@shared/Login.vue'), props: { homeOf } },
  { path: '/home', component: () => import('./Home.vue'), meta: EVERY_ACCOUNT },
  { path: '/password', component: () => import('@shared/Password.vue'), meta: EVERY_ACCOUNT },
  { path: '/factor', component: () => import('@shared/Factor.vue'), meta: EVERY_ACCOUNT },
  { path: '/account', component: () => import('@shared/Account.vue'), meta: EVERY_ACCOUNT },
  { path: '/inbox', component: () => import('@shared/Inbox.vue'), props: () => ({ base: opens(DESK) ? '/desk' : '' }), meta: EVERY_ACCOUNT },
  { path: '/announcements', component: () => import('@shared/Notices.vue'), props: { method: 'desk.ListStaffNotices' }, meta: calls('desk.ListStaffNotices') },
  { path: '/desk/:no?', component: () => import('./Desk.vue'), props: true, meta: { needs: DESK } },
  { path: '/bulk', component: () => import('./Bulk.vue'), meta: calls('review.ListBulks') },
  { path: '/bulk/:no', component: () => import('./BulkAt.vue'), props: true, meta: calls('review.GetBulk') },
  { path: '/do/:method', component: () => import('@shared/Do.vue'), props: r => ({ method: r.params.method, home: homeOf(), lead: { E_AUTH_FACTOR: { to: '/factor', word: '绑定验证器' } } }), meta: EVERY_ACCOUNT },
  { path: '/services', component: () => import('@shared/Services.vue'), props: { file: '/do' }, meta: { needs: { calls: ['query.ListBusinesses'], some: isBusiness } } },
  { path: '/tickets', component: () => import('./Tickets.vue'), meta: calls('ticket.ListTickets') },
  { path: '/tickets/:no', component: () => import('./Ticket.vue'), props: true, meta: calls('ticket.ShowTicket') },
  { path: '/causes/:no', component: () => import('./Cause.vue'), props: true, meta: calls('ticket.ShowCause') },
  { path: '/units', component: () => import('./Units.vue'), meta: calls('query.GetUnit', 'review.ComputeGrade') },
  { path: '/persons', component: () => import('./Persons.vue'), meta: calls('query.FindPersons') },
  { path: '/counter', component: () => import('./Counter.vue'), meta: { needs: { any: COUNTER.flatMap(c => c.acts) } } },
  { path: '/day', component: () => import('./Day.vue'), meta: calls('appointment.ShowLine', 'appointment.CallNext') },
  { path: '/day/list', component: () => import('./DayList.vue'), meta: calls('appointment.ListDay', 'appointment.RecordOutcome') },
  { path: '/hours', component: () => import('./Hours.vue'), meta: calls('appointment.SetSection', 'appointment.ListSectionHistory') },
  { path: '/board', component: () => import('./Screen.vue') },
  { path: '/accounts', component: () => import('./Accounts.vue'), meta: calls('identity.ShowBranch', 'identity.ListAccounts') },
  { path: '/letters', component: () => import('./Letters.vue'), meta: calls('identity.TakeLetters', 'identity.CountLetters') },
  { path: '/visit', component: () => import('./Visit.vue'), meta: calls('access.RecordVisit', 'access.ConfirmMandate', 'identity.IdentifyAtCounter') },
  { path: '/unit-letter', component: () => import('./UnitLetter.vue'), meta: calls('identity.ShowUnitLetter') },
  { path: '/params', component: () => import('./Params.vue'), meta: calls('collection.ListParameters') },
  { path: '/params/:no', component: () => import('./Proposal.vue'), props: true, meta: calls('query.GetCase', 'collection.PreviewParameters') },
  { path: '/businesses', component: () => import('./Businesses.vue'), meta: calls('query.ListBusinesses') },
  { path: '/health', component: () => import('./Health.vue'), meta: calls('query.GetStatus') },
  { path: '/stats', component: () => import('./Stats.vue'), meta: calls('query.ShowStatistics') },
  { path: '/trace', component: () => import('./Trace.vue'), meta: calls('query.TraceCommand') },
  ...boards.map(board => ({ path: board.path, component: () => import('./Board.vue'), props: { board }, meta: calls(board.method) })),
  { path: '/:rest(.*)*', component: () => import('@shared/Denied.vue'), props: () => ({ home: homeOf() }) },
]

export const router = createRouter({ history: createWebHistory(), routes, scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 } })
router.beforeEach(guard)

const ENTRIES: Entry[] = [
  { to: '/home', word: '首页' },
  { to: '/desk', word: '审核台', group: '审核' }, { to: '/bulk', word: '批量审核', group: '审核' }, { to: '/overdue', word: '超期业务', group: '审核' }, { to: '/samples', word: '抽查件', group: '审核' }, { to: '/objections', word: '异议和人工复核', group: '审核' }, { to: '/decided', word: '经办记录', group: '审核' }, { to: '/reviewers', word: '审核人员', group: '审核' }, { to: '/tickets', word: '咨询队列', group: '审核' },
  { to: '/replies', word: '标准答复', group: '审核' }, { to: '/causes', word: '共同问题', group: '审核' },
  { to: '/day', word: '窗口排队', group: '窗口' }, { to: '/services', word: '代办业务', group: '窗口' }, { to: '/counter', word: '窗口核验', group: '窗口' }, { to: '/visit', word: '来访一次办好', group: '窗口' }, { to: '/requests', word: '查阅依据', group: '窗口' },
  { to: '/persons', word: '参保人员查找', group: '窗口' },
  { to: '/units', word: '单位', group: '单位和账号' }, { to: '/accounts', word: '账号', group: '单位和账号' }, { to: '/letters', word: '激活通知单', group: '单位和账号' },
  { to: '/params', word: '业务参数', group: '规则' }, { to: '/windows', word: '办理时间', group: '规则' }, { to: '/businesses', word: '业务开关', group: '规则' }, { to: '/agreements', word: '协议', group: '规则' },
  { to: '/announcements', word: '内部公告', group: '公告和机构' }, { to: '/staff-notices', word: '公告管理', group: '公告和机构' }, { to: '/office', word: '社保处联系方式', group: '公告和机构' }, { to: '/hours', word: '科室和开放时间', group: '公告和机构' },
  { to: '/stats', word: '统计报表', group: '运行和审计' }, { to: '/health', word: '运行状态', group: '运行和审计' }, { to: '/trace', word: '业务追踪', group: '运行和审计' }, { to: '/parked', word: '待人工处理', group: '运行和审计' }, { to: '/outgoing', word: '短信', group: '运行和审计' }, { to: '/rights', word: '权限审计', group: '运行和审计' },
]
export const menu = () => menuOf(ENTRIES, routes)
