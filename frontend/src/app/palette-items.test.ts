import { expect, it } from 'vitest'
import { itemsFor } from '@/app/palette-items'
import { alert } from '../../test/alerting'
import { participant, room } from '../../test/fixtures'

it('offers all pages and actions before anything is typed', () => {
  const names = itemsFor('', undefined).map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['Rooms', 'Silences', 'Connect a LiveKit', 'Change the theme']),
  )
})

it('puts what the service found first, with an identity once, whatever its sessions', () => {
  const found = {
    rooms: [room({ name: 'standup', sid: 'RM_1' })],
    participants: [
      participant({ identity: 'ada', sid: 'PA_1' }),
      participant({ identity: 'ada', sid: 'PA_2' }),
    ],
    alerts: [alert({ id: 'a1' })],
  }
  const items = itemsFor('a', found)
  expect(items.slice(0, 5).map(({ id }) => id.split(' ')[0])).toEqual([
    'room',
    'participant',
    'participant',
    'identity',
    'alert',
  ])
  expect(items[0]?.does).toEqual({
    to: '/rooms/$room',
    params: { room: 'standup' },
    search: { sid: 'RM_1' },
  })
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
})
