// The problems of the sources with evidence and remedy; or that no problem was found, in which sources.

import type { DeploymentSources } from '@/api/model'
import { Finding } from '@/features/shared/finding'
import { problemsOf } from '@/features/sources/problems'
import { sourcesText } from '@/features/sources/text'
import { Panel } from '@/ui/panel'
import { Status } from '@/ui/status'

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
