// The kiosk entry: one visitor after the other logs in and reads his own cases.
import './bare'
import '@kit/style.css'
import './kiosk.css'
import { createApp } from 'vue'
import { hooks } from '@lib/api'
import { loadSession, logout, session } from '@lib/session'
import { loadWords } from '@lib/contract'
import { useCatalogue } from '@lib/words'
import App from './App.vue'
import { router } from './routes'
import { leave } from './visit'

useCatalogue(async () => ({ ...(await import('@lib/en')).default, ...(await import('./en')).default }))
hooks.login = async () => {
  leave()
  return false
}
// A visit that the machine could not end, because the line or the power went, is ended before the next one.
void loadSession()
  .catch(() => undefined)
  .then(() => (session.account ? logout() : undefined))
  .catch(() => undefined)
  .then(loadWords)
  .catch(() => undefined)
  .then(() => createApp(App).use(router).mount('#app'))
