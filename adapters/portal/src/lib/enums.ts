// enums: words for values of the contract that both doors show.
import { enumWords } from './contract'

Object.assign(enumWords, {
  PERSON: '参保人员', UNIT_OPERATOR: '单位操作员', COMMUNITY_OPERATOR: '社区操作员', DISTRICT_OPERATOR: '社保处操作员',
  DISTRICT_ADMIN: '社保处管理员', SETTLEMENT_CENTER: '结算中心', INFO_CENTER: '信息中心', AUDITOR: '审计人员', OFFICE_DESK: '窗口人员',
  SYSTEM_ADMIN: '系统管理员', SECURITY_ADMIN: '安全管理员', AUDIT_ADMIN: '审计管理员', SYSTEM: '系统', ANYONE: '任何人',
  DRAFT: '草稿', PENDING: '审核中', RETURNED: '已退回', REJECTED: '不通过', CASE_APPLIED: '已办结', APPLY_FAILED: '未能办结',
  WITHDRAWN: '已撤回', DISCARDED: '已过期',
  RECEIVED: '等待办理', RUNNING: '正在办理', FINISHED: '已完成', ROSTER_REFUSED: '没有受理', CHECKING: '正在核对',
  ROW_APPLIED: '已办成', ROW_IN_REVIEW: '待审核', ROW_FAILED: '没有办成',
  ONLINE_SERVICE: '网上办事协议', DEFERRED_PAYMENT: '缓缴协议', OFFERED: '待签署', SIGNED: '已签署', AGREEMENT_OVER: '已终止',
  EVERYBODY: '所有人', UNITS: '参保单位', FLEXIBLE: '灵活就业人员', COMMUNITIES: '社区', STAFF: '经办人员',
  RELATIVE: '亲属', GUARDIAN: '监护人', COMMUNITY: '社区', MANDATE_PROPOSED: '待受托人确认', MANDATE_IN_FORCE: '有效', MANDATE_ENDED: '已终止',
  PAUSED_NOT: '正常', GRADE_REJECTS: '审核不通过', GRADE_FAILED_ROWS: '批量失败行', GRADE_TRAINING: '操作员培训', GRADE_CREDIT: '信用等级',
  GRADE_DISHONEST: '失信行为', GRADE_ARREARS: '欠费', LATE_QUEUE: '逾期的从下月生效',
  PROPOSED: '待确认', IN_FORCE: '有效', ENDED: '已终止', VISIT: '来访', REQUEST: '协查函',
  OBJECTION_OPEN: '核查中', OBJECTION_UPHELD: '异议成立', OBJECTION_DISMISSED: '异议不成立',
  FIGURE_LIMIT: '缴费基数上下限', FIGURE_RATE: '费率', FIGURE_ACCOUNT: '个人账户划入比例', FIGURE_RELIEF: '减免', FIGURE_INJURY: '工伤行业费率',
  FIGURE_FLOAT: '工伤浮动费率', FIGURE_FIXED: '定额缴费', FIGURE_TIER: '缴费档次', FIGURE_INTEREST: '利率', FIGURE_CREDIT: '信用等级要求',
  FIGURE_RETIREMENT: '退休年龄', FIGURE_GRADE: '评级要求', FIGURE_LOGIN: '登录二次验证',
})

// Purposes that an officer chooses among; units and mandates have theirs without being asked.
export const LOOK_PURPOSES: Record<string, string> = {
  '01': '业务办理', '02': '核对缴费', '03': '来访咨询', '04': '投诉信访', '05': '稽核检查', '06': '司法协查', '07': '错误更正', '11': '业务审核',
}
