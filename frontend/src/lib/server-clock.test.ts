import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { noteServerTime, serverNow } from '@/lib/server-clock'

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => vi.useRealTimers())

it('follows a server whose clock is elsewhere', () => {
  noteServerTime(1_300_000)
  expect(serverNow()).toBe(1_300_000)
  vi.advanceTimersByTime(5_000)
  expect(serverNow()).toBe(1_305_000)
})

it('takes a small lag for the way of the frame', () => {
  noteServerTime(999_000)
  expect(serverNow()).toBe(1_000_000)
})
