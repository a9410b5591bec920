import type { Notification } from '@/api/model'
import { alertDetailText } from '@/features/alert-detail/text'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Instant } from '@/ui/clock'
import { Panel } from '@/ui/panel'
import { Status, type Tone } from '@/ui/status'
import { Words } from '@/ui/words'

const words = alertDetailText

const TONES: Readonly<Record<string, Tone>> = {
  waiting: 'info',
  sent: 'ok',
  parked: 'crit',
  discarded: 'off',
}

/** The notifications of the alert, and their delivery status. */
export function Notifications({ notifications }: { notifications: readonly Notification[] }) {
  return (
    <Panel title={words.notifications}>
      {notifications.length === 0 ? (
        <p className="px-3 py-2 text-muted text-sm">{words.noNotifications}</p>
      ) : (
        <ul className="text-sm">
          {notifications.map((each) => (
            <li
              key={each.id}
              className="flex flex-wrap items-baseline gap-x-3 border-line border-t px-3 py-1.5 first:border-t-0"
            >
              <span className="w-22 shrink-0">
                <Status
                  tone={TONES[each.status] ?? 'unk'}
                  word={labels.notificationStatus[each.status] ?? each.status}
                />
              </span>
              <code className="min-w-0 text-xs [overflow-wrap:anywhere]">{each.receiver}</code>
              <span>{labels.notice[each.notice] ?? each.notice}</span>
              <span className="text-muted text-xs sm:ms-auto">
                <Instant at={each.sent_at ?? each.created_at} /> · {text.attempts(each.attempts)}
              </span>
              {each.error === null ? null : (
                <span className="basis-full text-xs [overflow-wrap:anywhere]">
                  <Words text={each.error} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
