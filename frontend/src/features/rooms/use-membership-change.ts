import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { currentMetricsQuery } from '@/api/metrics'
import { NO_CONDITIONS, type RoomFilter } from '@/api/room-filter'

/**
 * The number of rooms more (or fewer) than the list shows; `null` if it is current, 0 if
 * rooms changed but not their number. Derived from the number of open rooms: no frame reports
 * rooms without a subscription.
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
  // Past times do not change.
  if (total === null || open === null || filter.at !== null) return null
  const { below, doubt, kind, longer } = filter.conditions ?? NO_CONDITIONS
  const narrowed =
    filter.q !== '' || doubt || [filter.deployment, below, kind, longer].some(Boolean)
  if (filter.status === 'active' && !narrowed) return open === total ? null : open - total
  const before = atRead.current
  return before.readAt !== readAt || before.open === null || before.open === open ? null : 0
}
