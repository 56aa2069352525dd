// budget: what the first load of every route of every entry takes, from the built files: its page, what that imports
// and their styles, compressed as the web adapter sends them. Routes come from the routers themselves, so a new page is
// measured without being named here. Prints a table; a route over its limit fails.
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { createServer } from 'vite'
import 'vue-router'

const LIMIT_KB = { outside: 75, intranet: 140, kiosk: 75 }
const FORM_KB = 130 // a route that draws a form from the contract
const REQUESTS = 14
const portal = fileURLToPath(new URL('..', import.meta.url))

/** The routes of an entry and the source of each one's page. Pages are loaded, so nothing is guessed from a text. */
async function routesOf(entry, run) {
  const { router } = await run.ssrLoadModule(`/src/${entry}/routes.ts`)
  const routes = []
  for (const route of router.getRoutes()) {
    const page = route.components?.default
    if (!page) continue
    const loaded = typeof page === 'function' ? (await page()).default : page
    routes.push({ path: route.path, source: relative(portal, loaded.__file) })
  }
  return routes
}

/** What a browser asks for until the page of this source stands: the entry, the page, all that both import, and the
 *  controls that a form loads when it has a field for them. */
function filesOf(entry, source) {
  const root = join(portal, 'dist', entry)
  const manifest = JSON.parse(readFileSync(join(portal, 'dist', entry + '.manifest.json'), 'utf8'))
  const at = name => relative(`src/${entry}`, name)
  const chunks = new Set()
  const add = name => {
    if (chunks.has(name)) return
    if (!manifest[name]) throw new Error(`${entry}: nothing was built from ${name}`)
    chunks.add(name)
    for (const inner of [...(manifest[name].imports ?? []), ...(name === 'index.html' ? [] : manifest[name].dynamicImports ?? [])]) add(inner)
  }
  add('index.html')
  add(at(source))
  const files = new Set(['index.html'])
  for (const name of chunks) for (const file of [manifest[name].file, ...(manifest[name].css ?? []), ...(manifest[name].assets ?? [])]) files.add(file)
  for (const file of [...files]) // pictures of the page itself and of its styles
    if (/\.(html|css)$/.test(file)) for (const link of readFileSync(join(root, file), 'utf8').matchAll(/(?:(?:href|src)="|url\()\/([^")]+)/g)) files.add(link[1])
  return { form: [...chunks].some(name => /Filing\.vue/.test(name)), sizes: [...files].map(file => [file, gzipSync(readFileSync(join(root, file)), { level: 9 }).length]) }
}

function line(entry, route) {
  const { form, sizes: files } = filesOf(entry, route.source)
  const kb = files.reduce((sum, [, size]) => sum + size, 0) / 1000
  const limit = form ? Math.max(FORM_KB, LIMIT_KB[entry]) : LIMIT_KB[entry]
  const over = kb > limit || files.length > REQUESTS
  console.log(`${entry.padEnd(9)} ${route.path.padEnd(28)} ${kb.toFixed(1).padStart(6)} kB of ${limit}, ${String(files.length).padStart(2)} files of ${REQUESTS}${over ? '  OVER: ' + files.map(([f, n]) => f + ' ' + n) : ''}`)
  return !over
}

// A router wants a window to keep its history in; nothing is drawn. Vue and the router were loaded before, without one.
const place = { href: 'http://127.0.0.1/', pathname: '/', search: '', hash: '', host: '127.0.0.1', protocol: 'http:', origin: 'http://127.0.0.1' }
Object.assign(globalThis, {
  window: globalThis, location: place, history: { state: null, length: 1, replaceState() {}, pushState() {} },
  document: { addEventListener() {}, querySelector: () => null }, addEventListener() {},
})

let kept = true, seen = 0
for (const entry of ['outside', 'intranet', 'kiosk']) {
  process.env.DOOR = entry
  const run = await createServer({ root: portal, configFile: join(portal, 'vite.config.ts'), server: { middlewareMode: true, watch: null, hmr: false, ws: false }, appType: 'custom', logLevel: 'error', optimizeDeps: { noDiscovery: true } })
  const routes = await routesOf(entry, run)
  await run.close()
  for (const route of routes) (seen++, (kept = line(entry, route) && kept))
}
if (seen < 70) throw new Error(`only ${seen} routes were found`)
process.exit(kept ? 0 : 1)
