// Whether a track is muted, and as of when: no webhook reports mutes, so it is as old as the last poll.
import { text } from '@/text/text'
import { Instant } from '@/ui/clock'

interface Props {
  track: { certainty: string; muted: boolean | null; muted_at: string | null }
}

export function Muted({ track }: Props) {
  if (track.certainty === 'in_doubt') {
    return <span className="text-warn">{text.track.inDoubt}</span>
  }
  if (track.muted === null) return <span className="text-muted">{text.track.muteUnknown}</span>
  return (
    <>
      {track.muted ? `${text.track.muted} ` : null}
      <span className="text-muted">
        {text.track.asOf} <Instant at={track.muted_at} />
      </span>
    </>
  )
}
