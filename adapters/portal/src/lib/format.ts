// format: money, months, dates and times as people read them. Money is text, never a float.
import { language, t } from './words'

const grouped = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, ',')

/** "-650012" fen as "−6,500.12" yuan. */
export function yuan(fen: string | number): string {
  const text = String(fen)
  const minus = text.startsWith('-')
  const digits = text.replace('-', '').padStart(3, '0')
  return (minus ? '−' : '') + grouped(digits.slice(0, -2)) + '.' + digits.slice(-2)
}

/** What somebody typed in yuan as fen, undefined when it is no amount. */
export function fenOf(typed: string): string | undefined {
  const plain = narrow(typed).replace(/[,\s元]/g, '')
  const match = /^(\d{1,15})(?:\.(\d{0,2}))?$/.exec(plain)
  return match ? (match[1] + (match[2] ?? '').padEnd(2, '0')).replace(/^0+(?=\d)/, '') : undefined
}

/** Full-width letters, digits and signs as narrow ones. */
export const narrow = (text: string) =>
  text.replace(/[！-～]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/　/g, ' ').replace(/。(?=\d)/g, '.')

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

export function month(period: number): string {
  if (!period) return '—'
  const year = Math.floor(period / 100), m = period % 100
  return language.english ? `${MONTHS[m - 1]} ${year}` : `${year}年${m}月`
}

export function day(date: number): string {
  if (!date) return '—'
  const year = Math.floor(date / 10000), m = Math.floor(date / 100) % 100, d = date % 100
  return language.english ? `${d} ${MONTHS[m - 1]} ${year}` : `${year}年${m}月${d}日`
}

/** A day of about now, without its year: "12月9日". */
export function dayOfYear(date: number): string {
  const m = Math.floor(date / 100) % 100, d = date % 100
  return language.english ? `${d} ${MONTHS[m - 1]}` : `${m}月${d}日`
}

const two = (n: number) => String(n).padStart(2, '0')
const beijing = (us: string | number) => new Date(Number(us) / 1000 + 8 * 3600_000)

/** How long ago, in the largest unit that fits. */
export function age(us: string | number): string {
  const minutes = Math.max(0, Math.floor((nowUs() - Number(us)) / 60e6))
  if (minutes < 60) return t('{n}分钟', { n: minutes })
  return minutes < 48 * 60 ? t('{n}小时', { n: Math.floor(minutes / 60) }) : t('{n}天', { n: Math.floor(minutes / 1440) })
}

/** 2026-11-02 14:05, Beijing time. */
export function time(us: string | number): string {
  if (!Number(us)) return '—'
  const d = beijing(us)
  return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`
}

/** The day of an instant as 20261102. */
export function dayOf(us: string | number): number {
  const d = beijing(us)
  return d.getUTCFullYear() * 10000 + (d.getUTCMonth() + 1) * 100 + d.getUTCDate()
}

// The hall's clock decides what day it is; a browser's may be wrong by days.
let aheadMs = 0
/** An answer says when the hall took its question ("2026-11-02T14:05:09.123Z"). */
export function setClock(receivedAt: string | undefined) {
  const at = Date.parse(receivedAt ?? '')
  if (at) aheadMs = at - Date.now()
}
/** Now at the hall, in microseconds. */
export const nowUs = () => (Date.now() + aheadMs) * 1000

export const today = () => dayOf(nowUs())
export const thisPeriod = () => Math.floor(today() / 100)

/** Microseconds of "2026-11-02T14:05" in Beijing, undefined when it is no time. */
export function instant(typed: string): string | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)/.exec(typed)
  if (!match) return undefined
  const [, y, m, d, h, min] = match.map(Number)
  return String(Date.UTC(y, m - 1, d, h - 8, min) * 1000)
}

const real = (y: number, m: number, d: number) => {
  const date = new Date(Date.UTC(y, m - 1, d))
  return y >= 1800 && date.getUTCMonth() === m - 1 && date.getUTCDate() === d
}

/** 20261102 of "2026-11-02", "2026/11/2", "2026年11月2日" or "20261102". */
export function dateOf(typed: string): number | undefined {
  const plain = narrow(typed).trim()
  const match = /^(\d{4})(\d\d)(\d\d)$/.exec(plain) ?? /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(plain)
  if (!match) return undefined
  const [, y, m, d] = match.map(Number)
  return real(y, m, d) ? y * 10000 + m * 100 + d : undefined
}

export function periodOf(typed: string): number | undefined {
  const plain = narrow(typed).trim()
  const match = /^(\d{4})(\d\d)$/.exec(plain) ?? /^(\d{4})[-/.年](\d{1,2})月?$/.exec(plain)
  if (!match) return undefined
  const [, y, m] = match.map(Number)
  return y >= 1900 && m >= 1 && m <= 12 ? y * 100 + m : undefined
}

export const count = (n: string | number) => grouped(String(n))

export function size(bytes: string | number): string {
  let n = Number(bytes), unit = 0
  while (n >= 1024 && unit < 4) (n /= 1024), unit++
  return `${unit ? n.toFixed(1) : n} ${['B', 'kB', 'MB', 'GB', 'TB'][unit]}`
}

/** 8.5% of 8500, in hundred-thousandths. */
export const percent = (n: number) => `${String(n / 1000)}%`

/** "还有5天", counted in days of Beijing. */
export function daysLeft(us: string | number): number {
  const at = (ymd: number) => Date.UTC(Math.floor(ymd / 10000), (Math.floor(ymd / 100) % 100) - 1, ymd % 100)
  return Math.round((at(dayOf(us)) - at(today())) / 86400_000)
}

/** 2026-11-30 24时 of a closing instant; midnight belongs to the day before. */
export function closing(us: string | number): string {
  const d = beijing(us)
  if (d.getUTCHours() || d.getUTCMinutes()) return time(us)
  const eve = dayOf(Number(us) - 60_000_000)
  return t('{day}24时', { day: language.english ? day(eve) : dayOfYear(eve) })
}
