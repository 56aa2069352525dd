// words: Chinese is the key of every text; English is one catalogue, loaded when it is asked for.
import { reactive } from 'vue'

export type Pair = { zh: string; en: string }
export type Values = Record<string, string | number>

export const language = reactive({ english: false, catalogue: {} as Record<string, string> })

let catalogues: () => Promise<Record<string, string>> = async () => ({})

/** Says where the English of this build comes from. */
export function useCatalogue(load: typeof catalogues) {
  catalogues = load
}

export async function speak(english: boolean) {
  try {
    localStorage.setItem('language', english ? 'en' : 'zh')
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  if (english) language.catalogue = await catalogues()
  language.english = english
  document.documentElement.lang = english ? 'en' : 'zh-CN'
}

export const wantsEnglish = () => {
  try {
    return localStorage.getItem('language') === 'en'
  } catch {
    return false
  }
}

export function t(zh: string, values?: Values): string {
  const text = language.english ? (language.catalogue[zh] ?? zh) : zh
  return values ? text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all)) : text
}

/** What is wrong and what to do, as one text. */
export const joined = (text: string, next?: string) => (next ? text.replace(/[。；.]$/, '') + t('；') + next : text)

/** The half of a pair that is read now. */
export const either = (pair: Pair) => (language.english ? pair.en || pair.zh : pair.zh)

/** A text that the hall sent in both languages. */
export function say(pair?: Pair): string {
  if (!pair) return ''
  const text = either(pair)
  return language.english && text ? text[0].toUpperCase() + text.slice(1) : text
}

/** The half of a text that is written "Chinese / English". */
export function half(text: string): string {
  const at = text.indexOf(' / ')
  return at < 0 ? text : language.english ? text.slice(at + 3) : text.slice(0, at)
}
