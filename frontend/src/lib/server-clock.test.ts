import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { noteServerTime, serverNow } from '@/lib/server-clock'

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => vi.useRealTimers())

it('follows a server with a different clock', () => {
  noteServerTime(1_300_000)
  expect(serverNow()).toBe(1_300_000)
  vi.advanceTimersByTime(5_000)
  expect(serverNow()).toBe(1_305_000)
})

it('ignores a small difference, which is network delay', () => {
  noteServerTime(999_000)
  expect(serverNow()).toBe(1_000_000)
})
