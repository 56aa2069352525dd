// keys: one key for one content. It is made when the content is sent first, kept for every repetition and
// thrown away with the first changed character. The tab remembers which key is open, never the content.
import { newKey } from '@lib/api'

export interface OpenKey { key: string; method: string; caseNo: string; at: number }

const NAME = 'open-key'

export class Keys {
  private content = ''
  private key = ''

  constructor(private readonly method: string, private readonly caseNo: string) {}

  of(content: string): string {
    if (this.content !== content || !this.key) {
      this.content = content
      this.key = newKey()
    }
    remember({ key: this.key, method: this.method, caseNo: this.caseNo, at: Date.now() })
    return this.key
  }

  settled() {
    this.content = this.key = ''
    remember(undefined)
  }
}

function remember(open: OpenKey | undefined) {
  try {
    if (open) sessionStorage.setItem(NAME, JSON.stringify(open))
    else sessionStorage.removeItem(NAME)
  } catch {
    // A browser without storage keeps the key with the page.
  }
}

export function openKey(method: string): OpenKey | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as OpenKey | null
    return kept && kept.method === method && Date.now() - kept.at < 3600_000 ? kept : undefined
  } catch {
    return undefined
  }
}
