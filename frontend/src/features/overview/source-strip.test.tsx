import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { HealthList } from '@/features/overview/source-strip'
import { health } from '../../../test/fixtures'

it('shows each source, its refusals, and the database', () => {
  render(<HealthList health={health()} />)
  expect(screen.getByText('Webhooks')).toBeVisible()
  expect(screen.getByText(/120 received · 2 refused/)).toBeVisible()
  expect(screen.getByText(/2 KiB · 0 pending/)).toBeVisible()
  expect(screen.getByText('sqlite')).toBeVisible()
})

it('shows unknown values unchanged, and never as OK', () => {
  const base = health()
  render(
    <HealthList
      health={{ ...base, store: { ...base.store, status: 'melting', error: 'disk on fire' } }}
    />,
  )
  expect(screen.getByText('melting').parentElement).toHaveClass('text-unk')
  expect(screen.getByText(/disk on fire/)).toBeVisible()
})

it('shows that acknowledged events are lost, and their number if it is known', () => {
  const base = health()
  const lost = (lost_events: number | null) => ({
    ...base,
    journal: { ...base.journal, losses: 2, lost_events },
  })
  const { rerender } = render(<HealthList health={base} />)
  expect(screen.queryByText(/lost/)).toBeNull()
  rerender(<HealthList health={lost(3)} />)
  expect(screen.getByText(/3 lost/)).toBeVisible()
  rerender(<HealthList health={lost(null)} />)
  expect(screen.getByText(/unknown number lost/)).toBeVisible()
})
