import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach, vi } from 'vitest'

// Each page is a separate chunk, which may take seconds to load on a busy machine.
configure({ asyncUtilTimeout: 20_000 })

afterEach(() => cleanup())

// jsdom has no layout and none of these; a window of fixed size replaces them.
vi.stubGlobal(
  'matchMedia',
  (query: string) =>
    ({ matches: false, media: query, addEventListener() {}, removeEventListener() {} }) as unknown,
)
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
vi.stubGlobal('ResizeObserver', Observer)
vi.stubGlobal('IntersectionObserver', Observer)
Object.defineProperties(HTMLElement.prototype, {
  clientHeight: { configurable: true, get: () => 600 },
  clientWidth: { configurable: true, get: () => 1_000 },
  offsetHeight: { configurable: true, get: () => 33 },
})
HTMLElement.prototype.scrollTo = () => {}
window.scrollTo = () => {}
// jsdom has the element, but cannot open it.
HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
  this.open = true
}
HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
  if (!this.open) return
  this.open = false
  this.dispatchEvent(new Event('close'))
}
