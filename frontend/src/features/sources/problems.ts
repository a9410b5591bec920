// The problems of the sources. Pure.
import type { DeploymentSources, Sources } from '@/api/model'
import { type Tone, toneOf } from '@/ui/status'

export interface Problems {
  count: number
  /** The worst tone of the problems. */
  tone: 'warn' | 'crit'
}

/** The number of problems; `null` if there are none. Unknown sources and disabled ones are no problems. */
export function problemsOf(sources: Pick<Sources, 'deployments'>): Problems | null {
  const tones = sources.deployments.flatMap(tonesOf)
  if (tones.length === 0) return null
  return { count: tones.length, tone: tones.includes('crit') ? 'crit' : 'warn' }
}

function tonesOf(of: DeploymentSources): Array<'warn' | 'crit'> {
  const diagnosed = of.diagnoses.map((each) => toneOf(each.severity)).filter(isProblem)
  // A diagnosis explains a status: counting both would count one problem twice.
  if (diagnosed.length > 0) return diagnosed
  return [
    of.webhooks.status,
    of.api.status,
    ...of.nodes.map((node) => node.status),
    of.clients.status,
  ]
    .map(toneOf)
    .filter(isProblem)
}

function isProblem(tone: Tone): tone is 'warn' | 'crit' {
  return tone === 'warn' || tone === 'crit'
}
