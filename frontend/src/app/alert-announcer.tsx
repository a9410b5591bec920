import { useEffect, useState } from 'react'
import type { Alert } from '@/api/model'
import { appText } from '@/app/text'
import { instantOf } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import { useLive } from '@/live/live-context'
import { labels } from '@/text/labels'
import { visible } from '@/ui/foreign'

const words = appText.alertBadge

/** Alerts that fire within this time are announced together, in milliseconds. */
const TOGETHER_MS = 1_000

/** Older alerts are not announced, whatever changed since they fired; in milliseconds. */
const NEWS_MS = 60_000

/** Announces new alerts to screen readers. */
export function AlertAnnouncer() {
  const live = useLive()
  const [news, setNews] = useState('')
  useEffect(() => {
    const known = new Set<string>()
    let fresh: Alert[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const announce = () => {
      timer = undefined
      setNews(sentence(fresh))
      fresh = []
    }
    const end = live.on('alert', (alert) => {
      if (alert.status === 'resolved') known.delete(alert.id)
      if (alert.status !== 'firing' || known.has(alert.id)) return
      if (serverNow() - (instantOf(alert.started_at) ?? 0) > NEWS_MS) return
      known.add(alert.id)
      fresh.push(alert)
      timer ??= setTimeout(announce, TOGETHER_MS)
    })
    return () => {
      end()
      clearTimeout(timer)
    }
  }, [live])
  return (
    <p role="status" data-news className="sr-only">
      {news}
    </p>
  )
}

function sentence(alerts: readonly Alert[]): string {
  const [first] = alerts
  if (first === undefined) return ''
  return alerts.length === 1
    ? words.announced(labels.severity[first.severity] ?? first.severity, visible(first.message))
    : words.announcedMore(alerts.length)
}
