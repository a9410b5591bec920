// What the palette offers for a text: pages and actions of the console, and what the service found. Pure.
import type { Alert, Participant, Room } from '@/api/model'
import { CONNECT_PAGE, PAGES, SETTINGS_PAGE } from '@/app/pages'
import { appText } from '@/app/text'
import { text } from '@/text/text'

const words = appText.palette

export type Action = keyof typeof words.actions

export interface Item {
  id: string
  group: keyof typeof words.groups
  name: string
  /** What tells it from another of the same name. */
  detail: string
  does:
    | { to: string; params?: Record<string, string>; search?: Record<string, string> }
    | { action: Action }
}

export interface Found {
  rooms: readonly Room[]
  participants: readonly Participant[]
  alerts: readonly Alert[]
}

const SUBPAGES = Object.entries(appText.nav.alertPages).flatMap(([path, name]) =>
  path === '' ? [] : [{ to: `/alerts/${path}`, word: name }],
)

const ACTIONS = Object.entries(words.actions) as [Action, string][]

export function itemsFor(q: string, found: Found | undefined): Item[] {
  const part = q.trim().toLowerCase()
  const fits = (word: string) => word.toLowerCase().includes(part)
  const items: Item[] = [
    ...[...PAGES, SETTINGS_PAGE, CONNECT_PAGE].map(({ to, word }) => ({ to: to as string, word })),
    ...SUBPAGES,
  ]
    .filter(({ word }) => fits(word))
    .map(({ to, word }) => ({ id: to, group: 'page', name: word, detail: '', does: { to } }))
  const actions: Item[] = ACTIONS.filter(([, word]) => fits(word)).map(([action, name]) => ({
    id: `action ${action}`,
    group: 'action',
    name,
    detail: '',
    does: { action },
  }))
  return part === '' ? [...items, ...actions] : [...sessionsOf(found), ...items, ...actions]
}

function sessionsOf(found: Found | undefined): Item[] {
  if (found === undefined) return []
  const identities = new Map(found.participants.map((each) => [each.identity, each]))
  return [
    ...found.rooms.map(
      (room): Item => ({
        id: `room ${room.deployment} ${room.sid}`,
        group: 'room',
        name: room.name || text.unnamedRoom,
        detail: room.sid,
        does: { to: '/rooms/$room', params: { room: room.name }, search: { sid: room.sid } },
      }),
    ),
    ...found.participants.map(
      (each): Item => ({
        id: `participant ${each.deployment} ${each.sid}`,
        group: 'participant',
        name: each.name || each.identity || each.sid,
        detail: `${each.room_name || text.unnamedRoom} · ${each.sid}`,
        does: {
          to: '/participants/$sid',
          params: { sid: each.sid },
          search: { deployment: each.deployment },
        },
      }),
    ),
    ...[...identities.keys()]
      .filter((identity) => identity !== '')
      .map(
        (identity): Item => ({
          id: `identity ${identity}`,
          group: 'participant',
          name: identity,
          detail: words.sessions,
          does: { to: '/history', search: { identity, from: 'now-30d', to: 'now' } },
        }),
      ),
    ...found.alerts.map(
      (alert): Item => ({
        id: `alert ${alert.id}`,
        group: 'alert',
        name: alert.message,
        detail: alert.rule,
        does: { to: '/alerts/$id', params: { id: alert.id } },
      }),
    ),
  ]
}
