// boards: the list pages of the intranet: which query, which choices, which columns, what can be done. The
// words of fields come from the contract.
import { session } from '@lib/session'

export interface Choice { name: string; word: string; values?: string[]; preset?: string; text?: boolean; needed?: boolean; year?: boolean }
export interface Deed { method: string; page?: string; fill?: Record<string, string>; when?: (row: any) => boolean }
export interface Board {
  path: string; title: string; sub: string; method: string; roles: string[]; columns?: string[]; list?: string; empty: string
  choices?: Choice[]; fixed?: Record<string, unknown>; deeds?: string[]; rowDeeds?: Deed[]; case?: boolean
}

const FIGURES = ['FIGURE_LIMIT', 'FIGURE_RATE', 'FIGURE_ACCOUNT', 'FIGURE_RELIEF', 'FIGURE_INJURY', 'FIGURE_FLOAT', 'FIGURE_FIXED', 'FIGURE_TIER', 'FIGURE_INTEREST', 'FIGURE_CREDIT', 'FIGURE_RETIREMENT', 'FIGURE_GRADE', 'FIGURE_LOGIN']
const below: Record<string, string[]> = { SETTLEMENT_CENTER: ['DISTRICT_ADMIN'], DISTRICT_ADMIN: ['DISTRICT_OPERATOR', 'UNIT_OPERATOR', 'COMMUNITY_OPERATOR', 'OFFICE_DESK'], SECURITY_ADMIN: ['DISTRICT_ADMIN', 'DISTRICT_OPERATOR', 'UNIT_OPERATOR', 'COMMUNITY_OPERATOR', 'OFFICE_DESK', 'SETTLEMENT_CENTER', 'INFO_CENTER'] }
export const rolesBelow = (role: string) => below[role] ?? []

export const boards: Board[] = [
  {
    path: '/accounts', title: '账号', sub: '下一级的账号。开通、停用、重置和调动都记入日志，并通知本人。', method: 'identity.ListAccounts', roles: ['SETTLEMENT_CENTER', 'DISTRICT_ADMIN', 'SECURITY_ADMIN'],
    columns: ['account_no', 'unit_no', 'community_code', 'disabled', 'must_change_password', 'asleep', 'made_by'], empty: '没有这样的账号。',
    choices: [{ name: 'role', word: '角色', values: ['BELOW'] }, { name: 'district_code', word: '行政区', text: true }],
    deeds: ['identity.CreateAccount', 'identity.CreateUnitOperator', 'identity.GrantUnit', 'identity.EndUnitGrant', 'identity.MoveStaff'],
    rowDeeds: [
      { method: 'identity.DisableAccount', fill: { account_no: 'accountNo' }, when: r => !r.disabled },
      { method: 'identity.EnableAccount', fill: { account_no: 'accountNo' }, when: r => r.disabled },
      { method: 'identity.ResetAccount', fill: { account_no: 'accountNo' } },
      { method: 'identity.MoveAccount', fill: { account_no: 'accountNo' } },
      { method: 'identity.ShowUnitLetter', page: '/unit-letter', fill: { unit_no: 'unitNo', login_name: 'accountNo' }, when: r => !!r.unitNo },
    ],
  },
  {
    path: '/params', title: '业务参数', sub: '缴费基数、费率等。调整由一人提出，另一人批准；批准前可以预览影响。', method: 'collection.ListParameters', roles: ['SETTLEMENT_CENTER', 'AUDITOR', 'DISTRICT_OPERATOR', 'DISTRICT_ADMIN'],
    empty: '没有这种参数。', choices: [{ name: 'kind', word: '参数种类', values: FIGURES, preset: 'FIGURE_LIMIT' }], deeds: ['collection.ProposeParameters'],
  },
  {
    path: '/revisions', title: '参数调整记录', sub: '每次调整的依据、提出人和批准人。', method: 'collection.ListRevisions', roles: ['SETTLEMENT_CENTER', 'AUDITOR'],
    empty: '这种参数没有调整过。', choices: [{ name: 'kind', word: '参数种类', values: FIGURES, preset: 'FIGURE_LIMIT' }],
  },
  {
    path: '/windows', title: '办理时间', sub: '每月网上办理的开放和截止时间。延长会自动发布公告。', method: 'collection.ListCalendar', roles: ['SETTLEMENT_CENTER', 'AUDITOR', 'DISTRICT_OPERATOR', 'DISTRICT_ADMIN'],
    columns: ['period', 'opens_at_us', 'closes_at_us', 'late_policy', 'reason', 'legal_ref', 'set_at_us'], empty: '这一年还没有设定。', fixed: { calendar: 'hall' }, choices: [{ name: 'year', word: '年度', year: true }],
    deeds: ['collection.SetCalendar', 'collection.SetCalendarYear', 'collection.SetHolidays'],
  },
  {
    path: '/agreements', title: '协议', sub: '单位和个人签署协议的情况。', method: 'desk.ListAgreements', roles: ['SETTLEMENT_CENTER', 'AUDITOR'],
    columns: ['kind', 'unit_no', 'person_no', 'state', 'number', 'signed_by', 'signed_at_us', 'ended_by', 'ended_at_us', 'end_reason', 'sign_by_us'], empty: '没有这样的协议。',
    choices: [{ name: 'kind', word: '协议', values: ['ONLINE_SERVICE', 'DEFERRED_PAYMENT'], preset: 'ONLINE_SERVICE' }, { name: 'state', word: '状态', values: ['SIGNED', 'OFFERED', 'AGREEMENT_OVER'], preset: 'SIGNED' }],
    deeds: ['desk.PublishAgreement', 'desk.OfferDeferral'], rowDeeds: [{ method: 'desk.EndAgreement', fill: { kind: 'kind', unit_no: 'unitNo', person_no: 'personNo' }, when: r => r.state === 'SIGNED' }],
  },
  {
    path: '/staff-notices', title: '公告管理', sub: '发布、修改和撤下公告；每次修改成为新的一版，旧版保留。', method: 'desk.ReviewNotices', roles: ['SETTLEMENT_CENTER', 'AUDITOR'], columns: ['notice', 'confirmations', 'close_reason', 'published_by'], empty: '没有这样的公告。',
    choices: [{ name: 'audience', word: '发布对象', values: ['EVERYBODY', 'UNITS', 'FLEXIBLE', 'COMMUNITIES', 'STAFF'], preset: 'EVERYBODY' }], deeds: ['desk.PublishNotice'],
    rowDeeds: [{ method: 'desk.EditNotice', fill: { notice_no: 'notice.noticeNo', title_zh: 'notice.titleZh', title_en: 'notice.titleEn', text_zh: 'notice.textZh', text_en: 'notice.textEn' } }, { method: 'desk.WithdrawNotice', fill: { notice_no: 'notice.noticeNo' } }],
  },
  {
    path: '/overdue', title: '超期业务', sub: '提交后很久没有答复的业务，最久的在前。', method: 'query.ListOverdue', roles: ['DISTRICT_OPERATOR', 'DISTRICT_ADMIN', 'SETTLEMENT_CENTER'], empty: '没有超期的业务。',
    choices: [{ name: 'district_code', word: '行政区', text: true, preset: 'DISTRICT', needed: true }, { name: 'days', word: '待审天数超过', text: true, preset: '5' }],
  },
  {
    path: '/samples', title: '抽查件', sub: '系统审核的业务按比例抽查；认定虚假申报须两人。', method: 'query.ListSamples', roles: ['DISTRICT_OPERATOR', 'DISTRICT_ADMIN'], empty: '没有这种状态的抽查件。',
    choices: [{ name: 'state', word: '状态', values: ['SAMPLE_WAITING', 'SAMPLE_OBJECTED', 'SAMPLE_PASSED', 'SAMPLE_CONFIRMED', 'SAMPLE_DISMISSED'], preset: 'SAMPLE_WAITING' }],
    rowDeeds: [{ method: 'review.AnswerSample', fill: { case_no: 'caseNo' }, when: r => r.state === 'SAMPLE_WAITING' }, { method: 'review.ConfirmSample', fill: { case_no: 'caseNo' }, when: r => r.state === 'SAMPLE_OBJECTED' }],
  },
  {
    path: '/objections', title: '参保人异议', sub: '参保人认为涉及本人的业务办错了。经手过这笔业务的人不能答复。', method: 'query.ListObjections', roles: ['DISTRICT_OPERATOR', 'DISTRICT_ADMIN'],
    columns: ['case_no', 'person_no', 'unit_no', 'method_zh', 'statement', 'objected_at_us', 'answer', 'answered_at_us'], empty: '没有这种状态的异议。',
    choices: [{ name: 'state', word: '状态', values: ['OBJECTION_OPEN', 'OBJECTION_UPHELD', 'OBJECTION_DISMISSED'], preset: 'OBJECTION_OPEN' }],
    rowDeeds: [{ method: 'review.AnswerObjection', fill: { case_no: 'caseNo' }, when: r => r.state === 'OBJECTION_OPEN' }],
  },
  {
    path: '/requests', title: '查阅依据', sub: '来访和协查函的登记簿。查阅他人记录须写明依据的编号。', method: 'access.ListRequests', roles: ['DISTRICT_OPERATOR', 'DISTRICT_ADMIN'], empty: '没有登记。',
    columns: ['basis_no', 'kind', 'state', 'person_no', 'authority', 'letter_no', 'from_date', 'to_date', 'made_by', 'confirmed_by'], choices: [{ name: 'state', word: '状态', values: ['IN_FORCE', 'PROPOSED', 'ENDED'], preset: 'IN_FORCE' }],
    deeds: ['access.RecordVisit', 'access.RecordRequest'], rowDeeds: [{ method: 'access.ConfirmRequest', fill: { basis_no: 'basisNo' }, when: r => r.state === 'PROPOSED' }, { method: 'access.EndRequest', fill: { basis_no: 'basisNo' }, when: r => r.state === 'IN_FORCE' }],
  },
  {
    path: '/outgoing', title: '短信', sub: '发往手机的短信的状态，不含号码和内容。', method: 'notification.ListOutgoing', roles: ['INFO_CENTER'], empty: '没有这种状态的短信。',
    choices: [{ name: 'state', word: '状态', values: ['QUEUED', 'SENDING', 'SENT', 'SEND_FAILED', 'EXPIRED'], preset: 'QUEUED' }], deeds: ['notification.TrySender'],
  },
  {
    path: '/office', title: '社保处联系方式', sub: '外网每一页都向所属的单位和个人显示本区社保处的电话、地址和办公时间。', method: 'desk.ListOffices', roles: ['DISTRICT_ADMIN'], list: 'office', empty: '还没有公布。',
    columns: ['office_no', 'name_zh', 'phone', 'address_zh', 'hours_zh', 'demonstration'], deeds: ['desk.SetOffice'],
    rowDeeds: [{ method: 'desk.SetOffice', fill: { name_zh: 'nameZh', name_en: 'nameEn', address_zh: 'addressZh', address_en: 'addressEn', phone: 'phone', hours_zh: 'hoursZh', hours_en: 'hoursEn' }, when: r => r.officeNo === session.districtCode }],
  },
  {
    path: '/parked', title: '待人工处理', sub: '多次使后台程序中断的业务停在这里，不影响其他业务。查明原因后，在服务器上用hall parked replay重放，或用hall parked discard作废。', method: 'query.ListParked', roles: ['INFO_CENTER', 'SYSTEM_ADMIN'],
    columns: ['parked_at_us', 'method', 'reason', 'attempts', 'deliveries', 'queue', 'shard', 'command_id'], empty: '没有这种状态的业务。',
    choices: [{ name: 'state', word: '状态', values: ['PARK_WAITING', 'PARK_RELEASED', 'PARK_DISCARDED'], preset: 'PARK_WAITING' }],
    rowDeeds: [{ method: 'query.TraceCommand', page: '/trace', fill: { code: 'commandId' } }],
  },
  {
    path: '/rights', title: '权限审计', sub: '某一天谁能做什么，两天之间变了什么，由日志算出。', method: 'identity.ReviewRights', roles: ['AUDITOR'], empty: '这一天没有这样的账号。',
    columns: ['account_no', 'exists', 'role', 'unit_no', 'district_code', 'may_log_in', 'disabled', 'asleep', 'initial', 'incomplete'],
    choices: [{ name: 'role', word: '角色', values: ['UNIT_OPERATOR', 'COMMUNITY_OPERATOR', 'DISTRICT_OPERATOR', 'DISTRICT_ADMIN', 'SETTLEMENT_CENTER', 'INFO_CENTER', 'AUDITOR', 'OFFICE_DESK'], preset: 'DISTRICT_OPERATOR' }, { name: 'district_code', word: '行政区', text: true }, { name: 'day', word: '截至日期', text: true, preset: 'TODAY' }],
  },
]
