// bulk: what a reviewer chose at the desk to be approved in one run. It lasts as long as the tab's page: a choice is
// made of what is on the screen.
import { reactive } from 'vue'

export interface Chosen { caseNo: string; method: string; submission: number }
export const MOST = 500

export const chosen = reactive(new Map<string, Chosen>())

/** Whether a line of the queue may be chosen: it waits, and is of the business of those that are chosen already. */
export function choosable(line: any, account: string): boolean {
  const first = chosen.values().next().value as Chosen | undefined
  const held = (line.claimedBy || line.offeredTo || account) !== account
  return line.state === 'PENDING' && !held && (!first || first.method === line.method) && (chosen.size < MOST || chosen.has(line.caseNo))
}

export function toggle(line: any, account: string) {
  if (!chosen.delete(line.caseNo) && choosable(line, account)) chosen.set(line.caseNo, { caseNo: line.caseNo, method: line.method, submission: Number(line.submission) })
}

/** All lines of the screen that are of the business of the first one chosen. */
export function chooseAll(lines: any[], account: string) {
  for (const line of lines) if (!chosen.has(line.caseNo)) toggle(line, account)
}

export const order = () => ({
  method: (chosen.values().next().value as Chosen).method,
  chosen: [...chosen.values()].map(c => ({ ofCase: c.caseNo, submission: String(c.submission) })),
})
