// The query strings of the history page and of a participant's page.
import * as z from 'zod/mini'
import {
  DEPARTURES,
  type Departure,
  type HistoryFilter,
  KINDS,
  type Kind,
} from '@/api/history-filter'

export interface HistorySearch {
  of?: 'rooms'
  q?: string
  room?: string
  identity?: string
  departure?: Departure
  kind?: Kind
  /** From 1. */
  page?: string
  deployment?: string | undefined
}

const word = z.catch(z.optional(z.string()), undefined)

const words = z.object({
  of: z.catch(z.optional(z.literal('rooms')), undefined),
  q: word,
  room: word,
  identity: word,
  departure: z.catch(z.optional(z.enum(DEPARTURES)), undefined),
  kind: z.catch(z.optional(z.enum(KINDS)), undefined),
  page: z.catch(z.optional(z.string().check(z.regex(/^[1-9]\d{0,3}$/))), undefined),
  deployment: word,
})

export function readHistorySearch(search: Record<string, unknown>): HistorySearch {
  const { deployment, ...rest } = words.parse(search)
  return {
    ...historySearch({ ...historyFilterOf(rest as HistorySearch) }),
    ...(deployment ? { deployment } : {}),
  }
}

/** A filter as URL parameters: only what differs from the default. */
export function historySearch(filter: HistoryFilter): HistorySearch {
  return {
    ...(filter.subject === 'rooms' ? { of: 'rooms' } : {}),
    ...(filter.q === '' ? {} : { q: filter.q }),
    ...(filter.room === '' ? {} : { room: filter.room }),
    ...(filter.identity === '' ? {} : { identity: filter.identity }),
    ...(filter.departure === null ? {} : { departure: filter.departure }),
    ...(filter.kind === null ? {} : { kind: filter.kind }),
    ...(filter.page === 0 ? {} : { page: String(filter.page + 1) }),
  }
}

export function historyFilterOf(search: HistorySearch): HistoryFilter {
  return {
    subject: search.of ?? 'participants',
    q: search.q ?? '',
    room: search.room ?? '',
    identity: search.identity ?? '',
    departure: search.departure ?? null,
    kind: search.kind ?? null,
    page: search.page === undefined ? 0 : Number(search.page) - 1,
  }
}

export interface DeploymentSearch {
  deployment?: string | undefined
}

const deploymentWords = z.object({ deployment: word })

export function readDeploymentSearch(search: Record<string, unknown>): DeploymentSearch {
  const { deployment } = deploymentWords.parse(search)
  return deployment ? { deployment } : {}
}

export interface ScopeSearch extends DeploymentSearch {
  region?: string | undefined
}

const scopeWords = z.object({ deployment: word, region: word })

/** A deployment or a region: the dashboard's filter. */
export function readScopeSearch(search: Record<string, unknown>): ScopeSearch {
  const { deployment, region } = scopeWords.parse(search)
  return { ...(deployment ? { deployment } : {}), ...(region ? { region } : {}) }
}
