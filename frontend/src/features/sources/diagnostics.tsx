// The problems of the sources with evidence and remedy; or that no problem was found, in which sources.

import { Check, Copy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { DeploymentSources, Diagnosis } from '@/api/model'
import { problemsOf } from '@/features/sources/problems'
import { remedyParts } from '@/features/sources/remedy'
import { sourcesText } from '@/features/sources/text'
import { Button } from '@/ui/button'
import { Instant } from '@/ui/clock'
import { visible } from '@/ui/foreign'
import { Panel } from '@/ui/panel'
import { Status, toneOf } from '@/ui/status'
import { Words } from '@/ui/words'

const words = sourcesText.diagnostics

const SEVERITIES = ['critical', 'warning', 'info']

export function Diagnostics({ of }: { of: DeploymentSources }) {
  const found = [...of.diagnoses].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  )
  return (
    <Panel
      title={words.title}
      aside={
        found.length === 0 ? null : (
          <span className="text-muted text-xs">{words.found(found.length)}</span>
        )
      }
    >
      {found.length === 0 ? (
        <Nothing of={of} />
      ) : (
        <ul>
          {found.map((diagnosis) => (
            <li key={diagnosis.code} className="border-line border-t first:border-t-0">
              <Finding diagnosis={diagnosis} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Finding({ diagnosis }: { diagnosis: Diagnosis }) {
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

/** How long a button shows that it copied, in milliseconds. */
const COPIED_MS = 2_000

function Code({ code }: { code: string }) {
  const [label, setLabel] = useState<string | null>(null)
  const block = useRef<HTMLPreElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const copy = async () => {
    let word = words.copied
    try {
      await navigator.clipboard.writeText(code)
    } catch {
      // The clipboard API is missing over plain HTTP: then the text is selected for a manual copy.
      if (block.current !== null) window.getSelection()?.selectAllChildren(block.current)
      word = words.copyFailed
    }
    setLabel(word)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setLabel(null), COPIED_MS)
  }
  return (
    <div className="flex flex-wrap items-start gap-2">
      <pre
        ref={block}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        tabIndex={0}
        className="foreign min-w-0 max-w-full grow overflow-x-auto rounded-sm border border-line bg-raised px-2 py-1.5 font-mono text-xs"
      >
        {code.split('\n').map(visible).join('\n')}
      </pre>
      <Button onClick={() => void copy()}>
        {label === words.copied ? (
          <Check aria-hidden="true" size={14} />
        ) : (
          <Copy aria-hidden="true" size={14} />
        )}
        <span aria-live="polite">{label ?? words.copy}</span>
      </Button>
    </div>
  )
}

/** No findings: valid only for the sources that were observed. */
function Nothing({ of }: { of: DeploymentSources }) {
  const watched = {
    webhooks: of.webhooks.last_received_at !== null,
    api: of.api.last_success_at !== null,
    nodes: of.nodes.some((node) => node.last_success_at !== null),
    clients: of.clients.last_received_at !== null,
  }
  const names = Object.keys(watched) as Array<keyof typeof watched>
  const seen = names.filter((name) => watched[name])
  const unseen = names.filter((name) => !watched[name])
  // A source with a problem but without a finding must not look healthy.
  const unwell = problemsOf({ deployments: [of] }) !== null
  return (
    <div className="flex flex-col gap-1 px-3 py-2 text-sm">
      {unwell ? (
        <Status tone="warn" word={words.unexplained} wrap />
      ) : seen.length === 0 ? (
        <Status tone="unk" word={words.nothingObserved} wrap />
      ) : (
        <p>
          <Status tone="ok" word={words.nothing} />{' '}
          <span className="text-muted">{words.nothingOf}</span>
        </p>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-3">
        {seen.length === 0 ? null : (
          <>
            <dt className="text-muted">{words.observed}</dt>
            <dd>{seen.map((name) => sourcesText.card[name]).join(', ')}</dd>
          </>
        )}
        {unseen.length === 0 ? null : (
          <>
            <dt className="text-muted">{words.notObserved}</dt>
            <dd>
              {unseen
                .map((name) => `${sourcesText.card[name]} (${words.reasons[name]})`)
                .join(', ')}
            </dd>
          </>
        )}
      </dl>
    </div>
  )
}
