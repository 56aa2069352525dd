// Builds the pages of both doors and of the kiosk when their sources changed since the last time.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const here = dirname(fileURLToPath(import.meta.url))
process.chdir(here)

function* files(path) {
  if (!statSync(path).isDirectory()) return yield path
  for (const name of readdirSync(path).sort()) yield* files(join(path, name))
}

const hash = createHash('sha256')
for (const from of ['build.mjs', 'package-lock.json', 'vite.config.ts', 'tsconfig.json', 'src', 'static'])
  for (const file of files(from)) hash.update(file).update('\0').update(readFileSync(file))
const digest = hash.digest('hex')

/** The licences of everything that may be in the pages, as one page: the files themselves go without them. */
function licences() {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const texts = Object.keys(packages).filter(path => path && !packages[path].dev && existsSync(path)).map(path => {
    const file = readdirSync(path).find(name => /^licen[sc]e(\.|$)/i.test(name))
    const text = file ? readFileSync(join(path, file), 'utf8') : packages[path].license
    return path.replace('node_modules/', '') + '\n\n' + text
  })
  const escaped = texts.join('\n\n----\n\n').replace(/&/g, '&amp;').replace(/</g, '&lt;')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>licences</title><pre>${escaped}</pre></html>\n`
}

const stamp = join('dist', 'digest')
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) process.exit(0)

for (const door of ['outside', 'intranet', 'kiosk']) {
  const done = spawnSync(process.execPath, [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], {
    stdio: 'inherit',
    env: { ...process.env, DOOR: door },
  })
  if (done.status !== 0) process.exit(1)
  // Which file came of which source: for the tests of sizes, not for those who browse.
  renameSync(join('dist', door, 'manifest.json'), join('dist', door + '.manifest.json'))
  writeFileSync(join('dist', door, 'licences.html'), licences())
  for (const file of files(join('dist', door)))
    if (/\.(js|css|html|svg|json)$/.test(file)) {
      const content = readFileSync(file)
      writeFileSync(file + '.gz', gzipSync(content, { level: 9 }))
      writeFileSync(file + '.br', brotliCompressSync(content))
    }
}
rmSync(stamp, { force: true })
writeFileSync(stamp + '.new', digest)
renameSync(stamp + '.new', stamp)
