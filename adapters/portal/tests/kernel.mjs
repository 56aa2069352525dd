// kernel: what Chromium 87 cannot read in the built files: newer syntax (read by acorn as ECMAScript 2021, which 87 knows
// whole), newer parts of the browser, newer CSS. Prints a line each and ends with their number.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'acorn'

// What came after 87, by the version that brought it. A name of the language is called as a member.
const NEWER_JS = {
  92: ['.at(', 'crypto.randomUUID('], 93: ['Object.hasOwn('], 97: ['.findLast(', '.findLastIndex('], 98: ['structuredClone('], 103: ['AbortSignal.timeout('],
  105: ['.checkVisibility('], 110: ['.toReversed(', '.toSpliced(', '.with('], 114: ['.showPopover('], 116: ['AbortSignal.any('], 117: ['Object.groupBy('], 119: ['Promise.withResolvers('], 120: ['URL.canParse('],
}
const NEWER_CSS = {
  88: [/aspect-ratio\s*:/, /:is\(/, /:where\(/, /:not\([^)]*,/], 90: [/overflow(-[xy])?\s*:\s*clip/], 99: [/@layer/], 105: [/:has\(/, /@container/], 108: [/\d[dsl]v[hw]\b/], 111: [/color-mix\(/, /oklch\(/], 112: [/[{;]\s*&/], 114: [/text-wrap\s*:/],
}
// The framework hands these on to the array where a program of its own calls them; no page does.
const HANDED_ON = ['.toReversed(', '.toSpliced(']
const handed = (name, part) => /\/vue-[^/]*$/.test(name) && HANDED_ON.includes(part)
// What lib/old.ts gives a kernel that lacks it, before the controls that ask for it.
const FILLED = ['.at(', 'Object.hasOwn(']
const filled = (name, part) => /\/(Calendar|Combo|PopperContent)-[^/]*$/.test(name) && FILLED.includes(part)

function* files(at) {
  if (!statSync(at).isDirectory()) return yield at
  for (const name of readdirSync(at)) yield* files(join(at, name))
}

function newer(name, text) {
  const found = []
  if (/\.js$/.test(name)) {
    try {
      parse(text, { ecmaVersion: 2021, sourceType: 'module' })
    } catch (error) {
      found.push(`syntax: ${error.message}: ${text.slice(error.pos - 30, error.pos + 30)}`)
    }
    for (const [version, names] of Object.entries(NEWER_JS)) for (const part of names) if (text.includes(part) && !handed(name, part) && !filled(name, part)) found.push(`${part} came with ${version}`)
  } else if (/\.css$/.test(name)) for (const [version, forms] of Object.entries(NEWER_CSS)) for (const form of forms) if (form.test(text)) found.push(`${text.match(form)[0]} came with ${version}`)
  return found.map(what => `${name}: ${what}`)
}

// Each kind is found where it is, else the check below would say nothing.
for (const [name, text] of [['a.js', 'class A { static { b() } }'], ['a.js', 'await a()'], ['a.js', 'x.at(-1)'], ['a.js', 'a = { b: class { #c = 1 } }'], ['a.css', 'p:has(a){}'], ['a.css', 'p{aspect-ratio:1}'], ['a.css', 'p:not(.a,.b){}']])
  if (!newer(name, text).length) throw new Error('not found: ' + text)

const dist = fileURLToPath(new URL('../dist', import.meta.url))
let read = 0
const found = [...files(dist)].filter(f => /\.(js|css)$/.test(f)).flatMap(f => (read++, newer(f.slice(dist.length), readFileSync(f, 'utf8'))))
console.log(found.join('\n') || `${read} files, nothing newer than Chromium 87`)
process.exit(found.length ? 1 : 0)
