import { useQuery } from '@tanstack/react-query'
import { healthQuery } from '@/api/health'
import { text } from '@/text/text'

const REGION = 'region '

/** Filters a page by deployment, or by region where the page can; hidden while there is only one. */
export function DeploymentChoice({
  value,
  region,
  regions,
  onChange,
}: {
  value: string | null
  region: string | null
  /** Whether the page can be filtered by region. */
  regions: boolean
  onChange: (deployment: string | null, region: string | null) => void
}) {
  const { data } = useQuery({ ...healthQuery, select: (health) => health.deployments })
  const known = data ?? []
  const chosen = value ?? (region === null ? '' : REGION + region)
  if (known.length < 2 && chosen === '') return null
  const named = [...new Set(known.flatMap((each) => each.region ?? []))]
  const strange =
    chosen !== '' &&
    (value !== null ? known.every((each) => each.name !== value) : !named.includes(region ?? ''))
  return (
    <select
      aria-label={text.deployment.label}
      value={chosen}
      onChange={({ target: { value: next } }) => {
        if (next.startsWith(REGION)) onChange(null, next.slice(REGION.length))
        else onChange(next === '' ? null : next, null)
      }}
      className="field max-w-44! border-line-2!"
    >
      <option value="">{text.deployment.all}</option>
      {strange ? <option value={chosen}>{value ?? region}</option> : null}
      {known.map((each) => (
        <option key={each.name} value={each.name}>
          {each.region === null ? each.name : `${each.name} (${each.region})`}
        </option>
      ))}
      {regions && named.length > 0
        ? named.map((each) => (
            <option key={each} value={REGION + each}>
              {text.deployment.region(each)}
            </option>
          ))
        : null}
    </select>
  )
}
