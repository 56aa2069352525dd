// translated: lets a browser's page translator and Vue live in one page. A translator takes a text out and puts <font> in
// its place; Vue still holds the text and would write into nowhere, or look for its neighbour and throw. So the text is
// put back before its <font>, empty, and the pair kept: what Vue does to the text then holds for the <font>, too.

const fonts = new Map<Text, HTMLElement>() // the <font> that stands for a text
const words = new WeakMap<Text, string>() // what the text said

const isFont = (node: Node | null): node is HTMLElement => node?.nodeName === 'FONT'

/** The <font> that a record put where its text was: in one step, or in two. */
function standIn(m: MutationRecord): HTMLElement | undefined {
  const taken = new Set(fonts.values())
  return [...m.addedNodes, m.previousSibling, m.nextSibling].find((node): node is HTMLElement => isFont(node) && node.isConnected && !taken.has(node))
}

function putBack(text: Text, font: HTMLElement) {
  words.set(text, text.data)
  fonts.set(text, font)
  text.data = ''
  font.before(text)
}

function forget(text: Text) {
  fonts.get(text)?.remove()
  fonts.delete(text)
}

function seen(records: MutationRecord[]) {
  for (const m of records) {
    if (m.type === 'characterData') {
      // Vue wrote a new text: it is shown as it is, until it is translated in its turn.
      if (fonts.has(m.target as Text) && (m.target as Text).data) forget(m.target as Text)
      continue
    }
    for (const node of m.removedNodes) {
      if (!(node instanceof Text) || node.isConnected) continue
      const font = node.data && standIn(m)
      if (font) putBack(node, font)
      else forget(node) // Vue took the text away
    }
    // The reader turned the translation off: the text has its words again.
    for (const node of m.addedNodes)
      if (node instanceof Text && fonts.has(node) && !fonts.get(node)!.isConnected) {
        node.data = words.get(node)!
        fonts.delete(node)
      }
  }
}

export function liveWithTranslators() {
  new MutationObserver(seen).observe(document.body, { childList: true, characterData: true, subtree: true })
}
