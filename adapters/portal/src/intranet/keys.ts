// keys: single keys for those who work at a page all day. They are off while somebody types and can be switched off for
// good (WCAG 2.1.4).
import { onBeforeUnmount, onMounted, ref, watch } from 'vue'

const stored = () => {
  try {
    return localStorage.getItem('keys') !== 'off'
  } catch {
    return true
  }
}
export const keysOn = ref(stored())
watch(keysOn, on => {
  try {
    localStorage.setItem('keys', on ? 'on' : 'off')
  } catch {
    // Then the choice lasts as long as the page.
  }
})

/** Of a page: what each key does while the page is shown. */
export function onKeys(deeds: Record<string, () => unknown>) {
  function press(event: KeyboardEvent) {
    const at = event.target as HTMLElement
    if (!keysOn.value || event.ctrlKey || event.metaKey || event.altKey || /INPUT|TEXTAREA|SELECT/.test(at.tagName) || document.querySelector('dialog[open]')) return
    const deed = deeds[event.key.toLowerCase()]
    if (!deed) return
    event.preventDefault()
    deed()
  }
  onMounted(() => addEventListener('keydown', press))
  onBeforeUnmount(() => removeEventListener('keydown', press))
}
