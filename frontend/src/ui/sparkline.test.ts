import { expect, it } from 'vitest'
import { sparkPaths } from '@/ui/sparkline'

it('breaks the line at a gap', () => {
  const { line, area } = sparkPaths([1, 2, null, 3], 30, 12)
  expect(line).toBe('M0 11L10 6M30 1')
  expect(area).toBe('M0 11L10 6V12H0ZM30 1V12H30Z')
})

it('draws nothing of what is not known', () => {
  expect(sparkPaths([null, null], 30, 12)).toEqual({ line: '', area: '' })
})
