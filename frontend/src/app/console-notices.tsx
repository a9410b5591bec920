import { useQuery } from '@tanstack/react-query'
import { healthQuery } from '@/api/health'
import { appText } from '@/app/text'
import { Notice } from '@/ui/notice'

/** What a reader must know before using the data on the page. */
export function ConsoleNotices() {
  const { data } = useQuery(healthQuery)
  if (data === undefined) return null
  return (
    <aside aria-label={appText.notice.label} className="max-sm:flex max-sm:*:flex-1">
      {data.mode === 'mock' ? (
        <Notice tone="warn" title={appText.notice.synthetic}>
          {appText.notice.syntheticDetail}
        </Notice>
      ) : null}
      {data.auth === 'none' ? (
        <Notice tone="crit" title={appText.notice.open}>
          {appText.notice.openDetail}
        </Notice>
      ) : null}
    </aside>
  )
}
