// cases: words and tones of case states and steps.
import { enumWord } from '@lib/contract'
import { t } from '@lib/words'

const tones: Record<string, 'good' | 'wait' | 'bad' | 'info' | 'calm'> = {
  DRAFT: 'calm', PENDING: 'wait', RETURNED: 'bad', REJECTED: 'bad', CASE_APPLIED: 'good', APPLY_FAILED: 'bad', WITHDRAWN: 'calm', DISCARDED: 'calm',
  DRAFT_EXPIRED: 'calm', EXPIRED: 'bad',
}
export const toneOf = (state: string) => tones[state] ?? 'calm'
export const stateWord = (state: string) => enumWord(state)

const steps: Record<string, string> = {
  drafted: '保存草稿', redrafted: '修改草稿', submitted: '提交', resubmitted: '再次提交', claimed: '审核人领取', released: '放回队列', returned: '退回修改',
  rejected: '审核不通过', approved: '审核通过', applied: '办结', apply_failed: '未能办结', withdrawn: '撤回', discarded: '草稿已删除',
  paper_recorded: '登记纸件', based: '记录所依据的参数', clock_set: '办理期限', reminded: '提醒审核人', term_missed: '超过办理期限', moved_up: '转负责人督办',
  warned: '提醒申报人即将过期', expired: '逾期终止', paper_asked: '要求提交纸件', bulk_approved: '批量审核通过', grounded: '转人工审核', offered: '分派审核人', decided: '审核决定',
  objected: '本人提出异议', objection_answered: '异议已答复', human_asked: '要求人工复核', human_answered: '人工复核已有结论',
}
export const stepWord = (what: string) => (steps[what] ? t(steps[what]) : what)
export const STATES = ['RETURNED', 'DRAFT', 'PENDING', 'CASE_APPLIED', 'REJECTED', 'APPLY_FAILED', 'WITHDRAWN', 'EXPIRED', 'DRAFT_EXPIRED']
