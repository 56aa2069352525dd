// Given every Chinese text of the sources, when English is chosen, then each has its English.
import { expect, test } from 'vitest'
import inside from '../../src/intranet/en'
import both from '../../src/lib/en'
import kiosk from '../../src/kiosk/en'
import outside from '../../src/outside/en'
import { files, src, texts } from './words'

test('every text has its English in the catalogue of its door', () => {
  const missing: string[] = []
  for (const file of files(src))
    for (const text of texts(file)) {
      const own = file.includes('/outside/') ? outside : file.includes('/intranet/') ? inside : file.includes('/kiosk/') ? kiosk : {}
      if (!(text in both) && !(text in own)) missing.push(`${file.slice(src.length)}: ${text}`)
    }
  expect(missing).toEqual([])
})

test('no English stands for a text that nobody says', () => {
  const said = new Set(files(src).flatMap(texts))
  for (const catalogue of [both, outside, inside, kiosk]) expect(Object.keys(catalogue).filter(key => !said.has(key))).toEqual([])
})

test('placeholders are the same in both languages', () => {
  for (const catalogue of [both, outside, inside, kiosk])
    for (const [zh, en] of Object.entries(catalogue)) expect(new Set(en.match(/\{\w+\}/g)), zh).toEqual(new Set(zh.match(/\{\w+\}/g)))
})

test('Chinese sentences have full-width signs and no blank between Chinese and digits or between two sentences', () => {
  for (const file of files(src)) for (const text of texts(file)) expect(text).not.toMatch(/[一-鿿][,;:!?]|[,;:!?][一-鿿]|[一-鿿] \d|\d [一-鿿]|[一-鿿，。；：！？）”] [一-鿿（“]/)
})
