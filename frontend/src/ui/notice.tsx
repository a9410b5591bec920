// An important message: a full-width strip with an icon and text.
import { OctagonX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const LOOKS = {
  warn: { icon: TriangleAlert, look: 'bg-warn-ground text-warn' },
  crit: { icon: OctagonX, look: 'bg-crit-ground text-crit' },
} as const

export function Notice({
  tone,
  title,
  children,
}: {
  tone: keyof typeof LOOKS
  title: string
  children?: ReactNode
}) {
  const { icon: Icon, look } = LOOKS[tone]
  return (
    <div
      className={`flex items-start gap-x-2 sm:flex-wrap sm:items-center border-line border-b px-3 py-1 text-sm ${look}`}
    >
      <Icon aria-hidden="true" size={14} className="mt-0.75 shrink-0" />
      <strong className="font-semibold">{title}</strong>
      {children === undefined ? null : <span className="text-fg max-sm:hidden">{children}</span>}
    </div>
  )
}
