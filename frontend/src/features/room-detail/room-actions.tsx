// What one takes away from a room: a link to what is shown, its print, and everything known of it.
import { Check, Download, Link2, Printer } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { RoomDetail } from '@/api/model'
import { evidenceUrl } from '@/api/rooms'
import { roomText } from '@/features/room-detail/text'
import { text } from '@/text/text'
import { Button } from '@/ui/button'

const words = roomText.actions

/** How long the button shows that it copied, in milliseconds. */
const COPIED_MS = 2_000

export function RoomActions({ room }: { room: RoomDetail }) {
  return (
    <div className="ms-auto flex flex-wrap gap-1.5 print:hidden max-sm:ms-0">
      <CopyLink />
      <Button onClick={() => window.print()}>
        <Printer aria-hidden="true" size={14} />
        {words.report}
      </Button>
      <a
        href={evidenceUrl(room)}
        download
        title={words.evidenceHint}
        className="inline-flex h-7.5 items-center gap-1.5 rounded-sm border border-line-2 bg-surface px-2.5 text-sm hover:bg-raised pointer-coarse:h-9"
      >
        <Download aria-hidden="true" size={14} />
        {words.evidence}
      </a>
    </div>
  )
}

function CopyLink() {
  const [copied, setCopied] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  // Over plain HTTP a page has no clipboard: the address bar is the link.
  if (navigator.clipboard === undefined) return null
  const copy = async () => {
    await navigator.clipboard.writeText(window.location.href)
    setCopied(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setCopied(false), COPIED_MS)
  }
  return (
    <Button onClick={() => void copy().catch(() => {})}>
      {copied ? <Check aria-hidden="true" size={14} /> : <Link2 aria-hidden="true" size={14} />}
      <span aria-live="polite">{copied ? text.copied : words.link}</span>
    </Button>
  )
}
