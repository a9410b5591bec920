// A finding of the doctor, with evidence and remedy.
import type { Diagnosis } from '@/api/model'
import { remedyParts } from '@/features/shared/remedy'
import { findingText as words } from '@/features/shared/text'
import { Instant } from '@/ui/clock'
import { Code } from '@/ui/code'
import { Status, toneOf } from '@/ui/status'
import { Words } from '@/ui/words'

export function Finding({ diagnosis }: { diagnosis: Diagnosis }) {
  const parts = remedyParts(diagnosis.remedy)
  return (
    <article className="flex flex-col gap-1.5 px-3 py-2 text-sm" data-severity={diagnosis.severity}>
      <h3 className="flex flex-wrap items-center gap-x-2 font-semibold text-base">
        <Status
          tone={toneOf(diagnosis.severity)}
          word={words.severity[diagnosis.severity] ?? diagnosis.severity}
        />
        <span className="[overflow-wrap:anywhere]">
          <Words text={diagnosis.title} />
        </span>
        {diagnosis.since === null ? null : (
          <span className="font-normal text-muted text-xs">
            {words.since} <Instant at={diagnosis.since} />
          </span>
        )}
      </h3>
      <p className="max-w-prose [overflow-wrap:anywhere]">
        <Words text={diagnosis.detail} />
      </p>
      {diagnosis.evidence.length === 0 ? null : (
        <div>
          <h4 className="text-muted text-xs">{words.seen}</h4>
          <ul className="list-disc ps-5">
            {diagnosis.evidence.map((each) => (
              <li key={each} className="[overflow-wrap:anywhere]">
                <Words text={each} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {parts.length === 0 ? null : (
        <div>
          <h4 className="text-muted text-xs">{words.remedy}</h4>
          <div className="flex flex-col gap-1">
            {parts.map((part) =>
              part.code ? (
                <Code key={part.text} code={part.text} />
              ) : (
                <p key={part.text} className="max-w-prose [overflow-wrap:anywhere]">
                  <Words text={part.text} />
                </p>
              ),
            )}
          </div>
        </div>
      )}
    </article>
  )
}
