import { queryOptions } from '@tanstack/react-query'
import { client, unwrap, withoutEmpty } from '@/api/client'
import type { AskedSilence, SilenceSpec } from '@/api/model'

/** Poll interval in milliseconds: no frame reports that a silence starts or ends. */
const REFRESH_MS = 15_000

export const silencesQuery = queryOptions({
  queryKey: ['silences'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/silences', { signal })),
  refetchInterval: REFRESH_MS,
})

export function createSilence(spec: SilenceSpec) {
  return unwrap(client.POST('/api/silences', { body: spec as AskedSilence }))
}

export function changeSilence(id: string, spec: SilenceSpec, version: number) {
  return unwrap(
    client.PUT('/api/silences/{id}', {
      params: { path: { id } },
      body: { ...(spec as AskedSilence), version },
    }),
  )
}

export function endSilence(id: string, by: string | undefined) {
  return unwrap(
    client.POST('/api/silences/{id}/end', { params: { path: { id } }, body: withoutEmpty({ by }) }),
  )
}
