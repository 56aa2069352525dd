// tree: what the branches of the tree of accounts are, and what each holds; asked for when a branch is opened, page by
// page, so that a district with thousands of units is one line until somebody looks into it.
import { ask } from '@lib/api'
import { enumWord } from '@lib/contract'
import { count } from '@lib/format'
import { may, session } from '@lib/session'
import { either, t } from '@lib/words'

export interface Node {
  id: string; word: string; note?: string
  account?: any // of a leaf: how it stands
  more?: (after: string) => Promise<{ nodes: Node[]; next: string }> // of a branch
}

const PAGE = 50

/** Where a branch says how many of its accounts stand so. */
export const COUNTED: Record<string, string> = { ACCOUNT_WAITING: 'waiting', ACCOUNT_ASLEEP: 'asleep', ACCOUNT_DISABLED: 'disabled' }

/** How an account stands, in words; nothing for one that is open. */
export function standing(a: any): string[] {
  return [a.disabled && 'ACCOUNT_DISABLED', a.asleep && 'ACCOUNT_ASLEEP', a.mustChangePassword && 'ACCOUNT_WAITING'].filter(Boolean).map(s => enumWord(s as string))
}

const leaf = (a: any): Node => ({ id: a.accountNo, word: a.accountNo, note: standing(a).join(t('，')), account: a })

function accounts(role: string, district: string): Node['more'] {
  return async after => {
    const reply = (await ask('identity.ListAccounts', { role, district_code: district, limit: PAGE, after })).reply
    return { nodes: reply.account.map(leaf), next: reply.next ?? '' }
  }
}

/** Who files for a unit: its own operators with how they stand, and others by a grant. */
function operators(unit: any): Node['more'] {
  return async () => {
    const list = (await ask('identity.ListUnitOperators', { unit_no: unit.unitNo })).reply.operators as any[]
    return { nodes: list.map(o => leaf({ ...o, role: 'UNIT_OPERATOR', unitNo: unit.unitNo, disabled: o.ended, byGrant: o.granted })), next: '' }
  }
}

export function unitNode(unit: any): Node {
  return { id: 'unit-' + unit.unitNo, word: `${unit.unitNo} ${unit.name}`, note: t('{n}个账号', { n: count(unit.accounts) }), more: operators(unit) }
}

function units(district: string): Node['more'] {
  return async after => {
    const reply = (await ask('identity.ListBranchUnits', { district_code: district, limit: PAGE, after })).reply
    return { nodes: reply.unit.map(unitNode), next: reply.next ?? '' }
  }
}

function roleNode(r: any, district: string): Node {
  const byUnit = r.role === 'UNIT_OPERATOR' && may('identity.ListBranchUnits')
  const counts = Object.entries(COUNTED).filter(([, k]) => Number(r[k])).map(([s, k]) => `${enumWord(s)} ${count(r[k])}`)
  return {
    id: `${r.role}-${district}`, word: byUnit ? t('单位和操作员') : enumWord(r.role),
    note: [t('{n}个账号', { n: count(r.total) }), ...counts].join(t('，')), more: byUnit ? units(district) : accounts(r.role, district),
  }
}

export const rolesOf = async (district: string) => ((await ask('identity.ShowBranch', { district_code: district })).reply.role ?? []) as any[]

async function branch(district: string): Promise<Node[]> {
  return (await rolesOf(district)).map(r => roleNode(r, district))
}

export interface Office { no: string; word: string }

/** The offices of the city, from what each says of itself. */
export async function offices(): Promise<Office[]> {
  const list = (await ask('desk.ListOffices')).reply.office as any[]
  return list.map(o => ({ no: o.officeNo, word: either({ zh: o.nameZh, en: o.nameEn }) }))
}

export const districtNode = (no: string, word: string): Node => ({ id: 'district-' + no, word, note: no, more: async () => ({ nodes: await branch(no), next: '' }) })

/** A district's own branches; of who has none the city's roles, then every district. */
export async function roots(districts: Office[]): Promise<Node[]> {
  return [...(await branch(session.districtCode)), ...districts.map(d => districtNode(d.no, d.word))]
}
