// live: what a page shows is asked anew when the hall says that it changed. A tab has one feed for all that
// its page follows, and none while nobody sees it; when it is seen again, the feed's first word renews everything.
import { onBeforeUnmount, onMounted, watch } from 'vue'

interface Follower { topic: () => string; changed: () => unknown }

/** A hint may be lost, and a feed refused: then the page asks by itself. */
const BEAT_MS = 60_000

const followers = new Set<Follower>()
let feed: EventSource | undefined
let following = ''
let beat: ReturnType<typeof setInterval> | undefined

function tell(topics?: string[]) {
  for (const f of followers) if (!topics || topics.includes(f.topic())) f.changed()
}

function close() {
  feed?.close()
  feed = undefined
  following = ''
}

function connect() {
  const topics = document.hidden ? [] : [...new Set([...followers].map(f => f.topic()).filter(Boolean))]
  const wanted = topics.sort().join(',')
  const broken = feed?.readyState === EventSource.CLOSED
  if (wanted === following && !broken) return
  close()
  if (!wanted) return
  following = wanted
  feed = new EventSource('/api/v1/feed?topics=' + encodeURIComponent(wanted))
  feed.addEventListener('touched', event => tell((event as MessageEvent<string>).data.split(',')))
}

function onBeat() {
  if (document.hidden) return
  connect()
  tell()
}

function settle() {
  connect()
  clearInterval(beat)
  beat = followers.size ? setInterval(onBeat, BEAT_MS) : undefined
}

if (typeof document !== 'undefined') document.addEventListener('visibilitychange', connect)

/** Of a component: while it is shown, `changed` runs when the topic was touched; an empty topic is followed by nobody. */
export function follow(topic: () => string, changed: () => unknown) {
  const one = { topic, changed }
  watch(topic, settle)
  onMounted(() => {
    followers.add(one)
    queueMicrotask(settle)
  })
  onBeforeUnmount(() => {
    followers.delete(one)
    queueMicrotask(settle)
  })
}
