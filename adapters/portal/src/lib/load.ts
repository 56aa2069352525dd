// load: one question of a page and its states: loading, there, refused. The former answer stays while
// a newer one is asked for. attempt: one deed of a page, whose refusal the page shows.
import { reactive, watch, type Ref } from 'vue'
import { Refused, Unreached, type Problem } from './api'

export interface Loaded<T> { busy: boolean; data?: T; problem?: Problem; lost: boolean; again: () => Promise<void>; renew: () => Promise<void> }

/** `renew` asks again without anybody having asked for it: the question passes that on to the hall. */
export function load<T>(question: (signal: AbortSignal, renewal: boolean) => Promise<T> | undefined, watched?: () => unknown): Loaded<T> {
  let turn = 0
  let stop = new AbortController()
  const again = () => run(false)
  const renew = () => run(true)
  const state = reactive({ busy: true, lost: false, again, renew }) as Loaded<T>
  async function run(renewal: boolean) {
    const mine = ++turn
    stop.abort()
    stop = new AbortController()
    state.busy = true
    try {
      const answer = question(stop.signal, renewal)
      if (!answer) return
      const data = await answer
      if (mine !== turn) return
      state.data = data as any
      state.problem = undefined
      state.lost = false
    } catch (error) {
      if (mine !== turn) return
      if (error instanceof Refused) state.problem = error.problem
      else if (error instanceof Unreached) state.lost = true
      else throw error
    } finally {
      if (mine === turn) state.busy = false
    }
  }
  if (watched) watch(watched, again, { immediate: true, deep: true })
  else again()
  return state
}

export async function attempt(problem: Ref<Problem | undefined>, deed: () => Promise<unknown>): Promise<void> {
  problem.value = undefined
  try {
    await deed()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    problem.value = error.problem
  }
}
