// tickets: words and tones of questions and of the steps on their way.
import { t } from '@lib/words'

export const STATES = ['TICKET_OPEN', 'TICKET_REOPENED', 'TICKET_ESCALATED', 'TICKET_ANSWERED', 'TICKET_CLOSED']
export const DESKS: Record<string, string> = { DISTRICT_OPERATOR: 'DISTRICT_DESK', DISTRICT_ADMIN: 'DISTRICT_DESK', SETTLEMENT_CENTER: 'CENTRE_DESK', INFO_CENTER: 'INFO_DESK' }
export const waits = (state: string) => ['TICKET_OPEN', 'TICKET_REOPENED', 'TICKET_ESCALATED'].includes(state)
export const tone = (state: string) => (waits(state) ? 'wait' : state === 'TICKET_ANSWERED' ? 'good' : 'calm')

const steps: Record<string, string> = {
  opened: '提交', answered: '答复', passed_up: '上交市级机构', sent_back: '退回区社保处', tied: '关联共同问题', untied: '取消关联', escalated: '逾期未答复，自动上交', overdue: '市级机构逾期，已催办',
  reopened: '重新提出', rated: '评价并办结', ended: '到期办结',
}
export const stepWord = (what: string) => (steps[what] ? t(steps[what]) : what)

/** How long it lay somewhere, in its largest two units. */
export function spent(seconds: string | number): string {
  const minutes = Math.floor(Number(seconds) / 60)
  if (minutes < 60) return t('{n}分钟', { n: minutes })
  if (minutes < 1440) return t('{h}小时{m}分钟', { h: Math.floor(minutes / 60), m: minutes % 60 })
  return t('{d}天{h}小时', { d: Math.floor(minutes / 1440), h: Math.floor((minutes % 1440) / 60) })
}

/** What may be done with a question: one text and perhaps a choice. That is too little for the form of a filing, which
 *  brings its calendars along. */
export interface Deed { method: string; word: string; said: string; field?: string; what?: string; most?: number; needed?: boolean; choice?: { field: string; word: string; of: [string, string][] }; when: 'HERE' | 'TIED' | 'UNTIED' | 'OVER' | 'UNRATED' }
