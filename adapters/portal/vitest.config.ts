// Rules, formats and keys need no browser.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  test: { include: ['tests/unit/*.test.ts'], environment: 'node' },
  resolve: { alias: { '@kit': here('src/kit'), '@lib': here('src/lib'), '@form': here('src/form'), '@shared': here('src/shared') } },
})
