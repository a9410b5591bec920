import { useQuery } from '@tanstack/react-query'
import { healthQuery } from '@/api/health'
import { text } from '@/text/text'

/** Filters a page by deployment; hidden while there is only one. */
export function DeploymentChoice({
  value,
  onChange,
}: {
  value: string | null
  onChange: (deployment: string | null) => void
}) {
  const { data } = useQuery({ ...healthQuery, select: (health) => health.deployments })
  const known = data ?? []
  if (known.length < 2 && value === null) return null
  const strange = value !== null && known.every((each) => each.name !== value)
  return (
    <select
      aria-label={text.deployment.label}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
      className="field max-w-44! max-sm:max-w-30!"
    >
      <option value="">{text.deployment.all}</option>
      {strange ? <option value={value}>{value}</option> : null}
      {known.map((each) => (
        <option key={each.name} value={each.name}>
          {each.region === null ? each.name : `${each.name} (${each.region})`}
        </option>
      ))}
    </select>
  )
}
