// words: every Chinese text of the sources, found as the pages say it.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const src = join(__dirname, '../../src')

export function files(at: string): string[] {
  return statSync(at).isDirectory() ? readdirSync(at).flatMap(name => files(join(at, name))) : /\.(ts|vue)$/.test(at) && !/\/en\.ts$/.test(at) ? [at] : []
}

/** Quoted texts with a Chinese sign; comments are left out. */
export function texts(file: string): string[] {
  const code = readFileSync(file, 'utf8').replace(/^\s*\/\/.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/[^/\n]*\/g(?=[,)])/g, '')
  return [...code.matchAll(/'((?:[^'\\\n]|\\.)*?[一-鿿，。（）！？；：][^'\n]*?)'/g)].map(m => m[1])
}
