import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { currentMetricsQuery } from '@/api/metrics'
import type { RoomFilter } from '@/api/room-filter'

/**
 * How many rooms more (or fewer) there are than the list shows; `null` when it is current, 0 when
 * something changed but not how many of these. The number of open rooms tells: no frame comes for
 * rooms that nobody watches.
 */
export function useMembershipChange(
  filter: RoomFilter,
  total: number | null,
  readAt: number,
): number | null {
  const { data } = useQuery({ ...currentMetricsQuery, select: (metrics) => metrics.active_rooms })
  const open = data ?? null
  const atRead = useRef<{ readAt: number; open: number | null }>({ readAt, open })
  useEffect(() => {
    if (atRead.current.readAt !== readAt || atRead.current.open === null) {
      atRead.current = { readAt, open }
    }
  }, [readAt, open])
  // The past does not change.
  if (total === null || open === null || filter.at !== null) return null
  if (filter.status === 'active' && filter.q === '' && filter.deployment === null)
    return open === total ? null : open - total
  const before = atRead.current
  return before.readAt !== readAt || before.open === null || before.open === open ? null : 0
}
