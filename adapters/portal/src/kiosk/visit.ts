// visit: from a login to its end, by the visitor, by nobody touching the machine, or by the hall. The end throws the
// document away: memory, page, history and session.
import { reactive } from 'vue'
import { logout } from '@lib/session'

export const visit = reactive({ entered: false, over: false })

/** Whether there is anything of a visitor on the machine. */
export const begun = () => visit.entered || [...document.querySelectorAll('input')].some(i => i.value)

const pause = (ms: number) => new Promise(done => setTimeout(done, ms))

export async function leave() {
  if (visit.over) return
  visit.over = true
  // Without an answer the start of the next document ends the session.
  await Promise.race([logout().catch(() => undefined), pause(3000)])
  while (!(await fetch('/', { cache: 'no-store' }).then(r => r.ok, () => false))) await pause(1000)
  location.replace('/')
}
