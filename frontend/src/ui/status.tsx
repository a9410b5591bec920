// A status is always icon shape + word + colour: many readers cannot use colour alone.
import {
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  Info,
  type LucideIcon,
  OctagonX,
  TriangleAlert,
} from 'lucide-react'

export type Tone = 'ok' | 'info' | 'warn' | 'crit' | 'unk' | 'off'

const LOOKS: Readonly<Record<Tone, { icon: LucideIcon; color: string }>> = {
  ok: { icon: CircleCheck, color: 'text-ok' },
  info: { icon: Info, color: 'text-info' },
  warn: { icon: TriangleAlert, color: 'text-warn' },
  crit: { icon: OctagonX, color: 'text-crit' },
  unk: { icon: CircleHelp, color: 'text-unk' },
  off: { icon: CircleSlash, color: 'text-muted' },
}

export function Status({
  tone,
  word,
  hint,
  wrap = false,
}: {
  tone: Tone
  word: string
  hint?: string
  /** Allows line breaks, for sentences. */
  wrap?: boolean
}) {
  const { icon: Icon, color } = LOOKS[tone]
  return (
    <span
      className={`inline-flex gap-1 align-middle ${wrap ? 'items-start' : 'items-center whitespace-nowrap'} ${color}`}
      title={hint}
    >
      <Icon aria-hidden="true" size={14} className={wrap ? 'mt-0.75 shrink-0' : 'shrink-0'} />
      <span>{word}</span>
    </span>
  )
}

/** The tone of a status of the API; a new status is `unk`, not `ok`. */
export function toneOf(status: string): Tone {
  switch (status) {
    case 'ok':
    case 'active':
      return 'ok'
    case 'finished':
    case 'off':
      return 'off'
    case 'info':
      return 'info'
    case 'degraded':
    case 'refusing':
    case 'silent':
    case 'rate_limited':
    case 'warning':
    case 'in_doubt':
    case 'inferred':
      return 'warn'
    case 'full':
    case 'unavailable':
    case 'error':
    case 'down':
    case 'critical':
      return 'crit'
    default:
      return 'unk'
  }
}

export function Pending({ word }: { word: string }) {
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap text-muted">
      <CircleDashed aria-hidden="true" size={14} />
      <span>{word}</span>
    </span>
  )
}
