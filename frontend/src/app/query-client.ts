import { QueryClient } from '@tanstack/react-query'
import { mayPass } from '@/api/client'

const ATTEMPTS = 3

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => mayPass(error) && failures < ATTEMPTS,
        // The socket tells when something must be read again; a glance at another window does not.
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The console may be on this very machine, reachable while the browser believes itself offline.
        networkMode: 'always',
      },
    },
  })
}
