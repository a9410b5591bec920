import { expect, it, vi } from 'vitest'
import { actor, setActorName } from '@/lib/actor'

it('stores the name, and sends none if it is empty', () => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  })
  expect(actor()).toBeUndefined()
  setActorName('  ada  ')
  expect(actor()).toBe('ada')
  setActorName('a'.repeat(300))
  expect(actor()).toHaveLength(200)
  setActorName('   ')
  expect(actor()).toBeUndefined()
})
