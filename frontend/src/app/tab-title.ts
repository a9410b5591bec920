import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { alertingQuery } from '@/api/alerting'
import { appText } from '@/app/text'

/** Sets the title of the browser tab, with the number of open alerts. */
export function useTabTitle(title: string): void {
  const { data } = useQuery({
    ...alertingQuery,
    select: ({ open }) => open.critical + open.warning,
  })
  const shown = appText.alertBadge.titleCount(data ?? 0, title)
  useEffect(() => {
    document.title = shown
  }, [shown])
}
