import { expect, it } from 'vitest'
import { visible } from '@/ui/foreign'

it.each([
  ['plain', 'plain'],
  ['غرفة', 'غرفة'],
  ['\u202Egnp.exe', '\\u{202e}gnp.exe'],
  ['a\u0000b\nc', 'a\\u{0}b\\u{a}c'],
  ['zero\u200bwidth', 'zero\\u{200b}width'],
  ['👩‍👩‍👧', '👩‍👩‍👧'],
  ['ad\u200dmin', 'ad\\u{200d}min'],
])('shows %s', (value, shown) => {
  expect(visible(value)).toBe(shown)
})
