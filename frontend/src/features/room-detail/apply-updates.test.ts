import { expect, it } from 'vitest'
import { applyUpdates } from '@/features/room-detail/apply-updates'
import type { RoomUpdate } from '@/live/protocol'
import { job, participant, room, roomDetail } from '../../../test/fixtures'

const seen = (seq: number, update: Partial<RoomUpdate>) => ({
  seq,
  update: { type: 'room_updated', room: room(), ...update },
})

it('adds new participants at the end and keeps the rows of those who left', () => {
  const before = roomDetail({
    participants: [participant({ sid: 'PA_1' }), participant({ sid: 'PA_2' })],
  })
  const after = applyUpdates(before, [
    seen(101, { participant: participant({ sid: 'PA_3' }) }),
    seen(102, { participant: participant({ sid: 'PA_1', departure: 'normal' }) }),
    seen(102, { room: room({ people_count: 7 }) }),
  ])
  expect(after.participants.map(({ sid, departure }) => [sid, departure])).toEqual([
    ['PA_1', 'normal'],
    ['PA_2', null],
    ['PA_3', null],
  ])
  expect(after.people_count).toBe(7)
  expect(before.participants[0]?.departure).toBeNull()
})

it('keeps complete metadata if an update contains only its beginning', () => {
  const before = roomDetail({ metadata: 'one two three' })
  const cut = (metadata: string) => room({ metadata, metadata_truncated: true })
  const same = applyUpdates(before, [seen(101, { room: cut('one two') })])
  expect([same.metadata, same.metadata_truncated]).toEqual(['one two three', false])
  const other = applyUpdates(before, [seen(101, { room: cut('one 2') })])
  expect([other.metadata, other.metadata_truncated]).toEqual(['one 2', true])
})

it('ignores updates older than the loaded room, and other sessions', () => {
  const before = roomDetail()
  expect(
    applyUpdates(before, [
      seen(100, { room: room({ people_count: 9 }) }),
      seen(200, { room: room({ sid: 'RM_other', people_count: 9 }) }),
    ]),
  ).toBe(before)
})

it('updates a job by its kind and id', () => {
  const after = applyUpdates(roomDetail({ jobs: [job()] }), [
    seen(101, { job: job({ status: 'EGRESS_FAILED' }) }),
    seen(102, { job: job({ id: 'EG_2' }) }),
  ])
  expect(after.jobs.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'EG_1 EGRESS_FAILED',
    'EG_2 EGRESS_ACTIVE',
  ])
})
