import { expect, it } from 'vitest'
import { stripMarks } from '@/features/alert-rules/alert-buckets'

const at = (hour: number) => `2026-11-23T${String(hour).padStart(2, '0')}:00:00Z`
const marks = (started_at: string, resolved_at: string | null) =>
  stripMarks([{ started_at, resolved_at }], at(0), at(10))

it('places a mark at the time of the alert, to scale', () => {
  expect(marks(at(2), at(5))).toEqual([{ x: 200, width: 300 }])
})

it('extends to the end while the alert fires, and has a minimum width', () => {
  expect(marks(at(9), null)).toEqual([{ x: 900, width: 100 }])
  expect(marks(at(2), at(2))).toEqual([{ x: 200, width: 3 }])
  expect(marks(at(10), null)).toEqual([{ x: 997, width: 3 }])
})

it('shows nothing for an empty range', () => {
  expect(stripMarks([{ started_at: at(1), resolved_at: null }], at(3), at(3))).toEqual([])
})
