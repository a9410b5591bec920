// Where panels lead: to the console, at the time that the dashboard shows.
import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard'

export interface Link {
  title: string
  url: string
}

const RANGE = 'from=${__from}&to=${__to}'

/** Pages that take the shown range. */
export const HISTORY: Link = {
  title: 'Sessions of this time in the console',
  url: `\${console}/history?${RANGE}`,
}
export const ROOM_HISTORY: Link = {
  title: 'Rooms of this time in the console',
  url: `\${console}/history?of=rooms&${RANGE}`,
}
export const CHARTS: Link = {
  title: 'This time on the console’s dashboard',
  url: `\${console}/?${RANGE}`,
}
export const SOURCES: Link = {
  title: 'Sources of this time in the console',
  url: `\${console}/sources?${RANGE}`,
}
export const ALERTS: Link = {
  title: 'Alerts of this time in the console',
  url: `\${console}/alerts/history?${RANGE}`,
}
export const AUDIT: Link = {
  title: 'The audit trail of this time in the console',
  url: `\${console}/alerts/audit?${RANGE}`,
}

/** From a point of a line: the rooms as they were at that moment. */
export const AT_POINT: Link = {
  title: 'Rooms at this moment in the console',
  url: '${console}/rooms?at=${__value.time}',
}

/** From a row with the columns `room`, `sid` and `moment` (epoch milliseconds as text). */
export const ROOM_AT_ROW: Link = {
  title: 'This room at that moment in the console',
  url: '${console}/rooms/${__data.fields.room:percentencode}?sid=${__data.fields.sid:percentencode}&at=${__data.fields.moment}',
}

/** From a row with the column `id`. */
export const ALERT_ROW: Link = {
  title: 'This alert in the console',
  url: '${console}/alerts/${__data.fields.id:percentencode}',
}

export const asLink = (link: Link): DashboardLinkBuilder =>
  new DashboardLinkBuilder(link.title)
    .type(DashboardLinkType.Link)
    .icon('external link')
    .url(link.url)
    .targetBlank(true)
