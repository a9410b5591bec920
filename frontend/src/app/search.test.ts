import { expect, it } from 'vitest'
import { filterOf, readRoomListSearch, readRoomSearch } from '@/app/room-search'
import { rangeOf, readShellSearch } from '@/app/shell-search'
import { DEFAULT_RANGE } from '@/lib/time-range'

it('falls back for words that mean nothing, and never throws', () => {
  expect(rangeOf(readShellSearch({ from: 'x', to: 'y', tz: 'mars' }))).toEqual(DEFAULT_RANGE)
  expect(readShellSearch({ tz: 'mars' }).tz).toBeUndefined()
  expect(filterOf(readRoomListSearch({ sort: 'evil', status: '1', q: 5 }))).toEqual({
    q: '',
    status: 'active',
    sort: '-started_at',
  })
  expect(readRoomSearch({ sid: '', participants: 'none' })).toEqual({})
})

it('keeps what is right, and only what differs from the default', () => {
  expect(readShellSearch({ from: 'now-6h', to: 'now', tz: 'utc' })).toEqual({
    from: 'now-6h',
    to: 'now',
    tz: 'utc',
  })
  expect(readRoomListSearch({ sort: '-participants', status: 'all', q: 'a&b' })).toEqual({
    sort: '-participants',
    status: 'all',
    q: 'a&b',
  })
  expect(readRoomListSearch({ sort: '-started_at', status: 'active' })).toEqual({})
})
