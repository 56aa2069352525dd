// causes: to what an officer may tie a ticket: the open causes of his body of the city and those that are shown to all.
import { ask } from '@lib/api'
import { opens } from '@lib/pages'
import { session } from '@lib/session'
import { either } from '@lib/words'
import { DESKS } from '@shared/tickets'

/** [number, title] of each. */
export async function openCauses(): Promise<[string, string][]> {
  const city = opens({ calls: ['ticket.ListCauses'] })
  const reply = (await (city ? ask('ticket.ListCauses', { state: 'CAUSE_OPEN', limit: 200 }) : ask('ticket.ListKnownCauses', {}))).reply
  return (reply.cause as any[]).filter(c => !city || c.shown || c.desk === DESKS[session.role]).map(c => [c.causeNo, either({ zh: c.titleZh, en: c.titleEn })])
}
