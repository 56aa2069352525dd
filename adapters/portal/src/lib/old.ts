// old: what the calendar and the long list ask of the language and Chromium 87 does not have yet.
type Listed = { length: number; [i: number]: unknown }

function fill(on: object, name: string, value: unknown) {
  if (!(name in on)) Object.defineProperty(on, name, { value, configurable: true, writable: true })
}

function at(this: Listed, n: number) {
  return this[n < 0 ? this.length + n : n]
}
fill(Array.prototype, 'at', at)
fill(Object, 'hasOwn', (object: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(object, key))
