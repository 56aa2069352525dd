// figures: a dated figure as people read it, by what the contract says of its columns.
import { labelOf, type Codes, type Field } from '@lib/contract'
import { show } from '@shared/show'
import { t } from '@lib/words'

/** Within so many days the end of a figure is told in amber (there has to be time to propose what follows it). */
export const SOON_DAYS = 60

/** Which series it belongs to: what a proposal replaces has these in common. */
const KEYS = ['insurance', 'payer', 'group']
const LEFT_OUT = [...KEYS, 'number', 'from_period', 'to_period', 'mark', 'remark', 'revision']

const said = (fields: Field[], figure: any, codes: Codes, which: (name: string) => boolean) =>
  fields.filter(f => which(f.name) && ![undefined, '', 0, '0'].includes(figure[f.json])).map(f => `${labelOf(f)} ${show(f, figure[f.json], codes)}`)

export const seriesOf = (fields: Field[], figure: any, codes: Codes) => said(fields, figure, codes, name => KEYS.includes(name)).join(t('，')) || t('全部')
export const valueOf = (fields: Field[], figure: any, codes: Codes) => (figure ? said(fields, figure, codes, name => !LEFT_OUT.includes(name)).join(t('，')) || '0' : t('没有数值'))

/** The first day after a period ends the figure, so many days from now; undefined for one without an end. */
export function daysTo(toPeriod: number, today: number): number | undefined {
  if (!toPeriod) return undefined
  const at = (ymd: number) => Date.UTC(Math.floor(ymd / 10000), (Math.floor(ymd / 100) % 100) - 1, ymd % 100)
  return Math.round((at(toPeriod * 100 + 1) - at(today)) / 86400_000)
}

/** Those that end soon and that nothing of their series follows. */
export function ending(figures: any[], today: number): any[] {
  const follows = (f: any) => figures.some(g => g !== f && KEYS.every(k => g[k] === f[k]) && g.ageFrom === f.ageFrom && g.fromPeriod <= f.toPeriod && (!g.toPeriod || g.toPeriod > f.toPeriod))
  return figures.filter(f => {
    const left = daysTo(f.toPeriod, today)
    return left !== undefined && left >= 0 && left <= SOON_DAYS && !follows(f)
  })
}
