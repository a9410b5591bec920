import { roomText } from '@/features/room-detail/text'
import { visible } from '@/ui/foreign'

/** The metadata as sent, or indented if it is JSON. It is shown only as text. */
export function Metadata({ value, truncated }: { value: string | null; truncated: boolean }) {
  if (value === null || value === '') {
    return <p className="p-3 text-muted text-sm">{roomText.noMetadata}</p>
  }
  return (
    <>
      {truncated ? <p className="p-3 pb-0 text-muted text-sm">{roomText.metadataCut}</p> : null}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        tabIndex={0}
        className="foreign max-h-60 overflow-auto whitespace-pre-wrap p-3 font-mono text-xs [overflow-wrap:anywhere]"
      >
        {laidOut(value)}
      </pre>
    </>
  )
}

function laidOut(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value), null, 2).split('\n').map(visible).join('\n')
  } catch {
    return value.split('\n').map(visible).join('\n')
  }
}
