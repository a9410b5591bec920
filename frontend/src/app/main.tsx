import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepPageWhileAway, readPagesAhead } from '@/app/chunks'
import { createQueryClient } from '@/app/query-client'
import { createConsoleRouter } from '@/app/router'
import { Live, liveUrl } from '@/live/live'
import { LiveProvider } from '@/live/live-context'
import { syncLive } from '@/live/sync'
import '@/ui/app.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

const queries = createQueryClient()
const live = new Live(liveUrl(window.location))
syncLive(live, queries)
const router = createConsoleRouter()
keepPageWhileAway()
readPagesAhead(router)

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LiveProvider live={live}>
        <RouterProvider router={router} />
      </LiveProvider>
    </QueryClientProvider>
  </StrictMode>,
)
