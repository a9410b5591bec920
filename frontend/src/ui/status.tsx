// A status is always icon shape + word + colour: colour alone tells nothing to many readers.
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

export function Status({ tone, word, hint }: { tone: Tone; word: string; hint?: string }) {
  const { icon: Icon, color } = LOOKS[tone]
  return (
    <span
      className={`inline-flex items-center gap-1 whitespace-nowrap align-middle ${color}`}
      title={hint}
    >
      <Icon aria-hidden="true" size={14} className="shrink-0" />
      <span>{word}</span>
    </span>
  )
}

/** The tone of a status word of the API; a word that is new to us is unknown, not fine. */
export function toneOf(status: string): Tone {
  switch (status) {
    case 'ok':
    case 'active':
      return 'ok'
    case 'finished':
      return 'off'
    case 'degraded':
    case 'refusing':
    case 'in_doubt':
    case 'inferred':
      return 'warn'
    case 'full':
    case 'unavailable':
    case 'error':
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
