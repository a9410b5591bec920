import { expect, it } from 'vitest'
import { holdRows } from '@/features/alerts/hold-rows'

const row = (id: string, word = '') => ({ id, word })

it('keeps the order, takes new values, and counts added and removed rows', () => {
  const held = holdRows([row('a'), row('b'), row('c')], [row('n'), row('c', 'changed'), row('a')])
  expect(held.rows).toEqual([row('a'), row('b'), row('c', 'changed')])
  expect(held.changes).toBe(2)
})

it('counts nothing while only the order differs', () => {
  expect(holdRows([row('a'), row('b')], [row('b'), row('a')]).changes).toBe(0)
})
