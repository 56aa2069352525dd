// problems: the sentence of a code and its reason, from the hall's own page of codes; the code itself until
// that is there. It is read as text: nothing of it becomes markup.
import { reactive } from 'vue'
import { language } from '@lib/words'

const texts = reactive<Record<string, string>>({})
let asked = ''

const plain = (html: string) => html.replace(/<[^>]*>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&').trim()

async function read(lang: string) {
  asked = lang
  const page = await (await fetch('/problems?lang=' + lang)).text()
  for (const [, code, cell] of page.matchAll(/<tr id="(\w+)">.*?<td>\d+<\/td><td>(.*?)<\/td>/g)) {
    const [sentence, ...reasons] = cell.split('<br>')
    texts[code] = plain(sentence)
    for (const line of reasons) {
      const named = /<code>(\w+)<\/code>(.*)/.exec(line)
      if (named) texts[code + ' ' + named[1]] = plain(named[2])
    }
  }
}

export function codeText(code: string, reason = ''): string {
  const lang = language.english ? 'en' : 'zh'
  if (asked !== lang) read(lang).catch(() => (asked = ''))
  return texts[code + ' ' + reason] || texts[code] || code
}
