// walk: every page of every role keeps the rules that no page may break, at three widths.
import { Visitor, tellTwo } from './lib.mjs'
import { pages } from './pages.mjs'

const only = process.env.HALL_ONLY?.split(',')
const walks = Object.entries(pages).filter(([who]) => !only || only.includes(who)).map(([who, [origin, paths]]) => {
  const story = async () => {
    const v = await Visitor.at(origin)
    if (who !== 'nobody') await v.login(who)
    for (const path of paths) {
      await v.goto(path)
      await v.walk(path.replace(/[/?=]+/g, '-').replace(/^-/, '') || 'home')
    }
    await v.end()
  }
  return Object.defineProperty(story, 'name', { value: who })
})
await tellTwo(...walks)
