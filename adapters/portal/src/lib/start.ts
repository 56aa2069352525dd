// start: the page comes up when language and session are known.
import { createApp, type Component } from 'vue'
import type { Router } from 'vue-router'
import { hooks } from './api'
import { loadWords } from './contract'
import { loadSession } from './session'
import { liveWithTranslators } from './translated'
import { speak, useCatalogue, wantsEnglish } from './words'

type Catalogue = Record<string, string>

export async function start(app: Component, router: Router, catalogue: () => Promise<Catalogue>) {
  useCatalogue(catalogue)
  hooks.password = () => void router.push('/password')
  hooks.bind = () => void router.push('/factor')
  await speak(wantsEnglish())
  // Without an answer the pages come up and say so themselves.
  await Promise.all([loadSession(), loadWords()]).catch(() => undefined)
  createApp(app).use(router).mount('#app')
  liveWithTranslators()
}
