import { queryOptions } from '@tanstack/react-query'
import { client, unwrap, withoutEmpty } from '@/api/client'
import { receiverOf } from '@/api/editable-fields'
import type { AskedReceiver, Receiver } from '@/api/model'

/** Poll interval of the receivers' state in milliseconds. */
const REFRESH_MS = 10_000

export const receiversQuery = queryOptions({
  queryKey: ['receivers', 'list'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/receivers', { signal })),
  refetchInterval: REFRESH_MS,
})

export function receiverQuery(name: string) {
  return queryOptions({
    queryKey: ['receivers', 'detail', name],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/receivers/{name}', { params: { path: { name } }, signal })),
    // The form edits it: a refetch must not change it.
    staleTime: 0,
    gcTime: 0,
  })
}

export function receiverPreviewQuery(receiver: Receiver) {
  return queryOptions({
    queryKey: ['receivers', 'preview', receiver],
    queryFn: ({ signal }) =>
      unwrap(
        client.POST('/api/receivers/preview', {
          body: { receiver: receiver as AskedReceiver },
          signal,
        }),
      ),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  })
}

export function createReceiver(receiver: Receiver, by: string | undefined) {
  return unwrap(client.POST('/api/receivers', { body: written(receiver, by) }))
}

export function changeReceiver(receiver: Receiver, by: string | undefined, version: number | null) {
  return unwrap(
    client.PUT('/api/receivers/{name}', {
      params: { path: { name: receiver.name } },
      body: { ...written(receiver, by), ...withoutEmpty({ version }) },
    }),
  )
}

export function deleteReceiver(name: string, by: string | undefined) {
  return unwrap(
    client.DELETE('/api/receivers/{name}', {
      params: { path: { name }, query: withoutEmpty({ by }) },
    }),
  )
}

/** Sends one message now to the saved receiver. */
export function testReceiver(name: string, by: string | undefined) {
  return unwrap(
    client.POST('/api/receivers/{name}/test', {
      params: { path: { name } },
      body: withoutEmpty({ by }),
    }),
  )
}

/** Sends one message now to an unsaved receiver; a masked secret stands for the saved one. */
export function testDraft(receiver: Receiver, by: string | undefined) {
  return unwrap(client.POST('/api/receivers/test', { body: written(receiver, by) }))
}

const written = (receiver: Receiver, by: string | undefined) => ({
  ...(receiverOf(receiver) as AskedReceiver),
  ...withoutEmpty({ by }),
})
