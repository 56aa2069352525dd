// boards: the list pages of the intranet: which query, which choices, which columns, what can be done. The
// words of fields come from the contract.
import { session } from '@lib/session'

/** A choice of an enum offers its values, as the contract names them. */
export interface Choice { name: string; word: string; preset?: string; text?: boolean; needed?: boolean; year?: boolean }
/** `fill`: what the form has already and does not show; `begin`: what it begins with and shows. */
export interface Deed { method: string; page?: string; fill?: Record<string, string>; begin?: Record<string, string>; when?: (row: any) => boolean }
export interface Board {
  path: string; title: string; sub: string; method: string; columns?: string[]; list?: string; empty: string
  choices?: Choice[]; fixed?: Record<string, unknown>; deeds?: string[]; rowDeeds?: Deed[]; case?: boolean
}

export const boards: Board[] = [
  {
    path: '/windows', title: '办理时间', sub: '每月网上办理的开放和截止时间。延长会自动发布公告。', method: 'collection.ListCalendar',
    columns: ['period', 'opens_at_us', 'closes_at_us', 'late_policy', 'reason', 'legal_ref', 'set_at_us'], empty: '这一年还没有设定。', fixed: { calendar: 'hall' }, choices: [{ name: 'year', word: '年度', year: true }],
    deeds: ['collection.SetCalendar', 'collection.SetCalendarYear', 'collection.SetHolidays'],
  },
  {
    path: '/agreements', title: '协议', sub: '单位和个人签署协议的情况。', method: 'desk.ListAgreements',
    columns: ['kind', 'unit_no', 'person_no', 'state', 'number', 'signed_by', 'signed_at_us', 'ended_by', 'ended_at_us', 'end_reason', 'sign_by_us'], empty: '没有这样的协议。',
    choices: [{ name: 'kind', word: '协议', preset: 'ONLINE_SERVICE' }, { name: 'state', word: '状态', preset: 'SIGNED' }],
    deeds: ['desk.PublishAgreement', 'desk.OfferDeferral'], rowDeeds: [{ method: 'desk.EndAgreement', fill: { kind: 'kind', unit_no: 'unitNo', person_no: 'personNo' }, when: r => r.state === 'SIGNED' }],
  },
  {
    path: '/staff-notices', title: '公告管理', sub: '发布、修改和撤下公告；每次修改成为新的一版，旧版保留。', method: 'desk.ReviewNotices', columns: ['notice', 'confirmations', 'close_reason', 'published_by'], empty: '没有这样的公告。',
    choices: [{ name: 'audience', word: '发布对象', preset: 'EVERYBODY' }], deeds: ['desk.PublishNotice'],
    rowDeeds: [{ method: 'desk.EditNotice', fill: { notice_no: 'notice.noticeNo', edition: 'notice.edition' }, begin: { audience: 'notice.audience', title_zh: 'notice.titleZh', title_en: 'notice.titleEn', text_zh: 'notice.textZh', text_en: 'notice.textEn', must_read: 'notice.mustRead' } }, { method: 'desk.WithdrawNotice', fill: { notice_no: 'notice.noticeNo' } }],
  },
  {
    path: '/overdue', title: '超期业务', sub: '提交后很久没有答复的业务，最久的在前。', method: 'query.ListOverdue', empty: '没有超期的业务。',
    choices: [{ name: 'district_code', word: '行政区', text: true, preset: 'DISTRICT', needed: true }, { name: 'days', word: '待审天数超过', text: true, preset: '5' }],
  },
  {
    path: '/samples', title: '抽查件', sub: '系统审核的业务按比例抽查；认定虚假申报须两人。', method: 'query.ListSamples', empty: '没有这种状态的抽查件。',
    choices: [{ name: 'state', word: '状态', preset: 'SAMPLE_WAITING' }],
    rowDeeds: [{ method: 'review.AnswerSample', fill: { case_no: 'caseNo' }, when: r => r.state === 'SAMPLE_WAITING' }, { method: 'review.ConfirmSample', fill: { case_no: 'caseNo' }, when: r => r.state === 'SAMPLE_OBJECTED' }],
  },
  {
    path: '/objections', title: '异议和人工复核', sub: '参保人认为涉及本人的业务办错了，或者有人要求由人工复核系统审核的业务。经手过这笔业务的人不能答复。', method: 'query.ListObjections',
    columns: ['case_no', 'person_no', 'unit_no', 'method_zh', 'human', 'statement', 'objected_at_us', 'answer', 'answered_at_us'], empty: '没有这种状态的异议。',
    choices: [{ name: 'state', word: '状态', preset: 'OBJECTION_OPEN' }],
    rowDeeds: [{ method: 'review.AnswerObjection', fill: { case_no: 'caseNo' }, when: r => r.state === 'OBJECTION_OPEN' }],
  },
  {
    path: '/reviewers', title: '审核人员', sub: '本机构的审核人手上各有多少业务、谁在休假。休假期间，本人领取的业务回到队列，也不再分派给他。', method: 'query.ListReviewers', empty: '没有审核人。',
    columns: ['account_no', 'role', 'held', 'offered', 'at_work', 'away', 'from_date', 'until_date'],
    deeds: ['review.TakeLeave'], rowDeeds: [{ method: 'review.SetLeave', fill: { account_no: 'accountNo' }, when: r => r.accountNo !== session.account }],
  },
  {
    path: '/decided', title: '经办记录', sub: '审核人通过、退回和判为不通过的业务，最近的在前。', method: 'query.ListDecided', case: true, empty: '还没有经办过业务。',
    columns: ['case_no', 'method_zh', 'unit_no', 'subject', 'submission', 'decision', 'decided_at_us', 'state'], choices: [{ name: 'account_no', word: '审核人', text: true }],
  },
  {
    path: '/requests', title: '查阅依据', sub: '来访和协查函的登记簿。查阅他人记录须写明依据的编号。', method: 'access.ListRequests', empty: '没有登记。',
    columns: ['basis_no', 'kind', 'state', 'person_no', 'authority', 'letter_no', 'from_date', 'to_date', 'made_by', 'confirmed_by'], choices: [{ name: 'state', word: '状态', preset: 'IN_FORCE' }],
    deeds: ['access.RecordVisit', 'access.RecordRequest'], rowDeeds: [{ method: 'access.ConfirmRequest', fill: { basis_no: 'basisNo' }, when: r => r.state === 'PROPOSED' }, { method: 'access.EndRequest', fill: { basis_no: 'basisNo' }, when: r => r.state === 'IN_FORCE' }],
  },
  {
    path: '/replies', title: '标准答复', sub: '答复咨询时按类别选用，可以再改。市级机构维护全市的，各区管理员维护本区的；每次修改成为新的一版，旧版保留。', method: 'ticket.ListReplies',
    columns: ['title', 'text_zh', 'text_en', 'district_code', 'edition', 'set_by', 'set_at_us'], empty: '这个类别还没有标准答复。', choices: [{ name: 'category', word: '类别', preset: 'ASK_ENROLMENT' }],
    deeds: ['ticket.WriteReply'],
    rowDeeds: [
      { method: 'ticket.EditReply', fill: { reply_no: 'replyNo', edition: 'edition' }, begin: { title: 'title', text_zh: 'textZh', text_en: 'textEn' }, when: r => r.districtCode === session.districtCode },
      { method: 'ticket.WithdrawReply', fill: { reply_no: 'replyNo' }, when: r => r.districtCode === session.districtCode },
      { method: 'ticket.ShowReply', page: '/reply-editions', fill: { reply_no: 'replyNo' } },
    ],
  },
  {
    path: '/reply-editions', title: '标准答复历次版本', sub: '答复注明采用的是哪一版。', method: 'ticket.ShowReply', columns: ['edition', 'title', 'text_zh', 'text_en', 'set_by', 'set_at_us'],
    empty: '没有这个标准答复。', choices: [{ name: 'reply_no', word: '标准答复编号', text: true, needed: true }],
  },
  {
    path: '/causes', title: '共同问题', sub: '同一个原因引起的多笔咨询关联到一处，一次答复全部。公布后，提交同类咨询的人会看到“已知问题”。', method: 'ticket.ListCauses',
    columns: ['cause_no', 'title_zh', 'category', 'desk', 'shown', 'waiting', 'answered', 'since_us'], empty: '没有这种状态的共同问题。', choices: [{ name: 'state', word: '状态', preset: 'CAUSE_OPEN' }],
    deeds: ['ticket.OpenCause'],
  },
  {
    path: '/outgoing', title: '短信', sub: '发往手机的短信的状态，不含号码和内容。', method: 'notification.ListOutgoing', empty: '没有这种状态的短信。',
    choices: [{ name: 'state', word: '状态', preset: 'QUEUED' }], deeds: ['notification.TrySender'],
  },
  {
    path: '/office', title: '社保处联系方式', sub: '外网每一页都向所属的单位和个人显示本区社保处的电话、地址和办公时间。', method: 'desk.ListOffices', list: 'office', empty: '还没有公布。',
    columns: ['office_no', 'name_zh', 'phone', 'address_zh', 'hours_zh', 'demonstration'], deeds: ['desk.SetOffice', 'enrolment.MoveUnit'],
    rowDeeds: [{ method: 'desk.SetOffice', begin: { name_zh: 'nameZh', name_en: 'nameEn', address_zh: 'addressZh', address_en: 'addressEn', phone: 'phone', hours_zh: 'hoursZh', hours_en: 'hoursEn' }, when: r => r.officeNo === session.districtCode }],
  },
  {
    path: '/parked', title: '待人工处理', sub: '多次使后台程序中断的业务停在这里，不影响其他业务。查明原因后，在服务器上用hall parked replay重放，或用hall parked discard作废。', method: 'query.ListParked',
    columns: ['parked_at_us', 'method', 'reason', 'attempts', 'deliveries', 'queue', 'shard', 'command_id'], empty: '没有这种状态的业务。',
    choices: [{ name: 'state', word: '状态', preset: 'PARK_WAITING' }],
    rowDeeds: [{ method: 'query.TraceCommand', page: '/trace', fill: { code: 'commandId' } }],
  },
  {
    path: '/rights', title: '权限审计', sub: '某一天谁能做什么，两天之间变了什么，由日志算出。', method: 'identity.ReviewRights', empty: '这一天没有这样的账号。',
    columns: ['account_no', 'exists', 'role', 'unit_no', 'district_code', 'may_log_in', 'disabled', 'asleep', 'initial', 'incomplete'],
    choices: [{ name: 'role', word: '角色', preset: 'DISTRICT_OPERATOR' }, { name: 'district_code', word: '行政区', text: true }, { name: 'day', word: '截至日期', text: true, preset: 'TODAY' }],
  },
]
