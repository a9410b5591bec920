import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { HealthList } from '@/features/overview/source-strip'
import { health } from '../../../test/fixtures'

it('names each source, what it refused, and the store', () => {
  render(<HealthList health={health()} />)
  expect(screen.getByText('Webhooks')).toBeVisible()
  expect(screen.getByText(/120 received · 2 refused/)).toBeVisible()
  expect(screen.getByText(/2 KiB · 0 pending/)).toBeVisible()
  expect(screen.getByText('sqlite')).toBeVisible()
})

it('shows words that it does not know as they are, and never as fine', () => {
  const base = health()
  render(
    <HealthList
      health={{ ...base, store: { ...base.store, status: 'melting', error: 'disk on fire' } }}
    />,
  )
  expect(screen.getByText('melting').parentElement).toHaveClass('text-unk')
  expect(screen.getByText(/disk on fire/)).toBeVisible()
})

it('says that acknowledged events are lost, and how many if that is known', () => {
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
