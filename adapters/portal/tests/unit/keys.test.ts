// Given a filing, when it is sent again with the same content, then it has the same key; a changed one has another.
import { beforeEach, expect, test } from 'vitest'
import { newKey } from '../../src/lib/api'
import { Keys, openKey } from '../../src/form/keys'

const store = new Map<string, string>()
beforeEach(() => {
  store.clear()
  Object.assign(globalThis, { sessionStorage: { getItem: (k: string) => store.get(k) ?? null, setItem: (k: string, v: string) => store.set(k, v), removeItem: (k: string) => store.delete(k) } })
})

test('one content, one key', () => {
  const keys = new Keys('enrolment.AddMember', '')
  const first = keys.of('{"name":"甲"}')
  expect(keys.of('{"name":"甲"}')).toBe(first)
  expect(keys.of('{"name":"乙"}')).not.toBe(first)
})

test('after an answer the same content is a new filing', () => {
  const keys = new Keys('enrolment.AddMember', '')
  const first = keys.of('{}')
  keys.settled()
  expect(keys.of('{}')).not.toBe(first)
})

test('the tab keeps the key, never the content', () => {
  const key = new Keys('enrolment.AddMember', '').of('{"name":"陈晓云"}')
  expect(openKey('enrolment.AddMember')?.key).toBe(key)
  expect(openKey('enrolment.SuspendMember')).toBeUndefined()
  expect([...store.values()].join()).not.toContain('陈晓云')
})

test('a key is a UUID of version 7 that begins with the time', () => {
  const key = newKey()
  expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Math.abs(parseInt(key.replace(/-/g, '').slice(0, 12), 16) - Date.now())).toBeLessThan(5000)
})
