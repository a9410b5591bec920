import type { Job, JobOutput } from '@/api/model'
import { roomText } from '@/features/room-detail/text'
import { formatBytes, formatCount } from '@/lib/format'
import { sentenceOf } from '@/text/livekit-words'
import { text } from '@/text/text'
import { Instant } from '@/ui/clock'
import { Foreign } from '@/ui/foreign'
import { Status, type Tone } from '@/ui/status'

const words = roomText.job

const TONES: Readonly<Record<string, Tone>> = {
  completed: 'ok',
  failed: 'crit',
  aborted: 'crit',
  limit_reached: 'warn',
  lost: 'unk',
  unknown: 'unk',
}

export function JobTable({ jobs }: { jobs: readonly Job[] }) {
  if (jobs.length === 0) return <p className="p-3 text-muted text-sm">{roomText.noJobs}</p>
  return (
    <ul className="text-sm">
      {jobs.map((job) => (
        <li
          key={`${job.kind} ${job.id}`}
          className="flex flex-wrap items-baseline gap-x-3 border-line border-t px-3 py-1.5 first:border-t-0"
        >
          <span className="w-20 shrink-0">{words.kinds[job.kind] ?? job.kind}</span>
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <span className="font-mono text-xs">{job.id}</span>
            {job.name ? (
              <>
                {' '}
                <Foreign value={job.name} />
              </>
            ) : null}
          </span>
          <span title={job.status ?? undefined}>{statusWords(job)}</span>
          {job.outcome === null ? null : (
            <Status
              tone={TONES[job.outcome] ?? 'off'}
              word={words.outcomes[job.outcome] ?? job.outcome}
            />
          )}
          <span className="text-muted text-xs">
            <Instant at={job.started_at} />
            {' – '}
            <Instant at={job.ended_at} reason={text.reason.notReported} />
          </span>
          {job.evidence === null ? null : (
            <span className="basis-full text-muted text-xs [overflow-wrap:anywhere]">
              {words.concluded}: {job.evidence}
            </span>
          )}
          {job.error ? (
            <span className="basis-full text-crit text-xs [overflow-wrap:anywhere]">
              {words.error}: {job.error}
            </span>
          ) : null}
          {job.outputs.length === 0 ? null : <Outputs outputs={job.outputs} />}
        </li>
      ))}
    </ul>
  )
}

/** LiveKit's status in a sentence; a status that is new to this page is shown unchanged. */
function statusWords({ kind, status }: Job): string | null {
  const of = kind === 'egress' ? 'egress' : kind === 'ingress' ? 'ingress' : 'agents'
  return sentenceOf(of, status) ?? status
}

function Outputs({ outputs }: { outputs: readonly JobOutput[] }) {
  return (
    <ul className="basis-full ps-4 text-xs" aria-label={words.outputs}>
      {outputs.map((output, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two outputs may be called alike
        <li key={place} className="flex flex-wrap items-baseline gap-x-3 [overflow-wrap:anywhere]">
          <span className="text-muted">{words.outputKinds[output.kind] ?? output.kind}</span>
          {output.name ? <Foreign value={output.name} /> : null}
          {output.failed ? (
            <Status tone="crit" word={words.failed} />
          ) : output.status === null ? null : (
            <span>{output.status}</span>
          )}
          {output.size_bytes === null ? null : <span>{formatBytes(output.size_bytes)}</span>}
          {output.count === null ? null : <span>{formatCount(output.count)}</span>}
          {output.error ? <span className="basis-full text-crit">{output.error}</span> : null}
        </li>
      ))}
    </ul>
  )
}
