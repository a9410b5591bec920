import { expect, it } from 'vitest'
import { NO_CONDITIONS } from '@/api/room-filter'
import { historyFilterOf, readHistorySearch } from '@/app/history-search'
import { filterOf, readRoomListSearch, readRoomSearch } from '@/app/room-search'
import { pageRange, rangeOf, rangeSearch, readShellSearch } from '@/app/shell-search'
import { DEFAULT_RANGE } from '@/lib/time-range'

it('falls back for invalid values, and never throws', () => {
  expect(rangeOf(readShellSearch({ from: 'x', to: 'y', tz: 'mars' }))).toEqual(DEFAULT_RANGE)
  expect(readShellSearch({ tz: 'mars' }).tz).toBeUndefined()
  expect(filterOf(readRoomListSearch({ sort: 'evil', status: '1', q: 5 }))).toEqual({
    q: '',
    status: 'active',
    sort: '-started_at',
    deployment: null,
    at: null,
    conditions: NO_CONDITIONS,
  })
  expect(readRoomListSearch({ below: '41', longer: 'x', kind: 'HOLOGRAM', doubt: 'no' })).toEqual(
    {},
  )
  expect(readRoomSearch({ sid: '', participants: 'none' })).toEqual({})
})

it('keeps valid values that differ from the default', () => {
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
  const narrowed = { below: '40', kind: 'AGENT', longer: '3600', doubt: 'true' }
  expect(readRoomListSearch(narrowed)).toEqual(narrowed)
  expect(readRoomListSearch({ sort: '-started_at', status: 'active' })).toEqual({})
})

it('accepts only a fixed past time', () => {
  expect(readRoomListSearch({ at: '2020-01-02T03:04:05.678Z' })).toEqual({
    at: '2020-01-02T03:04:05Z',
  })
  expect(readRoomSearch({ at: '1577934245000' })).toEqual({ at: '2020-01-02T03:04:05Z' })
  for (const at of ['now-1h', '2999-01-01T00:00:00Z', 'x', '']) {
    expect(readRoomListSearch({ at })).toEqual({})
    expect(readRoomSearch({ at })).toEqual({})
  }
})

it('has a default range per page, and none for pages without a range', () => {
  expect(pageRange('/')).toEqual(DEFAULT_RANGE)
  expect(pageRange('/history')).toEqual({ from: 'now-24h', to: 'now' })
  expect(pageRange('/sources/')).toEqual({ from: 'now-24h', to: 'now' })
  expect(pageRange('/rooms')).toBeNull()
  // The default of one page is a choice on another, and is kept in its URL.
  expect(readShellSearch({ from: 'now-15m', to: 'now' })).toMatchObject({ from: 'now-15m' })
  expect(rangeSearch({ from: 'now-24h', to: 'now' }, { from: 'now-24h', to: 'now' })).toEqual({})
})

it('reads the filters of the history, and writes those that differ from the default', () => {
  const search = {
    of: 'rooms',
    q: 'a&b',
    room: 'standup',
    identity: 'ada',
    departure: 'unexpected',
    kind: 'SIP',
    page: '3',
    deployment: 'eu',
  }
  expect(readHistorySearch(search)).toEqual(search)
  expect(historyFilterOf(readHistorySearch(search))).toMatchObject({ subject: 'rooms', page: 2 })
  expect(
    readHistorySearch({
      of: 'cats',
      departure: 'evil',
      kind: '1',
      page: '0',
      q: 5,
      deployment: '',
    }),
  ).toEqual({})
  expect(readHistorySearch({ page: '1' })).toEqual({})
})

it.each(['now-3m', 'yesterday', '<script>', ''])('ignores the invalid time `%s`', (at) => {
  expect(readRoomListSearch({ at })).toHaveProperty('at', undefined)
  expect(readRoomSearch({ at })).toHaveProperty('at', undefined)
})
