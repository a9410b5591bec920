import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { SourceCells } from '@/features/overview/source-strip'
import { overviewText } from '@/features/overview/text'
import { draw } from '../../../test/drawn'
import { health } from '../../../test/fixtures'
import { sources } from '../../../test/sources'

const words = overviewText.health
const of = (lag_seconds: number) => {
  const [one] = sources().deployments
  if (one === undefined) throw new Error('no deployment')
  return [{ ...one, webhooks: { ...one.webhooks, status: 'ok', lag_seconds } }]
}

it('shows each source and the storage', async () => {
  await draw(<SourceCells health={health()} sources={of(0.4)} />)
  expect(screen.getByText('Webhooks')).toBeVisible()
  expect(screen.getByText(/0\.4 s late/)).toBeVisible()
  expect(screen.getByText('sqlite')).toBeVisible()
})

it('does not call webhooks that arrive an hour late OK', async () => {
  await draw(<SourceCells health={health()} sources={of(3_600)} />)
  expect(screen.getByText(words.late).parentElement).toHaveClass('text-warn')
  expect(screen.getByText(/1 h 00 m late/)).toBeVisible()
})

it('shows unknown values unchanged, and never as OK', async () => {
  const base = health()
  await draw(
    <SourceCells
      health={{ ...base, store: { ...base.store, status: 'melting', error: 'disk on fire' } }}
      sources={[]}
    />,
  )
  expect(screen.getByText('melting').parentElement).toHaveClass('text-unk')
  expect(screen.getByText(/disk on fire/)).toBeVisible()
  expect(screen.queryByText('OK')?.closest('a')).not.toHaveTextContent('Webhooks')
})

it.each([
  [3, /3 lost/],
  [null, /unknown number lost/],
])('shows that acknowledged events are lost: %s', async (lost_events, words) => {
  const base = health()
  await draw(
    <SourceCells
      health={{ ...base, journal: { ...base.journal, losses: 2, lost_events } }}
      sources={of(0)}
    />,
  )
  expect(screen.getByText(words)).toBeVisible()
})
