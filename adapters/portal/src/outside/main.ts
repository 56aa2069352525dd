// The outside door: persons, units and communities.
import '@kit/style.css'
import { start } from '@lib/start'
import App from './App.vue'
import { router } from './routes'

void start(App, router, async () => ({ ...(await import('@lib/en')).default, ...(await import('./en')).default }))
