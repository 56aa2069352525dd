// One build an entry: DOOR=outside, intranet or kiosk. Nothing of the intranet is in the other two, because each
// has its own entry and router.
import { fileURLToPath } from 'node:url'
import { NodeTypes, type AttributeNode, type NodeTransform } from '@vue/compiler-core'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const door = ['intranet', 'kiosk'].find(d => d === process.env.DOOR) ?? 'outside'
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Page translators leave alone what has the class of a number or of a code. */
const keepsCodes: NodeTransform = node => {
  if (node.type !== NodeTypes.ELEMENT) return
  const classes = node.props.find(p => p.type === NodeTypes.ATTRIBUTE && p.name === 'class') as AttributeNode | undefined
  if (!/(^| )(id|code)( |$)/.test(classes?.value?.content ?? '') || node.props.some(p => p.type === NodeTypes.ATTRIBUTE && p.name === 'translate')) return
  node.props.push({ ...classes!, name: 'translate', value: { ...classes!.value!, content: 'no' } })
}

export default defineConfig({
  root: here(`src/${door}`),
  publicDir: here('static'),
  plugins: [vue({ template: { compilerOptions: { nodeTransforms: [keepsCodes] } } })],
  resolve: {
    alias: { '@kit': here('src/kit'), '@lib': here('src/lib'), '@form': here('src/form'), '@shared': here('src/shared') },
  },
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false, __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false },
  esbuild: { legalComments: 'none' }, // they stand in licences.html (build.mjs)
  build: {
    outDir: here(`dist/${door}`),
    emptyOutDir: true,
    target: ['chrome87', 'firefox78', 'safari14'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    manifest: 'manifest.json', // build.mjs takes it out of what is served
    rollupOptions: {
      output: {
        // What nearly every page needs comes in one file, so that a page is few requests.
        manualChunks: id =>
          /node_modules\/(@?vue|@vue)[-/]/.test(id) ? 'vue' : /kit\/(Calendar|Combo)\b|node_modules/.test(id) ? undefined : /src\/(kit|lib)\/(?!en\.ts|appointment\.ts)|shared\/(Records|Facts|Rules|WindowNote|show|cases)\b/.test(id) ? 'kit' : undefined,
      },
    },
  },
})
