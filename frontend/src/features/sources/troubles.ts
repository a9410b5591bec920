// What of the sources is not as it should be. Pure.
import type { DeploymentSources, Sources } from '@/api/model'
import { type Tone, toneOf } from '@/ui/status'

export interface Troubles {
  count: number
  /** The worst of them. */
  tone: 'warn' | 'crit'
}

/** What somebody should look at; `null` if nothing is. Not knowing is no trouble, nor is what is off. */
export function troublesOf(sources: Pick<Sources, 'deployments'>): Troubles | null {
  const tones = sources.deployments.flatMap(tonesOf)
  if (tones.length === 0) return null
  return { count: tones.length, tone: tones.includes('crit') ? 'crit' : 'warn' }
}

function tonesOf(of: DeploymentSources): Array<'warn' | 'crit'> {
  const diagnosed = of.diagnoses.map((each) => toneOf(each.severity)).filter(isTrouble)
  // A diagnosis names what a status only hints at: both would count one thing twice.
  if (diagnosed.length > 0) return diagnosed
  return [
    of.webhooks.status,
    of.api.status,
    ...of.nodes.map((node) => node.status),
    of.clients.status,
  ]
    .map(toneOf)
    .filter(isTrouble)
}

function isTrouble(tone: Tone): tone is 'warn' | 'crit' {
  return tone === 'warn' || tone === 'crit'
}
