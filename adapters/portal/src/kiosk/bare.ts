// bare: a machine of everybody keeps nothing: what the pages would remember finds no storage, and goes on without.
for (const name of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, name, {
    get() {
      throw new DOMException('nothing is kept here', 'SecurityError')
    },
  })
