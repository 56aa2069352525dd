// appointment: how days, times and states of appointments are said, and what the hall knows of sections and matters.
import { ask } from './api'
import { enumWord, formOf, type Codes } from './contract'
import { day, dayOfYear, nowUs, today } from './format'
import { language, say, t } from './words'

export interface Section { section: string; nameZh: string; nameEn: string; desks: number; keptForCounter: number; slotMinutes: number; matter: number[]; hour: Hour[]; closed: Closed[]; revision: number }
export interface Hour { weekday: number; opens: number; closes: number }
export interface Closed { date: number; reason: string }
export interface Place { date: number; slot: number; capacity: number; booked: number; held: number; left: number }
export interface Booking {
  bookingNo: string; officeNo: string; section: string; date: number; slot: number; matter: number; businessNo: string; method: string; state: string; untilUs: string; reason: string
  cancelUntilUs: string; changesLeft: number; ticket: string; desk: number
}
export interface Errand { method: string; title: string; matter: number; papers: string; presence: boolean }

/** 930 as "9:30". */
export const clock = (slot: number) => `${Math.floor(slot / 100)}:${String(slot % 100).padStart(2, '0')}`
/** "9:30" or "0930" as 930; undefined when it is no time. */
export function slotOf(typed: string): number | undefined {
  const match = /^\s*(\d{1,2})[:：]?(\d\d)\s*$/.exec(typed)
  const slot = match ? Number(match[1]) * 100 + Number(match[2]) : NaN
  return slot <= 2400 && slot % 100 < 60 ? slot : undefined
}

const DAYS = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日', '上班的周末']
/** 1 is Monday, 7 Sunday, 8 a weekend day that is worked. */
export const weekdayWord = (weekday: number) => t(DAYS[weekday])
export const weekdayOf = (date: number) => weekdayWord(new Date(Date.UTC(Math.floor(date / 10000), (Math.floor(date / 100) % 100) - 1, date % 100)).getUTCDay())
/** The times of a day by the plan's hours of its weekday; what is closed or a holiday the hall knows. */
export function slotsOf(section: Section, date: number): number[] {
  const weekday = new Date(Date.UTC(Math.floor(date / 10000), (Math.floor(date / 100) % 100) - 1, date % 100)).getUTCDay() || 7
  const minute = (slot: number) => Math.floor(slot / 100) * 60 + (slot % 100)
  const out: number[] = []
  for (const h of section.hour.filter(h => h.weekday === weekday))
    for (let at = minute(h.opens); at + section.slotMinutes <= minute(h.closes); at += section.slotMinutes) out.push(Math.floor(at / 60) * 100 + (at % 60))
  return out.sort((a, b) => a - b)
}

const sameYear = (date: number) => Math.floor(date / 10000) === Math.floor(today() / 10000)
export const dayWord = (date: number) => `${sameYear(date) ? dayOfYear(date) : day(date)} ${weekdayOf(date)}`
export const when = (date: number, slot: number) => `${dayWord(date)} ${clock(slot)}`

export const isOpen = (b: { state: string; untilUs?: string }) => ['BOOKING_BOOKED', 'BOOKING_ARRIVED', 'BOOKING_CALLED'].includes(b.state) || isHeld(b)
export const isHeld = (b: { state: string; untilUs?: string }) => b.state === 'BOOKING_HELD' && Number(b.untilUs) > nowUs()
const TONES: Record<string, 'good' | 'wait' | 'bad' | 'info' | 'calm'> = { BOOKING_HELD: 'wait', BOOKING_BOOKED: 'info', BOOKING_ARRIVED: 'wait', BOOKING_CALLED: 'good', BOOKING_MISSED: 'bad' }
export const toneOf = (state: string) => TONES[state] ?? 'calm'
export const stateWord = (state: string) => enumWord(state)

export const sectionName = (s: Section | undefined, no: string) => (s && (language.english ? s.nameEn : s.nameZh)) || no
export const sectionsOf = async (office: string): Promise<Section[]> => (await ask('appointment.ListSections', { office_no: office })).reply.item ?? []
export const codesOf = async (): Promise<Codes> => (await formOf('appointment.ListSections')).codes
/** What is done at a counter: the entries of the catalogue that need presence, and of what kind others are. */
export async function errands(): Promise<Errand[]> {
  const all: any[] = (await ask('query.ListBusinesses')).reply.business
  return all.map(b => ({ method: b.method, title: say({ zh: b.titleZh, en: b.titleEn }), matter: b.matter, papers: say({ zh: b.papersZh ?? '', en: b.papersEn ?? '' }), presence: !!b.presence }))
}
