import type { Job } from '@/api/model'
import { text } from '@/text/text'
import { Instant } from '@/ui/clock'
import { Foreign } from '@/ui/foreign'

const words = text.room.job

export function JobTable({ jobs }: { jobs: readonly Job[] }) {
  if (jobs.length === 0) return <p className="p-3 text-muted text-sm">{text.room.noJobs}</p>
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
          <span>{job.status}</span>
          <span className="text-muted text-xs">
            <Instant at={job.started_at} />
            {' – '}
            <Instant at={job.ended_at} reason={text.reason.notTold} />
          </span>
          {job.error ? (
            <span className="basis-full text-crit text-xs [overflow-wrap:anywhere]">
              {words.error}: {job.error}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
