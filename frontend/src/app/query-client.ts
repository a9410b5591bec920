import { QueryClient } from '@tanstack/react-query'
import { canRetry } from '@/api/client'

const ATTEMPTS = 3

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => canRetry(error) && failures < ATTEMPTS,
        // The socket reports when data must be read again; window focus does not matter.
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The console may run on this machine, reachable while the browser believes it is offline.
        networkMode: 'always',
      },
    },
  })
}
