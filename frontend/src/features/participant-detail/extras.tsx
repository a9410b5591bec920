import type { Participant } from '@/api/model'
import { participantText } from '@/features/participant-detail/text'
import { labels } from '@/text/labels'
import { Instant } from '@/ui/clock'
import { Foreign, visible } from '@/ui/foreign'
import { Muted } from '@/ui/muted'
import { Panel } from '@/ui/panel'

const words = participantText

/** The tracks of the whole session, and the participant's attributes and metadata. */
export function Extras({ participant }: { participant: Participant }) {
  const attributes = Object.entries(participant.attributes ?? {})
  return (
    <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2">
      <Panel title={words.tracks}>
        {participant.tracks.length === 0 ? (
          <p className="p-3 text-muted text-sm">{words.noTracks}</p>
        ) : (
          <ul className="text-sm">
            {participant.tracks.map((track) => (
              <li
                key={track.sid}
                title={track.sid}
                className="flex flex-wrap gap-x-3 border-line border-t px-3 py-1 first:border-t-0"
              >
                <span>
                  {labels.trackSource[track.source] ?? labels.trackType[track.type] ?? track.type}
                </span>
                <span className="text-muted">
                  {[
                    track.mime_type,
                    track.width && track.height ? `${track.width}×${track.height}` : null,
                  ]
                    .filter((part) => part !== null)
                    .join(' · ')}
                </span>
                <Muted track={track} />
                <span className="text-muted text-xs sm:ms-auto">
                  {words.published} <Instant at={track.published_at} />
                  {track.unpublished_at === null ? null : (
                    <>
                      , {words.unpublished} <Instant at={track.unpublished_at} />
                    </>
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {attributes.length === 0 && !participant.metadata ? null : (
        <Panel title={attributes.length === 0 ? words.metadata : words.attributes}>
          {attributes.length === 0 ? null : (
            <dl className="grid grid-cols-[auto_1fr] gap-x-3 px-3 py-2 text-sm">
              {attributes.map(([name, value]) => (
                <div key={name} className="col-span-2 grid grid-cols-subgrid">
                  <dt className="max-w-40 truncate text-muted">
                    <Foreign value={name} />
                  </dt>
                  <dd className="min-w-0 [overflow-wrap:anywhere]">
                    <Foreign value={String(value)} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
          {participant.metadata ? (
            <pre
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
              tabIndex={0}
              className="foreign max-h-60 overflow-auto whitespace-pre-wrap border-line border-t p-3 font-mono text-xs [overflow-wrap:anywhere]"
            >
              {participant.metadata.split('\n').map(visible).join('\n')}
            </pre>
          ) : null}
        </Panel>
      )}
    </div>
  )
}
