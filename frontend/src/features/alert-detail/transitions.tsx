import {
  Circle,
  CircleCheck,
  CircleHelp,
  Flame,
  Hand,
  type LucideIcon,
  MessageSquare,
  Undo2,
  UserPlus,
  Waves,
} from 'lucide-react'
import type { Transition } from '@/api/model'
import { alertDetailText } from '@/features/alert-detail/text'
import { formatMeasured } from '@/lib/format'
import { Instant } from '@/ui/clock'
import { Foreign } from '@/ui/foreign'
import { Panel } from '@/ui/panel'

const words = alertDetailText

const ICONS: Readonly<Record<string, { icon: LucideIcon; color: string }>> = {
  fired: { icon: Flame, color: 'text-crit' },
  acknowledged: { icon: Hand, color: 'text-info' },
  unacknowledged: { icon: Undo2, color: 'text-warn' },
  assigned: { icon: UserPlus, color: 'text-info' },
  noted: { icon: MessageSquare, color: 'text-muted' },
  no_data: { icon: CircleHelp, color: 'text-unk' },
  data_returned: { icon: CircleHelp, color: 'text-muted' },
  flapping: { icon: Waves, color: 'text-warn' },
  resolved: { icon: CircleCheck, color: 'text-ok' },
}

/** The transitions of an alert, oldest first. */
export function Transitions({ transitions }: { transitions: readonly Transition[] }) {
  return (
    <Panel title={words.transitions}>
      <ol className="text-sm">
        {transitions.map((transition, at) => {
          const { icon: Icon, color } = ICONS[transition.kind] ?? {
            icon: Circle,
            color: 'text-muted',
          }
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: transitions are only ever added at the end
              key={at}
              data-transition={transition.kind}
              className="grid grid-cols-[auto_1fr] gap-x-2.5 border-line border-t px-3 py-1.5 first:border-t-0 sm:grid-cols-[8.5rem_auto_1fr]"
            >
              <span className="text-muted text-xs leading-5 max-sm:col-span-full">
                <Instant at={transition.at} />
              </span>
              <Icon aria-hidden="true" size={14} className={`mt-0.75 shrink-0 ${color}`} />
              <div className="min-w-0">
                <span className="font-semibold">
                  {words.transitionKinds[transition.kind] ?? transition.kind}
                </span>{' '}
                <span className="text-muted">
                  {transition.by === 'console' ? (
                    words.by(words.console)
                  ) : (
                    <>
                      {words.by('')}
                      <Foreign value={transition.by} />
                    </>
                  )}
                  {transition.value === null
                    ? null
                    : ` · ${words.valueThen(formatMeasured(transition.value))}`}
                </span>
                {transition.note === null ? null : (
                  <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
                    <Foreign value={transition.note} />
                  </p>
                )}
              </div>
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}
